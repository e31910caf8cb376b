"""Charts as SVG that stands in a page: bars with intervals, and points with their names. The page's style colours them.

Every mark has a title, and each chart a description, for those who do not see it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from duizhao.rendering.safe import visible
from duizhao.scoring import Interval

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH = 560
_NAMES, _MARGIN, _ROW = 150, 52, 26
_HEIGHT = 380
_LINE, _NAME, _POINT = 14, 110, 9
"""Pixels: the height and the width of a name beside a point, and how near its line may come to a point."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`quiet`: beside the competition, as a ceiling is."""

    name: str
    value: Interval
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    name: str
    x: float
    y: float
    quiet: bool = False


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """A bar for each row from 0, with its interval."""
    steps = _steps(0, max((b.value.high for b in rows), default=1.0))
    room = WIDTH - _NAMES - _MARGIN

    def x(value: float) -> float:
        return _NAMES + room * value / steps[-1]

    bottom = len(rows) * _ROW + 8
    parts = [_text(x(s), bottom + 16, f"{s:g}", "tick middle") for s in steps]
    parts += [_line(x(s), 4, x(s), bottom, "rule") for s in steps]
    for i, bar in enumerate(rows):
        middle = 8 + i * _ROW + _ROW / 2
        v = bar.value
        parts.append(_text(_NAMES - 8, middle + 4, _short(bar.name), "name end"))
        parts.append(
            _markup(
                '<g><title>{}</title><rect class="bar{}" x="{}" y="{}" width="{}" height="16"/>',
                f"{visible(bar.name)}: {v.score:.2f} ({v.low:.2f} to {v.high:.2f})",
                " quiet" * bar.quiet,
                *_rounded(x(0), middle - 8, x(v.score) - x(0)),
            )
        )
        parts.append(_line(x(v.low), middle, x(v.high), middle, "whisker"))
        parts += [_line(x(end), middle - 4, x(end), middle + 4, "whisker") for end in (v.low, v.high)]
        parts += [_text(x(v.high) + 6, middle + 4, f"{v.score:.1f}", "value"), _markup("</g>")]
    said = "; ".join(f"{visible(b.name)} {b.value.score:.2f}" for b in rows)
    return _svg(title, f"Bars with 95% intervals: {said}.", bottom + 22, parts)


def scatter(
    title: str,
    across: str,
    up: str,
    points: Sequence[Point],
    most: float | None = None,
    highest: float | None = None,
) -> Markup:
    """A named point for each system. `most`, `highest`: the ends of what can be across and up, for shares."""
    xs = _steps(*_around([p.x for p in points], most))
    ys = _steps(*_around([p.y for p in points], highest))
    left, right, top, bottom = 52, WIDTH - _NAME, 12, _HEIGHT - 44

    def place(p: Point) -> tuple[float, float]:
        return (
            left + (right - left) * (p.x - xs[0]) / (xs[-1] - xs[0]),
            bottom - (bottom - top) * (p.y - ys[0]) / (ys[-1] - ys[0]),
        )

    parts = []
    for s in xs:
        at, _ = place(Point("", s, ys[0]))
        parts += [_line(at, top, at, bottom, "rule"), _text(at, bottom + 16, f"{s:g}", "tick middle")]
    for s in ys:
        _, at = place(Point("", xs[0], s))
        parts += [_line(left, at, right, at, "rule"), _text(left - 6, at + 4, f"{s:g}", "tick end")]
    parts.append(_text((left + right) / 2, _HEIGHT - 8, across, "axis middle"))
    parts.append(
        _markup('<text class="axis middle" transform="translate(13 {}) rotate(-90)">{}</text>', (top + bottom) / 2, up)
    )
    for p, name_at in _named([(p, *place(p)) for p in points], top, bottom - _LINE / 2):
        px, py = place(p)
        parts.append(
            _markup(
                '<g><title>{}</title><circle class="point{}" cx="{}" cy="{}" r="5"/>',
                f"{visible(p.name)}: {across} {p.x:.2f}, {up} {p.y:.2f}",
                " quiet" * p.quiet,
                *_rounded(px, py),
            )
        )
        if abs(name_at - py) > 6:
            parts.append(_line(px + 5, py, px + 10, name_at, "leader"))
        parts += [_text(px + 12, name_at + 4, _short(p.name, 18), "name"), _markup("</g>")]
    said = "; ".join(f"{visible(p.name)} at {p.x:.2f}, {p.y:.2f}" for p in points)
    return _svg(title, f"{across} from left to right, {up} upwards: {said}.", _HEIGHT, parts)


def _named(points: Sequence[tuple[Point, float, float]], top: float, bottom: float) -> list[tuple[Point, float]]:
    """The height at which each name is written: the nearest where it stands over no other name and no point."""
    out: list[tuple[Point, float]] = []
    taken: list[tuple[float, float]] = []

    def free(x: float, y: float) -> bool:
        names = all(abs(y - other) >= _LINE or abs(x - where) >= _NAME for where, other in taken)
        return names and not any(0 < px - x < _NAME and abs(y - py) < _POINT for _, px, py in points)

    for p, x, y in sorted(points, key=lambda three: three[2]):
        offers = sorted((y, *range(round(top), round(bottom))), key=lambda at: abs(at - y))
        at = next((at for at in offers if top <= at <= bottom and free(x, at)), y)
        taken.append((x, at))
        out.append((p, at))
    return out


def _around(values: Sequence[float], most: float | None = None) -> tuple[float, float]:
    """The ends of an axis, with room beside the values; no value can be above `most`."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    edge = (high - low) * 0.08 or max(abs(high) * 0.05, 0.5)
    top = high + edge if most is None else max(high, min(most, high + edge))
    return max(0.0, low - edge) if low >= 0 else low - edge, top


def _steps(low: float, high: float) -> list[float]:
    """Round numbers, at most eight, of which the first is not above `low` and the last not below `high`."""
    rough = max(high - low, 1e-6) / 6
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * m for m in (1, 2, 5, 10) if unit * m >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * i, 10) for i in range(first, max(last, first + 1) + 1)]


def _svg(title: str, about: str, height: float, parts: Sequence[Markup]) -> Markup:
    return _markup(
        '<svg class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        *(WIDTH, round(height), WIDTH, round(height), title, about, _markup("{}" * len(parts), *parts)),
    )


def _text(x: float, y: float, text: str, kind: str) -> Markup:
    return _markup('<text class="{}" x="{}" y="{}">{}</text>', kind, *_rounded(x, y), visible(text))


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return _markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', kind, *_rounded(x1, y1, x2, y2))


def _markup(template: str, *values: object) -> Markup:
    from markupsafe import Markup

    return Markup(template).format(*values)


def _rounded(*values: float) -> list[str]:
    return [f"{v:.1f}" for v in values]


def _short(name: str, most: int = 20) -> str:
    """A name in so many columns at most, of which a Chinese character takes two."""
    shown = visible(name)
    ends = list(accumulate(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown))
    return shown if not ends or ends[-1] <= most else f"{shown[: sum(end < most for end in ends)]}…"
