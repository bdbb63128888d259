"""The command line."""

from __future__ import annotations

import os

import pytest

from bot import __version__
from bot.__main__ import main


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """One line."""
    main(["version"])

    assert capsys.readouterr().out == f"{__version__}\n"


def test_what_it_writes_is_for_its_own_user_only() -> None:
    """Other users of the machine cannot read customers' data."""
    before = os.umask(0o022)
    try:
        main(["version"])
        assert os.umask(before) == 0o077
    finally:
        os.umask(before)


def test_wrong_settings_end_it_with_one_clear_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 2 and no traceback."""
    monkeypatch.setenv("XIAOWA_PORT", "x")
    with pytest.raises(SystemExit) as ended:
        main(["serve"])

    assert ended.value.code == 2
    assert "XIAOWA_PORT='x'" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "demo", "import", "nightly", "version"])
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """`--help` works without any settings."""
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == 0
    assert command in capsys.readouterr().out
