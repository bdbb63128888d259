"""Settings: what an operator can decide, and what happens when it cannot be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettings, names, read_settings

ROOT = Path(__file__).resolve().parents[1]


def test_it_starts_with_nothing_set() -> None:
    """Loopback, embedded stores, no demo."""
    settings = read_settings({"PATH": "/bin", "XIAOWA_PORT": " "})

    assert settings == Settings()
    assert settings.billing_database == "sqlite:///var/billing.db"
    assert settings.service_database == "sqlite:///var/service.db"
    assert settings.meter_store == "var/meters"
    assert settings.brain_address == "http://127.0.0.1:5005"


def test_values_are_read_into_their_types() -> None:
    """Each in the form its name promises."""
    settings = read_settings(
        {
            "XIAOWA_PORT": "9000",
            "XIAOWA_DEMO": "yes",
            "XIAOWA_VAR": "data",
            "XIAOWA_BRAIN_URL": "http://brain:5005/",
            "XIAOWA_ALLOWED_ORIGINS": "https://a.example, https://b.example/",
            "XIAOWA_REST_RATE_PER_S": "0",
            "XIAOWA_PYTHON_BOT": "python3.11",
        }
    )

    assert settings.port == 9000
    assert settings.demo is True
    assert settings.billing_database == "sqlite:///data/billing.db"
    assert settings.brain_address == "http://brain:5005"
    assert settings.allowed_origins == ("https://a.example", "https://b.example")


def test_every_mistake_is_named_at_once_with_its_cure() -> None:
    """One start shows all of them."""
    with pytest.raises(WrongSettings) as wrong:
        read_settings(
            {
                "XIAOWA_PORT": "eighty",
                "XIAOWA_DEMO": "perhaps",
                "XIAOWA_LEASE_S": "-1",
                "XIAOWA_BRAIN_URL": "brain",
                "XIAOWA_ALLOWED_ORIGINS": "https://a.example/page",
                "XIAOWA_LOG_LEVEL": "loud",
                "XIAOWA_HOTS": "0.0.0.0",
                "XIAOWA_HOST": "0.0.0.0",
            }
        )
    told = str(wrong.value)

    assert len(wrong.value.problems) == 8
    assert "XIAOWA_HOTS is not a setting; did you mean XIAOWA_HOST?" in told
    assert "XIAOWA_PORT='eighty': use a port number" in told
    assert "XIAOWA_REST_TOKEN must be set" in told


@pytest.mark.parametrize("name", ["XIAOWA_REST_TOKEN", "XIAOWA_BRAIN_TOKEN", "XIAOWA_SECRET_KEY"])
def test_a_wrong_secret_is_not_repeated(name: str) -> None:
    """A start-up message may end up in a log."""
    with pytest.raises(WrongSettings) as wrong:
        read_settings({name: "hunter2 "})

    assert name in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "bot.example"])
def test_other_machines_are_let_in_only_with_a_token(host: str) -> None:
    """The REST channel speaks for any sender, so it is never open to a network."""
    with pytest.raises(WrongSettings):
        Settings(host=host)

    assert Settings(host=host, rest_token="a" * 16).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_loopback_needs_no_token(host: str) -> None:
    """Unless a proxy in front lets others in."""
    assert Settings(host=host).host == host
    with pytest.raises(WrongSettings):
        Settings(host=host, behind_proxy=True)


def test_the_brain_must_give_up_before_its_turn_is_taken_over() -> None:
    """Otherwise two workers could answer one message."""
    with pytest.raises(WrongSettings, match="XIAOWA_LEASE_S"):
        Settings(brain_timeout_s=45, lease_s=45)


def test_the_outage_feed_must_be_asked_before_its_word_is_stale() -> None:
    """And its address, which may hold a key, is not repeated."""
    with pytest.raises(WrongSettings, match="XIAOWA_OUTAGE_STALE_AFTER_S"):
        Settings(outage_feed="outages.json", outage_feed_every_s=60, outage_stale_after_s=60)
    with pytest.raises(WrongSettings) as wrong:
        read_settings({"XIAOWA_OUTAGE_FEED": "ftp://dispatch.example/?key=hunter2"})

    assert "XIAOWA_OUTAGE_FEED=…" in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def _shown(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_the_documents_list_every_setting_with_its_default() -> None:
    """docs/settings.md and .env.example stay in step with the code."""
    defaults = {name: _shown(entry.default) for name, entry in names().items()}
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(XIAOWA_\w+)` \| (?:`([^`]*)`|none) \| (.+) \|$", page, re.MULTILINE)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert {name: default for name, default, _ in rows} == defaults
    assert dict(re.findall(r"^# (XIAOWA_\w+)=(.*)$", example, re.MULTILINE)) == defaults
