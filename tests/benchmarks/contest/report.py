"""What was measured → table, goals and picture."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contest.articles import Article
from contest.field import ARGOS, BARE, BATCHED, BEFORE, BEFORE_PLAIN, BEST, LOOP, OPUS_BATCHED, OPUS_LOOP, OURS, PLAIN

HEAD = (
    "| | characters/s | sentences/s | output tokens | tokens/s | decoded again | outside the engine | peak, MB |"
    " ready, s | first sentence, s |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
)


@dataclass
class Measured:
    """Of one contestant: seconds of each round, tokens of one, peak in MB; of each start, seconds.

    `decoded` counts tokens of second tries too, `engine` is seconds in the engine; both only of ours.
    """

    seconds: list[float] = field(default_factory=list)
    tokens: int = 0
    decoded: int = 0
    engine: list[float] = field(default_factory=list)
    peak: float = 0.0
    ready: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Goal:
    """A goal of the project, what was measured, and whether that is enough."""

    text: str
    value: str
    reached: bool


Field = Mapping[str, Measured]


def table(field: Field, articles: Sequence[Article]) -> str:
    characters, sentences = sum(a.characters for a in articles), sum(a.sentences for a in articles)
    rows = [HEAD]
    for name, m in field.items():
        seconds = statistics.median(m.seconds)
        again = f"{(m.decoded - m.tokens) / m.tokens:.0%}" if m.decoded else ""
        outside = (
            f"{1 - statistics.median(e / s for e, s in zip(m.engine, m.seconds, strict=True)):.1%}" if m.decoded else ""
        )
        peak = f"{m.peak:,.0f}" if m.peak else "unknown"
        rows.append(
            f"| {name} | {characters / seconds:,.0f} | {sentences / seconds:.1f} | {m.tokens:,} |"
            f" {m.tokens / seconds:,.0f} | {again} | {outside} | {peak} |"
            f" {statistics.median(m.ready):.2f} | {statistics.median(m.first):.2f} |"
        )
    return "\n".join(rows)


def faster(field: Field, one: str, other: str) -> float:
    """How many times the characters a second of another: the median of the rounds, each compared in itself."""
    pairs = zip(field[one].seconds, field[other].seconds, strict=True)
    return statistics.median(theirs / own for own, theirs in pairs)


def goals(field: Field, ladder: Sequence[Sequence[float]], help_seconds: Sequence[float]) -> list[Goal]:
    """`ladder`: of each start, seconds for a token of the first article, the second ... the last."""
    out = []
    asked = (
        ("0.95 of CTranslate2 alone", OURS, BARE, 0.95),
        ("0.95 of the same in our batches, a thread for each", OURS, BEST, 0.95),
        ("this, summary and retries off", PLAIN, BEST, 0.95),
        ("4 times the paragraph loop", OURS, LOOP, 4),
        ("(sentences in batches, no goal: 1)", OURS, BATCHED, 1),
        ("2 times argos-translate", OURS, ARGOS, 2),
        ("10 times opus-mt-zh-en's shape, paragraph by paragraph", OURS, OPUS_LOOP, 10),
        ("10 times opus-mt-zh-en's shape, in batches", OURS, OPUS_BATCHED, 10),
        ("no slower than before", OURS, BEFORE, 1),
        ("no slower than before, summary and retries off", PLAIN, BEFORE_PLAIN, 1),
    )
    for text, one, other, least in asked:
        if one in field and other in field:
            ratio = faster(field, one, other)
            out.append(Goal(text, f"{ratio:.2f}", ratio >= least))
    each = [1000 * statistics.median(times) for times in zip(*ladder, strict=True)]
    value = f"{each[0]:.2f}, {each[1]:.2f} and {each[-1]:.2f} ms a token in the first, second and {len(each)}th"
    out.append(
        Goal("a second article costs its tokens only (within 5% of the last)", value, each[1] <= 1.05 * each[-1])
    )
    first = statistics.median(field[OURS].first)
    out.append(Goal("first sentence within 1.5 s of the start", f"{first:.2f} s", first < 1.5))
    seconds = statistics.median(help_seconds)
    out.append(Goal("--help within 0.3 s", f"{seconds:.2f} s", seconds < 0.3))
    return out


def shown(found: Sequence[Goal]) -> str:
    rows = (f"| {g.text} | {g.value} | {'reached' if g.reached else '**not reached**'} |" for g in found)
    return "\n".join(("| goal | measured | |", "| --- | --- | --- |", *rows))


def million(field: Field, articles: Sequence[Article], cores: int) -> str:
    """What a million articles of 1,000 characters take, reckoned from the rate of ours on `cores` cores."""
    rate = sum(a.characters for a in articles) / statistics.median(field[OURS].seconds)
    rows = ["| a million articles of 1,000 characters | characters/s | days |", "| --- | --: | --: |"]
    for name, times in ((f"here, {cores} cores", 1.0), (f"32 such cores ({32 / cores:g} times)", 32 / cores)):
        rows.append(
            f"| {name} | {rate * times:,.0f} | 1,000,000,000 / {rate * times:,.0f} / 86,400 ="
            f" {1e9 / (rate * times) / 86_400:,.1f} |"
        )
    return "\n".join(rows)


def draw(field: Field, articles: Sequence[Article], path: Path) -> None:
    """Characters a second and peak memory of each, as bars; thin lines go from the slowest round to the fastest."""
    from matplotlib.figure import Figure

    characters = sum(a.characters for a in articles)
    names = list(field)[::-1]
    speeds = [[characters / s for s in field[name].seconds] for name in names]
    middle = [characters / statistics.median(field[name].seconds) for name in names]
    spread = [
        [m - min(s) for m, s in zip(middle, speeds, strict=True)],
        [max(s) - m for m, s in zip(middle, speeds, strict=True)],
    ]
    colours = ["tab:blue" if name in (OURS, PLAIN) else "tab:grey" for name in names]
    figure = Figure(figsize=(11, 0.9 + 0.38 * len(names)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    left.bar_label(left.barh(names, middle, xerr=spread, color=colours), fmt="%.0f", padding=6)
    left.set(title="source characters a second", xlim=(0, 1.15 * max(map(max, speeds))))
    right.bar_label(right.barh(names, [field[n].peak for n in names], color=colours), fmt="%.0f", padding=4)
    right.set(title="peak memory, MB", xlim=(0, 1.2 * max(1, *(field[n].peak for n in names))))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)
