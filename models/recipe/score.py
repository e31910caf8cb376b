"""How good a model is, as duizhao decodes: development sets beside other systems, names and numbers, the worst lines.

Scores are sacrebleu's: BLEU `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp`, chrF2
`nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no`, each with the half-width of its 95% interval from 1,000 resamplings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao import segmentation, store, translation
from duizhao.errors import ModelError
from duizhao.evaluation.page import WORST
from duizhao.settings import Translation
from duizhao.translation import Decoding, Engine
from duizhao.translation.guard import generate_all
from recipe import domain, prepare
from recipe.folders import SETS

EMBEDDED = "zh-en-small"
_RESAMPLINGS = 1000


@dataclass(frozen=True)
class Score:
    """Of a system on a set; `length`: characters of the output to those of the reference; halves of 95% intervals."""

    bleu: float
    chrf: float
    length: float
    bleu_half: float
    chrf_half: float


@dataclass(frozen=True)
class Line:
    """A line of a development set, what became of it, and its chrF2."""

    source: str
    reference: str
    output: str
    chrf: float


@dataclass(frozen=True)
class Result:
    """Of a model: its scores by set, those of others by system and set, the share of domain cases that are right."""

    name: str
    scores: dict[str, Score]
    peers: dict[str, dict[str, Score]]
    domain: dict[str, float]
    lines: dict[str, list[Line]]
    speed: float  # source characters a second


class Drafter:
    """A model as duizhao uses it: paragraphs cut into sentences and those into pieces, int8 on CPU.

    Pieces and search of a model that is not known by name are those of the embedded one, which it is to replace.
    """

    def __init__(self, name: str, threads: int = 0, beam: int = 4) -> None:
        model = store.find(name)
        self.settings = Translation(threads=threads, beam=beam, device="cpu", compute="int8")
        self.engine: Engine = translation.load(model.folder, self.settings, store.convert(model))
        known = store.registry().get(model.name) or store.entry(EMBEDDED)
        self.tokens = known.input_tokens
        self.decoding = Decoding(beam, known.length_penalty, known.patience)

    def __call__(self, lines: Sequence[str]) -> list[str]:
        """The English of each line."""
        cut = [self._pieces(line) for line in prepare.simplified(lines)]
        made = generate_all([p for line in cut for p in line], self.engine, self.decoding, self.settings.batch_tokens)
        targets = iter(made)
        return [translation.join([next(targets).text for _ in line]) for line in cut]

    def _pieces(self, line: str) -> list[str]:
        sentences = (s.strip() for s in segmentation.sentences(line))
        return [p for s in sentences for p in segmentation.pieces(s, self.engine.count, self.tokens)]


def score(
    name: str,
    dev: Path,
    cases: Path | None = None,
    *,
    lines: int | None = None,
    threads: int = 0,
    tell: Callable[[str], None] = lambda line: None,
) -> Result:
    """Score a model (a name or a folder) on the development sets of a folder and on written domain sets.

    `lines`: the first of each set only; others' scores are then of the same lines.
    """
    draft = Drafter(name, threads)
    scores: dict[str, Score] = {}
    peers: dict[str, dict[str, Score]] = {}
    scored: dict[str, list[Line]] = {}
    seconds, letters = 0.0, 0
    for which in SETS:
        source, reference = (_lines(dev / f"{which}.{side}", lines) for side in ("zh", "en"))
        began = time.monotonic()
        output = draft(source)
        seconds, letters = seconds + time.monotonic() - began, letters + sum(map(len, source))
        scores[which] = measure(output, reference)
        scored[which] = _each(source, reference, output)
        tell(f"{which}: {shown(scores[which])}")
        for path in sorted((dev / "systems" / which).glob("*.en")):
            peers.setdefault(path.stem, {})[which] = measure(_lines(path, lines), reference)
    right = {} if cases is None else rightness(draft, cases, tell)
    return Result(name, scores, peers, right, scored, letters / seconds)


def rightness(
    draft: Callable[[Sequence[str]], list[str]], folder: Path, tell: Callable[[str], None]
) -> dict[str, float]:
    """The share of each domain set in which all names, or all numbers, are right."""
    out = {}
    for which in domain.SETS:
        cases = domain.read(folder / f"{which}.tsv")
        outputs = draft([case.source for case in cases])
        out[which] = sum(case.right(o) for case, o in zip(cases, outputs, strict=True)) / len(cases)
        tell(f"{which}: {out[which]:.1%} right of {len(cases)}")
    return out


def measure(output: Sequence[str], reference: Sequence[str]) -> Score:
    """The score of a system's output. Raises ModelError where sacrebleu is not installed."""
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError:
        raise ModelError("sacrebleu is not installed", remedy="Run `pip install '.[train]'`.") from None
    bleu, chrf = (m.corpus_score(output, [reference], n_bootstrap=_RESAMPLINGS) for m in (BLEU(), CHRF()))
    length = sum(map(len, output)) / sum(map(len, reference))
    return Score(bleu.score, chrf.score, length, float(bleu._ci), float(chrf._ci))


def shown(s: Score) -> str:
    """BLEU and chrF2 with their intervals."""
    return f"{s.bleu:.1f} ± {s.bleu_half:.1f} / {s.chrf:.1f} ± {s.chrf_half:.1f}"


def worst(lines: Sequence[Line], count: int = WORST) -> list[Line]:
    """The lines with the lowest chrF2."""
    return sorted(lines, key=lambda line: line.chrf)[:count]


def _each(source: Sequence[str], reference: Sequence[str], output: Sequence[str]) -> list[Line]:
    from sacrebleu.metrics.chrf import CHRF

    metric = CHRF()
    rows = zip(source, reference, output, strict=True)
    return [Line(s, r, o, metric.sentence_score(o, [r]).score) for s, r, o in rows]


def _lines(path: Path, count: int | None) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[:count]
