"""A yes before anything is erased."""

from __future__ import annotations

from collections.abc import Sequence

from actions import proving
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.insight.my_data_telling import label
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.profile import DataGroup, TagName
from bot.domain.right import Scope
from bot.services import profile

CASE = "my_data_erase"
STOP = "stop"
"""What is given for an objection to all tags."""
_W = "my_data.erase"


@register
class EraseCase(Kind):
    """Reads back what goes, and that it does not come back."""

    name = CASE
    words = _W
    confirm_buttons = _W + ".buttons"

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Nothing is asked."""
        return ()

    def read_back(self, turn: Turn, case: Case) -> str:
        """What goes."""
        what = _what(case)
        if isinstance(what, TagName):
            return phrase(_W + ".read_back.tag", label=label(what))
        return phrase(f"{_W}.read_back.{what.value if what else STOP}")

    def finish(self, turn: Turn, case: Case) -> None:
        """Erase it; the holder is looked at once more."""
        account = proving.of_case(turn, case, Scope.OWN)
        books, source, now = turn.deps.books, turn.conversation_id, turn.now
        what = _what(case)
        if what is None:
            profile.object_to_profiling(books, account=account, source=source, now=now)
            turn.say(_W + ".stopped", buttons=_W + ".stopped_buttons")
            return
        gone = profile.delete(books, account=account, what=what, source=source, now=now)
        turn.say(f"{_W}.{'done' if gone else 'nothing'}", buttons=_W + ".done_buttons")


def what_of(name: str) -> TagName | DataGroup | None:
    """The tag or the kind of data with this name; None for an objection to all tags.

    Raises:
        ValueError: there is no such thing.
    """
    if name == STOP:
        return None
    try:
        return DataGroup(name)
    except ValueError:
        return TagName(name)


def _what(case: Case) -> TagName | DataGroup | None:
    return what_of(case.get("what"))
