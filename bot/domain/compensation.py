"""Compensating reactive energy (无功补偿): months with a better cos φ, capacitors needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from bot.domain.bill import LineKind
from bot.domain.counterfactual import Scene
from bot.domain.money import ZERO
from bot.domain.power_factor import cos_phi


@dataclass(frozen=True)
class Compensation:
    """What cos φ cost over some months, and what lifting it would bring."""

    cos_phi: Decimal
    charged_yuan: Decimal
    """Power-factor lines; negative: a reward."""
    target: Decimal
    saving_yuan: Decimal
    """On the whole bill, were cos φ at least `target` in every month."""
    kvar: Decimal
    """Capacitors for the worst month."""


def compensation(
    scenes: Sequence[Scene], demand_kw: Sequence[Decimal], *, target: Decimal
) -> Compensation | None:
    """The months as they were and with cos φ lifted to `target`; None without reactive readings."""
    mean = mean_cos_phi(scenes)
    if mean is None:
        return None
    better = sum((compensated(scene, target).amount_yuan for scene in scenes), ZERO)
    return Compensation(
        cos_phi=mean,
        charged_yuan=power_factor_yuan(scenes),
        target=target,
        saving_yuan=sum((scene.amount_yuan for scene in scenes), ZERO) - better,
        kvar=kvar_needed(scenes, demand_kw, target=target),
    )


def power_factor_yuan(scenes: Sequence[Scene]) -> Decimal:
    """Power-factor charges (positive) and rewards (negative) of the months."""
    lines = (line for scene in scenes for line in scene.priced.lines)
    return sum((ln.amount_yuan for ln in lines if ln.kind is LineKind.POWER_FACTOR), ZERO)


def tan_phi(cos: Decimal) -> Decimal:
    """Kvar per kW at a cos φ above 0."""
    return (1 - cos * cos).sqrt() / cos


def compensated(scene: Scene, target: Decimal) -> Scene:
    """The same month with cos φ raised to `target`; unchanged where it is better already."""
    if scene.reactive_kvarh is None:
        return scene
    allowed = scene.kwh * tan_phi(target)
    return replace(scene, reactive_kvarh=min(scene.reactive_kvarh, allowed))


def kvar_needed(
    scenes: Sequence[Scene], demand_kw: Sequence[Decimal], *, target: Decimal
) -> Decimal:
    """Capacitors that lift the worst month to `target` at its maximum demand, whole kvar."""
    needed = Decimal(0)
    for scene, demand in zip(scenes, demand_kw, strict=True):
        if scene.reactive_kvarh is None or scene.kwh <= 0:
            continue
        excess = scene.reactive_kvarh / scene.kwh - tan_phi(target)
        needed = max(needed, demand * excess)
    return needed.quantize(Decimal(1), rounding=ROUND_CEILING)


def mean_cos_phi(scenes: Sequence[Scene]) -> Decimal | None:
    """Cos φ of all months together; None without reactive readings."""
    metered = [scene for scene in scenes if scene.reactive_kvarh is not None and scene.kwh > 0]
    if not metered:
        return None
    active = sum((scene.kwh for scene in metered), Decimal(0))
    reactive = sum((scene.reactive_kvarh or Decimal(0) for scene in metered), Decimal(0))
    return cos_phi(active_kwh=active, reactive_kvarh=reactive)
