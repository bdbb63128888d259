"""The one place where everything is put together."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.bootstrap import build
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def test_a_bot_is_built_from_settings_alone(tmp_path: Path) -> None:
    """Databases at their newest schema, tariffs read, a key that outlives a restart."""
    settings = Settings(var=tmp_path / "var", home=ROOT)
    first = build(settings)
    first.books.ping()
    first.meters.ping()
    first.close()
    second = build(settings)
    second.close()

    assert first.tariffs.all()
    assert first.key == second.key
    assert len(first.key) == 32
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600
    assert first.now().utcoffset() is not None


def test_a_given_key_is_used(tmp_path: Path) -> None:
    """So that several machines can share one."""
    deps = build(Settings(var=tmp_path, home=ROOT, secret_key="s" * 32))
    deps.close()

    assert deps.key == b"s" * 32
    assert not (tmp_path / "secret.key").exists()
