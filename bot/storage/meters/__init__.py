"""Meter data: one interface, kept in Parquet files or in PostgreSQL/TimescaleDB."""

from bot.storage.meters.grid import MeterGrid
from bot.storage.meters.parquet import ParquetMeterStore
from bot.storage.meters.store import MeterStore

__all__ = ["MeterGrid", "MeterStore", "ParquetMeterStore"]
