"""The articles of the contest: those of examples/ and made-up ones, no sentence of which is there twice."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from duizhao import store, translation
from duizhao.flow.jobs import pieces_of
from duizhao.flow.sources import prepare_all
from duizhao.settings import Settings, Translation

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"


@dataclass(frozen=True)
class Article:
    """`text` as it is found, `paragraphs` as they are once cleaned; of each paragraph the `pieces` a model gets."""

    text: str
    paragraphs: list[str]
    pieces: list[list[str]]
    sentences: int

    @property
    def characters(self) -> int:
        return sum(map(len, self.paragraphs))

    def sent(self) -> dict[str, Any]:
        return asdict(self)


def texts(count: int, paragraphs: int = 10, examples: bool = True) -> list[str]:
    """`count` made-up articles of so many paragraphs of two or three sentences, some 80 characters each."""
    data, rng, seen = json.loads((HERE / "articles.json").read_text(encoding="utf-8")), random.Random(9), set()

    def filled(shapes: list[str]) -> str:
        while True:
            values = {slot: rng.choice(words) for slot, words in data["slots"].items()}
            values["place2"] = rng.choice([p for p in data["slots"]["place"] if p != values["place"]])
            values |= {"day": rng.randint(2, 28), "small": rng.randint(3, 9), "big": rng.randint(110, 99_000)}
            values |= {"n": f"{rng.uniform(2, 60):.1f}", "age": rng.randint(23, 79), "year": rng.randint(27, 35)}
            text = rng.choice(shapes).format(**values)
            if text not in seen:
                seen.add(text)
                return text

    def article() -> str:
        body = ["".join(filled(data["sentences"]) for _ in range(rng.randint(2, 3))) for _ in range(paragraphs)]
        return "\n\n".join([filled(data["titles"]), *body]) + "\n"

    real = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))] if examples else []
    return [*(article() for _ in range(count)), *real]


def prepared(found: list[str], model: store.Model) -> list[Article]:
    """The articles as our pipeline cuts them, so that every contestant has the same sentences."""
    engine = translation.load(model.folder, Translation(), store.convert(model))
    out = []
    for text in found:
        for document in prepare_all([text], Settings()):
            blocks = [[s.normalised for s in block.sentences] for block in document.draft.blocks]
            flat = [(n, sentence) for n, block in enumerate(blocks) for sentence in block]
            cut, owners = pieces_of([sentence for _, sentence in flat], engine, model.input_tokens)
            by_block = groupby(zip(owners, cut, strict=True), key=lambda pair: flat[pair[0]][0])
            pieces = {n: [piece for _, piece in group] for n, group in by_block}
            kept = sorted(pieces)
            paragraphs = ["".join(blocks[n]).strip() for n in kept]
            out.append(Article(text, paragraphs, [pieces[n] for n in kept], len(flat)))
    engine.close()
    return out


def from_file(path: Path) -> list[str]:
    """The texts of a JSONL file, field `text`; of any other file its paragraphs between lines of `---`."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in content.splitlines() if line.strip()]
    return [text for text in content.split("\n---\n") if text.strip()]
