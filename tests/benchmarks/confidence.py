"""What the model's score says of the quality of a sentence: `python tests/benchmarks/confidence.py [--drafts FOLDER]`.

Every line of FLORES-200 dev and WMT20 (beside the checkout) is drafted as duizhao drafts by default, and compared with
its references by chrF2. Prints how far the score follows the quality, what each class of confidence holds, and the
thresholds that the data of one set would choose for the other; draws docs/confidence.png. Drafts are kept in FOLDER by
the hash of the model, so that a second run takes seconds. sacrebleu and matplotlib are needed.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sacrebleu

from duizhao import Translator, store

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT.parent / "shared" / "data" / "dev"
SETS = {"flores-dev": ("flores-dev.en",), "wmt20": ("wmt20.en", "wmt20.refB.en")}
BAD, GOOD = 35.0, 50.0
"""chrF2 below which a draft is of little use, and above which it needs few changes (the reader's rough marks)."""


@dataclass(frozen=True)
class Drafted:
    """One sentence: its score, the checks that flag it, and its chrF2 against the references."""

    source: str
    score: float
    flags: tuple[tuple[str, str], ...]
    quality: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drafts", type=Path, default=ROOT / "build" / "confidence", help="where drafts are kept")
    parser.add_argument("--model", default="zh-en-small")
    parser.add_argument("--threads", type=int, default=0)
    wanted = parser.parse_args()
    sets = {name: drafted(name, wanted.model, wanted.threads, wanted.drafts) for name in SETS}
    model = store.find(wanted.model)
    for name, rows in sets.items():
        report(name, rows, model.score_high, model.score_low)
    for fitted, other in (("flores-dev", "wmt20"), ("wmt20", "flores-dev")):
        high, low = thresholds(sets[fitted])
        print(f"fitted on {fitted}: high from {high:.2f}, low below {low:.2f}; on {other}:")
        print("\n".join(f"  {line}" for line in classes(sets[other], high, low)))
    draw(sets, ROOT / "docs" / "confidence.png")


def drafted(name: str, model: str, threads: int, folder: Path) -> list[Drafted]:
    """The lines of a set that duizhao takes for one sentence each, drafted with the default settings."""
    lines = _lines(f"{name}.zh")
    references = [_lines(file) for file in SETS[name]]
    with Translator(model=model, memory="none", summary="0", threads=threads) as translator:
        kept = folder / f"{name}.{translator.model.sha256[:12]}.jsonl"
        if not kept.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            rows = []
            for draft in translator.translate_all(lines):
                one = [s for block in draft.blocks for s in block.sentences]
                flags = [[(f.check, f.severity) for f in s.flags] for s in one]
                rows.append([[s.source, s.target, s.score, f] for s, f in zip(one, flags, strict=True)])
            kept.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    chrf = sacrebleu.metrics.CHRF()
    out = []
    for i, row in enumerate(kept.read_text(encoding="utf-8").split("\n")):
        sentences = json.loads(row)
        if len(sentences) == 1 and sentences[0][2] is not None:
            source, target, score, flags = sentences[0]
            quality = chrf.sentence_score(target, [r[i] for r in references]).score
            out.append(Drafted(source, score, tuple(map(tuple, flags)), quality))
    return out


def report(name: str, rows: Sequence[Drafted], high: float, low: float) -> None:
    quality = [r.quality for r in rows]
    print(f"{name}: {len(rows)} sentences, chrF2 {statistics.fmean(quality):.1f} on average")
    signals: dict[str, Callable[[Drafted], float]] = {
        "score of a token": lambda r: r.score,
        "no flag": lambda r: -len(r.flags),
        "no error": lambda r: -sum(severity == "error" for _, severity in r.flags),
        "shortness of the source": lambda r: -len(r.source),
        "score, less 0.3 for a flag": lambda r: r.score - 0.3 * bool(r.flags),
        "score, corrected by length": corrected(rows),
    }
    for label, signal in signals.items():
        print(f"  Spearman of quality with {label}: {spearman([signal(r) for r in rows], quality):.3f}")
    print("  score and chrF2 by length of the source:")
    for start, end in ((0, 15), (15, 30), (30, 50), (50, 80), (80, 10_000)):
        some = [r for r in rows if start <= len(r.source) < end]
        if len(some) > 20:
            mean = statistics.fmean(r.score for r in some)
            print(f"    {start:3} to {end:5}: {len(some):4}  score {mean:.2f}  chrF2 {_mean(some):.1f}")
    for label, some in (("flagged", [r for r in rows if r.flags]), ("not flagged", [r for r in rows if not r.flags])):
        print(f"  {label}: {len(some)}, chrF2 {_mean(some):.1f}")
    print("  by tenths of the score:")
    for tenth in tenths(rows):
        bad = sum(r.quality < BAD for r in tenth) / len(tenth)
        span = f"{tenth[0].score:5.2f} to {tenth[-1].score:5.2f}"
        print(f"    {span}  chrF2 {_mean(tenth):4.1f}  below {BAD:.0f}: {bad:.0%}")
    print("  as duizhao classes them with the thresholds of the model:")
    print("\n".join(f"    {line}" for line in classes(rows, high, low)))


def corrected(rows: Sequence[Drafted]) -> Callable[[Drafted], float]:
    """The score less what a sentence of that length has on average (a straight line through all of `rows`)."""
    line = statistics.linear_regression([len(r.source) for r in rows], [r.score for r in rows])
    return lambda r: r.score - line.slope * len(r.source)


def thresholds(rows: Sequence[Drafted]) -> tuple[float, float]:
    """The scores that set the best and the worst fifth apart: what a reader can skim, and what to read first."""
    ordered = sorted(r.score for r in rows)
    return ordered[len(ordered) * 4 // 5], ordered[len(ordered) // 5]


def classes(rows: Sequence[Drafted], high: float, low: float) -> list[str]:
    """What the classes hold with these thresholds; flags count as they do in duizhao."""
    by_class: dict[str, list[Drafted]] = {"high": [], "medium": [], "low": []}
    for r in rows:
        error = any(severity == "error" for _, severity in r.flags)
        label = "low" if error or r.score < low else "medium" if r.flags or r.score < high else "high"
        by_class[label].append(r)
    return [_shown(label, some, len(rows)) for label, some in by_class.items()]


def tenths(rows: Sequence[Drafted]) -> list[list[Drafted]]:
    ordered = sorted(rows, key=lambda r: r.score)
    return [ordered[len(ordered) * i // 10 : len(ordered) * (i + 1) // 10] for i in range(10)]


def spearman(one: Sequence[float], two: Sequence[float]) -> float:
    """The correlation of the ranks."""
    return statistics.correlation(_ranks(one), _ranks(two)) if len(set(one)) > 1 else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    """The place of each value in their order; those that are equal share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [statistics.fmean(places[value]) for value in values]


def draw(sets: dict[str, list[Drafted]], path: Path) -> None:
    """Mean chrF2 and the share of poor drafts for each tenth of the score."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(8, 3.2), dpi=90, layout="constrained")
    for name, rows in sets.items():
        parts = tenths(rows)
        scores = [statistics.fmean(r.score for r in part) for part in parts]
        left.plot(scores, [_mean(part) for part in parts], marker="o", label=name)
        right.plot(scores, [100 * sum(r.quality < BAD for r in p) / len(p) for p in parts], marker="o", label=name)
    left.set_ylabel("mean chrF2")
    right.set_ylabel(f"% of drafts with chrF2 below {BAD:.0f}")
    for axes in (left, right):
        axes.set_xlabel("score (mean of a tenth)")
        axes.grid(alpha=0.3)
        axes.set_ylim(0, 1.1 * axes.get_ylim()[1])
    left.legend()
    figure.savefig(path)


def _shown(label: str, some: Sequence[Drafted], total: int) -> str:
    if not some:
        return f"{label:6}    0"
    bad, good = (sum(r.quality < BAD for r in some), sum(r.quality >= GOOD for r in some))
    return (
        f"{label:6} {len(some):4} ({len(some) / total:3.0%})  chrF2 {_mean(some):4.1f}"
        f"  below {BAD:.0f}: {bad / len(some):3.0%}  from {GOOD:.0f}: {good / len(some):3.0%}"
    )


def _mean(some: Sequence[Drafted]) -> float:
    return statistics.fmean(r.quality for r in some) if some else float("nan")


def _lines(name: str) -> list[str]:
    return (DEV / name).read_text(encoding="utf-8").split("\n")[:-1]


if __name__ == "__main__":
    main()
