"""Account numbers: finding one's own, proving one, changing to another, keeping one bound."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction

from actions import answering, identity_talk, wording
from actions.answering import AccountAction, answer, answers, choose_account
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.rights import binding, delegating
from actions.rights.said import fits
from actions.turn import FORM, Turn
from bot.domain.account import Account
from bot.services import access


class QueryAccountNo(AccountAction):
    """我的户号是多少."""

    kind = "query_account_no"

    def act(self, turn: Turn) -> None:
        """Say it to the proven; tell everyone else where to find it, and take what they have."""
        if re.search(wording.words("hearing")["changes_account"], turn.text):
            BindAccount().act(turn)
            return
        if fits(turn.text, "lists") or fits(turn.text, "who_has"):
            BindAccount().act(turn)
            return
        known = turn.proven_numbers
        heard = identity_talk.heard_in(turn)
        if known or heard.account_no:
            answer(turn, Ask(kind=self.kind, account_no=heard.account_no))
            return
        turn.say("identity.find_number")
        if not turn.in_form:
            turn.set_slot("task", Ask(kind=self.kind).as_slot())
            turn.events.append(FollowupAction(FORM))


@answers("query_account_no")
def tell_account_no(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The number and address of the account in use."""
    turn.say(
        "account.own",
        buttons="account.own_buttons",
        account_no=account.account_no,
        address=account.address,
    )
    return ask


class BindAccount(XiaowaAction):
    """验证身份; 换个户号; 绑定; 谁绑了我的户号; 帮我妈绑."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_bind_account"

    def act(self, turn: Turn) -> None:
        """What is meant by binding: keep, list, for a relative, or prove another account."""
        heard = identity_talk.heard_in(turn)
        aspect = turn.entity("aspect") if not turn.text else ""
        if aspect == "list" or fits(turn.text, "lists"):
            binding.list_here(turn)
        elif aspect == binding.SHOW or fits(turn.text, "who_has"):
            answer(turn, Ask(binding.KIND, aspect=binding.SHOW, account_no=heard.account_no))
        elif aspect == "another" or _another(turn.text):
            turn.say("rights.another")
            identity_talk.ask_for_proof(
                turn, Ask(binding.KIND, aspect=binding.KEEP), then=answering.tell
            )
        elif not turn.loop and fits(turn.text, "for_relative"):
            delegating.begin(turn, heard.account_no)
        elif aspect == binding.KEEP or fits(turn.text, "binds"):
            binding.keep(turn)
        else:
            prove_or_choose(turn, heard.account_no)


def _another(text: str) -> bool:
    return fits(text, "binds_another")


def prove_or_choose(turn: Turn, account_no: str) -> None:
    """Offer what is proven already; otherwise open the form."""
    known = access.granted(turn.deps.books, conversation_id=turn.conversation_id, now=turn.now)
    topic = turn.topic
    again = topic and Ask(kind=topic.kind, period=topic.period, aspect=topic.aspect)
    if again and again.kind == QueryAccountNo.kind:
        again = None
    if account_no:
        answer(turn, Ask(kind=topic.kind if topic else "query_bill", account_no=account_no))
        return
    turn.set_slot("task", again.as_slot() if again else None)
    if len(known) > 1:
        choose_account(turn, known)
        return
    turn.say("account.switch" if known else "identity.intro.bind_account.say")
    turn.set_slot("account_no", None)
    turn.set_slot("proof", None)
    if not turn.in_form:
        turn.events.append(FollowupAction(FORM))
