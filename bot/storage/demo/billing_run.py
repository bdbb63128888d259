"""Monthly bills of one account, priced by the tariff engine from what is on record."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from bot.domain.bill import Bill, BillLine, LineKind
from bot.domain.late_fee import late_fee_yuan
from bot.domain.money import ZERO, to_fen
from bot.domain.payment import Balance, Payment
from bot.domain.period import Period, local_midnight
from bot.domain.pricing import price
from bot.domain.tariff import TariffBook
from bot.domain.tier import TierCycle
from bot.domain.usage import SLOTS_PER_DAY, BillableUsage, DayEnergy, kwh
from bot.storage.demo import archetype as archetypes
from bot.storage.demo import payment_run
from bot.storage.demo.archetype import Business
from bot.storage.demo.metering import ESTIMATED, MISSING
from bot.storage.demo.payment_run import Cashbook
from bot.storage.demo.plan import Calendar, Habit
from bot.storage.demo.simulation import Simulated

_MONEY = 6
"""Stream of random numbers."""
SMALLEST_CORRECTION_WH = 1000
"""Less is left as it is, in whoever's favour."""


@dataclass
class Ledger:
    """Everything the billing database will hold about one account's money."""

    bills: list[tuple[Bill, BillableUsage]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    balance: Balance | None = None


def run_billing(
    *, simulated: Simulated, calendar: Calendar, tariffs: TariffBook, seed: int
) -> Ledger:
    """Bill every complete month and let the customer pay, up to the town's last day."""
    run = _Run(simulated, calendar, tariffs, seed)
    for month in calendar.months:
        run.bill(month)
    if run.prepaid:
        run.fill_balance()
    payments = sorted(run.cashbook.payments, key=lambda payment: payment.paid_at)
    return Ledger(bills=run.bills, payments=payments, balance=run.balance)


class _Run:
    """One account's way through the months."""

    def __init__(
        self, simulated: Simulated, calendar: Calendar, tariffs: TariffBook, seed: int
    ) -> None:
        self.plan = simulated.plan
        self.metered = simulated.metered
        self.calendar = calendar
        self.tariffs = tariffs
        self.rng = np.random.default_rng([seed, _MONEY, self.plan.index])
        self.issue_day = int(self.rng.integers(2, 6))
        self.due_day = int(self.rng.integers(20, 26))
        self.prepaid = self.plan.habit.value.startswith("prepaid")
        self.cashbook = Cashbook(account_no=self.plan.account_no, rng=self.rng)
        self.bills: list[tuple[Bill, BillableUsage]] = []
        self.balance: Balance | None = None
        self._late_fees: list[tuple[date, BillLine]] = []
        self._days = day_energies(simulated, calendar.whole)

    def bill(self, month: Period) -> None:
        """Price the month, add late fees that have come due, and record what is paid."""
        usage = self._usage(month)
        terms = self.plan.terms_on(month.start)
        priced = price(terms=terms, usage=usage, tariffs=self.tariffs)
        following = month.end
        issued_on = min(following + timedelta(days=self.issue_day - 1), self.calendar.whole.end)
        due_on = following + timedelta(days=self.due_day - 1)
        fees = tuple(line for day, line in self._late_fees if day < issued_on)
        self._late_fees = [entry for entry in self._late_fees if entry[0] >= issued_on]
        bill = Bill(
            bill_id=f"{self.plan.account_no}-{month.start:%Y%m}",
            account_no=self.plan.account_no,
            period=month,
            energy_kwh=priced.energy_kwh,
            amount_yuan=priced.amount_yuan + sum((line.amount_yuan for line in fees), ZERO),
            paid_yuan=ZERO,
            issued_on=issued_on,
            due_on=due_on,
            estimated=any(day.estimated_slots for day in usage.days),
            lines=priced.lines + fees,
        )
        paid_yuan = bill.amount_yuan if self.prepaid else self._collect(bill)
        self.bills.append((replace(bill, paid_yuan=paid_yuan), usage))

    def fill_balance(self) -> None:
        """Top-ups so that the balance ends where the habit says, today's use included."""
        costs: list[Decimal] = []
        for bill, _ in self.bills:
            costs += payment_run.spread_by_day(bill.amount_yuan, bill.period.days)
        running = Period.month_of(self.calendar.whole.end).start
        if running < self.calendar.whole.end:
            period = Period(running, self.calendar.whole.end)
            usage = self._usage(period)
            so_far = price(
                terms=self.plan.terms_on(running), usage=usage, tariffs=self.tariffs
            ).amount_yuan
            costs += payment_run.spread_by_day(so_far, period.days)
        final_yuan = payment_run.final_credit_yuan(self.plan.habit, self.rng)
        first_day = self.calendar.whole.start
        for day, amount_yuan in payment_run.top_ups(
            daily_cost_yuan=costs, first_day=first_day, final_yuan=final_yuan
        ):
            self.cashbook.receive(on=day, amount_yuan=amount_yuan, bill_id=None)
        as_of = local_midnight(self.calendar.whole.end)
        self.balance = Balance(self.plan.account_no, final_yuan, as_of)

    def _collect(self, bill: Bill) -> Decimal:
        """Payments on the bill before the town ends; late ones leave a fee for a later bill."""
        left_to_come = sum(month.start > bill.period.start for month in self.calendar.months)
        planned = payment_run.intents(
            habit=self.plan.habit, issued_on=bill.issued_on, due_on=bill.due_on, rng=self.rng
        )
        if self.plan.habit is Habit.ARREARS and left_to_come < self.plan.unpaid_bills:
            return ZERO
        paid = ZERO
        for place, intent in enumerate(planned):
            last = place == len(planned) - 1
            amount = bill.amount_yuan - paid if last else to_fen(bill.amount_yuan * intent.part)
            if intent.on >= self.calendar.whole.end or amount <= 0:
                break
            self._charge_late_fee(bill, unpaid_yuan=bill.amount_yuan - paid, on=intent.on)
            self.cashbook.receive(on=intent.on, amount_yuan=amount, bill_id=bill.bill_id)
            paid += amount
        return paid

    def _charge_late_fee(self, bill: Bill, *, unpaid_yuan: Decimal, on: date) -> None:
        fee_yuan = late_fee_yuan(
            unpaid_yuan=unpaid_yuan,
            due_on=bill.due_on,
            on=on,
            supply_class=self.plan.terms_on(bill.period.start).supply_class,
            rule=self.tariffs.late_fee,
        )
        if fee_yuan:
            line = BillLine(
                kind=LineKind.LATE_FEE,
                label="违约金",
                quantity=fee_yuan,
                unit="yuan",
                unit_price_yuan=Decimal(1),
                amount_yuan=fee_yuan,
                period=bill.period,
                tariff_id="",
            )
            self._late_fees.append((on, line))

    def _usage(self, period: Period) -> BillableUsage:
        correction_wh, corrected = self._correction_before(period)
        first = (period.start - self.calendar.whole.start).days
        usage = BillableUsage(
            period=period,
            days=tuple(self._days[first : first + period.days]),
            tier_kwh_before=self._tier_kwh_before(period),
            correction_kwh=kwh(correction_wh),
            correction_of=corrected,
        )
        if not archetypes.is_factory(self.plan.archetype):
            return usage
        return replace(
            usage,
            reactive_kvarh=self._reactive_kvarh(usage),
            max_demand_kw=self._max_demand_kw(period),
        )

    def _correction_before(self, period: Period) -> tuple[int, Period | None]:
        """Energy still owed for the month before, and that month."""
        before = Period.month_of(period.start - timedelta(days=1))
        inside = before.overlap(self.calendar.whole)
        if inside is None or before.start < self.calendar.whole.start:
            return 0, None
        owed = int(self.metered.owed_wh[self._rows(before)].sum())
        return (owed, before) if abs(owed) >= SMALLEST_CORRECTION_WH else (0, None)

    def _tier_kwh_before(self, period: Period) -> Decimal:
        """Energy of the tier year so far; zero where tiers run by the month.

        The part of the first tier year before the town begins is taken from a year later.
        """
        code = self.plan.terms_on(period.start).tariff_code
        tiers = self.tariffs.on(code, period.start).tiers
        if tiers is None or tiers.cycle is not TierCycle.YEAR:
            return Decimal(0)
        year = tiers.year_of(period.start)
        billed = sum(
            (bill.energy_kwh for bill, _ in self.bills if bill.period.start >= year.start),
            Decimal(0),
        )
        start = self.calendar.whole.start
        if year.start >= start:
            return billed
        unseen = Period(year.start, start).shifted_months(12).overlap(self.calendar.whole)
        if unseen is None:
            return billed
        return billed + kwh(int(self.metered.recorded_wh[self._rows(unseen)].sum()))

    def _reactive_kvarh(self, usage: BillableUsage) -> Decimal:
        assert isinstance(self.plan.load, Business)  # noqa: S101  only factories come here
        wobble = float(self.rng.normal(0, 0.008))
        angle = math.acos(min(0.99, max(0.5, self.plan.load.power_factor + wobble)))
        active_kwh = sum(day.total_wh for day in usage.days) / 1000
        return Decimal(round(active_kwh * math.tan(angle)))

    def _max_demand_kw(self, period: Period) -> Decimal:
        highest_wh = int(self.metered.recorded_wh[self._rows(period)].max())
        return (Decimal(highest_wh) * 4 / 1000).quantize(Decimal("0.1"))

    def _rows(self, period: Period) -> slice:
        start = self.calendar.whole.start
        return slice((period.start - start).days, (period.end - start).days)


def day_energies(simulated: Simulated, whole: Period) -> list[DayEnergy]:
    """The record as half-hour days, exactly as the meter store will give it back."""
    metered = simulated.metered
    by_slot = (whole.days, SLOTS_PER_DAY, 2)
    slots = metered.recorded_wh.reshape(by_slot).sum(axis=2).tolist()
    estimated = (metered.quality.reshape(by_slot) == ESTIMATED).any(axis=2).sum(axis=1).tolist()
    missing = (metered.quality.reshape(by_slot) == MISSING).any(axis=2).sum(axis=1).tolist()
    return [
        DayEnergy(day, tuple(slots[n]), estimated_slots=estimated[n], missing_slots=missing[n])
        for n, day in enumerate(whole.each_day())
    ]
