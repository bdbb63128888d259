"""A customer at the counter: proofs, bindings and payments in the little world, spelled shortly."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.account import Account
from bot.domain.account_rules import AccountRules
from bot.domain.money import ZERO
from bot.domain.payment_order import PaymentOrder, PaymentPurpose
from bot.services import access, payment
from bot.services.demo_payment import PAGE, DemoPayments
from bot.services.payment import PaymentAsk
from bot.services.settlement import Till
from bot.storage import balances, bills, conversations, payments
from bot.storage.account_rules import load_account_rules
from bot.storage.tables.service import OutgoingRow
from tests.services.world import HOME, ID_LAST4, NOW, PHONE, ROOT, World

RULES: AccountRules = load_account_rules(ROOT / "knowledge" / "account_rules.yml")
RECEIPT = "户号{account}收到{amount}元，{at}。"
MINUTE = timedelta(minutes=1)


@dataclass
class Counter:
    """The world with a clock that can be moved, and a payment company."""

    world: World
    now: datetime = NOW
    company: DemoPayments = field(init=False)

    def __post_init__(self) -> None:
        self.company = DemoPayments(books=self.world.books, now=lambda: self.now)

    @property
    def books(self) -> Any:
        return self.world.books

    @property
    def till(self) -> Till:
        return Till(self.books, self.company, RECEIPT, self.now)

    def opened(self, who: str, *, channel: str = "web") -> str:
        """A conversation that a channel began."""
        with self.books.service() as session:
            conversations.open_(session, conversation_id=who, channel=channel, now=self.now)
        return who

    def texts(self, phone: str = PHONE) -> list[str]:
        """What waits for a phone, the oldest first."""
        with self.books.service(writing=False) as session:
            rows = session.query(OutgoingRow).filter_by(address=phone, channel="sms")
            return [row.body for row in rows.order_by(OutgoingRow.next_attempt_at)]

    def code(self, phone: str = PHONE) -> str:
        """The newest code a phone was sent."""
        found = re.search(r"(?<!\d)\d{6}(?!\d)", [t for t in self.texts(phone) if "码" in t][-1])
        assert found is not None
        return found.group()

    def prove(self, who: str, *, no: str = HOME, proof: str | None = None) -> Account:
        """Prove an account by a code to its phone, or by a given proof."""
        if proof is None:
            access.send_code(
                self.books, conversation_id=who, account_no=no, now=self.now, wording="码{code}"
            )
            proof = self.code()
        return access.verify(
            self.books, conversation_id=who, account_no=no, proof=proof, now=self.now
        )[0]

    def prove_by_id(self, who: str, *, no: str = HOME) -> Account:
        return self.prove(who, no=no, proof=ID_LAST4)

    def look(self, who: str, no: str | None = HOME, **more: Any) -> Account:
        return access.account_for(
            self.books, conversation_id=who, account_no=no, now=self.now, purpose="test", **more
        )

    def order(self, account: Account, ask: PaymentAsk | None = None, **more: Any) -> PaymentOrder:
        given = {"key": "wish", "conversation_id": "me", "confirmed": True, **more}
        return payment.order(
            self.books,
            account=account,
            ask=ask or PaymentAsk(PaymentPurpose.ARREARS),
            provider=given.pop("provider", self.company),
            receipt=RECEIPT,
            now=self.now,
            rules=RULES.payment,
            **given,
        )

    def pay(self, order: PaymentOrder) -> None:
        """Tap 支付 on the company's page; our side does not hear of it yet."""
        self.company.pay(token=order.link.removeprefix(PAGE))

    def paid_yuan(self, no: str) -> Decimal:
        with self.books.billing() as session:
            return sum((p.amount_yuan for p in payments.of_account(session, account_no=no)), ZERO)

    def unpaid_yuan(self, no: str) -> Decimal:
        with self.books.billing() as session:
            return sum((b.unpaid_yuan for b in bills.unpaid(session, account_no=no)), ZERO)

    def credit_yuan(self, no: str) -> Decimal:
        with self.books.billing() as session:
            held = balances.current(session, account_no=no)
        return held.credit_yuan if held else ZERO

    def invariant(self, no: str) -> Decimal:
        """What was paid and is not held, with what is still owed: only new bills change it."""
        return self.paid_yuan(no) + self.unpaid_yuan(no) - self.credit_yuan(no)
