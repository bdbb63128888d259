"""A kind of case: which fields it has, how it is read back, and what doing it means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from actions import wording
from actions.cases.case import Case
from bot.domain.reply import Button

if TYPE_CHECKING:
    from actions.turn import Turn

Reader = Callable[["Turn", Case], str]
"""What a message gives for a field, in the form it is kept; an empty text for nothing."""


@dataclass(frozen=True)
class Field:
    """One thing to be known. Its question is `<words>.ask.<name>` unless `question` says more."""

    name: str
    read: Reader
    free: bool = False
    """Whether any words may be the answer, e.g. a description; a question is then a digression."""
    volunteered: bool = False
    """Whether it is also taken from a message that answers another question."""
    optional: bool = False
    """Asked for, but 「跳过」 is an answer; its value is then empty."""
    question: Callable[[Turn, Case], str] | None = None
    buttons: Callable[[Turn, Case], Sequence[Button]] | None = None
    label: str = ""
    """What it is called on the button of what is wrong; empty: the words' own `labels`."""
    amend: Callable[[str, str], str] | None = None
    """The kept value and the words of a correction to the new value; empty for no change."""


class Kind(ABC):
    """Subclasses are registered by `kind_of`'s table when their module is imported."""

    name: ClassVar[str]
    words: ClassVar[str]
    """Where the words lie, e.g. `report` for actions/words/report.yml; see `Kind.say_…`."""
    own_intents: ClassVar[frozenset[str]] = frozenset()
    """Intents that, in the middle of this case, are part of the answer and no digression."""
    confirmed: ClassVar[bool] = True
    """Whether it is read back before it is done."""
    confirm_buttons: ClassVar[str] = "cases.confirm_buttons"
    """The buttons under what is read back."""
    goes_on: ClassVar[bool] = True
    """Whether what it interrupted is taken up by itself afterwards; not after a danger."""

    def is_confirmed(self, turn: Turn, case: Case) -> bool:
        """Whether this case is read back, where that hangs on what was given."""
        return self.confirmed

    @abstractmethod
    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """The fields that apply, in the order they are asked, given what is known."""

    @abstractmethod
    def finish(self, turn: Turn, case: Case) -> None:
        """Do it and say so.

        Raises:
            Unable: it cannot be done now; the case stays open with everything given.
        """

    def read_back(self, turn: Turn, case: Case) -> str:
        """What is read back for confirmation."""
        facts: dict[str, Any] = dict(case.given)
        return wording.phrase(f"{self.words}.read_back", **facts)

    def aside(self, turn: Turn, case: Case) -> bool:
        """Answer a question that belongs to the case, e.g. 「多久能装好」; True when it did."""
        return False

    def harmless(self, turn: Turn, case: Case) -> bool:
        """Whether what the brain takes for danger belongs to the case and threatens nobody."""
        return False

    def heard(self, turn: Turn, case: Case) -> Case:
        """A last look at what a message changed: derive, check, ask the services.

        Raises:
            Unable: what was just given cannot be used; the words say why, and it is asked again.
        """
        return case

    def ends(self, turn: Turn, case: Case) -> bool:
        """Whether nothing is left to ask, because `heard` said why it cannot go on."""
        return False

    def left(self, turn: Turn, case: Case) -> None:
        """The customer stops: say what becomes of it."""
        turn.say(f"{self.words}.left", buttons="conversation.menu_buttons")

    def title(self, case: Case) -> str:
        """What the case is called when we come back to it, e.g. 报修."""
        return wording.phrase(f"{self.words}.title")


_kinds: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    """Make a kind known by its name; a class decorator."""
    _kinds[kind.name] = kind()
    return kind


def kind_of(case: Case) -> Kind | None:
    """The kind of a case; None for one this version does not know."""
    return _kinds.get(case.kind)


def missing(kind: Kind, turn: Turn, case: Case) -> Field | None:
    """The first field that is not given yet."""
    return next((f for f in kind.fields(turn, case) if f.name not in case.given), None)
