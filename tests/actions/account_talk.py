"""Short ways to look at what the talks about accounts and payments did."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from bot.domain.account import PaymentMode
from bot.domain.payment import Balance, Payment
from bot.domain.payment_order import PaymentOrder
from bot.services import payment
from bot.services.demo_payment import PAGE
from bot.storage import balances, conversations, payments
from bot.storage.tables.billing import AccountRow
from tests.actions.stage import Said, Stage
from tests.services.counter import Counter
from tests.services.world import HOME, ID_LAST4, PHONE, YEARLY, account

LAST4 = {HOME: ID_LAST4, YEARLY: "4567"}
NEW_PHONE = "13905917777"


def clock(stage: Stage) -> datetime:
    """The stage's now."""
    assert stage.now is not None
    return stage.now


def opened(stage: Stage, *, channel: str = "web") -> Stage:
    """The channel knows this conversation."""
    with stage.world.books.service() as session:
        conversations.open_(
            session, conversation_id=stage.conversation_id, channel=channel, now=clock(stage)
        )
    return stage


def other(stage: Stage, name: str) -> Stage:
    """Another visitor in the same world."""
    return opened(Stage(stage.world, conversation_id=name, now=stage.now))


def prove(stage: Stage, number: str = HOME) -> str:
    """The bill of an account, by the ID's last four."""
    return stage.text(stage.say(f"查电费 {number} {LAST4[number]}", "query_bill"))


def prove_by_code(stage: Stage, number: str = HOME) -> str:
    """The bill of an account, by a code to its phone."""
    stage.say("查电费", "query_bill")
    stage.say(number)
    stage.say("发验证码")
    return stage.text(stage.say(code(stage)))


def code(stage: Stage, phone: str = PHONE) -> str:
    """The newest code a phone was sent."""
    return Counter(stage.world, now=clock(stage)).code(phone)


def texts(stage: Stage, phone: str = PHONE) -> list[str]:
    """What a phone was sent."""
    return Counter(stage.world, now=clock(stage)).texts(phone)


def make_prepaid(stage: Stage, held: str, number: str = YEARLY) -> None:
    """The account pays ahead and has this much left."""
    with stage.world.books.billing(writing=True) as session:
        session.execute(
            update(AccountRow)
            .where(AccountRow.account_no == number)
            .values(payment_mode=PaymentMode.PREPAID.value)
        )
        balances.save(session, balances=[Balance(number, Decimal(held), clock(stage))])


def book(stage: Stage, amount: str, *, hours_ago: float, name: str, number: str = YEARLY) -> None:
    """A payment that came in."""
    at = clock(stage) - timedelta(hours=hours_ago)
    with stage.world.books.billing(writing=True) as session:
        payments.save(session, payments=[Payment(name, number, at, Decimal(amount), "微信", None)])


def orders(stage: Stage, number: str = HOME) -> list[PaymentOrder]:
    """The account's payment orders, newest first."""
    return payment.latest(stage.world.books, account=account(number))


def pay(stage: Stage, order: PaymentOrder) -> None:
    """Somebody taps 支付 on the company's page."""
    stage.demo_payments.pay(token=order.link.removeprefix(PAGE))


def buttons(said: Said) -> dict[str, str]:
    """Title -> payload of every button of a turn."""
    found: dict[str, str] = {}
    for message in said:
        for button in message.get("buttons") or []:
            found[button["title"]] = button["payload"]
    return found


def case_of(stage: Stage) -> dict[str, Any]:
    """What is given in the case spoken of."""
    cases = stage.slots.get("cases") or [{}]
    given: dict[str, Any] = cases[-1].get("given", {})
    return given
