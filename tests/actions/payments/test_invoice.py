"""Invoices: for the bill spoken of, once, with a tax number that was checked."""

from __future__ import annotations

import pytest

from bot.clients.invoice import NoInvoices
from bot.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from bot.domain.tax_number import citizen_check, credit_check
from bot.services import invoice
from tests.actions.account_talk import buttons, case_of, prove
from tests.actions.stage import Stage
from tests.services.world import FACTORY, HOME, ID_LAST4, YEARLY, account

_FIRST = "91350100M000100Y4"
TAX_NO = _FIRST + credit_check(_FIRST)
WRONG = TAX_NO[:-1] + ("2" if TAX_NO[-1] != "2" else "3")


def standing(stage: Stage, month: str = "202606", number: str = YEARLY) -> Invoice | None:
    return invoice.of_bill(stage.world.books, account=account(number), bill_id=f"B{number}-{month}")


def test_the_invoice_is_for_the_second_bill_that_was_explained(stage: Stage) -> None:
    """最近三个月电费 / 第二个怎么那么高 / 那张开发票."""
    stage.say(f"最近三个月电费 {YEARLY} 4567", "query_bill")
    stage.say("第二个怎么那么高", "explain_bill")
    said = stage.text(stage.say("那张开发票", "invoice"))
    assert "2026年5月" in said

    stage.tap('/inform{"case_choice":"person"}')
    stage.tap('/inform{"case_choice":"own"}')
    stage.say("跳过")
    said = stage.text(stage.say("对", "affirm"))

    made = standing(stage, "202605")
    assert made
    assert made.status is InvoiceStatus.ISSUED
    assert made.title.name == "李秀英"
    assert made.number in said
    assert made.link in said


def test_the_holders_name_stands_in_no_slot(stage: Stage) -> None:
    """It is looked up when it is read back."""
    prove(stage, YEARLY)
    stage.say("开发票", "invoice")
    stage.say("个人的")
    said = stage.text(stage.say("就写户主的名字"))
    said += stage.text(stage.say("跳过"))

    assert "李秀英" in said
    assert "李秀英" not in str(stage.slots)


def test_a_firm_gives_name_number_and_address_in_one_go(stage: Stage) -> None:
    """Nothing is asked that was said."""
    prove(stage, YEARLY)
    stage.say("开发票，抬头是恒通物流有限公司", "invoice")
    said = stage.text(stage.say(f"税号{TAX_NO}，发到 cw@hengtong.com"))

    assert "抬头：恒通物流有限公司" in said
    assert f"税号：{TAX_NO}" in said
    assert "邮箱：cw@hengtong.com" in said


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (WRONG, "最后一位对不上"),
        (TAX_NO[:-1] + "O", "没有 I、O"),
        (TAX_NO[:-1], "17 位"),
        ("11010119900307001" + citizen_check("11010119900307001"), "身份证号"),
    ],
)
def test_a_wrong_tax_number_is_told_what_is_wrong(stage: Stage, number: str, why: str) -> None:
    """It is not kept, and asked again."""
    prove(stage, YEARLY)
    stage.say("公司报销，开发票", "invoice")
    stage.say("恒通物流有限公司")
    said = stage.text(stage.say(number))

    assert why in said
    assert "tax_no" not in case_of(stage)
    assert number not in str(stage.slots)


def issue(stage: Stage, name: str) -> str:
    stage.say("个人")
    stage.say(name)
    stage.say("跳过")
    return stage.text(stage.say("对", "affirm"))


def test_it_is_made_out_once_and_shown_again(stage: Stage) -> None:
    """Asked again, the same one comes back."""
    prove(stage, YEARLY)
    stage.say("开发票", "invoice")
    issue(stage, "李秀英")
    first = standing(stage)
    said = stage.text(stage.say("我要发票", "invoice"))

    assert first
    assert first.number in said
    assert standing(stage) == first


def test_a_wrong_title_is_made_out_anew(stage: Stage) -> None:
    """The old one is taken back; the new one counts."""
    prove(stage, YEARLY)
    stage.say("开发票", "invoice")
    issue(stage, "李秀英")
    assert "原来那张会作废" in stage.text(stage.say("抬头开错了重开", "invoice"))
    issue(stage, "王建国")

    made = standing(stage)
    assert made
    assert (made.issue, made.title.name) == (2, "王建国")


def test_an_unpaid_bill_is_paid_first(stage: Stage) -> None:
    """With the way there."""
    prove(stage, HOME)
    said = stage.say("6月的开发票", "invoice")

    assert "还有 152.82 元没交" in stage.text(said)
    assert "在这里交" in buttons(said)
    assert stage.loop is None


def test_a_home_hears_that_it_has_no_special_invoice(stage: Stage) -> None:
    """And gets the other one."""
    prove(stage, YEARLY)

    said = stage.text(stage.say("开张专票", "invoice"))

    assert "开不了增值税专用发票" in said
    assert "个人，还是单位" in said


def test_a_special_invoice_says_what_is_missing_and_takes_it(stage: Stage) -> None:
    """Field by field; registered once, it is asked for no more."""
    stage.say(f"查电费 {FACTORY} 8901", "query_bill")
    assert "还缺：抬头、税号、地址" in stage.text(stage.say("开专票", "invoice"))
    for text in ("福州一厂有限公司", TAX_NO, "福州市某路41号", "0591-87654321", "建设银行"):
        stage.say(text)
    said = stage.text(stage.say("350500001234567890"))
    assert "哪个邮箱" in said
    stage.say("跳过")
    stage.say("对", "affirm")
    made = standing(stage, number=FACTORY)
    assert made
    assert made.kind is InvoiceKind.VAT_SPECIAL
    assert made.status is InvoiceStatus.ISSUED

    said = stage.text(stage.say("5月的也开张专票", "invoice"))
    assert "还缺" not in said
    assert "哪个邮箱" in said


def test_a_platform_that_is_down_keeps_the_request(stage: Stage) -> None:
    """It is not asked for twice, and is there once the platform is."""
    prove(stage, YEARLY)
    stage.invoices = NoInvoices()
    stage.say("开发票", "invoice")
    assert "不用重新申请" in issue(stage, "李秀英")
    kept = standing(stage)
    assert kept
    assert kept.status is InvoiceStatus.REQUESTED

    stage.invoices = None
    said = stage.text(stage.say("我的票呢", "invoice"))
    assert "开好了" in said


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is asked of the platform."""
    prove(stage, YEARLY)
    stage.say("开发票", "invoice")
    for text in ("个人", "李秀英", "跳过")[:steps]:
        stage.say(text)

    assert "先不开" in stage.text(stage.say("算了", "cancel"))
    assert standing(stage) is None
    assert stage.loop is None


def test_a_question_in_the_middle_is_answered_and_it_goes_on(stage: Stage) -> None:
    """税号在哪看."""
    prove(stage, YEARLY)
    stage.say("公司报销，开发票", "invoice")
    stage.say("恒通物流有限公司")

    said = stage.text(stage.say("税号在哪里看？", "invoice"))

    assert "营业执照" in said
    assert stage.loop == "case_form"


def test_nobody_gets_another_holders_invoice(stage: Stage) -> None:
    """A number in the words leads to a proof of its own."""
    prove(stage, YEARLY)

    stage.say(f"户号{HOME}开票", "invoice")

    assert stage.loop == "identity_form"
    assert not case_of(stage)
    assert "开" not in stage.text(stage.say(f"{HOME} 0000"))
    stage.say(f"{HOME} {ID_LAST4}")
    assert stage.slots["topic"]["account_no"] == HOME
