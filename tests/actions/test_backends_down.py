"""A part of the house does not answer: the customer hears which, and nothing said is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.books import _Database
from tests.actions.stage import Stage
from tests.services.grid_of_world import lay
from tests.services.world import HOME, ID_LAST4

Repair = Callable[[], None]


@pytest.fixture
def unplug(stage: Stage, tmp_path: Path) -> Callable[[str], Repair]:
    """Cut one database off; what is returned plugs it in again."""

    def cut(name: str) -> Repair:
        books, kept = stage.world.books, getattr(stage.world.books, f"_{name}")
        # A folder is no database: opening it fails as a server that is gone does.
        setattr(books, f"_{name}", _Database(f"sqlite:///{tmp_path}"))
        return lambda: setattr(books, f"_{name}", kept)

    return cut


def test_without_the_billing_database_the_question_waits(
    stage: Stage, unplug: Callable[[str], Repair]
) -> None:
    """Said plainly; 「再试一次」 answers what was asked, for the account that was proven."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    repair = unplug("billing")
    said = stage.say("我用到第几档了", "query_tier")

    assert "账单和户号的资料暂时取不到" in stage.text(said)
    assert "再试一次" in str(said)
    repair()
    assert "档" in stage.text(stage.say("再试一次", "repeat"))


def test_a_number_given_while_the_billing_database_is_down_need_not_be_said_again(
    stage: Stage, unplug: Callable[[str], Repair]
) -> None:
    """It does not count as a miss either."""
    stage.say("查电费", "query_bill")
    repair = unplug("billing")
    assert "暂时取不到" in stage.text(stage.say(HOME))
    repair()

    assert "电费是" in stage.text(stage.say(ID_LAST4))
    assert not stage.slots.get("misses")


def test_the_database_that_fails_after_the_proof_leaves_the_question_open(
    stage: Stage, unplug: Callable[[str], Repair], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof stays, and so does what was asked."""
    stage.say("查电费", "query_bill")
    stage.say(HOME)
    stage.say(ID_LAST4)
    repair = unplug("billing")
    assert "暂时取不到" in stage.text(stage.say("上个月电费", "query_bill"))
    repair()

    assert "电费是" in stage.text(stage.tap("/affirm"))


def test_without_the_meter_store_bills_are_still_told(stage: Stage) -> None:
    """Only what needs readings is refused, and it is named."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    folder = stage.world.meters._folder
    away = folder.with_name("away")
    shutil.move(folder, away)

    assert "用电数据暂时取不到" in stage.text(stage.say("昨天用了多少度", "query_usage"))
    assert "电费是" in stage.text(stage.say("上个月电费多少", "query_bill"))
    shutil.move(away, folder)
    stage.say("昨天用了多少度", "query_usage")
    assert "度" in stage.text(stage.say("昨天用了多少度", "query_usage"))


def test_an_outage_can_be_asked_about_while_the_billing_database_is_down(
    stage: Stage, unplug: Callable[[str], Repair]
) -> None:
    """By place: the grid lies elsewhere."""
    lay(stage.world.books)
    unplug("billing")
    said = stage.text(stage.say("鼓楼小区3栋停电了吗", "outage_now"))

    assert "出了点问题" not in said
    assert "账单和户号" not in said


def test_without_the_service_database_the_customer_is_told_whom_to_call(
    stage: Stage, unplug: Callable[[str], Repair]
) -> None:
    """Nothing can be written down then."""
    unplug("service")
    said = stage.text(stage.say("查电费", "query_bill"))

    assert "连不上" in said
    assert "95598" in said
