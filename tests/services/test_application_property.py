"""However filling, keeping, resuming and calling off interleave, nothing given is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.application import Application, ApplicationStatus
from bot.domain.unable import ApplicationClosed, FieldNeeded, FieldUnclear, Unable
from bot.services import application
from bot.storage import applications
from tests.services.application_desk import EV_PILE, READ, begin, cancel, fill, resume, submit
from tests.services.world import NOW, World

_examples = count(1)
good = st.sampled_from([(name, said) for name, said in EV_PILE.items()])
corrections = st.sampled_from(
    [("applicant", "李梅"), ("spot", "地下二层3号"), ("property", "不肯")]
)
unreadable = st.sampled_from(
    [("contact_phone", "不记得"), ("parking", "？"), ("visit_day", "随便")]
)
acts = st.one_of(
    st.tuples(st.just("fill"), st.one_of(good, corrections)),
    st.tuples(st.just("mumble"), unreadable),
    st.tuples(st.sampled_from(["save", "resume", "guess", "begin", "submit", "cancel"]), st.none()),
)
CORRECTED = {"李梅": "李梅", "地下二层3号": "地下二层3号", "不肯": "refuses"}


@pytest.fixture(scope="module")
def shared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all examples; each plays in its own conversations."""
    with World.copied(built, tmp_path_factory.mktemp("applications")) as world:
        yield world


def kept(world: World, number: str) -> Application:
    with world.books.service(writing=False) as session:
        found = applications.find(session, number=number)
    assert found is not None
    return found


class Desk:
    """Plays the acts and remembers, as plainly as possible, what must be there."""

    def __init__(self, world: World) -> None:
        self.world = world
        example = next(_examples)
        self.maker, self.other = f"maker-{example}", f"other-{example}"
        self.speaker = self.maker
        self.number = begin(world, who=self.maker).number
        self.given: dict[str, str] = {}

    def play(self, act: str, answer: tuple[str, str] | None) -> None:
        closed = kept(self.world, self.number).status is not ApplicationStatus.DRAFT
        # What can be read is always taken into a draft; everything else may be refused.
        with suppress(*(() if act == "fill" and not closed else (Unable,))):
            getattr(self, f"_{act}")(answer)
            if act == "fill":
                assert not closed
                self._remember(*(answer or ("", "")))

    def _fill(self, answer: tuple[str, str]) -> None:
        fill(self.world, self.number, dict([answer]), who=self.speaker)

    def _mumble(self, answer: tuple[str, str]) -> None:
        with pytest.raises((FieldUnclear, ApplicationClosed)):
            fill(self.world, self.number, dict([answer]), who=self.speaker)

    def _save(self, _: None) -> None:
        with suppress(FieldNeeded):
            application.save(
                self.world.books, conversation_id=self.speaker, number=self.number, now=NOW
            )

    def _resume(self, _: None) -> None:
        resume(self.world, self.number, "0009", who=self.other)
        self.speaker = self.other

    def _guess(self, _: None) -> None:
        resume(self.world, self.number, "9999", who=f"guesser-{self.maker}")

    def _begin(self, _: None) -> None:
        begin(self.world, who=self.maker)

    def _submit(self, _: None) -> None:
        submit(self.world, self.number, who=self.speaker)

    def _cancel(self, _: None) -> None:
        cancel(self.world, self.number, who=self.speaker)

    def _remember(self, field: str, said: str) -> None:
        if said in CORRECTED:
            self.given[field] = CORRECTED[said]
            return
        self.given[field] = READ[field]
        if field == "power":
            self.given["power_kw"] = READ["power_kw"]


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=st.lists(acts, max_size=25))
def test_nothing_given_is_ever_lost(
    shared: World, played: list[tuple[str, tuple[str, str] | None]]
) -> None:
    """After every act everything said so far is there, and a closed one stays closed."""
    desk = Desk(shared)
    was = ApplicationStatus.DRAFT
    for act, answer in played:
        desk.play(act, answer)

        there = kept(shared, desk.number)
        assert dict(there.fields) == desk.given
        assert there.contact_phone == desk.given.get("contact_phone", "")
        assert was is not ApplicationStatus.CANCELLED or there.status is was
        was = there.status
