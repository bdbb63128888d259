"""Taking an earlier demo town down, and nothing else."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.storage.books import Books
from bot.storage.demo import people
from bot.storage.demo.response import SOURCE
from bot.storage.meters import MeterStore, ParquetMeterStore
from bot.storage.tables import billing, demand_response, grid, notices, outage

_TOWN_TABLES = (
    billing.BillLineRow,
    billing.BillRow,
    billing.PaymentRow,
    billing.BalanceRow,
    billing.ContractRow,
    billing.AccountRow,
    billing.MeterRow,
    billing.PremiseRow,
    billing.CustomerRow,
    billing.WeatherDayRow,
)
"""In an order that foreign keys allow."""
_GRID_TABLES = (
    outage.OutageReportRow,
    outage.OutageAreaRow,
    outage.OutageRow,
    outage.OutageFeedRow,
    grid.PlaceRow,
    grid.GazetteerRow,
    grid.SupplyRow,
    grid.TransformerAreaRow,
    grid.FeederRow,
    grid.SubstationRow,
)
_RESPONSE_TABLES = (
    demand_response.DrRatingRow,
    demand_response.DrRewardRow,
    demand_response.DrReportRow,
    demand_response.EnrolmentRow,
    demand_response.DrOptOutRow,
    demand_response.DrProtectionRow,
    demand_response.DrEventRow,
    demand_response.ProgrammeRow,
)


class RealCustomers(Exception):
    """The books hold accounts that no demo town made; they were left untouched."""

    def __init__(self, account_no: str) -> None:
        super().__init__(
            f"the billing database holds account {account_no}, which is not of a demo town;"
            " use another database for the demo (XIAOWA_BILLING_URL, XIAOWA_VAR)"
        )


def take_down_town(*, books: Books, meters: MeterStore) -> None:
    """Remove accounts, bills, weather, readings, grid, outages and events of an earlier town.

    A PostgreSQL meter store keeps its readings: the new town writes over them.

    Raises:
        RealCustomers: some account is not a demo town's; nothing was removed.
    """
    with books.billing(writing=True) as session:
        numbers = list(session.scalars(select(billing.AccountRow.account_no)))
        for number in numbers:
            if not people.is_of_the_town(number):
                raise RealCustomers(number)
        for table in _TOWN_TABLES if numbers else ():
            session.execute(delete(table))
    with books.service() as session:
        for service_table in (*_GRID_TABLES, *_RESPONSE_TABLES) if numbers else ():
            session.execute(delete(service_table))
        session.execute(
            delete(notices.NoticeChoiceRow).where(notices.NoticeChoiceRow.source == SOURCE)
        )
    if numbers and isinstance(meters, ParquetMeterStore):
        meters.clear()
