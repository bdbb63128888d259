"""Is it off, will it be, and when is it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.gazetteer import GazetteerEntry
from bot.domain.place import PlaceKind
from bot.services import restoration
from bot.storage import gazetteer
from tests.actions.stage import Stage
from tests.services.grid_of_world import GULOU, HOUR, MILL, fault, lay, planned, tell
from tests.services.world import HOME, ID_LAST4, NOW, PHONE

EVENT = "F-1"


@pytest.fixture
def off(stage: Stage) -> Stage:
    """鼓楼小区 1 to 6 has been off for an hour."""
    lay(stage.world.books)
    tell(stage.world.books, fault(crew="at_work"))
    return stage


@pytest.fixture
def lit(stage: Stage) -> Stage:
    """Nothing is off, and the feed says so."""
    lay(stage.world.books)
    tell(stage.world.books)
    return stage


def test_the_sample_of_a_known_fault(off: Stage) -> None:
    """Where once; then cause, scope, time; the same event goes on until the wish to be told."""
    said = off.text(off.say("又停电了，什么情况", "outage_now"))
    assert "不方便" in said
    assert "哪里" in said

    said = off.text(off.say("鼓楼小区3栋"))
    for told in ("电缆故障", "影响鼓楼小区", "13:00", "已经在现场", "不用再报修"):
        assert told in said

    assert off.text(off.say("几点来电", "restore_time")).startswith("预计 13:00 前来电")
    said = off.text(off.say("那我要不要报修", "report_outage"))
    assert "抢修已经在做了" in said
    assert "登记上" in said

    assert "手机号" in off.text(off.say("来电了通知我", "subscribe_notice"))
    said = off.text(off.say("13900001111"))
    assert "13900001111" in said
    assert "只发这一次" in said
    (notice,) = restoration.waiting(off.world.books, event_id=EVENT)
    assert notice.phone == "13900001111"
    assert off.loop is None


def test_what_leans_on_an_outage_is_no_question_about_a_bill(off: Stage) -> None:
    """Unless it says so."""
    off.say("鼓楼小区停电了吗", "outage_now")

    assert "电缆故障" in off.text(off.say("怎么回事", "explain_bill"))
    assert "户号" in off.text(off.say("电费怎么回事", "explain_bill"))


@pytest.mark.parametrize(
    ("text", "told"),
    [("还要多久", "预计 13:00"), ("怎么回事", "电缆故障"), ("那磨坊村呢", "磨坊村没有停电")],
)
def test_words_that_say_little_mean_the_outage_spoken_of(off: Stage, text: str, told: str) -> None:
    """Whatever the brain makes of them."""
    off.say("鼓楼小区停电了吗", "outage_now")

    assert told in off.text(off.say(text, "nlu_fallback"))


def test_a_withdrawn_wish_is_withdrawn(off: Stage) -> None:
    """Consent can be taken back in a word."""
    off.say("鼓楼小区停电了吗", "outage_now")
    off.tap('/subscribe_notice{"aspect":"restore"}')
    off.say("13900001111")

    assert "不再" in off.text(off.say("来电不用通知我了", "unsubscribe_notice"))
    assert restoration.waiting(off.world.books, event_id=EVENT) == []


def test_other_notices_are_not_taken_for_this_one(off: Stage) -> None:
    """「每月账单提醒」 after an outage is about bills."""
    off.say("鼓楼小区停电了吗", "outage_now")

    assert "手机号" not in off.text(off.say("每月账单发短信提醒我", "subscribe_notice"))


def test_the_registered_phone_is_used_only_after_a_yes(off: Stage) -> None:
    """And is shown by its tail only."""
    off.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    off.say("我家停电了吗", "outage_now")
    said = off.text(off.tap('/subscribe_notice{"aspect":"restore"}'))
    assert PHONE[-4:] in said
    assert PHONE not in said

    off.say("可以", "affirm")
    (notice,) = restoration.waiting(off.world.books, event_id=EVENT)
    assert notice.phone == PHONE


def test_who_is_proven_is_not_asked_where(off: Stage) -> None:
    """The account tells."""
    off.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    assert "您家现在停电" in off.text(off.say("停电了吗", "outage_now"))


def test_a_number_without_proof_tells_the_state_and_nothing_else(off: Stage) -> None:
    """Neither where nor why."""
    said = off.text(off.say(f"户号{HOME}停电了吗", "outage_now"))

    assert "现在停电" in said
    assert "13:00" in said
    assert "鼓楼" not in said
    assert "电缆" not in said
    assert "预计 13:00" in off.text(off.say("几点来电", "restore_time"))


def test_how_often_estimates_held_is_told_from_enough_cases(off: Stage) -> None:
    """Ten past faults of which eight came back in time; nine say nothing."""

    def past(place: int, *, late: bool) -> dict[str, object]:
        began = NOW - timedelta(days=place + 2)
        back = began + (3 * HOUR if late else HOUR)
        ends = (began + 2 * HOUR).isoformat()
        times = {"begins_at": began.isoformat(), "ends_at": ends}
        return fault(f"H-{place}", MILL, **times, restored_at=back.isoformat())

    known = [past(place, late=place < 2) for place in range(10)]
    tell(off.world.books, fault(), *known[:9], at=NOW)
    assert "次准时" not in off.text(off.say("鼓楼小区停电了吗", "outage_now"))
    tell(off.world.books, fault(), *known, at=NOW)
    assert "最近 10 次里有 8 次准时" in off.text(off.say("几点来电", "restore_time"))


def test_that_nothing_is_off_is_said_only_on_fresh_word(lit: Stage) -> None:
    """With what to look at, and a report to make."""
    said = lit.say("鼓楼小区停电了吗", "outage_now")

    assert "没有停电的消息" in lit.text(said)
    assert "总开关" in lit.text(said)
    assert "我要报修" in str(said)


def test_a_stale_feed_is_no_word_of_none(lit: Stage) -> None:
    """It says how old it is and what to do."""
    lit.wait(hours=2)

    said = lit.text(lit.say("鼓楼小区停电了吗", "outage_now"))

    assert "没有停电的消息" not in said
    assert "12:00" in said
    assert "95598" in said


def test_a_known_outage_is_told_with_its_age_on_a_stale_feed(off: Stage) -> None:
    """Known then, perhaps changed since; and the time given has passed."""
    off.wait(hours=2)

    said = off.text(off.say("鼓楼小区停电了吗", "outage_now"))

    assert "更新得慢" in said
    assert "过点了" in said


def test_without_any_feed_nothing_is_claimed(stage: Stage) -> None:
    """Neither on nor off."""
    lay(stage.world.books)

    said = stage.text(stage.say("鼓楼小区停电了吗", "outage_now"))

    assert "取不到" in said
    assert "报修" in said


def test_after_the_end_the_event_is_over(off: Stage) -> None:
    """Asked again, it is back, and whoever is still dark may report."""
    off.say("鼓楼小区停电了吗", "outage_now")
    off.wait(minutes=40)
    back = (NOW + HOUR / 2).isoformat()
    tell(off.world.books, fault(restored_at=back), at=NOW + HOUR / 2)

    said = off.text(off.say("来电了吗", "restore_time"))

    assert "12:30 已经恢复" in said


def test_several_places_are_offered_to_choose_from(lit: Stage) -> None:
    """Two villages of one name are told apart by their towns."""
    with lit.world.books.service() as service:
        entries = [
            GazetteerEntry("上村", PlaceKind.VILLAGE, GULOU, district="东镇"),
            GazetteerEntry("上村", PlaceKind.VILLAGE, MILL, district="西镇"),
        ]
        gazetteer.save(service, entries=entries)
    said = lit.say("上村停电了吗", "outage_now")
    assert "选一个" in lit.text(said)
    assert {"东镇上村", "西镇上村"} <= {b["title"] for b in said[-1]["buttons"]}

    assert "西镇上村没有停电" in lit.text(lit.tap('/inform{"case_choice":"西镇上村"}'))


def test_a_slip_in_the_name_is_named(off: Stage) -> None:
    """So that the customer can object."""
    assert "您说的是鼓楼小区吧" in off.text(off.say("鼓楼小去停电了吗", "outage_now"))


def test_an_unknown_place_is_said_to_be_unknown(lit: Stage) -> None:
    """It is not taken for another one."""
    said = lit.text(lit.say("翠竹花园停电了吗", "outage_now"))

    assert "翠竹花园" in said
    assert "没找到" in said


def test_a_street_without_a_name_is_asked_for(lit: Stage) -> None:
    """「我们这条街」."""
    assert "哪条街" in lit.text(lit.say("我们这条街是不是停电了", "outage_now"))
    assert "鼓楼路没有停电" in lit.text(lit.say("鼓楼路", "inform"))


def test_planned_outages_are_told_with_times_and_advice(lit: Stage) -> None:
    """On the day asked for."""
    tell(lit.world.books, planned("P-1", GULOU, in_days=1))

    said = lit.text(lit.say("明天鼓楼小区停电吗", "planned_outage"))
    assert "7月21日（周二）08:00–16:00" in said
    assert "医疗设备" in said
    said = lit.text(lit.say("后天鼓楼小区停电吗", "planned_outage"))
    assert "没有公告" in said


def test_the_place_question_can_be_left_and_strayed_from(lit: Stage) -> None:
    """A bill in between is answered; then where is asked again; 算了 ends it."""
    lit.say("停电了吗", "outage_now")
    assert "程序" in (said := lit.text(lit.say("你是机器人吗", "chitchat")))
    assert "接着刚才的停电查询" in said

    assert "先不查了" in lit.text(lit.say("算了", "cancel"))
    assert lit.loop is None


def test_joining_counts_the_customer(off: Stage) -> None:
    """Registered as affected, without an order of their own."""
    off.say("鼓楼小区3栋没电了，报修", "report_outage")

    assert "现在有 1 户" in off.text(off.say("登记上", "affirm"))
    assert off.loop is None


def test_who_is_not_part_of_it_may_still_report(off: Stage) -> None:
    """「只有我家没电」 leads from joining to a report that keeps the place."""
    off.say("鼓楼小区3栋没电了，报修", "report_outage")

    assert "电话" in off.text(off.say("不一样，就我家没电", "report_outage"))
    assert "鼓楼小区3栋" in off.text(off.say("13900001111"))
