"""Account numbers: finding one's own, proving one, changing to another."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction

from actions import identity_talk, wording
from actions.answering import AccountAction, answer, answers, choose_account
from actions.ask import Ask
from actions.base import XiaowaAction
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
        known = access.granted_numbers(
            turn.deps.books, conversation_id=turn.conversation_id, now=turn.now
        )
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
    """验证身份; 换个户号: choose among the proven ones, or prove another."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_bind_account"

    def act(self, turn: Turn) -> None:
        """Offer what is proven already; otherwise open the form."""
        books, conversation_id = turn.deps.books, turn.conversation_id
        heard = identity_talk.heard_in(turn)
        known = access.granted(books, conversation_id=conversation_id, now=turn.now)
        topic = turn.topic
        again = topic and Ask(kind=topic.kind, period=topic.period, aspect=topic.aspect)
        if again and again.kind == QueryAccountNo.kind:
            again = None
        if heard.account_no:
            answer(
                turn, Ask(kind=topic.kind if topic else "query_bill", account_no=heard.account_no)
            )
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
