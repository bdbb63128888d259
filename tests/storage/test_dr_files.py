"""A programme file is taken whole, from YAML or JSON, or refused with every mistake named."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bot.domain.account import SupplyClass
from bot.domain.demand_response import BaselineRule, Enrolment, EnrolmentStatus
from bot.storage import dr_enrolments, dr_events
from bot.storage.books import Books
from bot.storage.dr_files import ResponseFileWrong, load_response
from bot.storage.importing.command import import_file
from bot.storage.importing.problem import FileRefused
from bot.storage.importing.report import Report
from bot.storage.meters import ParquetMeterStore
from tests.domain.test_dr_settlement import EVENT, PROGRAMME

FILE = """
programmes:
  - id: P1
    name: 晚高峰少用电
    region: fujian
    supply_classes: [residential, industrial]
    first_day: 2026-06-01
    last_day: 2026-09-30
    yuan_per_kwh: 2.50
    baseline: last_five
    least_share: 0.5
    most_share: 1.2
    least_kw: {homes: 0.1, firms: 5}
    events_a_month: 4
    flexibility: {degrees: 2, home_share: 0.3, firm_share: 0.2, comes_back: 0.5}
    source: {title: 演示方案}
    verified: false
events:
  - id: E1
    programme: P1
    name: 晚高峰少用电
    starts_at: 2026-07-21 18:00
    ends_at: 2026-07-21 20:00
    reply_by: 2026-07-21 12:00
    target_kw: 1.5
"""


@pytest.fixture
def books(tmp_path: Path) -> Books:
    made = Books(
        billing_url=f"sqlite:///{tmp_path}/billing.db",
        service_url=f"sqlite:///{tmp_path}/service.db",
    )
    made.create_all()
    return made


def written(folder: Path, text: str, name: str = "r.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def imported(books: Books, path: Path, *, kind: str = "demand_response") -> Report:
    meters = ParquetMeterStore(path.parent / "meters")
    try:
        return import_file(books, meters, kind_name=kind, path=path, tariff_codes=())
    finally:
        meters.close()


def test_every_figure_is_read_exactly(tmp_path: Path) -> None:
    found = load_response(written(tmp_path, FILE))
    programme, event = found.programmes[0], found.events[0]

    assert programme.yuan_per_kwh == Decimal("2.50")
    assert programme.supply_classes == {SupplyClass.RESIDENTIAL, SupplyClass.INDUSTRIAL}
    assert programme.baseline is BaselineRule.LAST_FIVE
    assert (programme.least_w, programme.least_firm_w) == (100, 5000)
    assert programme.valid.days == 122
    assert event.target_w == 1500
    assert event.starts_at == EVENT.starts_at
    assert not programme.verified


def test_json_says_the_same(tmp_path: Path) -> None:
    plain = yaml.load(FILE, Loader=yaml.BaseLoader)
    as_json = written(tmp_path, json.dumps(plain, ensure_ascii=False), "r.json")

    assert load_response(as_json) == load_response(written(tmp_path, FILE))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("yuan_per_kwh: 2.50", "yuan_per_kwh: -1", "yuan_per_kwh"),
        ("baseline: last_five", "baseline: group", "baseline"),
        ("least_share: 0.5", "least_share: 1.5", "least_share"),
        ("[residential, industrial]", "[homes]", "supply_classes"),
        ("last_day: 2026-09-30", "last_day: 2026-05-01", "last_day"),
        ("starts_at: 2026-07-21 18:00", "starts_at: 2026-07-21 18:10", "starts_at"),
        ("ends_at: 2026-07-21 20:00", "ends_at: 2026-07-22 20:00", "ends_at"),
        ("reply_by: 2026-07-21 12:00", "reply_by: noon", "reply_by"),
        ("verified: false", "verifed: false", "verifed"),
    ],
)
def test_a_mistake_is_named_by_its_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(ResponseFileWrong) as wrong:
        load_response(written(tmp_path, FILE.replace(old, new)))

    assert any(named in mistake for mistake in wrong.value.mistakes)


def test_an_import_replaces_by_id_but_never_what_was_settled(books: Books, tmp_path: Path) -> None:
    path = written(tmp_path, FILE)
    assert imported(books, path).written == 2
    with books.service() as service:
        assert dr_events.mark_settled(service, event_id="E1", now=EVENT.ends_at)
    later = FILE.replace("2026-07-21 20:00", "2026-07-21 21:00").replace("2.50", "3.00")
    assert imported(books, written(tmp_path, later)).written == 1

    with books.service(writing=False) as service:
        event = dr_events.find(service, event_id="E1")
        programme = dr_events.programme(service, programme_id="P1")
    assert event is not None
    assert programme is not None
    assert event.ends_at == EVENT.ends_at
    assert event.settled_at == EVENT.ends_at
    assert programme.yuan_per_kwh == Decimal("3.00")


def test_terms_that_somebody_said_yes_to_stay_until_it_is_settled(
    books: Books, tmp_path: Path
) -> None:
    imported(books, written(tmp_path, FILE))
    yes = Enrolment("E1", "A1", "C1", EnrolmentStatus.ACCEPTED, 300, None, EVENT.reply_by)
    with books.service() as service:
        dr_enrolments.answer(service, enrolment=yes)
    dearer = written(tmp_path, FILE.replace("2.50", "1.00"))

    with pytest.raises(FileRefused) as refused:
        imported(books, dearer)
    assert "customers said yes" in refused.value.reason
    assert imported(books, written(tmp_path, FILE)).written == 2
    with books.service() as service:
        dr_events.mark_settled(service, event_id="E1", now=EVENT.ends_at)
    assert imported(books, written(tmp_path, FILE.replace("2.50", "1.00"))).written == 1


def test_an_event_without_its_programme_brings_nothing_in(books: Books, tmp_path: Path) -> None:
    path = written(tmp_path, FILE.replace("programme: P1", "programme: P7"))

    with pytest.raises(FileRefused):
        imported(books, path)
    with books.service(writing=False) as service:
        assert dr_events.programmes(service) == []


def test_protected_accounts_are_imported(books: Books, tmp_path: Path) -> None:
    text = (
        "account_no,reason,since\n3501000000017,life_support,2026-07-01 08:00\n1,odd,2026-07-01\n"
    )
    report = imported(books, written(tmp_path, text, "p.csv"), kind="response_protections")

    assert (report.written, report.rejected) == (1, 1)
    with books.service(writing=False) as service:
        found = dr_enrolments.protection(service, account_no="3501000000017")
        other = dr_enrolments.protection(service, account_no="3501000000025")
    assert found is not None
    assert found.value == "life_support"
    assert other is None


def test_what_is_stored_comes_back_as_it_was(books: Books) -> None:
    cancelled = EVENT.starts_at - timedelta(hours=8)
    with books.service() as service:
        dr_events.save_programmes(service, programmes=[PROGRAMME])
        dr_events.save_events(service, events=[EVENT])
        assert dr_events.programmes(service) == [PROGRAMME]
        assert dr_events.find(service, event_id="E1") == EVENT
        assert dr_events.cancel(service, event_id="E1", now=cancelled)
        assert not dr_events.mark_settled(service, event_id="E1", now=EVENT.ends_at)
        assert dr_events.ending_after(service, at=cancelled) == []
