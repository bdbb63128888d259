"""One turn at the door: what the tracker holds, and what we are about to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions import wording
from actions.ask import Ask
from actions.cases import case as cases
from actions.cases.case import Case
from bot.domain.period import SHANGHAI
from bot.domain.reply import Button, Reply
from bot.services import access

if TYPE_CHECKING:
    from bot.bootstrap import Deps

FORM = "identity_form"
CASE_FORM = "case_form"
FORMS = (FORM, CASE_FORM)
DONE = "case_done"
REQUESTED = "requested_slot"
MENU = "conversation.menu_buttons"


@dataclass
class Turn:
    """A tracker seen through the nouns we use; replies and slot changes gather here."""

    tracker: Tracker
    deps: Deps
    now: datetime
    replies: list[Reply] = field(default_factory=list)
    events: list[EventType] = field(default_factory=list)
    stopped: bool = False
    """Whether what was begun was given up or put aside in this turn."""

    @property
    def conversation_id(self) -> str:
        """Whose turn it is; the door made it, customers cannot choose it."""
        return str(self.tracker.sender_id)

    @property
    def today(self) -> date:
        """The customer's calendar day."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def text(self) -> str:
        """The customer's words; empty when a button was tapped."""
        text = str(self.tracker.latest_message.get("text") or "")
        return "" if text.startswith("/") else text

    @property
    def intent(self) -> str:
        """What the brain made of it."""
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "")

    def entity(self, name: str) -> str:
        """The first value of an entity, or an empty text."""
        found = self.tracker.latest_message.get("entities") or []
        return next((str(e.get("value") or "") for e in found if e.get("entity") == name), "")

    @property
    def topic(self) -> Ask | None:
        """What was last answered."""
        return Ask.from_slot(self.tracker.slots.get("topic"))

    @property
    def task(self) -> Ask | None:
        """What waits for the customer to be proven."""
        return Ask.from_slot(self.tracker.slots.get("task"))

    @property
    def confidence(self) -> float:
        """How sure the brain is of the intent, from 0 to 1."""
        intent = self.tracker.latest_message.get("intent") or {}
        return float(intent.get("confidence") or 0.0)

    @property
    def message_id(self) -> str:
        """The same for every action of this turn, another in every other turn."""
        ids = self.message_ids
        return ids[-1] if ids else "0"

    @property
    def message_ids(self) -> list[str]:
        """Of every message of the customer that is remembered, this one last."""
        heard = [event for event in self.tracker.events if event.get("event") == "user"]
        return [str(event.get("message_id") or place) for place, event in enumerate(heard, 1)]

    @property
    def cases(self) -> tuple[Case, ...]:
        """Matters being written down, the one spoken of last."""
        return cases.open_cases(self.tracker.slots.get("cases"))

    @property
    def case(self) -> Case | None:
        """The matter being written down."""
        return self.cases[-1] if self.cases else None

    def set_cases(self, kept: tuple[Case, ...]) -> None:
        """Keep these cases open."""
        self.set_slot("cases", cases.as_slot(kept))

    def set_case(self, case: Case) -> None:
        """Keep what the case spoken of has become."""
        self.set_cases((*self.cases[:-1], case))

    @property
    def loop(self) -> str:
        """The form that is open, or an empty text."""
        return str((self.tracker.active_loop or {}).get("name") or "")

    @property
    def in_form(self) -> bool:
        """Whether the customer is being asked to prove an account."""
        return self.loop == FORM

    def answers(self, form: str) -> bool:
        """Whether this message is an answer to a form, not what opened it or strayed from it."""
        return self._form_was_open(form) and not self.acted

    @property
    def answers_form(self) -> bool:
        """Whether this message is an answer to the proof's questions."""
        return self.answers(FORM)

    @property
    def returns_to_form(self) -> bool:
        """Whether a digression was just answered and the proof's question comes back."""
        return self._form_was_open(FORM) and self.acted

    @property
    def asked_slot(self) -> str:
        """What the form had asked for when the customer spoke."""
        before, _ = self._around_message()
        slots = [e for e in before if e.get("event") == "slot" and e.get("name") == REQUESTED]
        return str(slots[-1].get("value") or "") if slots and self._form_was_open(FORM) else ""

    def _around_message(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        events = self.tracker.events
        heard = [place for place, event in enumerate(events) if event.get("event") == "user"]
        place = heard[-1] if heard else 0
        return events[:place], events[place:]

    def _form_was_open(self, form: str) -> bool:
        before, _ = self._around_message()
        loops = [event for event in before if event.get("event") == "active_loop"]
        return bool(loops) and loops[-1].get("name") == form

    @property
    def form_has_spoken(self) -> bool:
        """Whether the open form said something about this message already, question included."""
        _, after = self._around_message()
        return self.answers(self.loop) and any(event.get("event") == "bot" for event in after)

    def just_said(self, sentence: str) -> bool:
        """Whether an action said this since the customer spoke."""
        _, after = self._around_message()
        return any(e.get("event") == "bot" and e.get("text") == sentence for e in after)

    @property
    def acted(self) -> bool:
        """Whether an action other than the forms themselves has run since the customer spoke."""
        _, after = self._around_message()
        names = [event.get("name") for event in after if event.get("event") == "action"]
        return any(name not in (*FORMS, "action_listen") for name in names)

    @property
    def proven_numbers(self) -> list[str]:
        """Numbers of the accounts open to the conversation, the last used first; no data."""
        return access.granted_numbers(
            self.deps.books, conversation_id=self.conversation_id, now=self.now
        )

    def slot(self, name: str) -> Any:
        """A slot's value."""
        return self.tracker.slots.get(name)

    def set_slot(self, name: str, value: Any) -> None:
        """Set a slot, also for the rest of this turn."""
        self.tracker.slots[name] = value
        self.events.append(SlotSet(name, value))

    def remember(self, ask: Ask) -> None:
        """This is what we talk about now; whatever went wrong before is forgiven."""
        self.set_slot("topic", ask.as_slot())
        self.forgive()

    def forgive(self) -> None:
        """Something useful was said: what went wrong before no longer counts."""
        if self.slot("misses"):
            self.set_slot("misses", None)

    def missed(self, kind: str) -> int:
        """Count one more thing of a kind gone wrong in a row; how many that makes."""
        misses = dict(self.slot("misses") or {})
        misses[kind] = misses.get(kind, 0) + 1
        self.set_slot("misses", misses)
        return int(misses[kind])

    def has_said(self, sentence: str) -> bool:
        """Whether we have said a sentence in this conversation, as far as it is remembered."""
        told = (event.get("text") for event in self.tracker.events if event.get("event") == "bot")
        said = (reply.text for reply in self.replies)
        return any(sentence in (text or "") for text in (*told, *said))

    @property
    def contacts(self) -> dict[str, str]:
        """Telephone numbers and the like that sentences may quote."""
        return wording.contacts(self.deps.settings.home)

    def close_form(self) -> None:
        """Stop asking for a proof and forget what was being proven."""
        if self.in_form:
            self.events += [ActiveLoop(None), SlotSet(REQUESTED, None)]
        for name in ("account_no", "proof"):
            self.set_slot(name, None)

    def say(
        self,
        key: str,
        *,
        buttons: str | Sequence[Button] = (),
        card: dict[str, Any] | None = None,
        provenance: dict[str, Any] | None = None,
        turn_no: int = 0,
        **facts: Any,
    ) -> None:
        """Add a reply worded under `key`; `buttons` may name a list of buttons in the words."""
        self.tell(
            wording.phrase(key, turn_no=turn_no, **self.contacts, **facts),
            buttons=buttons,
            card=card,
            provenance=provenance,
        )

    def tell(
        self,
        text: str,
        *,
        buttons: str | Sequence[Button] = (),
        card: dict[str, Any] | None = None,
        provenance: dict[str, Any] | None = None,
    ) -> None:
        """Add a reply whose text is composed already."""
        if buttons == MENU and self.loop:
            # The form's own question follows; a menu in between would lead away from it.
            buttons = ()
        if isinstance(buttons, str):
            buttons = [Button(*pair) for pair in wording.buttons_of(buttons)]
        self.replies.append(
            Reply(text=text, buttons=tuple(buttons), card=card, provenance=provenance or {})
        )
