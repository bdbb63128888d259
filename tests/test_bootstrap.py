"""The one place where everything is put together."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.bootstrap import build, china_now, open_outage_feed
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


def test_word_on_outages_comes_from_where_the_settings_say() -> None:
    """A file, an address, in demo mode the town itself; else from nowhere."""

    def feed(**changes: object) -> str:
        opened = open_outage_feed(Settings(**changes), now=china_now)  # type: ignore[arg-type]
        return type(opened).__name__

    assert feed(outage_feed="outages.json", demo=True) == "FileOutageFeed"
    assert feed(outage_feed="https://dispatch.example/outages") == "HttpOutageFeed"
    assert feed(demo=True) == "DemoOutageFeed"
    assert feed() == "NoneType"


def test_a_given_key_is_used(tmp_path: Path) -> None:
    """So that several machines can share one."""
    deps = build(Settings(var=tmp_path, home=ROOT, secret_key="s" * 32))
    deps.close()

    assert deps.key == b"s" * 32
    assert not (tmp_path / "secret.key").exists()
