"""「能不能分几个月交」, 「宽限几天」: a clear yes with the plan, or a clear no and the way on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import answering, in_hand, proving
from actions.answering import answers
from actions.ask import Ask
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.hearing import listen
from actions.payments.said import fits
from actions.turn import Turn
from actions.wording import day, lines, phrase, yuan
from bot.domain.account import Account
from bot.domain.chinese_number import PATTERN, small_number
from bot.domain.instalment import Instalment, InstalmentPart, InstalmentReason
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.unable_account import InstalmentRefused
from bot.services import instalment

KIND = CASE = "instalment"
EXTEND = "extend"
_FEWEST = 2
_PARTS = re.compile(rf"({PATTERN})\s*(?:个|次|期|笔|份)?(?:月|次|期|笔|份)")


@in_hand.taker
def take(turn: Turn) -> bool:
    """Whatever the intent: paying in parts, or later, is asked for."""
    parts, later = fits(turn.text, "in_parts"), fits(turn.text, "later")
    if not (parts or later):
        return False
    begin(turn, EXTEND if later and not parts else "")
    return True


def begin(turn: Turn, aspect: str = "") -> None:
    """Answer the wish, now or after the proof."""
    if aspect == EXTEND:
        turn.say("payments.instalment.no_extension")
    wanted = _count(turn.text)
    given = f"{aspect} {wanted}".strip() if wanted else aspect
    answering.answer(turn, Ask(KIND, aspect=given, account_no=listen(turn.text).account_no))


@answers(KIND)
def tell_instalment(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The plan that runs; or why not; or into how many parts."""
    kept = proving.same_topic(turn, ask, account)
    running = instalment.standing(turn.deps.books, account=account, now=turn.now)
    if running is not None:
        tell_plan(turn, running, key="running")
        return kept
    rules = turn.deps.account_rules.instalment
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    try:
        instalment.propose(
            turn.deps.books, account=account, parts=_FEWEST, now=turn.now, rules=rules
        )
    except InstalmentRefused as refused:
        tell_no(turn, refused)
        return kept
    wanted = re.search(r"\d+", ask.aspect)
    given = _checked(turn, account, int(wanted[0])) if wanted else ""
    extra = {"parts": given} if given else {}
    proving.open_case(turn, CASE, account_no=account.account_no, **extra)
    return kept


def _checked(turn: Turn, account: Account, parts: int) -> str:
    """The number of parts when such a plan is possible; else why not is said."""
    rules = turn.deps.account_rules.instalment
    try:
        instalment.propose(turn.deps.books, account=account, parts=parts, now=turn.now, rules=rules)
    except InstalmentRefused as refused:
        tell_no(turn, refused, buttons=False)
        return ""
    return str(parts)


def tell_no(turn: Turn, refused: InstalmentRefused, *, buttons: bool = True) -> None:
    """The reason with its figure, and the way on."""
    rules = refused.facts["rules"]
    reason: InstalmentReason = refused.facts["reason"]
    turn.say(
        f"payments.instalment.refused.{reason.value}",
        owed=yuan(refused.facts["owed_yuan"]),
        least=yuan(rules.least_yuan),
        most=yuan(rules.most_yuan),
        most_parts=rules.most_parts,
        part_least=yuan(rules.part_least_yuan),
        months=rules.broken_counts_months,
        buttons="payments.instalment.no_buttons" if buttons else (),
    )


def tell_plan(turn: Turn, plan: Instalment, *, key: str) -> None:
    """Day and sum of every part."""
    turn.tell(
        lines([phrase(f"payments.instalment.{key}.{plan.status.value}"), *_rows(plan.parts)]),
        buttons="payments.instalment.done_buttons",
    )


def _rows(parts: Sequence[InstalmentPart]) -> list[str]:
    return [
        phrase(
            "payments.instalment.row",
            place=place,
            day=day(part.due_on),
            amount=yuan(part.amount_yuan),
        )
        for place, part in enumerate(parts, start=1)
    ]


@register
class InstalmentCase(Kind):
    """How many parts, then the plan is read back."""

    name = CASE
    words = "payments.instalment"
    own_intents = frozenset({"pay_bill", "query_arrears", "late_fee", "inform"})

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """One number."""
        label = phrase("payments.instalment.label")
        return (Field("parts", _parts, buttons=_choices, question=_question, label=label),)

    def heard(self, turn: Turn, case: Case) -> Case:
        """A number that makes no plan is said at once."""
        if not case.get("parts"):
            return case
        account = proving.of_case(turn, case, Scope.APPLY)
        return case if _checked(turn, account, int(case.get("parts"))) else case.without("parts")

    def read_back(self, turn: Turn, case: Case) -> str:
        """Every part with its day."""
        account = proving.of_case(turn, case, Scope.APPLY)
        plan = instalment.propose(
            turn.deps.books,
            account=account,
            parts=int(case.get("parts")),
            now=turn.now,
            rules=turn.deps.account_rules.instalment,
        )
        head = phrase("payments.instalment.read_back", parts=len(plan))
        return lines([head, *_rows(plan), phrase("payments.instalment.broken")])

    def finish(self, turn: Turn, case: Case) -> None:
        """The answer, written down."""
        account = proving.of_case(turn, case, Scope.APPLY)
        try:
            done = instalment.request(
                turn.deps.books,
                account=account,
                parts=int(case.get("parts")),
                conversation_id=turn.conversation_id,
                now=turn.now,
                rules=turn.deps.account_rules.instalment,
            )
        except InstalmentRefused as refused:
            tell_no(turn, refused)
            return
        tell_plan(turn, done, key="answer")


def _count(text: str) -> int | None:
    found = [number for match in _PARTS.finditer(text) if (number := _number(match[1]))]
    return found[-1] if found and found[-1] >= _FEWEST else None


def _number(text: str) -> int:
    """0 for what spells no number."""
    try:
        return small_number(text)
    except ValueError:
        return 0


def _parts(turn: Turn, case: Case) -> str:
    tapped = turn.entity("case_choice")
    if tapped.isdigit():
        return tapped
    found = _count(turn.text)
    if found is None and case.asked == "parts":
        bare = re.fullmatch(rf"(?:分|就|那|要)*({PATTERN})(?:吧|个|期|好了|就行)*", turn.text)
        found = _number(bare[1]) if bare else None
    return str(found) if found and found >= _FEWEST else ""


def _question(turn: Turn, case: Case) -> str:
    rules = turn.deps.account_rules.instalment
    return phrase("payments.instalment.ask.parts", most_parts=rules.most_parts)


def _choices(turn: Turn, case: Case) -> Sequence[Button]:
    rules = turn.deps.account_rules.instalment
    account = proving.of_case(turn, case, Scope.APPLY)
    found = []
    for parts in range(_FEWEST, rules.most_parts + 1):
        try:
            instalment.propose(
                turn.deps.books, account=account, parts=parts, now=turn.now, rules=rules
            )
        except InstalmentRefused:
            break
        title = phrase("payments.instalment.choice", parts=parts)
        found.append(Button(title, f'/inform{{"case_choice":"{parts}"}}'))
    return found
