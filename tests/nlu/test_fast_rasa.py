"""The fixes fit the Rasa underneath and change nothing but the time."""

from __future__ import annotations

import pytest
from jsonschema.exceptions import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet

from bot.nlu import fast_rasa


@pytest.mark.parametrize("fix", fast_rasa.FIXES, ids=lambda fix: fix.name)
def test_rasa_is_the_version_the_fix_was_written_for(fix: fast_rasa.Fix) -> None:
    """A different source underneath means: read it again before keeping the fix."""
    assert fix.current_source() == fix.source_sha256


def test_installing_twice_changes_nothing_more() -> None:
    """`install` may be called by every door."""
    fast_rasa.install()
    fast_rasa.install()

    assert Event.resolve_by_type("slot") is SlotSet


def test_an_unknown_event_is_still_an_error() -> None:
    """The memory of event types does not swallow Rasa's complaint."""
    fast_rasa.install()

    with pytest.raises(ValueError, match="Unknown event name"):
        Event.resolve_by_type("no such event")


def test_a_wrong_action_answer_is_still_refused() -> None:
    """The prepared validator refuses what Rasa's own did."""
    fast_rasa.install()
    action = RemoteAction("action_any", None)

    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(ValidationError):
        action._validate_action_result({"events": [], "responses": "no list"})


def test_a_function_that_has_changed_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fix written for other source is not put over it."""

    class Newer:
        def run(self) -> str:
            return "rasa's own"

    fix = fast_rasa.Fix(Newer, "run", lambda self: "ours", "0" * 16)
    monkeypatch.setattr(fast_rasa, "FIXES", (fix,))

    fast_rasa.install()

    assert Newer().run() == "rasa's own"
