from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.actions.stage import Stage
from tests.services.world import FACTORY, HOME, ID_LAST4, SHOP, YEARLY

PROOFS = {HOME: ID_LAST4, SHOP: ID_LAST4, YEARLY: "4567", FACTORY: "8901"}


def prove(stage: Stage, account_no: str, text: str, intent: str) -> str:
    """Ask with number and proof in the same message."""
    return stage.text(stage.say(f"{text} {account_no} {PROOFS[account_no]}", intent))


def card_of(said: list[dict[str, object]]) -> dict[str, object]:
    """The card of a turn."""
    cards = [m["custom"]["card"] for m in said if "card" in m.get("custom", {})]  # type: ignore[operator,index]
    assert len(cards) == 1
    return cards[0]  # type: ignore[no-any-return]


def test_a_bill_is_told_with_amount_energy_and_what_is_due(stage: Stage) -> None:
    """Amount, period, what is owed until when, and the change: nothing else first."""
    said = prove(stage, HOME, "查电费", "query_bill")
    with stage.world.books.billing() as session:
        from bot.storage import bills

        newest = bills.history(session, account_no=HOME, months=1)[0]

    assert f"{newest.amount_yuan} 元" in said
    assert "6月1日到6月30日" in said
    assert "2026年7月20日" in said


def test_demonstration_prices_are_called_that(stage: Stage) -> None:
    """Every answer that rests on an unverified tariff says so."""
    assert "演示电价" in prove(stage, HOME, "查电费", "query_bill")
    assert "演示电价" in stage.text(stage.say("一度电多少钱", "tariff_query"))
    assert "演示电价" in stage.text(stage.say("用到第几档了", "query_tier"))
    assert "演示电价" in stage.text(stage.say("怎么算的", "explain_bill"))


def test_the_long_sentence_about_demonstration_prices_is_said_once(stage: Stage) -> None:
    """In full the first time, in two words afterwards; nobody wants to read it every time."""
    long = "不作为收费依据"

    assert long in prove(stage, HOME, "查电费", "query_bill")
    again = stage.text(stage.say("怎么算的", "explain_bill"))

    assert long not in again
    assert "（演示电价）" in again


def test_this_months_bill_that_is_not_out_is_told_so_far(stage: Stage) -> None:
    """The running month is priced so far and never called a bill; the newest bill follows."""
    said = prove(stage, HOME, "这个月电费多少", "query_bill")

    assert "账单还没出" in said
    assert "以账单为准" in said
    assert "最近一期账单，2026年6月的电费是" in said


def test_a_month_without_a_bill_is_refused_with_the_newest(stage: Stage) -> None:
    """Before the first bill there is none; the customer hears which there is."""
    said = prove(stage, HOME, "2024年3月电费多少", "query_bill")

    assert "没有2024年3月的账单" in said
    assert "2026年6月" in said


def test_several_months_are_a_numbered_list_with_a_chart(stage: Stage) -> None:
    """Newest first, numbered, and the list's total is the sum of its rows."""
    prove(stage, HOME, "查电费", "query_bill")
    said = stage.say("最近三个月电费", "query_bill")
    text = stage.text(said)
    rows = re.findall(r"^(\d)\. (.+?)：([\d.]+) 元", text, re.MULTILINE)
    total = re.search(r"一共 ([\d.]+) 元", text)

    assert [row[:2] for row in rows] == [("1", "2026年6月"), ("2", "2026年5月"), ("3", "2026年4月")]
    assert total
    assert sum(Decimal(row[2]) for row in rows) == Decimal(total[1])
    assert card_of(said)["kind"] == "bars"


def test_the_second_of_a_list_is_explained(stage: Stage) -> None:
    """第二个 means the second that was read out."""
    prove(stage, HOME, "最近三个月电费", "query_bill")

    assert stage.text(stage.say("第二个怎么那么高", "explain_bill")).startswith("2026年5月")


def test_the_month_before_is_counted_from_the_bill_just_told(stage: Stage) -> None:
    """In July the newest bill is June's; after it, 「那上个月呢」 is May's, not June's again."""
    prove(stage, HOME, "为什么电费这么高", "explain_bill")

    assert stage.text(stage.say("那上个月呢")).startswith("2026年5月")
    assert stage.text(stage.say("那上个月呢")).startswith("2026年6月")


@pytest.mark.parametrize("account_no", [HOME, SHOP, YEARLY, FACTORY])
def test_the_explanations_chart_sums_to_the_fen(stage: Stage, account_no: str) -> None:
    """Start plus all changes is the end, exactly."""
    said = stage.say(f"为什么电费这么高 {account_no} {PROOFS[account_no]}", "explain_bill")
    items = card_of(said)["items"]
    parts = {"start": Decimal(0), "change": Decimal(0), "end": Decimal(0)}
    for item in items:  # type: ignore[attr-defined]
        parts[item["role"]] += Decimal(item["value"])

    assert parts["start"] + parts["change"] == parts["end"]


@pytest.mark.parametrize("account_no", [HOME, SHOP, YEARLY, FACTORY])
def test_the_arithmetic_multiplies_out_to_the_bill(stage: Stage, account_no: str) -> None:
    """Quantity times price of every line, as shown, sums to the bill as shown."""
    said = prove(stage, account_no, "怎么算的", "explain_bill")
    lines = re.findall(r"：(-?[\d.]+) (?:度|千瓦|千伏安) × (-?[\d.]+) 元 = (-?[\d.]+) 元", said)
    shares = re.findall(r"：([\d.]+) 元 × (-?[\d.]+)% = (-?[\d.]+) 元", said)
    total = re.search(r"加起来一共 ([\d.]+) 元", said)

    assert total
    for quantity, price, amount in lines:
        assert abs(Decimal(quantity) * Decimal(price) - Decimal(amount)) <= Decimal("0.005")
    for base, percent, amount in shares:
        assert abs(Decimal(base) * Decimal(percent) / 100 - Decimal(amount)) <= Decimal("0.005")
    assert sum(Decimal(line[2]) for line in [*lines, *shares]) == Decimal(total[1])


def test_the_first_bill_is_explained_by_its_lines(stage: Stage) -> None:
    """With nothing to compare, the lines are shown instead of a refusal."""
    said = prove(stage, HOME, "2025年1月电费为什么这么高", "explain_bill")

    assert "第一期账单" in said
    assert "一共" in said


def test_who_used_no_more_is_offered_ways_to_find_out(stage: Stage) -> None:
    """「我没多用啊」 meets the daily readings and a meter check, not insistence."""
    prove(stage, HOME, "为什么电费这么高", "explain_bill")

    said = stage.say("我没多用啊", "compare_usage")

    assert "验表" in stage.text(said)
    assert card_of(said)["unit"] == "度"


def test_what_an_item_means_needs_no_proof(stage: Stage) -> None:
    """Definitions are nobody's secret."""
    said = stage.text(stage.say("力调电费是什么", "explain_bill"))

    assert "功率因数" in said
    assert stage.loop is None


def test_arrears_name_every_open_bill_and_what_to_pay_today(stage: Stage) -> None:
    """Oldest first with due day or late fee; the total includes the late fee."""
    said = prove(stage, HOME, "我欠费没有", "query_arrears")

    assert "2 笔" in said
    assert "1. 2026年5月" in said
    assert "违约金" in said


def test_no_arrears_is_said_plainly(stage: Stage) -> None:
    """The good news comes first."""
    assert prove(stage, YEARLY, "欠费吗", "query_arrears").startswith("这户现在不欠费")


def test_payments_are_listed_newest_first(stage: Stage) -> None:
    """What was booked, when and how."""
    said = prove(stage, YEARLY, "我交的钱没到账", "payment_problem")

    assert "1. 2026年7月4日，微信" in said


def test_every_figure_carries_its_provenance(stage: Stage) -> None:
    """Bill ids, tariff versions and the time of computing travel with the message."""
    said = stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    trail = said[-1]["custom"]["provenance"]

    assert trail["bill_ids"] == [f"B{HOME}-202606"]
    assert trail["tariff_ids"]
    assert trail["verified"] is False


@pytest.mark.parametrize(
    ("text", "intent"),
    [("怎么交", "pay_bill"), ("违约金怎么算", "late_fee"), ("一度电多少钱", "tariff_query")],
)
def test_public_knowledge_needs_no_proof(stage: Stage, text: str, intent: str) -> None:
    """Ways to pay, the late-fee rule and published prices are told to everyone."""
    stage.say(text, intent)

    assert stage.loop is None


def test_peak_hours_are_told_to_who_has_none(stage: Stage) -> None:
    """Asked for peak and valley, a single-price home hears that it has none, and their hours."""
    prove(stage, YEARLY, "查电费", "query_bill")

    said = stage.text(stage.say("峰谷是几点到几点", "tariff_query"))

    assert "没有开通峰谷电价" in said
    assert "22:00–08:00" in said


def test_payments_can_be_asked_for_in_words_that_sound_like_paying(stage: Stage) -> None:
    """缴费记录 is a look back, whatever the brain takes it for."""
    prove(stage, YEARLY, "查电费", "query_bill")

    assert "1. 2026年7月4日" in stage.text(stage.say("缴费记录", "pay_bill"))
