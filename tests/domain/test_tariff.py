"""The book of dated tariffs."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.unable import TariffMissing

CODES = {
    *("res_month", "res_month_tou", "res_year", "res_year_tou"),
    *("ci_flat", "ci_tou", "ci_two_part", "hubei_ev_home"),
}


def test_every_published_tariff_is_in_the_book(tariffs: TariffBook) -> None:
    """By code, by day and by id."""
    assert {tariff.code for tariff in tariffs.all()} == CODES
    for tariff in tariffs.all():
        assert tariffs.on(tariff.code, tariff.valid_from) is tariff
        assert tariffs.by_id(tariff.tariff_id) is tariff


def test_only_what_was_checked_counts_as_verified(tariffs: TariffBook) -> None:
    """Recalled figures are demonstration figures."""
    verified = {tariff.code for tariff in tariffs.all() if tariff.verified}

    assert verified == {"hubei_ev_home"}


def test_a_version_ends_the_day_before_the_next_begins(tariffs: TariffBook) -> None:
    """15 June still has the old price, 16 June the new."""
    old = tariffs.on("ci_tou", date(2026, 6, 15))
    new = tariffs.on("ci_tou", date(2026, 6, 16))

    assert (old.tariff_id, new.tariff_id) == ("ci_tou@2021-01-01", "ci_tou@2026-06-16")
    assert tariffs.versions("ci_tou") == (old, new)


def test_a_period_is_cut_where_the_tariff_changes(tariffs: TariffBook) -> None:
    """June 2026 of a shop has two halves, July one."""
    june = tariffs.segments("ci_flat", Period.month(2026, 6))
    july = tariffs.segments("ci_flat", Period.month(2026, 7))

    assert [period.days for period, _ in june] == [15, 15]
    assert len(july) == 1


@pytest.mark.parametrize(
    ("code", "day"), [("res_month", date(2020, 12, 31)), ("no_such", date(2026, 1, 1))]
)
def test_an_unknown_code_or_day_is_refused(tariffs: TariffBook, code: str, day: date) -> None:
    """The refusal names both."""
    with pytest.raises(TariffMissing) as refusal:
        tariffs.on(code, day)

    assert refusal.value.facts == {"tariff_code": code, "day": day}
