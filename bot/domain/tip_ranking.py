"""Which tips come first for one meter, after what its customer has said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.advice import Reply, Tip, TipReply, Valued

NOT_FOR_ME_LASTS = timedelta(days=365)
"""Homes change: after a year a tip may be told again."""
DONE_CHECKED_AFTER = timedelta(days=35)
"""When a tip that was followed can be looked for in the readings."""
_SAME_SUBJECT = Decimal("0.5")
_UNSEEN = Decimal("0.5")
"""A tip that needs something the meter does not show counts less than one it does."""


@dataclass(frozen=True)
class Ranked:
    """Tips in order of what they bring, and those said plainly not to be worth it."""

    worth: tuple[Valued, ...]
    not_worth: tuple[Valued, ...]
    done: tuple[TipReply, ...]
    """What the customer has done, the newest first."""


def newest_replies(replies: Iterable[TipReply]) -> dict[str, TipReply]:
    """The reply that counts for each tip; one taken back counts no more."""
    newest: dict[str, TipReply] = {}
    for reply in sorted(replies, key=lambda item: item.at):
        newest[reply.tip_code] = reply
    return {code: said for code, said in newest.items() if said.reply is not Reply.AGAIN}


def hidden(said: TipReply | None, *, now: datetime) -> bool:
    """Whether a tip is not told: done, or not for this customer within a year."""
    if said is None:
        return False
    return said.reply is Reply.DONE or now - said.at < NOT_FOR_ME_LASTS


def ranked(
    found: Sequence[Valued],
    replies: Iterable[TipReply],
    *,
    tips: Mapping[str, Tip],
    now: datetime,
) -> Ranked:
    """Order by net yuan a year; tips near a refused one, or that need something unseen, fall."""
    said = newest_replies(replies)
    refused = {
        tips[code].about
        for code, reply in said.items()
        if code in tips and reply.reply is Reply.NOT_FOR_ME and hidden(reply, now=now)
    } - {""}
    open_to = [item for item in found if not hidden(said.get(item.tip.code), now=now)]

    def weight(item: Valued) -> tuple[Decimal, str]:
        score = item.net_a_year_yuan
        score *= _SAME_SUBJECT if item.tip.about in refused else 1
        score *= _UNSEEN if item.tip.if_have else 1
        return (-score, item.tip.code)

    done = [reply for reply in said.values() if reply.reply is Reply.DONE]
    return Ranked(
        worth=tuple(sorted((item for item in open_to if item.pays), key=weight)),
        not_worth=tuple(sorted((item for item in open_to if not item.pays), key=weight)),
        done=tuple(sorted(done, key=lambda reply: reply.at, reverse=True)),
    )
