"""Mistakes in tariff files are found all at once, with file, key and remedy."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.tariffs import TariffFilesWrong, load_tariffs
from tests.oracle.cases import ODD, PUBLISHED

FUZZED = ("odd_month.yml", "odd_factory.yml", "power_factor.yml", "monthly_prices.yml")
GARBAGE = (
    *("", "{key}: []", "{key}: {{}}", "{key}: -1e9", "{key}: 电价", "{key}: [[1], {{a: b}}]"),
    *(
        "{indent}- 3",
        "{indent}- {{x: y}}",
        "{indent}? [a]\n{indent}: b",
        "\t",
        "\x07",
        "{key}: NaN",
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PUBLISHED, tmp_path / "tariffs"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mistakes(folder: Path) -> tuple[str, ...]:
    with pytest.raises(TariffFilesWrong) as wrong:
        load_tariffs(folder)
    assert str(wrong.value).splitlines() == "\n".join(wrong.value.mistakes).splitlines()
    return wrong.value.mistakes


def test_prices_are_exactly_what_is_written(folder: Path) -> None:
    """No float in between: 0.1 stays 0.1, a long price keeps every digit."""
    change(folder, "res_month.yml", "price: 0.4983", "price: 0.1000000000000000055")

    tiers = load_tariffs(folder).on("res_month", date(2025, 1, 1)).tiers

    assert tiers is not None
    assert tiers.tiers[0].price_yuan == Decimal("0.1000000000000000055")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("res_month.yml", "region:", "regoin:", "regoin: unknown key; did you mean region?"),
        ("res_month.yml", "name:", "name:\nprise: 3\nold_name:", "prise: unknown key"),
        ("res_month.yml", "verified: false", "verified: perhaps", "verified: 'perhaps'"),
        ("res_month.yml", "verified: false", "verified: true", "cites its doc_no or url"),
        ("res_month.yml", "0.4983", "cheap", "steps[1]: price: write a number such as"),
        ("res_month.yml", "up_to_kwh: 200", "up_to_kwh: 500", "must rise from step to step"),
        ("res_month.yml", ", up_to_kwh: 400", "", "every step but the last needs up_to_kwh"),
        ("res_month.yml", "cycle: month", "cycle: week", "'week' is not one of month, year"),
        ("res_month.yml", "people: 5", "people: 5.5", "people: write a whole number"),
        ("res_month.yml", "valid_to: 2026-01-01", "valid_to: 2025-12-01", "leaves a gap before"),
        ("res_month.yml", "valid_to: 2026-01-01", "valid_to: 2026-02-01", "overlaps"),
        ("res_month.yml", "    valid_to: 2026-01-01\n", "", "overlaps"),
        ("res_month.yml", "valid_from: 2021-01-01", "valid_from: soon", "such as 2026-06-16"),
        ("res_year.yml", "code: res_year", "code: res_month", "another file has this code"),
        ("res_month.yml", "region:", "code: x\nregion:", "key code appears twice"),
        ("res_month.yml", "region: fujian", "region: [", "not readable as YAML"),
        ("res_month_tou.yml", "[08:00-22:00]", "[08:00-21:30]", "no band at 21:30"),
        ("res_month_tou.yml", "[08:00-22:00]", "[07:30-22:00]", "07:30 is already peak"),
        ("res_month_tou.yml", "[08:00-22:00]", "[08:15-22:00]", "on the half-hour"),
        ("res_month_tou.yml", "months: all", "months: 1-11", "month 12 has no schedule"),
        ("res_month_tou.yml", "months: all", "months: summer", "write all, 7-9"),
        ("res_month_tou.yml", "delta: 0.03", "dleta: 0.03", "exactly one of delta"),
        ("res_month_tou.yml", "delta: 0.03", "price: 0.53", "use delta"),
        ("res_month_tou.yml", "valley: {delta", "evening: {delta", "evening: unknown band"),
        ("ci_tou.yml", "months: 10-6", "months: 9-6", "month 9 has two schedules"),
        ("ci_tou.yml", "monthly: agent_purchase_fujian", "monthly: nobody", "no list 'nobody'"),
        ("ci_tou.yml", "kind: surcharge", "kind: basic", "'basic' is not one of energy"),
        ("ci_flat.yml", "price: 0.4512", "price: 0.4512, monthly: x", "exactly one of price"),
        ("ci_flat.yml", "under_1kv: 0.1833, ", "", "exactly: under_1kv, 1_10kv"),
        ("ci_two_part.yml", "applies_to: [energy", "applies_to: [enrgy", "list line kinds"),
        ("monthly_prices.yml", "2021-01:", "2021-13:", "write the month as 2026-06"),
        ("monthly_prices.yml", "    2021-01:", "    2021-03:", "appears twice"),
        ("power_factor.yml", '      "0.95": -0.75\n', "", "without gaps"),
        ("power_factor.yml", '"0.90":', '"0.91":', "use one of 0.90"),
        ("late_fee.yml", "minimum_yuan: 1 ", "minimum_yuan: one ", "minimum_yuan: write a number"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    """One change of a good file, one sentence that helps."""
    change(folder, name, old, new)

    found = [mistake for mistake in mistakes(folder) if said in mistake]

    assert found
    assert found[0].startswith(f"{name}: ")


def test_all_mistakes_of_all_files_come_together(folder: Path) -> None:
    """Nobody has to fix and retry one at a time."""
    change(folder, "res_month.yml", "region:", "regoin:")
    change(folder, "ci_tou.yml", "coefficient: 1.8", "coefficient: high")
    change(folder, "late_fee.yml", "minimum_yuan: 1", "minimum: 1")

    files = {mistake.split(":")[0] for mistake in mistakes(folder)}

    assert files == {"res_month.yml", "ci_tou.yml", "late_fee.yml"}


def test_monthly_prices_must_reach_back_to_the_first_day(folder: Path) -> None:
    """A tariff may not begin before the prices it refers to."""
    change(folder, "ci_tou.yml", "valid_from: 2021-01-01", "valid_from: 2020-07-01")

    assert "begins after valid_from 2020-07-01" in mistakes(folder)[0]


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    """The first thing a utility sees is how to begin."""
    assert len(mistakes(tmp_path)) == 2


@given(place=st.integers(0, 200), put=st.sampled_from(GARBAGE), name=st.sampled_from(FUZZED))
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_garbage_is_refused_and_never_crashes(
    tmp_path: Path, place: int, put: str, name: str
) -> None:
    """Any line replaced by anything: the files load or the mistakes are listed."""
    for left in tmp_path.glob("*.yml"):
        left.unlink()
    for shared in (name, "late_fee.yml", "power_factor.yml", "monthly_prices.yml", "odd_year.yml"):
        shutil.copy(ODD / shared, tmp_path)
    lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
    line = lines[place % len(lines)]
    indent = line[: len(line) - len(line.lstrip())]
    lines[place % len(lines)] = put.format(indent=indent, key=line.split(":")[0])
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")

    with suppress(TariffFilesWrong):
        load_tariffs(tmp_path)


def test_the_odd_tariffs_load(tmp_path: Path) -> None:
    """Special days, weekends, changing schemes: everything the format can say."""
    book = load_tariffs(ODD)

    tou = book.on("odd_month", date(2025, 1, 29)).tou
    assert tou is not None
    assert tou.schedule_on(date(2025, 1, 29)).slots[22] == "deep_valley"
    assert tou.schedule_on(date(2025, 1, 25)).slots[22] == "flat"
    assert tou.schedule_on(date(2025, 1, 24)).slots[22] == "peak"


def test_published_band_prices_become_differences(folder: Path) -> None:
    """Hubei's charging piles: 0.43 / 0.58 / 0.68 / 0.78 on a base of 0.58."""
    tou = load_tariffs(folder).on("hubei_ev_home", date(2026, 1, 1)).tou

    assert tou is not None
    assert {band: str(price.delta_yuan) for band, price in tou.bands.items()} == {
        "super_peak": "0.20",
        "peak": "0.10",
        "flat": "0.00",
        "valley": "-0.15",
    }
