"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 60
SOURCES = sorted(
    path
    for folder in ("bot", "actions", "scripts", "bench", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if not {"migrations", "node_modules"} & set(path.parts)
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_fit_their_limits(path: Path) -> None:
    """No file over 400 lines, no function over 60."""
    text = path.read_text()

    long_functions = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]

    assert text.count("\n") <= FILE_LINES
    assert long_functions == []
