"""A hundred pairs made by rule, and a vocabulary, tokens and a tiny model of them; all made at test time."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models"))  # the recipe is not packaged

from recipe import domain, prepare, vocabulary
from recipe.folders import SETS
from recipe.job import Run, Settings
from recipe.mixing import Mix
from recipe.schedule import Schedule

MIX = Mix({"places": (1.0, 0.5), "persons": (0.5, 2.0), "dates": (1.0, 0.0)})


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Torch's threads wait for one another longer than so small a model takes."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def pairs() -> dict[str, list[tuple[str, str]]]:
    """A hundred pairs, by source."""
    counts = {"places": 40, "persons": 30, "dates": 30}
    return {name: [(c.source, c.reference) for c in domain.cases(name, n)] for name, n in counts.items()}


@pytest.fixture(scope="session")
def data(pairs: dict[str, list[tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pairs."""
    folder = tmp_path_factory.mktemp("data")
    for name, rows in pairs.items():
        (folder / f"{name}.tsv").write_text("".join(f"{zh}\t{en}\n" for zh, en in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Development sets of ten lines each."""
    folder = tmp_path_factory.mktemp("dev")
    for name, kind in zip(SETS, ("ranges", "percentages"), strict=True):
        cases = domain.cases(kind, 10)
        (folder / f"{name}.zh").write_text("".join(c.source + "\n" for c in cases), encoding="utf-8")
        (folder / f"{name}.en").write_text("".join(c.reference + "\n" for c in cases), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def vocab(pairs: dict[str, list[tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vocabulary's folder, pruned from a SentencePiece model learnt from the pairs."""
    import sentencepiece

    rows = [row for source in pairs.values() for row in source]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(side for row in rows for side in row),
        model_writer=model,
        vocab_size=420,
        hard_vocab_limit=False,
        pad_id=3,
        minloglevel=2,
    )
    learnt = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    names = [learnt.id_to_piece(i) for i in range(len(learnt))]
    scores = [learnt.get_score(i) for i in range(len(learnt))]
    end, unknown, pad = (names.index(name) for name in ("</s>", "<unk>", "<pad>"))
    folder = tmp_path_factory.mktemp("vocabulary") / "made"
    vocabulary.make(vocabulary.Pieces(names, scores, end, unknown, pad), rows, folder, english=200, chinese=150)
    return folder


@pytest.fixture(scope="session")
def tokens(data: Path, vocab: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The token arrays of the pairs."""
    folder = tmp_path_factory.mktemp("tokens") / "made"
    prepare.prepare(prepare.files(data), MIX, vocabulary.Encoder(vocab), folder)
    return folder


@pytest.fixture(scope="session")
def mix_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mix as a file."""
    import json

    path = tmp_path_factory.mktemp("mix") / "mix.json"
    path.write_text(json.dumps(MIX.shares))
    return path


@pytest.fixture
def run(tmp_path: Path, tokens: Path, vocab: Path, dev: Path, mix_file: Path) -> Run:
    """A training in plain torch that reports at its end."""
    return Run(
        tmp_path / "run", tokens, vocab, dev, mix_file, tmp_path / "build", kernels=False, report=1000, dev_lines=10
    )


@pytest.fixture(scope="session")
def settings() -> Settings:
    """A tiny training of six updates."""
    schedule = Schedule(updates=6, peak=2e-3, warmup=2)
    return replace(
        Settings(schedule), start="random", layers=(1, 1), heads=2, budget=300, longest=60, smoothing=0.1, seed=3
    )
