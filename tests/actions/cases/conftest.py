"""An errand: the smallest kind of case that has everything, kept in this test only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from actions import wording
from actions.cases import kind as kinds
from actions.cases.case import Case
from actions.cases.kind import Field, Kind
from actions.turn import Turn
from bot.domain.unable import StoreUnavailable
from tests.actions.conftest import built, stage, world
from tests.actions.stage import Stage

__all__ = ["built", "errand", "stage", "world"]
WORDS = {
    "title": "跑腿",
    "ask": {"place": "送到哪里？", "phone": "留个电话？", "note": "有什么要交代的？"},
    "again": {"phone": "电话是 11 位数字，请再说一次。"},
    "labels": {"place": "地点", "phone": "电话"},
    "names": {"place": "地点|地址", "phone": "电话"},
    "read_back": "送到{place}，电话{phone}，{note}，对吗？",
    "left": "好的，不送了。",
    "done": "办好了。",
}


def read_place(turn: Turn, _case: Case) -> str:
    found = re.search(r"\d+号", turn.text)
    return found.group() if found else ""


def read_phone(turn: Turn, _case: Case) -> str:
    found = re.search(r"1\d{10}", turn.text)
    return found.group() if found else ""


class Errand(Kind):
    name = "errand"
    words = "errand"
    own_intents = frozenset({"praise"})
    done: list[tuple[str, dict[str, str]]]
    broken = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        return (
            Field("place", read_place, amend=lambda _old, text: read_text(text)),
            Field("phone", read_phone, volunteered=True),
            Field("note", lambda turn, _: turn.text, free=True, optional=True),
        )

    def finish(self, turn: Turn, case: Case) -> None:
        if self.broken:
            raise StoreUnavailable(store="orders")
        self.done.append((case.key, dict(case.given)))
        turn.say("errand.done")

    def aside(self, turn: Turn, case: Case) -> bool:
        if "多久" not in turn.text:
            return False
        turn.tell("半天。")
        return True


def read_text(text: str) -> str:
    found = re.search(r"\d+号", text)
    return found.group() if found else ""


@pytest.fixture
def errand(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Errand]:
    """An errand is open and its first question was asked."""
    kept = wording.words

    def words(topic: str) -> Any:
        return WORDS if topic == "errand" else kept(topic)

    monkeypatch.setattr(wording, "words", words)
    kind = Errand()
    kind.done = []
    monkeypatch.setitem(kinds._kinds, "errand", kind)
    stage.slots["cases"] = [Case("errand", "k1", asked="place").as_slot()]
    stage.loop = "case_form"
    stage.events.append({"event": "active_loop", "name": "case_form"})
    return kind
