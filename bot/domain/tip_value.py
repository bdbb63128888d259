"""What a tip is worth to one meter: its months are priced again as if it had been followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.domain.advice import NOTHING, Span, Tip, TipKind, UsePart, Valued
from bot.domain.compensation import compensated, kvar_needed, mean_cos_phi
from bot.domain.counterfactual import Scene
from bot.domain.meter_use import MeterUse
from bot.domain.money import to_fen
from bot.domain.sun import with_sun

ZERO = Decimal(0)
Outcome = tuple[Decimal, Decimal]
"""Yuan saved over the months, and kWh saved or moved."""


def fits(tip: Tip, use: MeterUse) -> bool:
    """Whether the meter is of the kind the tip is for and shows what it needs."""
    if use.option.terms.supply_class not in tip.classes:
        return False
    shown = use.features
    return all(shown[name] >= least for name, least in tip.needs.items())


def valued(tip: Tip, use: MeterUse) -> Valued:
    """The tip's worth over the months of `use`, careful and hopeful.

    Raises:
        TariffMissing, TermsIncomplete: the changed months cannot be priced.
        KeyError: the tip lacks a figure that its kind computes with.
    """
    return _VALUERS[tip.kind](tip, use)


def _less(tip: Tip, use: MeterUse) -> Valued:
    basis = _basis(tip, use)

    def at(amount: Decimal) -> Outcome:
        cuts = [amount * kwh for kwh in basis]
        changed = use.less(cuts, around_the_clock=tip.part is UsePart.BASE)
        return use.saving_yuan(changed), _less_kwh(use, changed)

    return _spanned(tip, use, at, basis_kwh=sum(use.parts.get(tip.part, basis), ZERO))


def _shift(tip: Tip, use: MeterUse) -> Valued:
    """A share of the dear hours' energy, or an appliance's kWh a month, to the cheapest hours."""
    dear = use.dear_kwh()
    basis = dear if tip.part is UsePart.TOTAL else _basis(tip, use)

    def at(amount: Decimal) -> Outcome:
        wanted = [min(amount * kwh, most) for kwh, most in zip(basis, dear, strict=True)]
        return use.saving_yuan(use.moved(wanted)), sum(wanted, ZERO)

    shown = use.parts.get(tip.part, dear) if tip.part is not UsePart.TOTAL else dear
    return _spanned(tip, use, at, basis_kwh=sum(shown, ZERO))


def _basis(tip: Tip, use: MeterUse) -> Sequence[Decimal]:
    """What one unit of `saves` is of, by month: the part's kWh, or 1 for kWh a month."""
    if tip.part is UsePart.FIXED:
        return [Decimal(1)] * len(use.scenes)
    return use.parts.get(tip.part, (ZERO,) * len(use.scenes))


def _less_kwh(use: MeterUse, changed: Sequence[Scene]) -> Decimal:
    return sum((a.kwh - b.kwh for a, b in zip(use.scenes, changed, strict=True)), ZERO)


def _power_factor(tip: Tip, use: MeterUse) -> Valued:
    target = tip.figures["target_cos_phi"]
    saving = to_fen(use.saving_yuan([compensated(scene, target) for scene in use.scenes]))
    kvar = kvar_needed(use.scenes, [month.demand_kw for month in use.months], target=target)
    return _made(
        tip,
        use,
        Span(saving, saving),
        NOTHING,
        units=Span(kvar, kvar),
        facts={
            "kvar": kvar,
            "cos_phi": mean_cos_phi(use.scenes) or target,
            "target_cos_phi": target,
            "charged_yuan": use.power_factor_yuan,
        },
    )


def _demand(tip: Tip, use: MeterUse) -> Valued:
    """A lower maximum demand, and the contract demand lowered with it."""

    def at(share: Decimal) -> Outcome:
        kept = 1 - share
        contract = use.option.terms.demand_contract_kw
        terms = replace(
            use.option.terms, demand_contract_kw=None if contract is None else contract * kept
        )
        changed = [
            replace(scene, terms=terms, max_demand_kw=(scene.max_demand_kw or ZERO) * kept)
            for scene in use.scenes
        ]
        return use.saving_yuan(changed), ZERO

    demand = max(month.demand_kw for month in use.months)
    return _spanned(tip, use, at, facts={"demand_kw": demand})


def _pv(tip: Tip, use: MeterUse) -> Valued:
    """Sun on the roof: what the meter takes itself is not bought, the rest is fed in."""
    kwp = min(tip.figures["kwp_most"], use.features["total_kwh"] / tip.figures["kwh_a_kwp"])
    kwp = min(kwp, use.option.terms.capacity_kva or kwp)
    kwp = max(kwp.quantize(Decimal(1)), tip.figures["kwp_least"])
    fed_in: list[Decimal] = []

    def at(share: Decimal) -> Outcome:
        by_month = {n: tip.figures[f"month_{n}"] * kwp * share for n in range(1, 13)}
        months, own, fed = with_sun(use.months, by_month)
        changed = [use.option.scene(month) for month in months]
        fed_in.append(fed)
        earned = fed * tip.figures["feed_in_yuan"]
        return use.saving_yuan(changed) + earned, own

    found = _spanned(tip, use, at, units=Span(kwp, kwp))
    roof = kwp * tip.figures["m2_a_kwp"]
    facts = {"kwp": kwp, "m2": roof, "fed_in_kwh": sum(fed_in, ZERO) / 2}
    return replace(found, facts=facts)


def _storage(tip: Tip, use: MeterUse) -> Valued:
    """A battery filled in the cheapest hours and emptied in the dear ones, once a day."""
    days = sum(month.period.days for month in use.months)
    dear = use.dear_kwh()
    size = max(sum(dear, ZERO) / days * tip.figures["share_of_dear"], tip.figures["kwh_least"])
    size = min(size, tip.figures["kwh_most"]).quantize(Decimal(1))

    def at(efficiency: Decimal) -> Outcome:
        wanted = [
            min(size * tip.figures["depth"] * month.period.days, most)
            for month, most in zip(use.months, dear, strict=True)
        ]
        changed = use.moved(wanted, loss=1 / efficiency - 1)
        return use.saving_yuan(changed), sum(wanted, ZERO)

    return _spanned(tip, use, at, units=Span(size, size), facts={"kwh_stored": size})


def _ev_home(tip: Tip, use: MeterUse) -> Valued:
    """Charging at home against the price of a public post."""
    posts = {tip.saves.low: "public_low_yuan", tip.saves.high: "public_high_yuan"}

    def at(kwh_a_month: Decimal) -> Outcome:
        more = [kwh_a_month] * len(use.scenes)
        at_home = -use.saving_yuan(use.added(more))
        kwh = sum(more, ZERO)
        return kwh * tip.figures[posts[kwh_a_month]] - at_home, kwh

    return _spanned(tip, use, at, facts=tip.figures)


_VALUERS: Mapping[TipKind, Callable[[Tip, MeterUse], Valued]] = {
    TipKind.LESS: _less,
    TipKind.SHIFT: _shift,
    TipKind.POWER_FACTOR: _power_factor,
    TipKind.DEMAND: _demand,
    TipKind.PV: _pv,
    TipKind.STORAGE: _storage,
    TipKind.EV_HOME: _ev_home,
}


def _spanned(
    tip: Tip,
    use: MeterUse,
    at: Callable[[Decimal], Outcome],
    *,
    basis_kwh: Decimal = ZERO,
    units: Span = NOTHING,
    facts: Mapping[str, Decimal] | None = None,
) -> Valued:
    low, high = at(tip.saves.low), at(tip.saves.high)
    yuan = Span(*sorted((to_fen(low[0]), to_fen(high[0]))))
    kwh = Span(*sorted((low[1], high[1])))
    return _made(tip, use, yuan, kwh, units=units, basis_kwh=basis_kwh, facts=facts or {})


def _made(
    tip: Tip,
    use: MeterUse,
    yuan: Span,
    kwh: Span,
    *,
    units: Span,
    basis_kwh: Decimal = ZERO,
    facts: Mapping[str, Decimal],
) -> Valued:
    months = len(use.months)
    if tip.cost_per == "kwh_a_year":
        units = kwh.times(Decimal(12) / months)
    elif not tip.cost_per:
        units = Span(Decimal(1), Decimal(1))
    cost = Span(to_fen(tip.cost_yuan.low * units.low), to_fen(tip.cost_yuan.high * units.high))
    return Valued(
        tip=tip,
        saves_yuan=yuan,
        saves_kwh=kwh,
        cost_yuan=cost,
        months=months,
        basis_kwh=basis_kwh,
        facts=facts,
    )
