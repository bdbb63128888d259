"""`python -m bot export phone-changes` as an operator runs it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.identity import ProofMethod
from bot.domain.phone_change import PhoneChange, PhoneChangeStatus, PhoneChangeWay
from bot.storage import phone_changes
from bot.storage.books import Books
from bot.storage.exporting import command
from tests.services.world import NOW

CHANGE = PhoneChange(
    "PC1", "C1", "3501000000017", "13805910001", "13900000009", PhoneChangeWay.AT_ONCE,
    ProofMethod.PHONE_CODE, PhoneChangeStatus.APPROVED, NOW, NOW,
)  # fmt: skip


def run(books: Books, folder: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers(dest="command"))
    given = parser.parse_args(["export", "phone-changes", *arguments])
    ended: int = given.run(
        given,
        books=books,
        meters=None,
        tariffs=None,
        folder=folder,
        today=NOW.date(),
        now=NOW,
    )
    return ended


def test_only_approved_changes_leave_and_only_once(
    books: Books, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What staff still check stays; the file is named by the second."""
    books.create_all()
    with books.service() as session:
        phone_changes.add(session, change=CHANGE)
        waiting = replace(CHANGE, change_id="PC2", status=PhoneChangeStatus.CHECKING)
        phone_changes.add(session, change=waiting)

    assert run(books, tmp_path) == 0
    path = tmp_path / "phone-changes-20260720-120000.csv"
    assert "1 changes" in capsys.readouterr().out
    assert [line.split(",")[0] for line in path.read_text("utf-8-sig").splitlines()] == [
        "change_id",
        "PC1",
    ]
    assert run(books, tmp_path, "--to", str(tmp_path / "more.csv")) == 0
    assert "no changes" in capsys.readouterr().out
    with books.service(writing=False) as session:
        found = phone_changes.find(session, change_id="PC1")
    assert found is not None
    assert found.status is PhoneChangeStatus.EXPORTED


def test_a_file_that_exists_is_never_overwritten(books: Books, tmp_path: Path) -> None:
    """It may be the only copy of an earlier export."""
    books.create_all()
    path = tmp_path / "kept.csv"
    path.write_text("earlier")

    assert run(books, tmp_path, "--to", str(path)) == 1
    assert path.read_text() == "earlier"
