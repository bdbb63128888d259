"""One yes before an account takes part: the plan, what it brings, and that leaving is free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import proving
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.demand_response import telling
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.account import Account
from bot.domain.right import Scope
from bot.services import demand_response

CASE = "response_join"


@register
class JoinCase(Kind):
    """Opened for a proven account and one event."""

    name = CASE
    words = "demand_response.join"
    own_intents = frozenset({"demand_response"})
    confirm_buttons = "demand_response.join.buttons"

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Nothing is asked."""
        return ()

    def read_back(self, turn: Turn, case: Case) -> str:
        """The plan and its worth, as it stands now."""
        plan = demand_response.own_plan(
            turn.deps.books,
            turn.deps.meters,
            tariffs=turn.deps.tariffs,
            **_of(turn, case),
        )
        return phrase("demand_response.join.read_back", plan=telling.plan_text(plan))

    def finish(self, turn: Turn, case: Case) -> None:
        """Say yes for the account."""
        enrolment = demand_response.join(
            turn.deps.books,
            turn.deps.meters,
            tariffs=turn.deps.tariffs,
            conversation_id=turn.conversation_id,
            **_of(turn, case),
        )
        turn.say(
            "demand_response.join.done",
            kw=telling.kw(enrolment.planned_w),
            buttons="demand_response.joined_buttons",
        )

    def left(self, turn: Turn, case: Case) -> None:
        """A no is written down, so that nobody asks again."""
        demand_response.leave(
            turn.deps.books, conversation_id=turn.conversation_id, **_of(turn, case)
        )
        turn.say("demand_response.join.left", buttons="demand_response.left_buttons")


def _of(turn: Turn, case: Case) -> dict[str, Any]:
    account: Account = proving.of_case(turn, case, Scope.APPLY)
    return {"account": account, "event_id": case.get("event_id"), "now": turn.now}
