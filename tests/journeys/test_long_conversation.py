"""A conversation that outlasts the brain's memory of events goes on as before."""

from __future__ import annotations

import pytest

from scripts.processes import Product
from tests.dialogues.replay import LOCKED_OUT
from tests.dialogues.talk import Talk
from tests.product import get

pytestmark = pytest.mark.brain
MORE_THAN_IS_KEPT = 20
"""Turns; at about 15 events a turn the first ones are long trimmed."""


def test_a_form_opened_late_still_works(product: Product) -> None:
    """Follow-ups keep the thread, and another account can be proven."""
    customers = get(f"{product.url}/demo/customers")
    first, second = [c for c in customers if LOCKED_OUT not in c["notes"]][5:7]
    talk = Talk(product.url, sender="long")
    talk.say("查电费")
    talk.say(f"{first['account_no']} {first['id_last4']}")
    for _ in range(MORE_THAN_IS_KEPT):
        assert "度" in text(talk.say("昨天用了多少度"))

    assert "度" in text(talk.say("那上个礼拜呢"))
    assert "核对" in text(talk.say(f"查一下{second['account_no']}的电费"))
    assert "元" in text(talk.say(second["id_last4"]))


def text(answers: list[dict[str, object]]) -> str:
    """Everything said in a turn."""
    return "\n".join(str(answer.get("text") or "") for answer in answers)
