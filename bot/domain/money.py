"""Money: `Decimal` yuan, rounded to the fen (分) in one way everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
ZERO = Decimal("0.00")


def to_fen(amount_yuan: Decimal) -> Decimal:
    """Round an amount in yuan half-up to the fen, as bills in China are rounded."""
    return amount_yuan.quantize(FEN, rounding=ROUND_HALF_UP)


def share_out(total_yuan: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount in proportion to `weights` so that the parts sum to it exactly.

    Largest-remainder method: parts are cut to the fen, the fen left over go to the largest
    remainders (the earlier part wins a tie). Weights must be non-negative with a positive sum.

    Raises:
        ValueError: `total_yuan` is not whole fen, or the weights cannot carry it.
    """
    if total_yuan != to_fen(total_yuan):
        raise ValueError(f"amount {total_yuan} is not whole fen")
    weight_sum = sum(weights, Decimal(0))
    if weight_sum <= 0 or any(weight < 0 for weight in weights):
        raise ValueError(f"weights {list(weights)} must be non-negative with a positive sum")
    exact = [total_yuan * weight / weight_sum for weight in weights]
    parts = [part.quantize(FEN, rounding=ROUND_DOWN) for part in exact]
    left = total_yuan - sum(parts, ZERO)
    step = FEN if left > 0 else -FEN
    by_remainder = sorted(range(len(parts)), key=lambda i: abs(exact[i] - parts[i]), reverse=True)
    for index in by_remainder[: abs(int(left / FEN))]:
        parts[index] += step
    return parts
