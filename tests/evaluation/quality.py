"""The floor of the embedded model: what is scored, and how it is raised (`python tests/evaluation/quality.py`).

Floors are the scores of the day less a margin, which is for other processors: their sums are not the same to the bit.
They are only lowered on purpose, and the commit says why.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from duizhao import evaluation, flow, settings

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases" / "evaluation"
FLOORS = CASES / "quality.json"
OWN = {"news": 1, "written": 7}
"""Sets of our own writing, NAME.tsv, and the line that is taken of so many. `written`: held out of what the recipe has
in models/recipe/written."""
DEV = {"flores-dev": 10, "wmt20": 20}
"""Development sets, and the line that is taken of so many: 100 of each."""
MARGINS = {
    "chrF2": {"news": 2.0, "written": 1.5, "flores-dev": 1.0, "wmt20": 1.0},
    "numbers": {"news": 5.0, "written": 3.0, "flores-dev": 3.0, "wmt20": 3.0},
}
"""One number of the thirty sentences of news is worth five points."""
MODEL = "zh-en-small"


@dataclass(frozen=True, slots=True)
class Sample:
    """Segments that are scored, and the hash of them."""

    sources: list[str]
    references: list[str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\n".join(self.sources + self.references).encode()).hexdigest()


def sample(name: str, dev: Path | None = None) -> Sample:
    """A set of our own writing, or a development set in the folder `dev`."""
    if dev is None:
        with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:: OWN[name]]
        return Sample([r["source"] for r in rows], [r["reference"] for r in rows])
    sides = ((dev / f"{name}.{side}").read_text(encoding="utf-8").split("\n")[:-1] for side in ("zh", "en"))
    return Sample(*(lines[:: DEV[name]] for lines in sides))


def measured(found: Sample) -> dict[str, float]:
    """chrF2, and numbers kept, of the embedded model as duizhao runs it on a CPU."""
    wanted = evaluation.settings_for(settings.load({"model": MODEL, "device": "cpu", "compute": "int8"}, environ={}))
    with flow.Translator(wanted) as translator:
        lines, _, _ = evaluation.translate(found.sources, translator)
    test = evaluation.Segments("sample", tuple(found.sources), tuple((r,) for r in found.references))
    measures = evaluation.chosen(["chrF2", "numbers"])
    scored = evaluation.evaluate(test, [evaluation.Output(MODEL, tuple(lines))], measures, baseline=MODEL)
    return {name: score.score for name, score in scored.systems[0].scores.items()}


def main(dev: Path) -> None:
    """Write the floors that the weights of this checkout reach."""
    from duizhao import store

    samples = {name: sample(name) for name in OWN} | {name: sample(name, dev) for name in DEV}
    floors = {}
    for name, found in samples.items():
        floors[name] = {"sha256": found.sha256, "segments": len(found.sources)}
        floors[name] |= {k: round(v - MARGINS[k][name], 1) for k, v in measured(found).items()}
    told = {"model": MODEL, "weights": store.info(MODEL).sha256[:12], "measured": str(datetime.date.today())}
    FLOORS.write_text(json.dumps(told | {"margins": MARGINS, "floors": floors}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "dev")
