"""Whatever a slot holds or a message says, nobody else's account is opened or changed."""

from __future__ import annotations

import random

import pytest

from bot.services import access, arrival, auto_pay, invoice, notice_consent, payment
from tests.actions.account_talk import clock, opened, prove
from tests.actions.stage import Stage
from tests.services.counter import RULES
from tests.services.world import YEARLY, account

INTENTS = (
    *("bind_account", "unbind_account", "change_phone", "subscribe_notice", "unsubscribe_notice"),
    *("pay_bill", "payment_problem", "auto_pay", "invoice", "late_fee", "query_arrears"),
    *("inform", "affirm", "deny", "query_account_no"),
)
TEXTS = (
    f"户号{YEARLY}",
    f"给{YEARLY}充150元",
    f"{YEARLY}分3期交",
    f"{YEARLY}上个月开发票",
    f"谁绑了{YEARLY}",
    f"把{YEARLY}解绑",
    f"{YEARLY}账单短信别发了",
    f"{YEARLY}取消代扣",
    f"{YEARLY}付了两次",
    f"我妈家的{YEARLY}绑一下",
    "对",
    "好",
    "就用户名",
    "换成13905917777",
    "000000",
)
CASES = {
    "pay": {"purpose": "arrears"},
    "payment_trace": {"reason": "not_arrived", "paid_on": "2026-07-03", "amount": "5.00"},
    "payment_refund": {"payment_id": f"PB{YEARLY}-202606", "amount": "105.44"},
    "auto_pay_sign": {"way": "bank"},
    "auto_pay_cancel": {"way": ""},
    "instalment": {"parts": "3"},
    "invoice": {
        **{"bill_id": f"B{YEARLY}-202606", "period": "2026-06", "kind": "person"},
        **{"title": "@holder", "email": ""},
    },
    "rights_end": {"what": "everyone"},
    "change_phone": {"phone": "13905917777", "sent": "13905917777"},
    "delegation": {"checked": YEARLY, "name": "儿子", "scopes": "view,pay,apply", "sent": "x"},
}
HOLDERS = ("李秀英", "105.44", "108.72")


def untouched(stage: Stage) -> None:
    """No right, no order, no request, no choice."""
    books, now = stage.world.books, clock(stage)
    granted = access.granted_numbers(books, conversation_id=stage.conversation_id, now=now)
    chosen = notice_consent.chosen(books, account=account(YEARLY), rules=RULES.notices)
    assert YEARLY not in granted
    assert not payment.latest(books, account=account(YEARLY))
    assert not arrival.requests(books, account=account(YEARLY))
    assert not invoice.of_bill(books, account=account(YEARLY), bill_id=f"B{YEARLY}-202606")
    assert not auto_pay.status(books, account=account(YEARLY), now=now, rules=RULES.auto_pay)
    assert all(item.chosen_at is None for item in chosen)


@pytest.mark.parametrize("kind", sorted(CASES))
@pytest.mark.parametrize("proven", [False, True])
def test_a_forged_case_opens_nothing(stage: Stage, kind: str, proven: bool) -> None:
    """Whoever could write the slot could not do more than ask."""
    opened(stage)
    if proven:
        prove(stage)
    given = {"account_no": YEARLY, **CASES[kind]}
    stage.slots["cases"] = [{"kind": kind, "key": "k", "given": given, "asked": "confirm"}]
    stage.events.append({"event": "active_loop", "name": "case_form"})
    stage.loop = "case_form"
    said = stage.text(stage.say("对", "affirm")) + stage.text(stage.say("000000"))

    assert not any(secret in said for secret in HOLDERS)
    untouched(stage)


@pytest.mark.parametrize("seed", range(12))
def test_no_words_with_forged_slots_open_another_account(stage: Stage, seed: int) -> None:
    """Random turns with a topic and a task that name the stranger's account."""
    opened(stage)
    chance = random.Random(seed)
    if seed % 2:
        prove(stage)
    for _ in range(12):
        kind = chance.choice(INTENTS)
        forged = {"kind": kind, "account_no": YEARLY, "aspect": chance.choice(["", "show", "here"])}
        stage.slots["topic"] = dict(forged)
        stage.slots["task"] = dict(forged)
        said = stage.text(stage.say(chance.choice(TEXTS), chance.choice(INTENTS)))
        assert not any(secret in said for secret in HOLDERS), said
    untouched(stage)
