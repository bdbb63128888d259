"""A customer's own limit on a bill: set, looked at, taken back, and warned of once a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.bill_alert import AlertLevel, BillAlert, BillLimit, bill_alert
from bot.domain.forecast import BillForecast
from bot.domain.identity import Audit
from bot.domain.notice import QuietHours
from bot.domain.outgoing import Outgoing
from bot.domain.tariff import TariffBook
from bot.domain.unable import StoreUnavailable, Unable
from bot.services.contact_phone import registered_phone
from bot.services.forecast import bill_forecast
from bot.services.forecast_models import ForecastModels
from bot.storage import accounts, audits, bill_limits, outbox
from bot.storage.books import Books
from bot.storage.meters import MeterStore

_BATCH = 500
_SURE = (AlertLevel.PASSED, AlertLevel.EXPECTED)
"""What only might come is no reason to disturb anybody."""


@dataclass(frozen=True)
class AlertWording:
    """The messages, as templates; words live with the doors.

    Fields: `{account}` (its last four), `{day}` (read to), and in yuan `{limit}`, `{expected}`,
    `{so_far}`.
    """

    passed: str
    expected: str


def set_limit(
    books: Books, *, account: Account, limit_yuan: Decimal, source: str, now: datetime
) -> BillLimit:
    """Warn this holder when a bill will pass the limit; replaces an earlier one.

    Raises:
        ValueError: the limit is not above zero.
    """
    if limit_yuan <= 0:
        raise ValueError(f"a limit is more than nothing: {limit_yuan}")
    limit = BillLimit(account.account_no, account.customer_no, limit_yuan, now, source)
    with books.service() as service:
        bill_limits.save(service, limit=limit)
        audits.record(service, audit=Audit(now, source, account.account_no, "bill_limit.set", "ok"))
    return limit


def limit_of(books: Books, *, account: Account) -> BillLimit | None:
    """This holder's limit, or None."""
    with books.service(writing=False) as service:
        return bill_limits.find(
            service, account_no=account.account_no, customer_no=account.customer_no
        )


def drop_limit(books: Books, *, account: Account, source: str, now: datetime) -> bool:
    """Warn no more; False when no limit was set."""
    with books.service() as service:
        gone = bill_limits.remove(
            service, account_no=account.account_no, customer_no=account.customer_no
        )
        if gone:
            audits.record(
                service, audit=Audit(now, source, account.account_no, "bill_limit.drop", "ok")
            )
    return gone


def warning(limit: BillLimit, forecast: BillForecast) -> BillAlert | None:
    """What to warn of, or None; never twice in one billing month."""
    if limit.told_month == forecast.month.start:
        return None
    found = bill_alert(
        limit_yuan=limit.limit_yuan,
        so_far_yuan=forecast.so_far_yuan,
        expected_yuan=forecast.yuan.central,
        high_yuan=forecast.yuan.high,
    )
    return found if found and found.level in _SURE else None


def due_alerts(
    books: Books,
    meters: MeterStore,
    models: ForecastModels,
    *,
    tariffs: TariffBook,
    wording: AlertWording,
    quiet: QuietHours,
    now: datetime,
) -> int:
    """Put the warnings that are due into the outbox; returns how many.

    For a nightly job: one text message an account and billing month, none in quiet hours, none to
    who holds the account no longer. An account that cannot be foreseen is passed over.

    Raises:
        StoreUnavailable: a store is down; what was put stays, the rest is due again.
    """
    put, after = 0, ""
    while True:
        with books.service(writing=False) as service:
            limits = bill_limits.many(service, after=after, limit=_BATCH)
        for limit in limits:
            put += _warn(books, meters, models, limit, tariffs, wording, quiet, now)
        if len(limits) < _BATCH:
            return put
        after = limits[-1].account_no


def _warn(
    books: Books,
    meters: MeterStore,
    models: ForecastModels,
    limit: BillLimit,
    tariffs: TariffBook,
    wording: AlertWording,
    quiet: QuietHours,
    now: datetime,
) -> bool:
    with books.billing() as billing:
        account = accounts.find(billing, account_no=limit.account_no)
    if account is None or account.customer_no != limit.customer_no:
        return False
    try:
        forecast = bill_forecast(
            books, meters, models, account=account, tariffs=tariffs, now=now, with_past=False
        )
    except StoreUnavailable:
        raise
    except Unable:
        return False
    alert = warning(limit, forecast)
    phone = registered_phone(books, account=account)
    if alert is None or phone is None:
        return False
    month = forecast.month.start
    message = Outgoing(
        key=f"bill_limit:{account.account_no}:{account.customer_no}:{month.isoformat()}",
        channel="sms",
        address=phone,
        body=_text(alert, account, forecast, wording),
        next_attempt_at=quiet.over_at(now) or now,
    )
    with books.service() as service:
        put = outbox.put(service, outgoing=message)
        bill_limits.told(
            service,
            account_no=account.account_no,
            customer_no=account.customer_no,
            month=month,
            level=alert.level,
        )
    return put


def _text(alert: BillAlert, account: Account, forecast: BillForecast, wording: AlertWording) -> str:
    passed = alert.level is AlertLevel.PASSED
    return (wording.passed if passed else wording.expected).format(
        account=account.account_no[-4:],
        limit=f"{alert.limit_yuan:.2f}",
        expected=f"{alert.expected_yuan:.0f}",
        so_far=f"{forecast.so_far_yuan:.2f}",
        day=f"{forecast.read_to.month}月{forecast.read_to.day}日",
    )
