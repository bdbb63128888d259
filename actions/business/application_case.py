"""An application being filled in: its fields, reading back, handing in, keeping for later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from actions import wording
from actions.business import application_asides, guide, matter
from actions.business.application_draft import advice, derived, promise_text, talk_of, written
from actions.business.application_fields import fields_of, values_of
from actions.business.application_opening import KIND, shown
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, missing, register
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.clients.sms import NoSms
from bot.domain.application import CONTACT_PHONE, Application, standing
from bot.domain.procedure import Procedure
from bot.domain.reply import Button
from bot.domain.unable import FieldUnclear, StoreUnavailable
from bot.services import application


@register
class ApplicationCase(Kind):
    """One kind for every procedure; what it asks is in knowledge/procedures."""

    name = KIND
    words = "application"

    def rules(self, turn: Turn, case: Case) -> Procedure:
        """The procedure in force today.

        Raises:
            ProcedureMissing: it was withdrawn in the meantime.
        """
        return turn.deps.procedures.on(case.get("procedure"), turn.today)

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Open questions, then the form."""
        return fields_of(self.rules(turn, case), case.given, today=turn.today)

    def aside(self, turn: Turn, case: Case) -> bool:
        """「多久能装好」, 「物业不同意怎么办」, 「要带什么」: answered by the words themselves."""
        fields = {field.name: field for field in self.fields(turn, case)}
        asked = fields.get(case.asked) or (None if case.asked else missing(self, turn, case))
        return application_asides.answers(turn, self.rules(turn, case), case, asked)

    def heard(self, turn: Turn, case: Case) -> Case:
        """What a number decides besides; then everything is written into the draft at once."""
        rules, before = self.rules(turn, case), turn.case
        case = derived(rules, case)
        refused = standing(rules, case.given).refused
        if refused:
            guide.refuse(turn, rules, talk_of(turn, rules, case), *refused)
            return case
        counsel = advice(rules, case, before=before)
        if counsel:
            turn.tell(counsel)
        try:
            return written(turn, rules, case)
        except StoreUnavailable:
            # What was given stays in the case and is written with the next answer.
            return case

    def ends(self, turn: Turn, case: Case) -> bool:
        """Whether an answer rules it out; why was said."""
        return standing(self.rules(turn, case), case.given).refused is not None

    def read_back(self, turn: Turn, case: Case) -> str:
        """Everything given, a line each, and whether it may be handed in."""
        rules = self.rules(turn, case)
        draft = application.resume(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            number=case.get("number"),
            now=turn.now,
        )
        given = {**draft.fields, **values_of(rules, case.given)}
        rows = shown(rules, replace(draft, fields=given), case.given)
        told = (phrase("application.row", label=label, value=value) for label, value in rows)
        return lines([rules.form.read_back, *told, rules.form.confirm])

    def finish(self, turn: Turn, case: Case) -> None:
        """Hand it in and say its number, by when, and what comes next."""
        rules = self.rules(turn, case)
        case = written(turn, rules, case)
        sends = not isinstance(turn.deps.sms, NoSms)
        try:
            done = application.submit(
                turn.deps.books,
                turn.deps.procedures,
                conversation_id=turn.conversation_id,
                number=case.get("number"),
                key=case.key,
                now=turn.now,
                calendar=turn.deps.order_rules.calendar,
                receipt=_receipt(rules) if sends else None,
            )
        except FieldUnclear as unclear:
            turn.set_case(case.without(unclear.facts["field"]))
            raise
        step = rules.steps_for(done.variants)[0]
        told = [
            phrase("application.done", title=rules.title, number=done.number),
            promise_text(rules, done),
            phrase("application.next", step=step.title, say=step.say),
            phrase("application.receipt", tail=done.contact_phone[-4:]) if sends else "",
        ]
        pairs = wording.buttons_of("application.done_buttons", code=rules.code)
        turn.tell(lines(told), buttons=[Button(*pair) for pair in pairs])
        matter.keep(turn, talk_of(turn, rules, case).with_told(matter.HANDED_IN))

    def left(self, turn: Turn, case: Case) -> None:
        """Kept as a draft: its number, and how to go on with it here and elsewhere."""
        rules = self.rules(turn, case)
        key = "elsewhere" if case.get(CONTACT_PHONE) else "here"
        try:
            written(turn, rules, case)
        except StoreUnavailable:
            key = "in_mind"
        matter.keep(turn, talk_of(turn, rules, case))
        turn.say(
            f"application.left.{key}",
            title=rules.title,
            number=case.get("number"),
            buttons="application.left_buttons",
        )

    def title(self, case: Case) -> str:
        """What it is called when we come back to it."""
        return phrase("application.title")


def _receipt(rules: Procedure) -> Callable[[Application], str]:
    """The text message to who applied."""

    def text(done: Application) -> str:
        promise = promise_text(rules, done)
        return phrase("application.sms", title=rules.title, number=done.number, promise=promise)

    return text
