"""A made-up town of a few meters with four months of readings, for the nightly job."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench import nightly_town
from bench.nightly_town import Town, days_before
from bot.channels.nightly import PieceWork
from bot.clients.engine import Ended
from bot.domain.period import SHANGHAI
from bot.services import nightly
from bot.settings import Settings
from bot.storage.books import Books
from bot.storage.meters import ParquetMeterStore
from bot.storage.tables.insight import MeterFindingRow, MeterInsightRow, MeterOutlookRow

NIGHT = date(2026, 11, 11)
NOW = datetime(2026, 11, 11, 2, 30, tzinfo=SHANGHAI)
METERS, PIECE, DAYS = 12, 3, 130


@dataclass
class NightTown:
    """Stores in a folder, and the job's steps on them."""

    folder: Path
    books: Books = field(init=False)
    meters: ParquetMeterStore = field(init=False)

    def __post_init__(self) -> None:
        self.books = Books(
            billing_url=f"sqlite:///{self.folder / 'billing.db'}",
            service_url=f"sqlite:///{self.folder / 'service.db'}",
        )
        self.meters = ParquetMeterStore(self.folder / "meters")

    @classmethod
    def build(cls, folder: Path) -> NightTown:
        """From nothing."""
        town = cls(folder)
        town.books.upgrade()
        nightly_town.build(
            Town(METERS, days_before(NIGHT, DAYS)), books=town.books, folder=folder / "meters"
        )
        return town

    @property
    def settings(self) -> Settings:
        return Settings(var=self.folder, nightly_meters=PIECE)

    @property
    def elsewhere(self) -> PieceWork:
        """The work as another process does it."""
        return PieceWork(self.settings, NIGHT)

    def begin(self) -> None:
        """Write the night down."""
        nightly.begin(self.books, self.meters, night=NIGHT, now=NOW, piece_meters=PIECE)

    def work(self, number: int) -> int:
        """Work on a piece."""
        return nightly.work_piece(self.books, self.meters, night=NIGHT, number=number)

    def run(self, *, engine: Any = None, work: Any = None) -> nightly.NightEnded:
        """Start the job, or start it again."""
        return nightly.run(
            self.books,
            night=NIGHT,
            engine=engine or InTurn(),
            work=work or self.work,
            now=lambda: NOW,
        )

    def result(self) -> dict[str, list[Any]]:
        """Every row that says something of a meter, but for when it was said."""
        found: dict[str, list[Any]] = {}
        with self.books.service(writing=False) as session:
            for table in (MeterInsightRow, MeterOutlookRow, MeterFindingRow):
                columns = [c for c in table.__table__.columns if c.name != "computed_at"]
                rows = session.execute(select(*columns)).all()
                found[table.__tablename__] = sorted(tuple(map(str, row)) for row in rows)
        return found

    def close(self) -> None:
        """Give files back."""
        self.meters.close()
        self.books.close()


class InTurn:
    """One item after the other, in this process."""

    def map(self, work: Any, items: Any) -> Any:
        """Every item once."""
        for item in items:
            try:
                yield Ended(item, result=work(item))
            except Exception as error:
                yield Ended(item, error=error)

    def close(self) -> None:
        """Nothing to give back."""
