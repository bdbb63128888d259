"""「有什么错峰活动」, 「我参加」, 「退出」, 「上次的补贴呢」: the way to each answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions import answering, in_hand, knowledge, proving
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.demand_response import said, telling
from actions.demand_response.join_case import CASE
from actions.follow_up import read_ask
from actions.hearing import listen
from actions.payload import button
from actions.repairs.life_support import takes_over as life_support
from actions.turn import Turn
from actions.wording import lines, phrase, words, yuan
from bot.domain.account import Account, mask_account_no
from bot.domain.demand_response import EnrolmentStatus
from bot.domain.dr_plan import Ineligible
from bot.domain.dr_protection import Protection
from bot.domain.dr_settlement import ResponseTier
from bot.domain.period import Period
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.unable import NotEnoughReadings, PeriodUnclear
from bot.domain.unable_response import ResponseRefused
from bot.services import demand_response
from bot.services.demand_response import OwnEvent

KIND = "demand_response"
MOST_TOLD = 3


class DemandResponse(XiaowaAction):
    """Questions about the rule go to the articles; what is about an account, after the proof."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{KIND}"

    def act(self, turn: Turn) -> None:
        """A danger first; then whose it is: everybody's, the articles', the account's."""
        if said.no_power(turn) and life_support(turn):
            return
        side, _ = said.split(said.side_of(turn))
        if side in (said.COMPULSORY, said.ORDERED):
            tell_free(turn, side)
            return
        asked = side in ("", said.JOIN, said.LEAVE) and knowledge.asks(turn)
        if asked and knowledge.answers_generally(turn, KIND):
            return
        if side in said.OWN or turn.proven_numbers:
            take(turn, said.side_of(turn) or said.EVENTS)
        else:
            tell_open(turn)


@in_hand.taker
def take_short(turn: Turn) -> bool:
    """「参加」, 「不参加了」 after events were spoken of, whatever the brain heard."""
    if turn.topic is None or turn.topic.kind != KIND or turn.intent == KIND:
        return False
    side = said.side_of(turn)
    if side not in said.SHORT or len(turn.text) > knowledge.WHOLE_QUESTION:
        return False
    take(turn, side)
    return True


def take(turn: Turn, aspect: str) -> None:
    """Answer for the account, now or after the proof."""
    try:
        period = read_ask(turn, KIND).period
    except PeriodUnclear:
        period = None
    number = listen(turn.text).account_no
    answering.answer(turn, Ask(KIND, aspect=aspect, account_no=number, period=period))


def tell_free(turn: Turn, side: str) -> None:
    """It is voluntary; ordered use is something else, and here is the article."""
    turn.say(f"demand_response.{side}", buttons=f"demand_response.{side}_buttons")


def tell_open(turn: Turn) -> None:
    """What there is, for everybody; figures of one's own need a proof."""
    found = demand_response.open_events(turn.deps.books, now=turn.now)
    if not found:
        turn.say("demand_response.none", buttons="demand_response.none_buttons")
        return
    rows = [
        phrase("demand_response.open_row", when=telling.when(one.event), name=one.event.name)
        for one in found[:MOST_TOLD]
    ]
    turn.tell(
        lines([phrase("demand_response.open_head"), *rows, phrase("demand_response.open_ask")]),
        buttons="demand_response.open_buttons",
    )


@answers(KIND)
def tell(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The side that was asked about."""
    side, event_id = said.split(ask.aspect)
    _tellers().get(side, tell_events)(turn, ask, account, event_id)
    return Ask(KIND, account_no=account.account_no)


def _tellers() -> dict[str, Callable[[Turn, Ask, Account, str], None]]:
    return {
        said.EVENTS: tell_events,
        said.WORTH: tell_events,
        said.JOIN: begin,
        said.LEAVE: leave,
        said.NEVER: never,
        said.RESULTS: tell_results,
        said.PROTECT: protect,
    }


def tell_events(turn: Turn, ask: Ask, account: Account, event_id: str) -> None:
    """Every event of this account, and the plan of the first that it can join."""
    found = _own(turn, account, ask.period)
    if not found:
        turn.say("demand_response.none_for_you", buttons="demand_response.none_buttons")
        return
    shut = next((one.refusal for one in found if one.refusal in _NEVER_ASKED), None)
    if shut is not None:
        turn.say(f"demand_response.refused.{shut.value}")
        return
    chosen = next((one for one in found if telling.can_join(one)), None)
    if len(found) > 1 or chosen is None or telling.state_of(chosen) != "open":
        rows = [telling.own_line(one) for one in found[:MOST_TOLD]]
        turn.tell(lines([phrase("demand_response.own_head"), *rows]))
    if chosen is not None:
        _tell_plan(turn, account, chosen)
    elif any(telling.state_of(one) == "accepted" for one in found):
        turn.say("demand_response.joined", buttons="demand_response.joined_buttons")


_NEVER_ASKED = (Ineligible.LIFE_SUPPORT, Ineligible.MEDICAL)


def _own(turn: Turn, account: Account, period: Period | None) -> list[OwnEvent]:
    """Events of the account; of the days named, where days were named and fit any."""
    found = demand_response.own_events(turn.deps.books, account=account, now=turn.now)
    named = [one for one in found if period and one.event.day in period]
    return named or found


def _tell_plan(turn: Turn, account: Account, chosen: OwnEvent) -> None:
    """What this account could spare and earn, or why there is no figure."""
    try:
        plan = demand_response.own_plan(
            turn.deps.books,
            turn.deps.meters,
            account=account,
            event_id=chosen.event.event_id,
            tariffs=turn.deps.tariffs,
            now=turn.now,
        )
    except ResponseRefused as refused:
        say_refused(turn, refused)
    except NotEnoughReadings as thin:
        say_thin(turn, thin)
    else:
        yes = button(
            phrase("demand_response.join_title"),
            KIND,
            aspect=f"{said.JOIN}:{chosen.event.event_id}",
        )
        no = button(
            phrase("demand_response.decline_title"),
            KIND,
            aspect=f"{said.LEAVE}:{chosen.event.event_id}",
        )
        turn.tell(
            telling.plan_text(plan),
            buttons=[yes, no],
            provenance=telling.provenance(
                turn,
                programme=plan.programme,
                meter_no=account.meter_no,
                days=plan.adjustable.days_used,
            ),
        )


def say_refused(turn: Turn, refused: ResponseRefused) -> None:
    """Why this account cannot join."""
    reason = refused.facts["reason"]
    watts = int(refused.facts.get("watts", 0))
    least = int(refused.facts.get("least_w", 0))
    turn.say(
        f"demand_response.refused.{reason.value}",
        kw=telling.kw(watts),
        least=telling.kw(least),
        buttons="demand_response.none_buttons",
    )


def say_thin(turn: Turn, thin: NotEnoughReadings) -> None:
    """Too few days to promise anything."""
    turn.say(
        "demand_response.thin",
        days_present=thin.facts["days_present"],
        days_needed=thin.facts["days_needed"],
        buttons="demand_response.none_buttons",
    )


def begin(turn: Turn, ask: Ask, account: Account, event_id: str) -> None:
    """Open the case that reads the plan back and waits for one yes."""
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    found = _own(turn, account, ask.period)
    open_ones = [
        one
        for one in found
        if telling.can_join(one) and (not event_id or one.event.event_id == event_id)
    ]
    if not open_ones:
        _cannot_begin(turn, found, event_id)
        return
    if len(open_ones) > 1:
        turn.say("demand_response.which", buttons=_choices(open_ones, said.JOIN))
        return
    event = open_ones[0].event
    proving.open_case(turn, CASE, account_no=account.account_no, event_id=event.event_id)


def _cannot_begin(turn: Turn, found: Sequence[OwnEvent], event_id: str) -> None:
    meant = [one for one in found if not event_id or one.event.event_id == event_id]
    if any(telling.state_of(one) == "accepted" for one in meant):
        turn.say("demand_response.joined", buttons="demand_response.joined_buttons")
    elif meant and meant[0].refusal is not None:
        say_refused(turn, ResponseRefused(reason=meant[0].refusal))
    else:
        turn.say("demand_response.none_for_you", buttons="demand_response.none_buttons")


def _choices(found: Sequence[OwnEvent], side: str) -> list[Button]:
    return [
        button(telling.when(one.event), KIND, aspect=f"{side}:{one.event.event_id}")
        for one in found[:MOST_TOLD]
    ]


def leave(turn: Turn, ask: Ask, account: Account, event_id: str) -> None:
    """Leave at once, without a question: it is everybody's right, even in the middle."""
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    found = [
        one
        for one in _own(turn, account, ask.period)
        if not event_id or one.event.event_id == event_id
    ]
    joined = [one for one in found if telling.state_of(one) == "accepted"]
    if len(joined) > 1:
        turn.say("demand_response.leave_which", buttons=_choices(joined, said.LEAVE))
        return
    chosen = joined[:1] or [one for one in found if telling.can_join(one)][:1]
    if not chosen:
        turn.say("demand_response.nothing_to_leave", buttons="demand_response.left_buttons")
        return
    before = demand_response.leave(
        turn.deps.books,
        account=account,
        event_id=chosen[0].event.event_id,
        conversation_id=turn.conversation_id,
        now=turn.now,
    )
    key = "left" if before is EnrolmentStatus.ACCEPTED else "declined"
    turn.say(
        f"demand_response.{key}",
        when=telling.when(chosen[0].event),
        buttons="demand_response.left_buttons",
    )


def never(turn: Turn, ask: Ask, account: Account, event_id: str) -> None:
    """No invitation any more, and out of what was joined."""
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    demand_response.never_again(
        turn.deps.books, account=account, conversation_id=turn.conversation_id, now=turn.now
    )
    turn.say("demand_response.never", account=mask_account_no(account.account_no))


def protect(turn: Turn, ask: Ask, account: Account, event_id: str) -> None:
    """Someone at home lives by electricity: never asked again."""
    demand_response.protect(
        turn.deps.books,
        account=account,
        reason=Protection.LIFE_SUPPORT,
        conversation_id=turn.conversation_id,
        now=turn.now,
    )
    turn.say("demand_response.protected", account=mask_account_no(account.account_no))


def tell_results(turn: Turn, ask: Ask, account: Account, event_id: str) -> None:
    """Past events, what each brought, what is still to be paid out, and the tier."""
    found = demand_response.results(turn.deps.books, account=account, now=turn.now)
    if not found:
        turn.say("demand_response.results.none", buttons="demand_response.none_buttons")
        return
    ledger = demand_response.rewards(turn.deps.books, account=account)
    tier = ledger.rating.tier if ledger.rating else ResponseTier.NEW
    share = ledger.rating.share if ledger.rating else None
    turn.tell(
        lines(
            [
                phrase("demand_response.results.head"),
                *(telling.result_line(one) for one in found[:MOST_TOLD]),
                phrase("demand_response.results.total", amount=yuan(ledger.balance_yuan)),
                phrase(
                    f"demand_response.results.tier.{tier.value}",
                    share="" if share is None else f"{share * 100:.0f}",
                ),
                telling.demo_note(found[0].programme),
            ]
        ),
        card=telling.result_card(found),
        buttons=[Button(*pair) for pair in words("demand_response")["results"]["buttons"].items()],
        provenance=telling.provenance(
            turn, programme=found[0].programme, meter_no=account.meter_no, days=len(found)
        ),
    )
