"""What `make run` tells the two processes."""

from __future__ import annotations

from scripts.processes import environment


def test_demo_mode_is_usual_and_can_be_switched_off() -> None:
    """Who has real customers says so once, and their codes are not shown at /demo/sms."""
    assert environment({})["XIAOWA_DEMO"] == "1"
    assert environment({"XIAOWA_DEMO": ""})["XIAOWA_DEMO"] == "1"
    assert environment({"XIAOWA_DEMO": "0"})["XIAOWA_DEMO"] == "0"


def test_every_start_has_a_token_of_its_own_unless_one_is_set() -> None:
    """A brain elsewhere needs a token that both sides know."""
    assert environment({})["XIAOWA_BRAIN_TOKEN"] != environment({})["XIAOWA_BRAIN_TOKEN"]
    assert environment({"XIAOWA_BRAIN_TOKEN": "known"})["XIAOWA_BRAIN_TOKEN"] == "known"
