"""Which encoding a CSV file is in: UTF-8 (with or without mark) or GB18030."""

from __future__ import annotations

import codecs
from pathlib import Path

from bot.storage.importing.problem import FileRefused

_CHUNK = 1 << 20
_REPLACED = "�"
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def detect(path: Path) -> str:
    """Python's name of the encoding that reads the whole file, or nearly the whole.

    A UTF-8 file with a few broken bytes stays UTF-8, so that only the rows that hold them are
    rejected; spreadsheet programs on Chinese Windows write GB18030 (GBK).

    Raises:
        FileRefused: the file is UTF-16, or neither encoding fits.
    """
    with path.open("rb") as file:
        if file.read(2) in _OTHER_MARKS:
            raise FileRefused("the file is UTF-16", "save it as CSV UTF-8")
    broken, good = _count(path, "utf-8-sig")
    if broken * 20 <= good:
        return "utf-8-sig"
    if _count(path, "gb18030")[0] == 0:
        return "gb18030"
    raise FileRefused(
        "the file is neither UTF-8 nor GB18030", "save it as CSV UTF-8 and import that file"
    )


def _count(path: Path, encoding: str) -> tuple[int, int]:
    """How many characters outside ASCII cannot be read, and how many can."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    broken = good = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            broken, good = _add(decoder.decode(chunk), broken, good)
    return _add(decoder.decode(b"", final=True), broken, good)


def _add(text: str, broken: int, good: int) -> tuple[int, int]:
    if text.isascii():
        return broken, good
    bad = text.count(_REPLACED)
    # Bytes counted as characters: cheap, and only the proportion matters.
    return broken + bad, good + len(text.encode("utf-8", "replace")) - len(text) - 2 * bad
