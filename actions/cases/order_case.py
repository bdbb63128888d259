"""Cases that end as a work order of the service desk: complaint, claim, report, meter check."""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Sequence
from typing import ClassVar

from actions import wording
from actions.articles import entry_text, fitting
from actions.cases.case import Case
from actions.cases.contact import REGISTERED, chosen_phone, proven_account, shown_phone
from actions.cases.kind import Kind
from actions.orders import open_order
from actions.service_orders import how_to_find, promise_lines
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.account import Account
from bot.domain.commitment import Commitment
from bot.domain.work_order import OrderKind, Report, WorkOrder

_LONGEST_ASIDE = 20
"""Characters; a longer sentence that holds a question word is still a description."""


class OrderCase(Kind, ABC):
    """Its words file holds title, ask, labels, read_back, done, left and, where needed, asides."""

    order_kind: ClassVar[OrderKind]
    goes_on = True

    def report(self, turn: Turn, case: Case) -> Report:
        """What is written into the order; a subclass with more to tell extends it."""
        return Report(
            conversation_id=turn.conversation_id,
            place=case.get("place")[:200],
            phone=chosen_phone(turn, case),
            description=self.description(case),
        )

    def description(self, case: Case) -> str:
        """Everything said about the matter, each part with its label."""
        labels = wording.words(self.words)["labels"]
        known = [(name, case.get(name)) for name in labels if name not in ("phone", "place")]
        return "\n".join(f"{labels[name]}：{value}" for name, value in known if value)

    def account(self, turn: Turn, case: Case) -> Account | None:
        """The proven account that the order is kept under; only where the customer linked it."""
        linked = case.get("account_no") or case.get("phone") == REGISTERED
        return proven_account(turn, case) if linked else None

    def shown(self, turn: Turn, case: Case, name: str) -> str:
        """A value as it is read back; empty for what was not given."""
        return shown_phone(turn, case) if name == "phone" else case.get(name)

    def read_back(self, turn: Turn, case: Case) -> str:
        """Every value given, one a line, and whether it is right."""
        labels: dict[str, str] = wording.words(self.words)["labels"]
        values = ((label, self.shown(turn, case, name)) for name, label in labels.items())
        rows = [
            phrase("service_orders.row", label=label, value=value)
            for label, value in values
            if value
        ]
        return lines([phrase(f"{self.words}.read_back"), *rows])

    def finish(self, turn: Turn, case: Case) -> None:
        """Open the order and say its number and what was promised."""
        order = open_order(
            turn,
            key=case.key,
            kind=self.order_kind,
            report=self.report(turn, case),
            account=self.account(turn, case),
        )
        self.tell(turn, order)

    def tell(self, turn: Turn, order: WorkOrder) -> None:
        """What was written down, by when what happens, and how to ask for it."""
        turn.tell(
            lines(
                [
                    phrase(f"{self.words}.done", number=order.number),
                    *promise_lines(order.promises),
                    how_to_find(order),
                ]
            ),
            buttons="service_orders.done_buttons",
        )

    def aside(self, turn: Turn, case: Case) -> bool:
        """「多久有结果」, 「会保密吗」, and what else the articles answer in the middle of it."""
        if not turn.text or len(turn.text) > _LONGEST_ASIDE:
            return False
        if re.search(wording.words("complaint")["impatient"], turn.text):
            turn.say("complaint.soothe", buttons="complaint.person_buttons")
            return True
        if not re.search(wording.words("cases")["asks"], turn.text):
            return False
        entry = fitting(turn, wording.words(self.words).get("asides") or ())
        if entry:
            turn.tell(entry_text(entry))
            return True
        if re.search(wording.words("service_orders")["asks_when"], turn.text):
            return self._tell_when(turn)
        return False

    def _tell_when(self, turn: Turn) -> bool:
        held_to = self._commitments(turn)
        if held_to:
            says = "，".join(item.says for item in held_to)
            certain = all(item.verified for item in held_to)
            usual = says if certain else phrase("service_orders.usual", says=says)
            turn.say("service_orders.when", says=usual)
        return bool(held_to)

    def _commitments(self, turn: Turn) -> Sequence[Commitment]:
        book = turn.deps.order_rules.commitments
        return book.for_kind(self.order_kind.value, day=turn.today)
