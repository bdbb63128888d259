"""Tariff versions stay traceable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.domain.tariff import TariffBook
from bot.storage import tariff_versions
from bot.storage.books import Books
from bot.storage.tariffs import load_tariffs

KNOWLEDGE = Path(__file__).parents[2] / "knowledge" / "tariffs"


def test_a_version_changed_under_its_id_is_noticed(books: Books) -> None:
    """The old form stays on record beside the new one; an unchanged book adds nothing."""
    book = load_tariffs(KNOWLEDGE)
    first, *rest = book.all()
    changed = TariffBook([replace(first, note=first.note + "!"), *rest])

    with books.billing() as session:
        assert tariff_versions.record(session, book=book) == []
        assert tariff_versions.record(session, book=book) == []
        assert tariff_versions.record(session, book=changed) == [first.tariff_id]
        assert tariff_versions.record(session, book=changed) == []
        hashes = tariff_versions.hashes(session, tariff_id=first.tariff_id)

    assert len(hashes) == 2


def test_loading_the_same_files_gives_the_same_hash() -> None:
    """Neither the order of mappings nor the process matters."""
    one, two = load_tariffs(KNOWLEDGE).all(), load_tariffs(KNOWLEDGE).all()

    hashes = [tariff_versions.content_hash(tariff) for tariff in one]

    assert hashes == [tariff_versions.content_hash(tariff) for tariff in two]
    assert len(set(hashes)) == len(hashes)
