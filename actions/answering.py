"""From a question to its answer: only ever through `services.access`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from actions import hearing, identity_talk, knowledge, wording
from actions.ask import Ask
from actions.base import XiaowaAction, explain
from actions.follow_up import read_ask
from actions.turn import Turn
from bot.domain.account import Account, mask_account_no
from bot.domain.reply import Button
from bot.domain.unable import NotVerified, PeriodUnclear, StoreUnavailable, Unable
from bot.services import access

Answerer = Callable[[Turn, Ask, Account], Ask]
"""Says the answer; returns the ask with the period it turned out to be about."""
_answerers: dict[str, Answerer] = {}


def answers(kind: str) -> Callable[[Answerer], Answerer]:
    """Register the answerer of a kind of question."""

    def register(answerer: Answerer) -> Answerer:
        _answerers[kind] = answerer
        return answerer

    return register


class AccountAction(XiaowaAction, ABC):
    """Answers one kind of question about the customer's own account."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """The intent it answers; a plain class attribute in each subclass."""

    def name(self) -> str:
        """The action of the intent."""
        return f"action_{self.kind}"

    def act(self, turn: Turn) -> None:
        """Read the question and answer it, now or after the proof; a rule needs no proof."""
        if knowledge.answers_generally(turn, self.kind):
            return
        try:
            task = turn.task if hearing.resumes(turn.text) and not turn.in_form else None
            ask = task or read_ask(turn, self.kind)
        except PeriodUnclear as unclear:
            identity_talk.take_proof(turn)
            which_period(turn, self.kind, unclear)
        else:
            answer(turn, ask)


def answer(turn: Turn, ask: Ask) -> None:
    """Answer when the conversation may see the account; otherwise ask for the proof first."""
    try:
        _answer(turn, ask)
    except StoreUnavailable:
        turn.set_slot("task", ask.as_slot())
        raise


def take_up(turn: Turn) -> bool:
    """「再试一次」: answer the question that could not be answered; False when none waits."""
    if turn.loop or turn.task is None:
        return False
    answer(turn, turn.task)
    return True


def _answer(turn: Turn, ask: Ask) -> None:
    topic = turn.topic
    wanted = ask.account_no or (topic.account_no if topic else "")
    if not ask.account_no and hearing.means_other_account(turn.text) and wanted:
        answer_for_another(turn, ask, besides=wanted)
        return
    if not wanted and _which_account(turn, ask):
        return
    try:
        account = _open(turn, ask, wanted)
    except NotVerified:
        identity_talk.ask_for_proof(turn, replace(ask, account_no=wanted), then=tell)
    else:
        tell(turn, ask, account)


def answer_for_another(turn: Turn, ask: Ask, *, besides: str) -> None:
    """「另一套呢」: the only other proven account, a choice among several, or a new proof."""
    others = [number for number in turn.proven_numbers if number != besides]
    if len(others) == 1:
        answer(turn, replace(ask, account_no=others[0]))
    elif others:
        _which_account(turn, ask)
    else:
        identity_talk.ask_for_proof(turn, ask, then=tell)


def tell(turn: Turn, ask: Ask, account: Account) -> None:
    """Answer for an account that access gave; afterwards nothing is pending."""
    turn.set_slot("task", None)
    try:
        done = _answerers[ask.kind](turn, ask, account)
    except PeriodUnclear as unclear:
        which_period(turn, ask.kind, unclear)
    except StoreUnavailable as refusal:
        explain(turn, refusal)
        turn.set_slot("task", replace(ask, account_no=account.account_no).as_slot())
    except Unable as refusal:
        explain(turn, refusal)
        turn.remember(replace(ask, account_no=account.account_no))
    else:
        turn.remember(replace(done, account_no=account.account_no))


def which_period(turn: Turn, kind: str, unclear: PeriodUnclear) -> None:
    """Ask which of the periods was meant."""
    buttons = [
        Button(wording.period(choice), f'/{kind}{{"time":"{wording.iso(choice)}"}}')
        for choice in unclear.facts["choices"]
    ]
    turn.say("unable.period_unclear", buttons=buttons, heard=unclear.facts["heard"])


def choose_account(turn: Turn, accounts: list[Account]) -> None:
    """Offer the proven accounts as buttons."""
    buttons = [
        Button(
            f"{mask_account_no(item.account_no)} {item.address}",
            f'/inform{{"account_no":"{item.account_no}"}}',
        )
        for item in accounts
    ]
    turn.say("account.which", buttons=buttons, count=len(accounts))


def _open(turn: Turn, ask: Ask, account_no: str) -> Account:
    return access.account_for(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        account_no=account_no or None,
        now=turn.now,
        purpose=ask.kind,
    )


def _which_account(turn: Turn, ask: Ask) -> bool:
    """Ask for one of several proven accounts when none was named yet and not all are meant."""
    if ask.aspect == "each":
        return False
    books, conversation_id = turn.deps.books, turn.conversation_id
    if len(turn.proven_numbers) < 2:
        return False
    turn.set_slot("task", ask.as_slot())
    choose_account(turn, access.granted(books, conversation_id=conversation_id, now=turn.now))
    return True
