"""Matters of the service desk in words: promises with their source, and how to ask later."""

from __future__ import annotations

from collections.abc import Iterable

from actions.wording import moment, phrase, short_day
from bot.domain.promise import Promise
from bot.domain.work_order import WorkOrder


def promise_lines(promises: Iterable[Promise]) -> list[str]:
    """All promises with the times they mean, and where the uncertain ones come from."""
    known = tuple(promises)
    sources = dict.fromkeys(promise.source.title for promise in known if not promise.verified)
    told = [phrase("service_orders.all", says="，".join(map(_one, known)))] if known else []
    if sources:
        told.append(phrase("service_orders.caveat", sources="；".join(sources)))
    return told


def _one(promise: Promise) -> str:
    """「一般 24 小时内联系您（7月21日 12:00 前）」."""
    says = promise.says
    if not promise.verified and "一般" not in says:
        says = phrase("service_orders.usual", says=says)
    if promise.due_at is None:
        return says
    if promise.whole_days and promise.due_day:
        return phrase("service_orders.by_day", says=says, day=short_day(promise.due_day))
    return phrase("service_orders.by_moment", says=says, at=moment(promise.due_at))


def how_to_find(order: WorkOrder) -> str:
    """How the customer asks for the order later: by phone, or by the code given now."""
    report = order.report
    if report.phone:
        return phrase("service_orders.find_by_phone", tail=report.phone[-4:])
    return phrase("service_orders.find_by_code", code=order.query_code)
