"""A programme, its events and short ways to act on them, in the services' little world."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from bot.domain.demand_response import DrEvent, Enrolment, EnrolmentStatus
from bot.domain.notice import NoticeChannel, NoticeTopic
from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.services import demand_response, dr_invitation, dr_settlement, notice_consent
from bot.services.dr_invitation import Invited
from bot.services.dr_settlement import Settlement
from bot.storage import dr_enrolments, dr_events, dr_rewards
from tests.domain.test_dr_settlement import EVENT, PROGRAMME
from tests.services.counter import RULES
from tests.services.world import HOME, READ_TO, World, account

PAST = replace(
    EVENT,
    event_id="PAST",
    starts_at=datetime(2026, 7, 16, 18, 0, tzinfo=SHANGHAI),
    ends_at=datetime(2026, 7, 16, 20, 0, tzinfo=SHANGHAI),
    reply_by=datetime(2026, 7, 16, 12, 0, tzinfo=SHANGHAI),
)
BEFORE_PAST = datetime(2026, 7, 16, 10, 0, tzinfo=SHANGHAI)
WORDING = "{month}/{day} {start}-{end} {kw}kW {low}-{high}"


@dataclass
class Office:
    """The world with programme P1, event E1 tomorrow and PAST four days ago."""

    world: World
    programme: Any = PROGRAMME
    events: tuple[DrEvent, ...] = field(default=(EVENT, PAST))

    def __post_init__(self) -> None:
        with self.world.books.service() as service:
            dr_events.save_programmes(service, programmes=[self.programme])
            dr_events.save_events(service, events=self.events)

    @property
    def now(self) -> datetime:
        return self.world.now

    def join(self, number: str = HOME, event: str = "E1", at: datetime | None = None) -> Enrolment:
        return demand_response.join(
            self.world.books,
            self.world.meters,
            account=account(number),
            event_id=event,
            tariffs=self.world.tariffs,
            conversation_id="me",
            now=at or self.now,
        )

    def leave(
        self, number: str = HOME, event: str = "E1", at: datetime | None = None
    ) -> EnrolmentStatus | None:
        return demand_response.leave(
            self.world.books,
            account=account(number),
            event_id=event,
            conversation_id="me",
            now=at or self.now,
        )

    def settle(
        self, event: str = "PAST", *, at: datetime | None = None, again: bool = False
    ) -> Settlement | None:
        return dr_settlement.settle(
            self.world.books, self.world.meters, event_id=event, now=at or self.now, again=again
        )

    def invite(self, event: str = "E1", at: datetime | None = None) -> Invited:
        return dr_invitation.invite(
            self.world.books,
            self.world.meters,
            event_id=event,
            tariffs=self.world.tariffs,
            rules=RULES.notices,
            wording=WORDING,
            now=at or self.now,
        )

    def agrees_to_be_asked(self, *numbers: str) -> None:
        for number in numbers:
            notice_consent.choose(
                self.world.books,
                account=account(number),
                topics=[NoticeTopic.DR],
                channels=[NoticeChannel.SMS],
                wanted=True,
                conversation_id="me",
                now=self.now,
                rules=RULES.notices,
            )

    def standing(self, number: str = HOME, event: str = "E1") -> EnrolmentStatus | None:
        with self.world.books.service(writing=False) as service:
            found = dr_enrolments.find(service, event_id=event, account_no=number)
        return found.status if found else None

    def balance(self, number: str = HOME) -> Any:
        with self.world.books.service(writing=False) as service:
            return dr_rewards.balance_yuan(
                service, account_no=number, customer_no=account(number).customer_no
            )

    def days(self, number: str, last: datetime) -> list[list[float]]:
        """Half-hours of whole workdays before a day and, at the end, of the day itself."""
        day = last.date()
        read = self.world.meters.days(
            meter_no=f"M{number}",
            period=Period(day - timedelta(days=45), day + timedelta(days=1)),
        )
        return [list(map(float, d.slot_wh)) for d in read if d.day.weekday() < 5]

    def steady(self, number: str) -> None:
        """Half a year of a machine that runs alike every day, up to the last day read."""
        random = np.random.default_rng(4)
        span = Period(date(2026, 2, 1), READ_TO)
        shape = 20_000.0 * (0.6 + 0.8 * ((np.arange(96) > 70) & (np.arange(96) < 92)))
        starts: list[datetime] = []
        energy: list[int] = []
        for day in span.each_day():
            wh = shape * random.normal(1.0, 0.03) * random.normal(1.0, 0.02, 96)
            starts += [local_midnight(day) + timedelta(minutes=15 * q) for q in range(96)]
            energy += [int(value) for value in wh]
        self.world.meters.write(
            pa.table(
                {
                    "meter_no": [f"M{number}"] * len(starts),
                    "start": starts,
                    "energy_wh": energy,
                    "quality": ["actual"] * len(starts),
                }
            )
        )

    def rewrite(self, number: str, event: DrEvent, *, times: float) -> None:
        """The meter's readings of an event's hours, multiplied."""
        read = self.world.meters.readings(
            meter_no=f"M{number}", period=Period(event.day, event.day + timedelta(days=1))
        )
        inside = [r for r in read if event.starts_at <= r.start < event.ends_at]
        table = {
            "meter_no": [r.meter_no for r in inside],
            "start": [r.start for r in inside],
            "energy_wh": [int(np.floor((r.energy_wh or 0) * times)) for r in inside],
            "quality": ["actual"] * len(inside),
        }
        self.world.meters.write(pa.table(table))
