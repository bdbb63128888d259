"""Bills foreseen: worked out on paper, kept, settled, refused, and never from later readings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pytest

from bot.domain.forecast import BillForecast, ForecastKind, Interval, KeptForecast
from bot.domain.period import SHANGHAI, Period
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import DayEnergy
from bot.services.forecast import bill_forecast, remember, settle
from bot.services.forecast_models import ForecastModels
from bot.services.forecast_pricing import OpenMonth, open_month, priced, shapes
from bot.services.forecast_training import train
from bot.storage import accounts, bills, forecasts
from tests.services.forecast_home import EVEN, even_home
from tests.services.world import FACTORY, HOME, NOW, YEARLY, World, account, terms

JUNE, JULY, AUGUST = (Period.month(2026, month) for month in (6, 7, 8))


@pytest.fixture
def even(world: World) -> World:
    """With the home of equal days and the tables of forecasts."""
    world.books.create_all()
    even_home(world)
    return world


def ask(
    world: World,
    number: str = EVEN,
    *,
    now: datetime = NOW,
    models: ForecastModels | None = None,
    kind: ForecastKind = ForecastKind.THIS_MONTH,
    with_past: bool = True,
) -> BillForecast:
    with world.books.billing() as session:
        who = accounts.find(session, account_no=number)
    assert who is not None
    return bill_forecast(
        world.books, world.meters, models or ForecastModels(), account=who, tariffs=world.tariffs,
        now=now, kind=kind, with_past=with_past,
    )  # fmt: skip


def test_the_month_of_equal_days_is_what_paper_says(even: World) -> None:
    """31 x 10 kWh: 230 at 0.4983 and 80 at 0.5483; 19 days are read, the 24th passes 230."""
    told = ask(even)

    assert told.month == JULY
    assert told.kwh.central == Decimal("310.00")
    assert told.yuan == Interval(Decimal("158.47"), Decimal("158.47"), Decimal("158.47"))
    assert told.so_far_kwh == Decimal("190.00")
    assert told.so_far_yuan == Decimal("94.68")
    assert (told.read_to, told.days_read, told.days_left) == (date(2026, 7, 19), 19, 12)
    assert told.tier == 2
    assert [(one.tier, one.day) for one in told.crossings] == [(2, date(2026, 7, 24))]
    assert sum(day.kwh for day in told.days) == Decimal("310.00")


def test_the_next_month_begins_its_tiers_anew(even: World) -> None:
    """August has 31 days as well; nothing of it is read."""
    told = ask(even, kind=ForecastKind.NEXT_MONTH)

    assert told.month == AUGUST
    assert told.yuan.central == Decimal("158.47")
    assert (told.days_read, told.so_far_yuan) == (0, Decimal("0.00"))
    assert [one.day for one in told.crossings] == [date(2026, 8, 24)]


@pytest.mark.parametrize("day", [1, 2, 15, 31])
def test_any_day_of_the_month_says_the_same_of_equal_days(even: World, day: int) -> None:
    """Also on the first, when nothing of the month is read."""
    if day > 20:
        even_home(even, first=date(2026, 7, 20), until=date(2026, 8, 1))
    now = datetime(2026, 7, day, 9, tzinfo=SHANGHAI)

    assert ask(even, now=now).yuan.central == Decimal("158.47")


def test_later_readings_change_nothing(even: World) -> None:
    """Asked of the 10th with and without what came after."""
    now = datetime(2026, 7, 10, 9, tzinfo=SHANGHAI)
    before = ask(even, HOME, now=now, with_past=False)
    start = datetime(2026, 7, 10, tzinfo=SHANGHAI)
    starts = [start + timedelta(minutes=15 * place) for place in range(5 * 96)]
    even.meters.write(
        pa.table({"meter_no": [f"M{HOME}"] * len(starts), "start": starts,
                  "energy_wh": [9_000] * len(starts), "quality": ["actual"] * len(starts)})
    )  # fmt: skip

    after = ask(even, HOME, now=now, with_past=False)

    assert (after.kwh, after.yuan, after.days) == (before.kwh, before.yuan, before.days)


def test_thin_data_are_refused_with_the_day_when_it_is_possible(world: World) -> None:
    """Six days are read; eight more are needed."""
    world.books.create_all()
    even_home(world, first=date(2026, 7, 14))

    with pytest.raises(NotEnoughReadings) as refused:
        ask(world)

    assert refused.value.facts["days_present"] == 6
    assert refused.value.facts["days_needed"] == 14
    assert refused.value.facts["possible_on"] == date(2026, 7, 28)


def test_old_readings_are_refused(even: World) -> None:
    """A meter that fell silent three months ago says nothing of today."""
    with pytest.raises(NotEnoughReadings):
        ask(even, now=datetime(2026, 10, 20, 9, tzinfo=SHANGHAI))


def test_a_young_home_is_foreseen_with_a_wide_interval(world: World) -> None:
    """Twenty days: the plain rule, half to half again of the days to come."""
    world.books.create_all()
    even_home(world, first=date(2026, 6, 30))
    told = ask(world)

    assert told.kwh.central == Decimal("310.00")
    assert told.kwh.low == Decimal("250.00")
    assert told.kwh.high == Decimal("370.00")


def test_what_was_told_is_kept_and_settled_by_the_bill(even: World) -> None:
    """上次预测 126 元, 实际 …: the first told of a month counts."""
    for made_on, yuan in ((date(2026, 6, 15), "126"), (date(2026, 6, 28), "150")):
        kept = KeptForecast(
            account_no=HOME, meter_no=f"M{HOME}", kind=ForecastKind.THIS_MONTH, month=JUNE,
            made_on=made_on, made_at=datetime(2026, 6, 15, 9, tzinfo=SHANGHAI),
            kwh=Interval(Decimal(300), Decimal(250), Decimal(350)),
            yuan=Interval(Decimal(yuan), Decimal(100), Decimal(160)), model="m",
        )  # fmt: skip
        with even.books.service() as service:
            forecasts.save(service, forecasts=[kept])
    with even.books.billing() as billing:
        bill = bills.history(billing, account_no=HOME, months=1)[0]

    assert settle(even.books, now=NOW) == 2
    assert settle(even.books, now=NOW) == 0
    past = ask(even, HOME).past
    assert past is not None
    assert past.kept
    assert (past.month, past.told_yuan, past.actual_yuan) == (JUNE, Decimal(126), bill.amount_yuan)
    assert past.error_share == abs(Decimal(126) - bill.amount_yuan) / bill.amount_yuan


def test_a_month_not_billed_yet_stays_open(even: World) -> None:
    """What is told today waits for its bill; told again it is replaced."""
    told = ask(even, HOME)
    for _ in range(2):
        remember(even.books, account=account(HOME), forecast=told, now=NOW)

    assert settle(even.books, now=NOW) == 0
    with even.books.service(writing=False) as service:
        kept = forecasts.latest(service, account_no=HOME, kind=ForecastKind.THIS_MONTH, month=JULY)
        assert forecasts.settled(service, account_no=HOME) == []
    assert kept is not None
    assert (kept.yuan, kept.kwh, kept.actual_yuan) == (told.yuan, told.kwh, None)


def test_without_kept_forecasts_the_past_is_worked_out_afterwards(world: World) -> None:
    """Three months of the steady yearly home, each close to its bill."""
    world.books.create_all()
    past = ask(world, YEARLY).past

    assert past is not None
    assert not past.kept
    assert past.months == 3
    assert past.error_share < Decimal("0.05")


def test_year_tiers_go_on_from_the_last_bill(world: World) -> None:
    """The engine sees the kWh of the year before the month."""
    world.books.create_all()
    with world.books.billing() as billing:
        bill = bills.history(billing, account_no=YEARLY, months=1)[0]
        facts = bills.usage_of(billing, bill_id=bill.bill_id)
    assert facts is not None
    month = open_month(
        period=JULY, terms=terms(YEARLY), days=[], last=(bill, facts), tariffs=world.tariffs
    )

    assert month.tier_kwh_before == facts.tier_kwh_before + bill.energy_kwh


def test_a_factory_keeps_its_power_factor_and_demand(world: World) -> None:
    """20,000 kvarh over June's energy, 210 kW or what July already drew."""
    with world.books.billing() as billing:
        bill = bills.history(billing, account_no=FACTORY, months=1)[0]
        facts = bills.usage_of(billing, bill_id=bill.bill_id)
    assert facts is not None
    peak = DayEnergy(date(2026, 7, 1), (0,) * 20 + (150_000,) + (0,) * 27)
    month = open_month(
        period=JULY, terms=terms(FACTORY), days=[peak], last=(bill, facts), tariffs=world.tariffs
    )

    assert month.kvarh_per_kwh == Decimal(20_000) / bill.energy_kwh
    assert month.max_demand_kw == Decimal(300)


def test_hours_come_from_the_meters_own_days(world: World) -> None:
    """All at night: every kWh foreseen is priced at night as well."""
    night = [
        DayEnergy(date(2026, 7, 1) + timedelta(days=n), (5_000, 5_000) + (0,) * 46)
        for n in range(14)
    ]
    month = OpenMonth(JULY, terms(HOME), tuple(night), Decimal(0), None, None)
    ahead = [(date(2026, 7, 15) + timedelta(days=n), 10.0) for n in range(17)]
    bill = priced(month, ahead=ahead, shapes=shapes(night), tariffs=world.tariffs)

    assert bill.energy_kwh == Decimal("310.00")
    assert {line.band for line in bill.lines if line.band} == {"valley"}


def test_a_fitted_model_speaks_and_answers_in_time(world: World, tmp_path: Path) -> None:
    """Trained on the little world, loaded from disk; a second look is quick."""
    world.books.create_all()
    done = train(world.books, world.meters, folder=tmp_path / "m", today=NOW.date())
    models = ForecastModels(tmp_path / "m")
    first = ask(world, HOME, models=models)
    began = perf_counter()
    again = ask(world, HOME, models=models)

    assert done.meters == 4
    assert first.model == done.version != ask(world, HOME).model
    assert (again.yuan, again.kwh) == (first.yuan, first.kwh)
    assert perf_counter() - began < 1.0
