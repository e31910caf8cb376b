"""What decoding settings do to the score of a model on the development sets beside the checkout.

    python tests/benchmarks/decoding.py [--model NAME] [--lines 300] [--threads 2]

Every line is drafted as duizhao drafts a paragraph: cut into sentences, long ones into pieces. Prints BLEU (13a),
chrF2, the ratio of lengths and seconds for each setting; sacrebleu is needed beside the development packages.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import sacrebleu

from duizhao import segmentation, store, translation
from duizhao.settings import Translation
from duizhao.translation import Decoding, Engine
from duizhao.translation.guard import generate_all

DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev"
SETS = ("flores-dev", "wmt20")
BASE = {"beam": 4, "length_penalty": 2.0, "patience": 2.0, "input_tokens": 50}
TRIED = (
    {},
    {"beam": 1},
    {"beam": 8},
    {"length_penalty": 1.0},
    {"length_penalty": 1.6},
    {"patience": 1.0},
    {"patience": 3.0},
    {"patience": 4.0},
    {"beam": 3, "patience": 3.0},
    {"input_tokens": 30},
    {"input_tokens": 80},
    {"input_tokens": 120},
    {"input_tokens": 120, "length_penalty": 1.0},
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="zh-en-small")
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    model = store.find(wanted.model)
    engine = translation.load(model.folder, Translation(threads=wanted.threads), store.convert(model))
    for name in SETS:
        source, reference = (_lines(f"{name}.{side}", wanted.lines) for side in ("zh", "en"))
        for change in TRIED:
            started = time.monotonic()
            output = list(drafted(source, engine, **(BASE | change)))
            print(
                f"{name:10} {_shown(change):36} {scores(output, reference)}  {time.monotonic() - started:.0f} s",
                flush=True,
            )


def drafted(
    lines: Sequence[str], engine: Engine, *, beam: int, length_penalty: float, patience: float, input_tokens: int
) -> Iterator[str]:
    """The English of each line."""
    pieces = [
        [p for s in segmentation.sentences(line) for p in segmentation.pieces(s.strip(), engine.count, input_tokens)]
        for line in lines
    ]
    flat = [p for line in pieces for p in line]
    decoding = Decoding(beam, length_penalty, patience)
    targets = iter(generate_all(flat, engine, decoding, Translation().batch_tokens))
    for line in pieces:
        yield translation.join([next(targets).text for _ in line])


def scores(output: Sequence[str], reference: Sequence[str]) -> str:
    bleu = sacrebleu.metrics.BLEU().corpus_score(output, [reference]).score
    chrf = sacrebleu.metrics.CHRF().corpus_score(output, [reference]).score
    return f"{bleu:5.1f} BLEU  {chrf:5.1f} chrF2  length {sum(map(len, output)) / sum(map(len, reference)):.2f}"


def _lines(name: str, count: int) -> list[str]:
    return (DEV / name).read_text(encoding="utf-8").splitlines()[:count]


def _shown(change: dict[str, float]) -> str:
    return ", ".join(f"{k} {v}" for k, v in change.items()) or "as shipped"


if __name__ == "__main__":
    main()
