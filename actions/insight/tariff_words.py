"""The sentences and charts of tariff advice, from its figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions import cards
from actions.demo_price import demo_mark
from actions.wording import kwh, period, phrase, yuan
from bot.domain.account import BasicCharge
from bot.domain.break_even import break_even_percent
from bot.domain.period import Period
from bot.domain.tariff import Tariff
from bot.domain.what_if import A_YEAR, Shift, Verdict, Weighed
from bot.services.what_if import TariffAdvice

_KEY = "tariff_advice."


def head(found: TariffAdvice) -> str:
    """Which months the figures stand on."""
    months = found.use.months[-A_YEAR:]
    span = Period(months[0].period.start, months[-1].period.end)
    key = "year" if found.months == A_YEAR else "months"
    return phrase(f"{_KEY}head.{key}", period=span, months=found.months)


def verdict(found: TariffAdvice, best: Weighed) -> str:
    """Worth it, not worth it, or all the same; said plainly."""
    says = found.verdict(best)
    facts: dict[str, Any] = {
        "name": name_of(found, best),
        "own": yuan(best.own_yuan),
        "other": yuan(best.other_yuan),
        "saving": yuan(abs(best.saving_yuan)),
    }
    if keeps_hours(found, best):
        return phrase(_KEY + "keep_tou", **facts)
    if says is Verdict.WORTH and not best.option.choosable:
        rule = phrase(_KEY + "only_compared")
        return phrase(_KEY + "worth_not_choosable", **facts) + rule
    more = says is Verdict.EVEN and best.saving_yuan < 0
    sentence = phrase(_KEY + says.value + ("_more" if more else ""), **facts)
    return sentence if best.option.choosable else sentence + phrase(_KEY + "only_compared")


def keeps_hours(found: TariffAdvice, best: Weighed) -> bool:
    """Whether the own contract has time of use and is the better for it."""
    lost = found.verdict(best) is Verdict.NOT_WORTH
    return lost and found.own.tou is not None and best.option.tariff.tou is None


def name_of(found: TariffAdvice, weighed: Weighed) -> str:
    """What an option is called beside the own contract."""
    terms, tariff = weighed.option.terms, weighed.option.tariff
    if terms.basic_charge is BasicCharge.NONE:
        return tariff.name
    if terms.basic_charge is BasicCharge.CAPACITY:
        basic = phrase(_KEY + "names.basic_capacity")
    elif terms.demand_contract_kw is None:
        basic = phrase(_KEY + "names.basic_demand")
    else:
        kw = terms.demand_contract_kw.normalize()
        basic = phrase(_KEY + "names.basic_contract", kw=f"{kw:f}")
    if tariff.code == found.own.code:
        return basic
    return phrase(_KEY + "names.with_basic", name=tariff.name, basic=basic)


def spread(found: TariffAdvice, best: Weighed) -> list[str]:
    """How the saving varied and in which months it is none; of the own contract when kept."""
    sign = -1 if keeps_hours(found, best) else 1
    years = best.yearly_range_yuan
    low, high = sorted(sign * amount for amount in years or best.monthly_range_yuan)
    key = "years" if years else "months"
    told = [phrase(f"{_KEY}range.{key}", amount=_between(low, high))]
    months = len(best.newest)
    losing = [month for month in best.newest if sign * month.saving_yuan < 0]
    if len(losing) == months:
        told.append(phrase(_KEY + "losing.every", months=months))
    elif losing:
        names = "、".join(period(month.period) for month in losing)
        told.append(phrase(_KEY + "losing.some", count=len(losing), names=names))
    else:
        told.append(phrase(_KEY + "losing.none", months=months))
    return told


def _between(low: Decimal, high: Decimal) -> str:
    """省 5.00 到 8.00 元; one figure where both are the same."""
    if low == high:
        return saved(low)
    if low < 0 < high:
        return phrase(_KEY + "range.mixed", low=yuan(-low), high=yuan(high))
    near, far = sorted((abs(low), abs(high)))
    key = "saves_from" if high > 0 else "loses_from"
    return phrase(f"{_KEY}range.{key}", low=f"{near:.2f}", high=yuan(far))


def saved(amount: Decimal) -> str:
    """省 12.00 元 or 多花 12.00 元."""
    key = "saves" if amount >= 0 else "loses"
    return phrase(f"{_KEY}range.{key}", amount=yuan(abs(amount)))


def reasons(found: TariffAdvice, best: Weighed) -> list[str]:
    """How much lies in the valley, against how much there must be where that is known."""
    percent = best.cheapest_percent
    if percent is None or best.option.terms.basic_charge is not BasicCharge.NONE:
        return []
    hours = best.option.tariff if best.option.tariff.tou else found.own
    least = break_even_percent(hours)
    if least is None:
        return [phrase(_KEY + "reason.valley", percent=percent)]
    key = "valley_enough" if percent >= least else "valley_little"
    return [phrase(f"{_KEY}reason.{key}", percent=percent, least=least)]


def shifts(found: TariffAdvice) -> list[str]:
    """What moving use out of the peak would bring: where hours matter already, else where new."""
    told = []
    for shift in _shift_told(found):
        key = "shift_own" if found.own.tou else "shift"
        told.append(
            phrase(
                _KEY + (key if shift.saving_yuan >= 0 else "shift_loses"),
                percent=shift.percent,
                kwh=kwh(shift.kwh),
                saving=yuan(abs(shift.saving_yuan)),
            )
        )
    return told


def _shift_told(found: TariffAdvice) -> tuple[Shift, ...]:
    if found.own.tou is not None:
        return found.own_shifts[:1]
    return found.best.shifts[:1] if found.best else ()


def other(found: TariffAdvice, weighed: Weighed) -> str:
    """One more option in one line."""
    amount = weighed.saving_yuan
    key = "change_less" if amount > 0 else "change_more" if amount < 0 else "change_same"
    sentence = phrase(
        _KEY + "other",
        name=name_of(found, weighed),
        other=yuan(weighed.other_yuan),
        change=phrase(_KEY + key, amount=yuan(abs(amount))),
    )
    return sentence if weighed.option.choosable else sentence + phrase(_KEY + "only_compared")


def power_factor(found: TariffAdvice) -> list[str]:
    """What cos φ cost, and what capacitors would change."""
    seen = found.power_factor
    if seen is None:
        return []
    key = "charged" if seen.charged_yuan > 0 else "rewarded" if seen.charged_yuan < 0 else "zero"
    charge = phrase(f"{_KEY}reason.{key}", amount=yuan(abs(seen.charged_yuan)))
    told = phrase(_KEY + "reason.cos_phi", cos=seen.cos_phi, charge=charge)
    if seen.saving_yuan <= 0:
        return [told + phrase(_KEY + "reason.capacitor_not")]
    capacitor = phrase(
        _KEY + "reason.capacitor",
        target=seen.target,
        saving=yuan(seen.saving_yuan),
        kvar=seen.kvar,
    )
    return [told + capacitor]


def small_print(found: TariffAdvice) -> str:
    """That a contract demand was picked in hindsight."""
    picked = any(item.option.terms.demand_contract_kw is not None for item in found.weighed)
    return phrase(_KEY + "hindsight") if picked else ""


def card(found: TariffAdvice) -> dict[str, Any]:
    """One bar for each way of paying."""
    best = found.best
    items = [cards.item(phrase(_KEY + "card.own"), found.own_yuan)]
    for item in found.weighed:
        worth = item is best and found.verdict(item) is Verdict.WORTH
        items.append(cards.item(name_of(found, item), item.other_yuan, emphasis=worth))
    items += [_shifted(found, shift) for shift in _shift_told(found)]
    return cards.card(
        "bars",
        title=phrase(_KEY + "card.title"),
        unit="元",
        items=items,
        footnote=demo_mark(found.provenance),
    )


def _shifted(found: TariffAdvice, shift: Shift) -> dict[str, Any]:
    key = "card.shifted_own" if found.own.tou is not None else "card.shifted"
    label = phrase(_KEY + key, percent=shift.percent)
    return cards.item(label, found.own_yuan - shift.saving_yuan)


def why_card(found: TariffAdvice, best: Weighed) -> dict[str, Any]:
    """A table of the saving of each month."""
    return cards.card(
        "lines",
        title=phrase(_KEY + "why.title"),
        unit="元",
        items=[cards.item(period(month.period), month.saving_yuan) for month in best.newest],
        total=(phrase(_KEY + "why.total"), best.saving_yuan),
        footnote=demo_mark(found.provenance),
    )


def source_of(tariff: Tariff) -> str:
    """A tariff and the document it comes from."""
    return f"{tariff.name}（{tariff.source.title} {tariff.source.doc_no}".strip() + "）"
