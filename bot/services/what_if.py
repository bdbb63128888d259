"""Would another contract have been cheaper? The account's own past months, priced on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.compensation import Compensation, compensation
from bot.domain.counterfactual import Scene
from bot.domain.money import ZERO
from bot.domain.provenance import Provenance
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.tariff_choice import TariffChoices
from bot.domain.unable import TariffMissing, TermsIncomplete
from bot.domain.what_if import A_YEAR, Option, Shift, Verdict, Weighed, shifts, weigh
from bot.services.billing import local_day
from bot.services.past_months import PastUse, past_months
from bot.storage.books import Books
from bot.storage.meters import MeterStore


@dataclass(frozen=True)
class TariffAdvice:
    """The own contract held against every other one, the largest saving first."""

    own: Tariff
    """The version in force today."""
    own_yuan: Decimal
    """The newest year (or the months there are) on the own contract at today's prices."""
    use: PastUse
    own_shifts: tuple[Shift, ...]
    """What moving use out of the peak would save without changing the contract."""
    power_factor: Compensation | None
    """None where no power-factor adjustment applies."""
    weighed: tuple[Weighed, ...]
    """Empty where there is nothing to choose from."""
    worth_percent: Decimal
    worth_yuan: Decimal
    """Below which a saving, or a loss, is all the same; see `TariffChoices`."""
    provenance: Provenance

    @property
    def best(self) -> Weighed | None:
        """The greatest saving that the customer can choose; else that can only be compared."""
        ranked = sorted(self.weighed, key=lambda item: not item.option.choosable)
        return ranked[0] if ranked else None

    @property
    def months(self) -> int:
        """How many months the yearly figures hold: twelve, or fewer while readings are young."""
        return min(len(self.use.months), A_YEAR)

    def verdict(self, weighed: Weighed) -> Verdict:
        """Whether an option is worth it."""
        return weighed.verdict(worth_percent=self.worth_percent, worth_yuan=self.worth_yuan)


def tariff_advice(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    tariffs: TariffBook,
    choices: TariffChoices,
    now: datetime,
) -> TariffAdvice:
    """Price the past months on the own contract and on every other, by today's rules.

    Raises:
        NotEnoughReadings: fewer than three months. Facts: period, days_present, days_needed.
        NoContract, TariffMissing, TermsIncomplete: the own contract cannot be priced.
    """
    use, today = past_months(books, meters, account=account, now=now), local_day(now)
    own = Option(use.terms, tariffs.on(use.terms.tariff_code, today))
    scenes = [own.scene(month) for month in use.months]
    options = choices.options(
        use.terms, region=account.region, tariffs=tariffs, months=use.months[-A_YEAR:], today=today
    )
    weighed = []
    for option in options:
        try:
            found = weigh(scenes, use.months, option, shift_percents=choices.shift_percents)
        except (TariffMissing, TermsIncomplete):
            # A choice that cannot be priced is no advice; the others still are.
            continue
        weighed.append(found)
    weighed.sort(key=lambda item: -item.saving_yuan)
    versions = {item.option.tariff.tariff_id: item.option.tariff for item in weighed}
    versions = {own.tariff.tariff_id: own.tariff} | versions
    own_yuan = sum((scene.amount_yuan for scene in scenes[-A_YEAR:]), ZERO)
    return TariffAdvice(
        own=own.tariff,
        own_yuan=own_yuan,
        use=use,
        own_shifts=shifts(scenes, own_yuan, percents=choices.shift_percents),
        power_factor=_power_factor(use, scenes, choices.target_cos_phi),
        weighed=tuple(weighed),
        worth_percent=choices.worth_percent,
        worth_yuan=choices.worth_yuan,
        provenance=Provenance(
            computed_at=now,
            tariff_ids=tuple(versions),
            verified=all(version.verified for version in versions.values()),
            meter_no=account.meter_no,
            readings=use.period,
            days_estimated=use.days_estimated,
            days_missing=use.days_missing,
        ),
    )


def _power_factor(use: PastUse, scenes: Sequence[Scene], target: Decimal) -> Compensation | None:
    if use.terms.power_factor_standard is None:
        return None
    demands = [month.demand_kw for month in use.months[-A_YEAR:]]
    return compensation(scenes[-A_YEAR:], demands, target=target)
