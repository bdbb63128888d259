"""绑定: keep an account open here without a new proof; who is bound, and ending it."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import ActiveLoop, SlotSet

from actions import answering, in_hand, proving, wording
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.hearing import listen
from actions.rights.said import fits, what_of
from actions.turn import CASE_FORM, REQUESTED, Turn
from actions.wording import day, lines, phrase
from bot.domain.account import Account, mask_account_no
from bot.domain.identity import ProofMethod
from bot.domain.reply import Button
from bot.domain.right import Right, Scope
from bot.domain.unable import NotVerified
from bot.domain.unable_account import BindingRefused
from bot.services import access, binding, delegation

KIND, UNBIND, CASE = "bind_account", "unbind_account", "rights_end"
ALL, EVERYONE, DELEGATES, SHOW, KEEP = "all", "everyone", "delegates", "show", "keep"


def keep(turn: Turn) -> None:
    """Bind the account spoken of, now or after a proof that suffices."""
    answering.answer(turn, Ask(KIND, aspect=KEEP, account_no=listen(turn.text).account_no))


@answers(KIND)
def tell_bind(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Bind, and say until when and how to undo it; with the wrong proof, ask for the code."""
    kept = proving.same_topic(turn, ask, account)
    if ask.aspect == SHOW:
        show_who(turn, ask, account)
        return kept
    try:
        bound = binding.bind(
            turn.deps.books,
            account=account,
            conversation_id=turn.conversation_id,
            now=turn.now,
            rules=turn.deps.account_rules.binding,
        )
    except NotVerified:
        turn.say("rights.bind.needs_code")
        proving.need_code(turn, ask, account)
    except BindingRefused as refused:
        if refused.facts["reason"] == "proof":
            turn.say("rights.bind.needs_code")
            proving.need_code(turn, ask, account)
        else:
            key = f"rights.bind.refused.{refused.facts['reason']}"
            turn.say(key, most=refused.facts["most"], buttons="rights.bind.refused_buttons")
    else:
        masked = mask_account_no(account.account_no)
        turn.say(
            "rights.bind.done",
            account=masked,
            until=day(bound.until.date()),
            buttons="rights.bind.done_buttons",
        )
    return kept


def offer(turn: Turn, account: Account) -> None:
    """Once, after a proof that suffices: the offer to keep it."""
    rules = turn.deps.account_rules.binding
    books, conversation_id = turn.deps.books, turn.conversation_id
    proof = access.proof_of(
        books, conversation_id=conversation_id, account_no=account.account_no, now=turn.now
    )
    known = binding.bound_here(books, conversation_id=conversation_id, now=turn.now)
    bound = account.account_no in {item.account_no for item in known}
    if proof and proof.method is ProofMethod.PHONE_CODE and not bound and rules.proofs:
        turn.say("rights.bind.offer", buttons="rights.bind.offer_buttons")


def list_here(turn: Turn) -> None:
    """The accounts bound here, masked."""
    found = binding.bound_here(turn.deps.books, conversation_id=turn.conversation_id, now=turn.now)
    if not found:
        turn.say("rights.list.none", buttons="rights.list.none_buttons")
        return
    rows = [
        phrase("rights.list.row", place=place, account=item.masked, until=day(item.until.date()))
        for place, item in enumerate(found, start=1)
    ]
    turn.tell(lines([phrase("rights.list.head"), *rows]), buttons="rights.list.buttons")


def show_who(turn: Turn, ask: Ask, account: Account) -> None:
    """Every device and every person that the account is open to; for its holder."""
    own = proving.holder(turn, ask, account, why="rights.only_holder")
    if own is None:
        return
    books, conversation_id = turn.deps.books, turn.conversation_id
    devices = binding.bound_to(books, account=own, conversation_id=conversation_id, now=turn.now)
    people = delegation.of_account(
        books, account=own, conversation_id=conversation_id, now=turn.now
    )
    if not devices and not people:
        turn.say("rights.who.none")
        return
    rows = [
        phrase(
            f"rights.who.{'here' if item.here else 'device'}",
            channel=channel_name(item.channel),
            tail=item.masked[-4:],
            since=day(item.bound_at.date()),
        )
        for item in devices
    ]
    rows += [
        phrase("rights.who.person", name=item.name, until=day(item.until.date())) for item in people
    ]
    turn.tell(lines([phrase("rights.who.head"), *rows]), buttons="rights.who.buttons")


def channel_name(channel: str) -> str:
    """As customers know a channel."""
    names: dict[str, str] = wording.words("rights")["channels"]
    return names.get(channel, channel)


class UnbindAccount(XiaowaAction):
    """解绑; 别人绑了我的户号; 取消代办; 退出登录."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{UNBIND}"

    def act(self, turn: Turn) -> None:
        """End what is bound here, or everything anybody has of the holder's account."""
        what = what_of(turn, "endings")
        number = listen(turn.text).account_no or turn.entity("account_no")
        if what == "log_out":
            log_out(turn)
        elif what == "close":
            turn.say("rights.not_closing", buttons="rights.not_closing_buttons")
        elif what in (EVERYONE, DELEGATES):
            answering.answer(turn, Ask(UNBIND, aspect=what, account_no=number))
        else:
            end_here(turn, number, everything=what == ALL)


def end_here(turn: Turn, number: str, *, everything: bool) -> None:
    """End what is open here without a proof: one account, a chosen one, or all of them."""
    lasting = [right for right in _rights(turn) if _lasts(right)]
    if not lasting:
        turn.say("rights.list.none", buttons="rights.list.none_buttons")
        return
    wanted = [right for right in lasting if everything or right.account_no == number]
    if number and not wanted:
        turn.say("rights.unbind.not_bound", buttons="rights.list.buttons")
        return
    if not wanted and len(lasting) == 1:
        wanted = lasting
    if not wanted:
        turn.say("rights.unbind.which", buttons=_choices(lasting))
        return
    for right in wanted:
        _end(turn, right)
    names = "、".join(mask_account_no(right.account_no) for right in wanted)
    turn.say("rights.unbind.done", accounts=names, buttons="rights.unbind.done_buttons")


def _lasts(right: Right) -> bool:
    return bool(right.methods & {ProofMethod.BOUND_CHANNEL, ProofMethod.DELEGATED})


def _rights(turn: Turn) -> list[Right]:
    return access.rights_of(turn.deps.books, conversation_id=turn.conversation_id, now=turn.now)


def _choices(rights: Sequence[Right]) -> list[Button]:
    """One button for each; a tap names a number, what it opens is access's to say."""
    return [
        Button(
            mask_account_no(right.account_no),
            f'/{UNBIND}{{"account_no":"{right.account_no}"}}',
        )
        for right in rights
    ]


def _end(turn: Turn, right: Right) -> None:
    books, conversation_id, now = turn.deps.books, turn.conversation_id, turn.now
    account = proving.permitted(turn, right.account_no, Scope.VIEW, purpose=UNBIND)
    if ProofMethod.BOUND_CHANNEL in right.methods:
        binding.unbind(books, account=account, conversation_id=conversation_id, now=now)
    if ProofMethod.DELEGATED in right.methods:
        delegation.give_up(
            books, conversation_id=conversation_id, account_no=right.account_no, now=now
        )


@answers(UNBIND)
def tell_end(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Who has it, and the case that shuts it for all of them; only for the holder."""
    own = proving.holder(turn, ask, account, why="rights.only_holder")
    if own is not None:
        show_who(turn, ask, own)
        proving.open_case(turn, CASE, account_no=own.account_no, what=ask.aspect or EVERYONE)
    return proving.same_topic(turn, ask, account)


@register
class EndCase(Kind):
    """A yes before everybody is shut out."""

    name = CASE
    words = "rights.end"
    own_intents = frozenset({UNBIND})
    confirm_buttons = "rights.end.buttons"

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Nothing is asked."""
        return ()

    def read_back(self, turn: Turn, case: Case) -> str:
        """Whom it concerns."""
        masked = mask_account_no(case.get("account_no"))
        return phrase(f"rights.end.read_back.{case.get('what')}", account=masked)

    def finish(self, turn: Turn, case: Case) -> None:
        """Shut it, at this moment."""
        account = proving.of_case(turn, case, Scope.OWN)
        books, conversation_id, now = turn.deps.books, turn.conversation_id, turn.now
        people = delegation.revoke(books, account=account, conversation_id=conversation_id, now=now)
        devices = 0
        if case.get("what") == EVERYONE:
            devices = binding.unbind_everywhere(
                books, account=account, conversation_id=conversation_id, now=now
            )
        key = "done" if devices + people else "nothing"
        turn.say(
            f"rights.end.{key}",
            account=mask_account_no(account.account_no),
            devices=devices,
            people=people,
            buttons="rights.end.done_buttons",
        )


@in_hand.taker
def take_log_out(turn: Turn) -> bool:
    """「退出登录」, 「这是公用电脑」, whatever the brain takes it for."""
    if not fits(turn.text, "logs_out"):
        return False
    log_out(turn)
    return True


@in_hand.taker
def take_wish(turn: Turn) -> bool:
    """「取消代办」, 「以后不用再核对」, whatever the brain takes them for."""
    if fits(turn.text, "ends_delegation"):
        number = listen(turn.text).account_no
        answering.answer(turn, Ask(UNBIND, aspect=DELEGATES, account_no=number))
        return True
    if fits(turn.text, "keeps"):
        keep(turn)
        return True
    return False


def log_out(turn: Turn) -> None:
    """Shut everything that is open here, and forget what was spoken of."""
    ended = access.log_out(turn.deps.books, conversation_id=turn.conversation_id, now=turn.now)
    turn.close_form()
    if turn.loop == CASE_FORM:
        turn.events += [ActiveLoop(None), SlotSet(REQUESTED, None)]
    for name in ("task", "topic", "cases"):
        turn.set_slot(name, None)
    turn.say(f"rights.log_out.{'done' if ended else 'nothing'}")
