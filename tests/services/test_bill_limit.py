"""超过200提醒我: one warning a month, to who set it, at a decent hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal

import pytest

from bot.channels.words import load_words
from bot.domain.bill_alert import BillLimit
from bot.domain.notice import QuietHours
from bot.domain.outgoing import Outgoing
from bot.domain.period import SHANGHAI
from bot.services.bill_limit import AlertWording, drop_limit, due_alerts, limit_of, set_limit
from bot.services.forecast_models import ForecastModels
from bot.storage import bill_limits, outbox
from tests.services.forecast_home import EVEN, even_home
from tests.services.world import NOW, PHONE, ROOT, World

WORDING = AlertWording(
    passed="{account} {day} {so_far} > {limit}", expected="{account} {expected} > {limit} {so_far}"
)
QUIET = QuietHours(time(22), time(8))
KEY = f"bill_limit:{EVEN}:C1:2026-07-01"


@pytest.fixture
def even(world: World) -> World:
    """The home of equal days: 94.68 yuan so far, 158.47 foreseen."""
    world.books.create_all()
    even_home(world)
    return world


def warn(world: World, *, now: datetime = NOW) -> int:
    return due_alerts(
        world.books, world.meters, ForecastModels(), tariffs=world.tariffs,
        wording=WORDING, quiet=QUIET, now=now,
    )  # fmt: skip


def limited(world: World, yuan: str) -> None:
    home = replace(world.account("3501000000017"), account_no=EVEN, meter_no=f"M{EVEN}")
    set_limit(world.books, account=home, limit_yuan=Decimal(yuan), source="c", now=NOW)


def message(world: World, key: str = KEY) -> Outgoing | None:
    with world.books.service(writing=False) as service:
        return outbox.find(service, key=key)


def test_a_bill_foreseen_above_the_limit_is_warned_of_once(even: World) -> None:
    """Not again the next day."""
    limited(even, "120")

    assert warn(even) == 1
    assert warn(even) == 0
    told = message(even)
    assert told is not None
    assert (told.channel, told.address) == ("sms", PHONE)
    assert told.body == "0059 158 > 120.00 94.68"


def test_a_limit_that_is_passed_already_is_said_so(even: World) -> None:
    """With the day that the figure is of."""
    limited(even, "90")

    assert warn(even) == 1
    told = message(even)
    assert told is not None
    assert told.body == "0059 7月19日 94.68 > 90.00"


@pytest.mark.parametrize("yuan", ["158.47", "200"])
def test_a_bill_within_the_limit_is_no_reason_to_write(even: World, yuan: str) -> None:
    """A bill exactly on the limit is within it."""
    limited(even, yuan)

    assert warn(even) == 0
    assert message(even) is None


def test_the_doors_words_fit(even: World) -> None:
    """Every gap of the real messages is filled."""
    said = load_words(ROOT)
    real = AlertWording(passed=said["bill_limit_passed"], expected=said["bill_limit_expected"])
    limited(even, "120")
    due_alerts(
        even.books, even.meters, ForecastModels(), tariffs=even.tariffs, wording=real,
        quiet=QUIET, now=NOW,
    )  # fmt: skip
    told = message(even)

    assert told is not None
    assert "尾号 0059" in told.body
    assert "预计约 158 元，会超过您设的 120.00 元（到7月19日约 94.68 元）" in told.body


def test_the_next_month_may_be_warned_of_again(even: World) -> None:
    """A key of its own."""
    limited(even, "120")
    warn(even)
    even_home(even, first=NOW.date(), until=datetime(2026, 8, 20, tzinfo=SHANGHAI).date())
    later = datetime(2026, 8, 20, 12, tzinfo=SHANGHAI)

    assert warn(even, now=later) == 1
    assert message(even, f"bill_limit:{EVEN}:C1:2026-08-01") is not None


def test_quiet_hours_are_kept(even: World) -> None:
    """Found out at night, sent in the morning."""
    limited(even, "120")
    warn(even, now=datetime(2026, 7, 20, 23, tzinfo=SHANGHAI))

    told = message(even)
    assert told is not None
    assert told.next_attempt_at == datetime(2026, 7, 21, 8, tzinfo=SHANGHAI)


def test_who_holds_the_account_no_longer_hears_nothing(even: World) -> None:
    """The limit stays with the person, not with the account."""
    home = replace(
        even.account("3501000000017"), account_no=EVEN, meter_no=f"M{EVEN}", customer_no="C2"
    )
    set_limit(even.books, account=home, limit_yuan=Decimal(50), source="c", now=NOW)

    assert warn(even) == 0


def test_an_account_that_cannot_be_foreseen_stops_nobody(even: World) -> None:
    """The first is no account any more; the second is warned."""
    limited(even, "120")
    with even.books.service() as service:
        bill_limits.save(service, limit=BillLimit("3500000000000", "C1", Decimal(1), NOW, "c"))

    assert warn(even) == 1


def limit(world: World) -> BillLimit | None:
    home = replace(world.account("3501000000017"), account_no=EVEN, meter_no=f"M{EVEN}")
    return limit_of(world.books, account=home)


def test_a_limit_is_replaced_and_taken_back(even: World) -> None:
    """One limit a holder."""
    limited(even, "120")
    limited(even, "90")
    home = replace(even.account("3501000000017"), account_no=EVEN, meter_no=f"M{EVEN}")

    found = limit(even)
    assert found is not None
    assert found.limit_yuan == Decimal(90)
    assert drop_limit(even.books, account=home, source="c", now=NOW)
    assert not drop_limit(even.books, account=home, source="c", now=NOW)
    assert limit(even) is None
    assert warn(even) == 0


def test_a_limit_is_more_than_nothing(even: World) -> None:
    """0 would warn of every bill."""
    with pytest.raises(ValueError, match="more than nothing"):
        limited(even, "0")
