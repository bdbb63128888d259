"""Counters: where they are, when they are open, what is done there."""

from __future__ import annotations

from actions.base import XiaowaAction
from actions.orders import proven_account
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.branch import Branch, OpeningHours, serving
from bot.services.gazetteer import candidates


class BranchInfo(XiaowaAction):
    """营业厅在哪里; 周末上班吗."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_branch_info"

    def act(self, turn: Turn) -> None:
        """The counter nearest to the place named, or all of them."""
        branches = turn.deps.branches
        named = tuple(branch for branch in branches if branch.name[:2] in turn.text)
        place = _place(turn)
        near = serving(branches, place) if place else ()
        if len(near) == 1:
            self.tell_one(turn, near[0], phrase("branch.nearest", place=place, name=near[0].name))
        elif len(named) == 1:
            self.tell_one(turn, named[0], phrase("branch.one", name=named[0].name))
        else:
            self.tell_all(turn, near or branches)

    def tell_one(self, turn: Turn, branch: Branch, head: str) -> None:
        """Everything about one counter."""
        told = [
            head,
            phrase("branch.where", address=branch.address),
            phrase("branch.hours", hours=_hours(branch.hours)),
            phrase("branch.business", business="、".join(branch.business)),
        ]
        if branch.self_service:
            told.append(phrase("branch.self_service", self_service=branch.self_service))
        told.append(phrase("branch.not_verified", hotline=turn.contacts["hotline"]))
        turn.tell(lines(told), buttons="branch.buttons")

    def tell_all(self, turn: Turn, branches: tuple[Branch, ...]) -> None:
        """A numbered list, and the offer to find the nearest."""
        rows = [
            phrase(
                "branch.row",
                place=place,
                name=branch.name,
                address=branch.address,
                hours=_hours(branch.hours),
            )
            for place, branch in enumerate(branches, start=1)
        ]
        head = phrase("branch.all", count=len(branches))
        tail = [phrase("branch.ask"), phrase("branch.before", app=turn.contacts["app"])]
        notice = phrase("branch.not_verified", hotline=turn.contacts["hotline"])
        turn.tell(lines([head, *rows, *tail, notice]), buttons="branch.buttons")


def _place(turn: Turn) -> str:
    """The place that was named, else where the proven account is; empty for none."""
    books = turn.deps.books
    found = candidates(books, text=turn.text) if turn.text else ()
    if len(found) == 1:
        return found[0].name
    account = proven_account(turn, "branch.nearest")
    if account is None:
        return ""
    found = candidates(books, text=account.address)
    return found[0].name if len(found) == 1 else ""


def _hours(hours: tuple[OpeningHours, ...]) -> str:
    spans = [phrase("branch.span", days=h.days, opens=h.opens, closes=h.closes) for h in hours]
    return "，".join(spans)
