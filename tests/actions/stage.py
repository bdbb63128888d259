"""A conversation with the actions alone: the rules and the form played as Rasa plays them.

What Rasa itself does with the same files is proven by tests/dialogues against a real brain.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from actions import base
from bot.channels.actions import registered
from bot.services.demo import DemoRecords
from bot.services.demo_invoice import DemoInvoices
from bot.services.demo_payment import DemoPayments
from bot.services.forecast_models import ForecastModels
from bot.services.knowledge import Knowledge
from bot.storage.account_rules import FILE_NAME as ACCOUNT_RULES
from bot.storage.account_rules import load_account_rules
from bot.storage.articles import load_articles
from bot.storage.branches import load_branches
from bot.storage.order_rules import load_order_rules
from bot.storage.outage_rules import load_outage_rules
from bot.storage.procedures import load_procedures
from bot.storage.profile_rules import load_profile_rules
from bot.storage.sayings import load_foreign
from bot.storage.tariff_choices import FILE_NAME as TARIFF_CHOICES
from bot.storage.tariff_choices import load_tariff_choices
from bot.storage.tips import load_tips
from tests.services.world import ROOT, World

FORMS = {
    "identity_form": (("account_no", "proof"), "action_resume_task"),
    "case_form": (("case_done",), "action_finish_case"),
}
"""What each form asks for, and what runs when it closes."""
DOMAIN = ROOT / "domain.yml"
Said = list[dict[str, Any]]


@cache
def rules() -> Mapping[str, str]:
    """Intent -> action, from the rules the brain is trained on."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "nlu_data" / "dialogue").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            steps = rule["steps"]
            if "intent" in steps[0]:
                found[steps[0]["intent"]] = steps[1]["action"]
    return found


@cache
def executor() -> Any:
    """Every action of the package, found as the running bot finds them."""
    return registered("actions", domain_file=Path(DOMAIN))


@cache
def knowledge() -> dict[str, Any]:
    """What the bot reads from knowledge/ once."""
    folder = ROOT / "knowledge"
    return {
        "order_rules": load_order_rules(folder),
        "outage_rules": load_outage_rules(
            folder / "outages.yml", stale_after=timedelta(minutes=30)
        ),
        "articles": (articles := load_articles(folder / "articles")),
        "knowledge": Knowledge(articles=articles, foreign=lambda: load_foreign(ROOT)),
        "procedures": load_procedures(folder),
        "account_rules": load_account_rules(folder / ACCOUNT_RULES),
        "profile_rules": load_profile_rules(folder),
        "tariff_choices": load_tariff_choices(folder / TARIFF_CHOICES),
        "tips": load_tips(folder / "tips"),
    }


@dataclass
class Stage:
    """One customer; `say` plays one turn."""

    world: World
    conversation_id: str = "stage"
    events: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    now: datetime | None = None
    sms: Any = None
    """What carries text messages; the outbox holds what was put there."""
    payments: Any = None
    """The payment company; the demo's without one."""
    invoices: Any = None
    """The invoice platform; the demo's without one."""

    def __post_init__(self) -> None:
        self.now = self.now or self.world.now

    @property
    def demo_payments(self) -> DemoPayments:
        """The demo's payment company, for who taps 支付 on its page."""
        return DemoPayments(books=self.world.books, now=self._clock)

    def _clock(self) -> datetime:
        assert self.now is not None
        return self.now

    def wait(self, **delta: float) -> None:
        """Let time pass."""
        assert self.now is not None
        self.now += timedelta(**delta)

    def say(self, text: str, intent: str = "inform", **parse: Any) -> Said:
        """A typed message that the brain takes for `intent`; `parse` is what else it says."""
        return self._turn(text, intent, [], parse)

    def say_all(self, *wishes: tuple[str, str]) -> Said:
        """Several wishes in one message, as the brain tells them apart: words and intent."""
        listed = [
            {"text": words, "intent": {"name": name, "confidence": 0.9}, "entities": []}
            for words, name in wishes
        ]
        return self.say("，顺便".join(words for words, _ in wishes), wishes[0][1], wishes=listed)

    def tap(self, payload: str) -> Said:
        """A tapped button."""
        match = re.fullmatch(r"/(\w+)(\{.*\})?", payload)
        assert match, payload
        given = json.loads(match[2] or "{}")
        entities = [{"entity": name, "value": value} for name, value in given.items()]
        return self._turn(payload, match[1], entities)

    def text(self, said: Said) -> str:
        """Everything said in a turn."""
        return "\n".join(message.get("text") or "" for message in said)

    def _turn(
        self,
        text: str,
        intent: str,
        entities: list[dict[str, Any]],
        parse: Mapping[str, Any] | None = None,
    ) -> Said:
        message = {"text": text, "intent": {"name": intent}, "entities": entities, **(parse or {})}
        self.events.append({"event": "user", **message})
        self.message = message
        said: Said = []
        rejected = False
        if self.loop:
            rejected = not self._form(said, validate=True)
            if not rejected:
                self._close_if_done(said)
        if (self.loop is None and not self._acted()) or rejected:
            self._act(rules()[intent], said)
        assert said, f"nothing was said to {text!r}"
        return said

    def _acted(self) -> bool:
        user = max(i for i, e in enumerate(self.events) if e["event"] == "user")
        return any(e["event"] == "action" for e in self.events[user:])

    def _act(self, name: str, said: Said) -> None:
        events = self._run(name, said)
        self.events.append({"event": "action", "name": name})
        self._apply(events)
        self._go_on(events, said)

    def _go_on(self, events: list[dict[str, Any]], said: Said) -> None:
        """The form an action wants next, or the one that is open, speaks."""
        follow = [e["name"] for e in events if e["event"] == "followup"]
        form = follow[-1] if follow else self.loop
        if form:
            self._form(said, validate=False, form=form)
            self._close_if_done(said)

    def _form(self, said: Said, *, validate: bool, form: str | None = None) -> bool:
        """One run of the form; False when it leaves the message to the rules."""
        form = form or self.loop
        assert form
        if self.loop != form:
            self.loop = form
            opening = [{"event": "active_loop", "name": form}]
        else:
            opening = []
        events = self._run(f"validate_{form}", said)
        slots = [e for e in events if e["event"] == "slot" and e["name"] != "requested_slot"]
        if validate and not slots:
            assert not said, "a message left to the rules was answered by the form too"
            return False
        self.events += [{"event": "action", "name": form}, *opening]
        self._apply(events)
        stop = any(e["event"] == "slot" and e["name"] == "requested_slot" for e in events)
        missing = [name for name in FORMS[form][0] if self.slots.get(name) is None]
        if stop or not missing:
            self._apply([{"event": "slot", "name": "requested_slot", "value": None}])
            self.done = True
            return True
        self.done = False
        self._apply(self._run(f"action_ask_{missing[0]}", said))
        self._apply([{"event": "slot", "name": "requested_slot", "value": missing[0]}])
        return True

    def _close_if_done(self, said: Said) -> None:
        if self.done and self.loop:
            after = FORMS[self.loop][1]
            self._apply([{"event": "active_loop", "name": None}])
            events = self._run(after, said)
            self._apply(events)
            self.events.append({"event": "action", "name": after})
            self._go_on([e for e in events if e["event"] == "followup"], said)

    def _apply(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop = event["name"]

    def _run(self, name: str, said: Said) -> list[dict[str, Any]]:
        base.bind(self._deps())  # type: ignore[arg-type]
        call = {
            "next_action": name,
            "sender_id": self.conversation_id,
            "tracker": {
                "sender_id": self.conversation_id,
                "slots": dict(self.slots),
                "latest_message": self.message,
                "events": list(self.events),
                "active_loop": {"name": self.loop} if self.loop else {},
                "paused": False,
                "followup_action": None,
                "latest_action_name": None,
            },
            "domain_digest": "the domain this process was started with",
        }
        result = asyncio.run(executor().run(call)).model_dump()
        for message in result["responses"]:
            shown = {k: v for k, v in message.items() if v}
            said.append(shown)
            data = {"buttons": shown.get("buttons"), "custom": shown.get("custom")}
            self.events.append({"event": "bot", "text": shown.get("text"), "data": data})
        events: list[dict[str, Any]] = result["events"]
        return events

    def _deps(self) -> SimpleNamespace:
        return SimpleNamespace(
            settings=SimpleNamespace(home=ROOT),
            books=self.world.books,
            meters=self.world.meters,
            tariffs=self.world.tariffs,
            forecasts=ForecastModels(),
            sms=self.sms,
            branches=load_branches(ROOT / "knowledge" / "branches.yml"),
            payments=self.payments or self.demo_payments,
            invoices=self.invoices or DemoInvoices(books=self.world.books, now=self._clock),
            records=DemoRecords(books=self.world.books),
            **knowledge(),
            now=lambda: self.now,
        )
