"""What every action shares: its dependencies, one thread hop, and failure that speaks."""

from __future__ import annotations

import inspect
import logging
import os
import threading
from abc import ABC, abstractmethod
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions import also, choices, clarify, guard, in_hand, mood, rating, restart, wording
from actions.turn import Turn
from bot.domain.reply import Reply
from bot.domain.unable import StoreUnavailable, Unable
from bot.settings import read_settings

if TYPE_CHECKING:
    from bot.bootstrap import Deps

logger = logging.getLogger(__name__)
_bound: list[Deps] = []
_binding = threading.Lock()


def bind(deps: Deps) -> None:
    """Give every action its dependencies; called once when the process starts."""
    _bound[:] = [deps]


def deps() -> Deps:
    """The dependencies of this process.

    A process that nobody bound is rasa-sdk's own action server (`rasa run actions`): it builds
    them from the settings, as the bot does, when the first action runs.

    Raises:
        WrongSettings: a setting cannot be used.
    """
    with _binding:
        if not _bound:
            from bot.bootstrap import build

            bind(build(read_settings(os.environ)))
    return _bound[0]


class XiaowaAction(Action, ABC):
    """An action that turns a `Turn` into replies; refusals and bugs become honest sentences."""

    answers_customers: ClassVar[bool] = True
    """False for the form's own steps, which come before or after an answer in the same turn."""
    ends_a_form: ClassVar[bool] = False
    """True for what runs when a form has closed."""

    @abstractmethod
    def name(self) -> str:
        """The name in domain.yml."""

    @abstractmethod
    def act(self, turn: Turn) -> None:
        """Say things and set slots; runs in a worker thread.

        Raises:
            Unable: an anticipated refusal; its sentence is words/unable.yml.
        """

    def run(  # type: ignore[override]  # the executor takes plain functions too
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Rasa's side of the door; a plain function, so that it is given a thread."""
        bound = deps()
        turn = Turn(tracker=tracker, deps=bound, now=bound.now())
        self.answered(turn)
        for reply in turn.replies:
            utter(dispatcher, reply)
        return turn.events

    def answered(self, turn: Turn) -> None:
        """The message, as it is meant, and the other wishes it or an earlier one holds."""
        waited = also.waiting(turn)
        action: XiaowaAction = self
        if self.answers_customers:
            sent_as = turn.intent
            clarify.takes_choice(turn)
            choices.takes_ordinal(turn)
            also.begin(turn)
            action = self if turn.intent == sent_as else action_of(turn.intent) or self
        action.guarded(turn)
        if not (self.answers_customers or self.ends_a_form):
            return
        if self.answers_customers:
            mood.comfort(turn)
        is_new = also.waiting(turn) != waited
        while other := also.next_turn(turn, is_new=is_new):
            following = action_of(other.intent)
            if following:
                following.guarded(other)
                also.join(turn, other, is_new=is_new)

    def is_taken(self, turn: Turn) -> bool:
        """Whether the message was meant for something other than its intent, and was answered."""
        return (
            guard.refuses(turn)
            or restart.takes(turn)
            or also.takes(turn)
            or rating.takes(turn)
            or in_hand.taken(turn)
            or clarify.asks(turn)
        )

    def guarded(self, turn: Turn) -> None:
        """`act`, with every way it can fail put into words; slots are kept."""
        try:
            if self.answers_customers and self.is_taken(turn):
                return
            self.act(turn)
        except Unable as refusal:
            explain(turn, refusal)
        except Exception as bug:
            # Only where it happened: the message of an exception may quote the customer.
            logger.error("action failed: %s in %s", type(bug).__name__, self.name())
            turn.replies.clear()
            turn.say("unable.broken", buttons="unable.buttons")


_OF_SEVERAL = "action_procedure"
"""The action of several intents; every other is named after its one."""


def action_of(intent: str) -> XiaowaAction | None:
    """The action that answers an intent, as the rules have it; None for an unknown intent."""
    known = _actions()
    known_request = intent in wording.words("also")["titles"]
    return known.get(f"action_{intent}") or (known.get(_OF_SEVERAL) if known_request else None)


@cache
def _actions() -> dict[str, XiaowaAction]:
    """Every action that answers customers, by its name."""
    found: dict[str, XiaowaAction] = {}
    left: list[type[XiaowaAction]] = list(XiaowaAction.__subclasses__())
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if not inspect.isabstract(kind):
            action = kind()
            found[action.name()] = action
    return found


def explain(turn: Turn, refusal: Unable) -> None:
    """Say why we cannot, in the words of the refusal's code."""
    buttons = "unable.retry_buttons" if isinstance(refusal, StoreUnavailable) else "unable.buttons"
    turn.say(f"unable.{words_code(refusal)}", buttons=buttons, **refusal.facts)


def words_code(refusal: Unable) -> str:
    """Where the sentence of a refusal lies in words/unable.yml."""
    if refusal.code == "proof_rejected" and refusal.facts.get("expired"):
        return "proof_expired"
    if refusal.code == "store_unavailable":
        named = f"store_unavailable_{refusal.facts.get('store')}"
        return named if named in wording.words("unable") else refusal.code
    if refusal.code == "no_bill" and refusal.facts.get("latest") is None:
        return "no_bill_yet"
    return refusal.code if refusal.code in wording.words("unable") else "unable"


def utter(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Hand one reply to Rasa; the card and the provenance travel in `custom`."""
    custom: dict[str, Any] = {}
    if reply.card:
        custom["card"] = reply.card
    if reply.provenance:
        custom["provenance"] = reply.provenance
    buttons = [{"title": b.title, "payload": b.payload} for b in reply.buttons]
    dispatcher.utter_message(
        text=reply.text or None,
        buttons=buttons or None,
        json_message=custom or None,
    )
