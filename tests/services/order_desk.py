"""A desk to try work orders at: empty books, the published rules, short ways to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.domain.commitment import AreaKind
from bot.domain.order_rules import OrderRules
from bot.domain.outgoing import Outgoing
from bot.domain.period import SHANGHAI
from bot.domain.work_order import By, OrderKind, OrderStatus, Report, WorkOrder
from bot.services import order_access, order_change, work_order
from bot.services.order_access import Asker
from bot.services.order_notice import OrderWording
from bot.storage import outbox, work_orders
from bot.storage.books import Books
from bot.storage.order_rules import load_order_rules
from bot.storage.tables.service import AuditRow, OutgoingRow

RULES: OrderRules = load_order_rules(Path(__file__).resolve().parents[2] / "knowledge")
NOW = datetime(2026, 7, 20, 10, 0, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
WORDING = OrderWording(
    receipt="工单号 {number}。{promise}", crew="{number} {kind} {why} {place} {phone} {symptom}"
)
PLACE, PHONE = "东风小区 3 栋 302", "13805910001"


@dataclass
class Desk:
    """Books and a clock that stands still until it is moved."""

    books: Books
    now: datetime = NOW

    def wait(self, minutes: float) -> None:
        """Time goes by."""
        self.now += timedelta(minutes=minutes)

    def open_(
        self,
        key: str = "k1",
        *,
        by: str | None = "anna",
        kind: OrderKind = OrderKind.REPAIR,
        place: str = PLACE,
        phone: str | None = PHONE,
        area: AreaKind | None = AreaKind.CITY,
        **rest: Any,
    ) -> WorkOrder:
        """Open an order; what `Report` has is taken into the report."""
        said = {name: rest.pop(name) for name in _REPORT & rest.keys()}
        report = Report(conversation_id=by, place=place, phone=phone, **said)
        return work_order.open_(
            self.books,
            key=key,
            kind=kind,
            report=report,
            now=self.now,
            rules=RULES,
            wording=WORDING,
            area=area,
            **rest,
        )

    def join(self, number: str | None, key: str, *, by: str, **rest: Any) -> work_order.Joined:
        """Join an order, or with `event_id` an outage."""
        said = {name: rest.pop(name) for name in _REPORT & rest.keys()}
        report = Report(conversation_id=by, place=rest.pop("place", f"{by} 家"), **said)
        return work_order.join(
            self.books,
            key=key,
            number=number,
            report=report,
            now=self.now,
            rules=RULES,
            wording=WORDING,
            **rest,
        )

    def urge(self, number: str, by: str = "anna") -> order_change.Urged:
        """Urge."""
        return order_change.urge(
            self.books,
            number=number,
            asker=Asker(by),
            now=self.now,
            rules=RULES,
            wording=WORDING,
        )

    def cancel(self, number: str, by: str = "anna", reason: str = "") -> order_change.Cancelled:
        """Cancel."""
        return order_change.cancel(
            self.books,
            number=number,
            asker=Asker(by),
            now=self.now,
            wording=WORDING,
            reason=reason,
        )

    def correct(self, number: str, by: str = "anna", **new: Any) -> WorkOrder:
        """Correct place or phone."""
        return order_change.correct(
            self.books,
            number=number,
            asker=Asker(by),
            now=self.now,
            rules=RULES,
            wording=WORDING,
            **new,
        )

    def rate(self, number: str, stars: int, by: str = "anna") -> WorkOrder:
        """Rate."""
        return order_change.rate(
            self.books, number=number, asker=Asker(by), stars=stars, now=self.now
        )

    def find(
        self, heard: str, by: str, *, accounts: tuple[str, ...] = (), code: str | None = None
    ) -> WorkOrder:
        """Look an order up."""
        return order_access.find(
            self.books, heard=heard, asker=Asker(by, accounts), now=self.now, code=code
        )

    def move(self, number: str, to: OrderStatus, note: str = "") -> bool:
        """What the utility reports."""
        with self.books.service() as session:
            return work_orders.advance(
                session, number=number, to=to, at=self.now, by=By.UTILITY, note=note
            )

    def stored(self, number: str) -> WorkOrder:
        """The order as it is stored."""
        with self.books.service(writing=False) as session:
            found = work_orders.find(session, number=number)
        assert found is not None
        return found

    def sent(self, channel: str) -> list[Outgoing]:
        """What lies in the outbox for a channel, in no particular order."""
        with self.books.service(writing=False) as session:
            keys = session.scalars(select(OutgoingRow.key).where(OutgoingRow.channel == channel))
            found = [outbox.find(session, key=key) for key in keys]
        return [item for item in found if item]

    def audits(self) -> list[tuple[str, str, str]]:
        """Conversation, action and outcome of every audit, as they came."""
        with self.books.service(writing=False) as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        return [(row.conversation_id, row.action, row.outcome) for row in rows]


_REPORT = {"areas", "symptom", "description", "life_support"}


def at_desk(folder: Path) -> Desk:
    """A desk with empty books in a folder."""
    books = Books(
        billing_url=f"sqlite:///{folder / 'billing.db'}",
        service_url=f"sqlite:///{folder / 'service.db'}",
    )
    books.create_all()
    return Desk(books)
