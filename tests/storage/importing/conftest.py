"""A small utility's files, and the import of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.storage import applications, work_orders
from bot.storage.books import Books
from bot.storage.importing.command import import_file
from bot.storage.importing.report import Report
from bot.storage.meters import ParquetMeterStore
from tests.domain.test_work_order import ORDER
from tests.storage.applied import APPLIED

Import = Callable[..., Report]

GOOD = {
    "customers": "customer_no,name,phone,id_last4\nC1,王小明,13805910001,123x\n",
    "accounts": (
        "account_no,customer_no,address,region,meter_no,supply_class,payment_mode,opened_on\n"
        "3501000000017,C1,福州市鼓楼区1号,fujian,M1,residential,postpaid,2020-01-01\n"
    ),
    "contracts": (
        "account_no,valid_from,tariff_code,supply_class,voltage\n"
        "3501000000017,2020-01-01,res_month,residential,under_1kv\n"
    ),
    "bills": (
        "bill_id,account_no,period_start,period_end,energy_kwh,amount_yuan,issued_on,due_on\n"
        "B1,3501000000017,2026-05-01,2026-06-01,200.00,100.00,2026-06-02,2026-06-20\n"
        "B2,3501000000017,2026-06-01,2026-07-01,210.00,105.50,2026-07-02,2026-07-20\n"
    ),
    "bill_lines": (
        "bill_id,line_no,kind,label,quantity,unit,unit_price_yuan,amount_yuan,"
        "period_start,period_end,tariff_id\n"
        "B1,1,energy,第一档电量,150,kWh,0.5,75.00,2026-05-01,2026-06-01,t1\n"
        "B1,2,energy,第二档电量,50,kWh,0.5,25.00,2026-05-01,2026-06-01,t1\n"
    ),
    "payments": (
        "payment_id,account_no,paid_at,amount_yuan,channel\n"
        "P1,3501000000017,2026-06-05 10:00,100.00,微信\n"
    ),
    "balances": "account_no,credit_yuan,as_of\n3501000000017,-3.20,2026-07-01 08:00\n",
    "weather": "region,day,mean_c,max_c,min_c\nfujian,2026-05-01,20.5,25,16\n",
    "readings": (
        "meter_no,start,energy_kwh,quality\n"
        "M1,2026-05-01 00:00,0.125,\n"
        "M1,2026-05-01 00:15,,\n"
        "M1,2026-05-01 00:30,0.2,estimated\n"
    ),
    "areas": (
        "area_code,area_name,feeder_code,feeder_name,substation_code,substation_name\n"
        "A1,鼓楼1号台区,F1,10千伏鼓楼线,S1,110千伏鼓楼变电站\n"
        "A2,鼓楼2号台区,F1,10千伏鼓楼线,S1,110千伏鼓楼变电站\n"
    ),
    "supplies": "premise_no,area_code\n3501000000017,A1\n",
    "places": (
        "name,kind,area_code,aliases,first_no,last_no\n"
        "鼓楼小区,estate,A1,鼓楼新村;老鼓楼,1,6\n"
        "鼓楼小区,estate,A2,,7,\n"
    ),
    "outages": (
        "outage_id,kind,scope,area_codes,begins_at,ends_at,restored_at,source,as_of\n"
        "P1,planned,鼓楼小区,A1;A2,2026-05-20 08:00,2026-05-20 17:00,,调度,2026-05-10 08:00\n"
        "F1,fault,鼓楼小区1-6栋,A1,2026-05-01 08:00,2026-05-01 10:00,2026-05-01 09:30,调度,"
        "2026-05-10 08:00\n"
    ),
    "work-order-progress": (
        "工单号,状态,时间,说明\n"
        "BX26072000016,done,2026-07-20 11:30,更换了熔断器\n"
        "BX26072000016,dispatched,2026-07-20 10:04,\n"
        "BX26072000016,arrived,2026-07-20 10:31,\n"
    ),
    "application-progress": (
        "number,step,at,note\n"
        "AP26042900014,survey,2026-05-06 10:00,看过车位，可以装\n"
        "AP26042900014,accepted,2026-04-29 10:30,\n"
    ),
    "response_protections": (
        "account_no,reason,since\n3501000000017,life_support,2026-05-01 08:00\n"
    ),
}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = Books(
        billing_url=f"sqlite:///{tmp_path}/billing.db",
        service_url=f"sqlite:///{tmp_path}/service.db",
    )
    opened.create_all()
    with opened.service() as session:
        work_orders.add(session, order=ORDER)
        applications.add(session, application=APPLIED)
    yield opened
    opened.close()


@pytest.fixture
def meters(tmp_path: Path) -> Iterator[ParquetMeterStore]:
    opened = ParquetMeterStore(tmp_path / "meters")
    yield opened
    opened.close()


@pytest.fixture
def bring(tmp_path: Path, books: Books, meters: ParquetMeterStore) -> Import:
    """Import text or bytes as a file of a kind."""

    def bring(kind: str, content: str | bytes | None = None, *, dry_run: bool = False) -> Report:
        path = tmp_path / f"{kind}.csv"
        given = GOOD[kind] if content is None else content
        path.write_bytes(given.encode() if isinstance(given, str) else given)
        return import_file(
            books,
            meters,
            kind_name=kind,
            path=path,
            tariff_codes={"res_month"},
            dry_run=dry_run,
        )

    return bring


def rejected(report: Report) -> list[dict[str, str]]:
    """Rows of the file of rejected rows."""
    if not report.rejected_path.exists():
        return []
    with report.rejected_path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
