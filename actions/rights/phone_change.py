"""换登记手机: at once with codes to the old and the new phone, else an application for staff."""

from __future__ import annotations

from actions import answering, articles, knowledge, proving
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.hearing import listen
from actions.rights.said import fits
from actions.turn import Turn
from actions.wording import words
from bot.domain.account import Account
from bot.domain.phone_change import mobile_no
from bot.services import access, phone_change

KIND = CASE = "change_phone"
CODE = "code"


class ChangePhone(XiaowaAction):
    """换手机号; 旧手机丢了怎么换; 手机号换了没有."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{KIND}"

    def act(self, turn: Turn) -> None:
        """A rule for everyone at once; the change itself after a proof."""
        entry = None if turn.loop else articles.fitting(turn, words("rights")["phone"]["articles"])
        if entry:
            articles.tell(turn, entry, buttons="rights.phone.article_buttons")
            return
        if not turn.loop and knowledge.answers_generally(turn, KIND):
            return
        aspect = CODE if fits(turn.text, "old_phone_works") else ""
        aspect = turn.entity("aspect") if not turn.text else aspect
        phone = mobile_no(listen(turn.text).phone) or ""
        answering.answer(turn, Ask(KIND, aspect=f"{aspect} {phone}".rstrip()))


@answers(KIND)
def tell_change(turn: Turn, ask: Ask, account: Account) -> Ask:
    """How a change stands, or the way this one will go and its first question."""
    kept = proving.same_topic(turn, Ask(KIND), account)
    rules = turn.deps.account_rules.phone_change
    waiting = phone_change.standing(turn.deps.books, account=account, rules=rules)
    if waiting:
        change = waiting[-1]
        turn.say(
            f"rights.phone.standing.{change.status.value}",
            phone=change.new_phone_masked,
            days=change.staff_working_days,
            buttons="unable.buttons",
        )
        return kept
    proof = access.proof_of(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        account_no=account.account_no,
        now=turn.now,
    )
    aspect, _, phone = ask.aspect.partition(" ")
    if proof is None or turn.now - proof.verified_at > rules.proof_young:
        turn.say("rights.phone.prove_first", days=rules.staff_working_days)
        proving.prove_anew(turn, ask, account)
    elif aspect == CODE and proof.method not in rules.at_once:
        turn.say("rights.phone.old_code")
        proving.need_code(turn, ask, account)
    else:
        _open(turn, account, phone, at_once=proof.method in rules.at_once)
    return kept


def _open(turn: Turn, account: Account, phone: str, *, at_once: bool) -> None:
    if at_once:
        turn.say("rights.phone.at_once")
    else:
        days = turn.deps.account_rules.phone_change.staff_working_days
        turn.say("rights.phone.by_staff", days=days, buttons="rights.phone.way_buttons")
    given = {"asked_for": phone} if phone else {}
    proving.open_case(turn, CASE, account_no=account.account_no, **given)
