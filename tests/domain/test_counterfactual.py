"""Bills that never were keep the energy they are given and the days they stand on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from bot.domain.counterfactual import banded, cut_like, scene_of
from bot.domain.period import Period
from bot.domain.pricing import BandUsage
from tests.domain.billed_pairs import issued, random_pair
from tests.domain.metered import home, same_every_day, spread
from tests.oracle.cases import books

BOOK = books()
CODES = sorted({tariff.code for tariff in BOOK.all()})
APRIL = Period.month(2026, 4)


@pytest.mark.parametrize("code", CODES)
def test_a_scene_of_an_issued_bill_costs_what_was_billed(code: str) -> None:
    """Energy and amount, fees aside, are those of the bill."""
    rng = Random(f"scenes of {code}")
    for _ in range(10):
        billed = random_pair(rng, BOOK, code)[0]
        clean = issued(billed.terms, billed.usage, BOOK)

        scene = scene_of(clean, BOOK)

        assert scene.kwh == clean.bill.energy_kwh
        assert scene.amount_yuan == clean.bill.amount_yuan


@pytest.mark.parametrize("code", CODES)
def test_other_energy_is_kept_to_the_hundredth_of_a_kwh(code: str) -> None:
    """Whatever the total, all bands and parts together hold exactly it."""
    rng = Random(f"totals of {code}")
    for _ in range(10):
        scene = scene_of(random_pair(rng, BOOK, code)[0], BOOK)
        kwh = Decimal(rng.randrange(0, 10_000_000)) / 100

        assert scene.using(kwh).kwh == kwh
        assert scene.shaped((5,) * 48).kwh == scene.kwh


def test_half_the_energy_keeps_the_cos_phi() -> None:
    """Reactive energy is scaled with the active."""
    rng = Random("cos phi")
    scenes = (scene_of(random_pair(rng, BOOK, "ci_two_part")[0], BOOK) for _ in range(20))
    scene = next(s for s in scenes if s.reactive_kvarh and s.kwh > 1)

    half = scene.using((scene.kwh / 2).quantize(Decimal("0.01")))

    before, after = scene.reactive_kvarh, half.reactive_kvarh
    assert before is not None
    assert after is not None
    assert float(after / half.kwh) == pytest.approx(float(before / scene.kwh))


def test_bands_follow_the_profile() -> None:
    """Two of three kWh in the day, one at night."""
    profile = tuple(200 if 16 <= slot < 44 else 0 for slot in range(48))
    profile = (1400, 1400, *profile[2:])
    tariff = BOOK.on("res_month_tou", APRIL.start)

    assert banded(tariff, APRIL, profile, Decimal("300.00")) == {
        "valley": Decimal("100.00"),
        "peak": Decimal("200.00"),
    }


def test_missing_readings_are_filled_like_the_days_that_were_read() -> None:
    """Half the month read: the bill's energy stands, spread like the days known."""
    usage = same_every_day(APRIL, {12: 2, 23: 1})
    billed = issued(home("res_month_tou"), usage, BOOK)
    half = type(billed)(billed.bill, billed.terms, type(usage)(APRIL, usage.days[:15]))

    assert scene_of(half, BOOK).amount_yuan == billed.bill.amount_yuan


def test_days_are_cut_in_the_same_proportions() -> None:
    """June cut at its middle cuts a May of 31 days at 16; a day cannot be cut in two."""
    tariff = BOOK.on("ci_flat", APRIL.start)
    halves = [
        BandUsage(Period(date(2026, 6, 1), date(2026, 6, 16)), tariff, {}),
        BandUsage(Period(date(2026, 6, 16), date(2026, 7, 1)), tariff, {}),
    ]
    may = Period.month(2026, 5)
    one_day = Period(date(2026, 5, 1), date(2026, 5, 2))

    assert cut_like(may, halves) == [
        Period(date(2026, 5, 1), date(2026, 5, 17)),
        Period(date(2026, 5, 17), date(2026, 6, 1)),
    ]
    assert [span is None for span in cut_like(one_day, halves)].count(True) == 1


def test_the_tier_surplus_is_counted_from_the_reference_tier() -> None:
    """500 kWh: against tier 2 the first 230 are 0.05 cheaper, the last 80 are 0.25 dearer."""
    scene = scene_of(issued(home("res_month"), spread(APRIL, 500), BOOK), BOOK)

    assert scene.last_tier == 3
    assert scene.tier_surplus_yuan(2) == Decimal("8.50")  # 80 x 0.25 - 230 x 0.05
