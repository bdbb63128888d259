"""Claims for damage: burnt appliances, spoilt goods, trampled crops."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import articles, own_orders, wording
from actions.articles import entry_text
from actions.base import XiaowaAction
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.contact import phone_field, proven_account
from actions.cases.kind import Field, register
from actions.cases.order_case import OrderCase
from actions.cases.reading import free_text, one_line, says_something, short_text
from actions.turn import Turn
from actions.wording import lines, phrase, words
from bot.domain.account import Account
from bot.domain.contact_reading import address
from bot.domain.reply import Button
from bot.domain.work_order import OrderKind, Report

_OWN, _ELSEWHERE = "own", "elsewhere"


@register
class CompensationCase(OrderCase):
    """What happened when, what was lost, where, and whom to call."""

    name = "compensation"
    words = "compensation"
    own_intents = frozenset({"compensation", "outage_now", "voltage_issue", "complaint"})
    order_kind = OrderKind.COMPENSATION

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """What was said in the first sentence is not asked again."""
        return (
            Field("description", free_text, free=True),
            *([Field("when", short_text, free=True)] if _asks(case, "when") else []),
            *([Field("lost", free_text, free=True)] if _asks(case, "lost") else []),
            Field("place", _read_place, question=_ask_place, buttons=_place_buttons),
            phone_field(optional=False),
        )

    def account(self, turn: Turn, case: Case) -> Account | None:
        """The proven account, when the damage was there."""
        return proven_account(turn, case) if case.get("place") == _OWN else None

    def report(self, turn: Turn, case: Case) -> Report:
        """With the account's address where that is the place."""
        return super().report(turn, case.with_given(place=self.shown(turn, case, "place")))

    def shown(self, turn: Turn, case: Case, name: str) -> str:
        """The account's own address is looked up, never kept."""
        if name == "place" and case.get("place") == _OWN:
            account = proven_account(turn, case)
            return account.address if account else ""
        return super().shown(turn, case, name)

    def heard(self, turn: Turn, case: Case) -> Case:
        """Not the own address: ask where, as if nothing were proven."""
        if case.get("place") == _ELSEWHERE:
            return case.without("place").with_given(elsewhere="yes")
        return case


def _asks(case: Case, name: str) -> bool:
    """Whether a part must be asked for; said in the description, it need not."""
    known = words("compensation")[f"has_{name}"]
    return name in case.given or case.asked == name or not re.search(known, case.get("description"))


def _own(turn: Turn, case: Case) -> Account | None:
    return None if case.get("elsewhere") else proven_account(turn, case)


def _read_place(turn: Turn, case: Case) -> str:
    if turn.entity("case_choice") in (_OWN, _ELSEWHERE):
        return turn.entity("case_choice")
    if said := address(turn.text):
        return said
    if _own(turn, case) is None or case.asked != "place":
        return ""
    if turn.intent == "deny" or re.search(words("compensation")["elsewhere"], turn.text):
        return _ELSEWHERE
    agrees = turn.intent == "affirm" or re.search(words("cases")["agrees"], turn.text)
    return _OWN if agrees else ""


def _ask_place(turn: Turn, case: Case) -> str:
    account = _own(turn, case)
    if account:
        return phrase("compensation.ask.own_place", address=account.address)
    return phrase("compensation.ask.place")


def _place_buttons(turn: Turn, case: Case) -> Sequence[Button]:
    if _own(turn, case) is None:
        return ()
    return [Button(*pair) for pair in wording.buttons_of("compensation.own_buttons")]


class Compensation(XiaowaAction):
    """电压高把电视烧了; 停电损失谁赔; 赔多少."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_compensation"

    def act(self, turn: Turn) -> None:
        """Take down what happened; answer who only asks, and offer to take it down."""
        if own_orders.takes(turn):
            return
        known = words("compensation")
        if turn.entity("case_choice") == "rules":
            found = [turn.deps.articles.entry(entry, turn.today) for entry in known["rules"]]
            text = lines(entry_text(entry) for entry in found if entry)
            turn.tell(text, buttons=() if turn.loop else "compensation.claim_buttons")
            return
        entry = None if _tells_of_damage(turn.text) else articles.fitting(turn, known["articles"])
        if entry:
            articles.tell(turn, entry, buttons="compensation.claim_buttons")
            return
        begin(turn, turn.text or _said_before(turn))


def begin(turn: Turn, said: str) -> None:
    """Safety and evidence first, then the claim; what was told already is not asked again."""
    told = says_something(said, filler=words("compensation")["filler"])
    electrical = not told or re.search(words("compensation")["electrical"], said)
    turn.say(f"compensation.open{'' if electrical else '_other'}", buttons="compensation.buttons")
    given = {"description": one_line(said)} if told else {}
    opening.open_case(turn, CompensationCase.name, **given)


def _tells_of_damage(text: str) -> bool:
    """Damage of this customer's own; a question about what is paid in general is none."""
    known = words("compensation")
    if not re.search(known["happened"], text):
        return False
    own = re.search(known["own"], text) or re.search(known["has_when"], text)
    return bool(own) or not re.search(known["asks_rules"], text)


def _said_before(turn: Turn) -> str:
    """After 「登记我的损失」 was tapped: the words that the answer before was to."""
    heard = [event for event in turn.tracker.events if event.get("event") == "user"]
    before = str(heard[-2].get("text") or "") if len(heard) > 1 else ""
    return before if re.search(words("compensation")["happened"], before) else ""
