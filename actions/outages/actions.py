"""The three questions about supply: is it off, will it be, and when is it back."""

from __future__ import annotations

from actions.base import XiaowaAction
from actions.outages.answer import NOW, PLANNED, RESTORE, answer
from actions.repairs import begin, progress, relapse
from actions.repairs.life_support import takes_over as life_support
from actions.turn import Turn


class OutageNow(XiaowaAction):
    """停电了吗; 又停电了，什么情况."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_outage_now"

    def act(self, turn: Turn) -> None:
        """What is known there; who lives by a machine comes first."""
        if life_support(turn) or relapse.answers(turn) or begin.begins_again(turn):
            return
        answer(turn, NOW)


class PlannedOutage(XiaowaAction):
    """明天停电吗."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_planned_outage"

    def act(self, turn: Turn) -> None:
        """What was announced there."""
        answer(turn, PLANNED)


class RestoreTime(XiaowaAction):
    """几点来电; 还要多久."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_restore_time"

    def act(self, turn: Turn) -> None:
        """Until when; of the outage spoken of, if there is one."""
        if life_support(turn) or progress.tells_instead(turn):
            return
        answer(turn, RESTORE)
