"""A released wheel carries everything that runs, the pages built."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "bot" / "web" / "dist" / "widget.js"


@pytest.mark.skipif(not BUILT.is_file(), reason="the pages are not built: run `make pages`")
def test_a_wheel_ships_pages_words_and_migrations(tmp_path: Path) -> None:
    """Whoever installs the wheel needs neither Node nor the checkout."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = zipfile.ZipFile(wheel).namelist()

    python = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "actions")
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    }
    assert python <= set(inside)
    assert "bot/web/dist/widget.js" in inside
    assert "bot/channels/words.yml" in inside
    assert not [name for name in inside if "node_modules" in name]
