"""How honest confidences are: a reliability table, the expected error, and a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

BINS = 10
_SIZE, _EDGE = 360, 40
_COLOURS = ("#0b6bcb", "#c2410c")


@dataclass(frozen=True)
class Bin:
    """Predictions whose confidence lies in one tenth; shares in 0..1."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(outcomes: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Tenths that hold something, from (confidence, right)."""
    bins = []
    for number in range(BINS):
        inside = [x for x in outcomes if min(int(x[0] * BINS), BINS - 1) == number]
        if inside:
            bins.append(
                Bin(
                    low=number / BINS,
                    high=(number + 1) / BINS,
                    count=len(inside),
                    confidence=round(sum(c for c, _ in inside) / len(inside), 4),
                    accuracy=round(sum(ok for _, ok in inside) / len(inside), 4),
                )
            )
    return bins


def expected_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and accuracy, weighted by count, in points of a hundred."""
    whole = sum(b.count for b in bins)
    return round(100 * sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / whole, 2)


def table(bins: Sequence[Bin]) -> dict[str, Any]:
    """The bins and their error, for a JSON file."""
    return {"expected_error": expected_error(bins), "bins": [asdict(b) for b in bins]}


def picture(curves: Mapping[str, Sequence[Bin]]) -> str:
    """An SVG: confidence to the right, accuracy upwards, honesty the diagonal."""
    parts = [
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIZE}" height="{_SIZE}"'
        ' fill="none" stroke="#888"/>',
        f'<line {_line((0, 0), (1, 1))} stroke="#888" stroke-dasharray="4"/>',
    ]
    for tick in range(0, 11, 2):
        x, y = _at(tick / 10, 0)
        parts.append(f'<text x="{x:.0f}" y="{y + 16:.0f}" text-anchor="middle">{tick / 10}</text>')
        x, y = _at(0, tick / 10)
        parts.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{tick / 10}</text>')
    for (name, bins), colour in zip(curves.items(), _COLOURS, strict=False):
        points = [_at(b.confidence, b.accuracy) for b in bins]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + b.count**0.5 / 3:.1f}" fill="{colour}"/>'
            for (x, y), b in zip(points, bins, strict=True)
        ]
        row = _EDGE + 20 + 18 * list(curves).index(name)
        label = f"{name}: expected error {expected_error(bins)}"
        parts.append(f'<text x="{_EDGE + 10}" y="{row}" fill="{colour}">{label}</text>')
    side = _SIZE + 2 * _EDGE
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" font-size="12"'
    title = "<title>Accuracy over confidence of intents</title>"
    return "\n".join([f'{head} font-family="sans-serif">', title, *parts, "</svg>", ""])


def _at(x: float, y: float) -> tuple[float, float]:
    return _EDGE + x * _SIZE, _EDGE + (1 - y) * _SIZE


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = _at(*start), _at(*end)
    return f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
