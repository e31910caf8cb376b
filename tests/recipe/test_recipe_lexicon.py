"""The lexicon's recipe on a hundred pairs: words are found, and answer to their English."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from duizhao.lexicon import read
from recipe import lexicon
from recipe.association import NULL, Sides, learn
from recipe.mixing import MIX
from recipe.mixing import read as read_mix
from recipe.sources import read as read_sources

WHO = {"老师": "teacher", "工人": "worker", "医生": "doctor", "农民": "farmer", "记者": "reporter"}
DOES = {"喜欢": "likes", "保护": "protects", "研究": "studies", "参观": "visits"}
WHAT = {"城市": "the city", "森林": "the forest", "学校": "the school", "河流": "the river", "工厂": "the factory"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The data's folder and the lexicon's."""
    data, out = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("lexicon")
    rows = [f"{a}{b}{c}。\tThe {WHO[a]} {DOES[b]} {WHAT[c]}." for a, b, c in itertools.product(WHO, DOES, WHAT)]
    (data / "made.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = [f"{zh}\t{en}" for zh, en in (WHO | DOES | WHAT).items()]
    (data / "dict_made.tsv").write_text("\n".join(words) + "\n", encoding="utf-8")
    shares = data / "shares.json"
    shares.write_text(json.dumps({"made": [100, 2], "dict_made": [100, 1]}))
    lexicon.make(data, out, shares=shares)
    return data, out


def test_a_word_has_its_english_first(made: tuple[Path, Path]) -> None:
    table = read(made[1] / lexicon.FILE)
    for zh, en in (WHO | {k: v.split()[-1] for k, v in WHAT.items()}).items():
        assert next(iter(table.likely(zh))) == en


def test_what_is_left_out_has_evidence(made: tuple[Path, Path]) -> None:
    table = read(made[1] / lexicon.FILE)
    evidence = {
        x.word.key: x.evidence
        for x in table.coverage("老师保护森林，医生研究河流。", "The teacher protects the forest.")
    }
    assert evidence["森林"] < 0 < evidence["河流"]


def test_the_same_pairs_give_the_same_bytes_and_their_pin(made: tuple[Path, Path], tmp_path: Path) -> None:
    data, out = made
    lexicon.make(data, tmp_path, shares=data / "shares.json")
    assert (tmp_path / lexicon.FILE).read_bytes() == (out / lexicon.FILE).read_bytes()
    digest, name = (out / lexicon.SUMS).read_text().split()
    assert digest == hashlib.sha256((out / name).read_bytes()).hexdigest()


def test_probabilities_of_a_word_add_up() -> None:
    one, two = np.array([NULL, 1], np.int32), np.array([NULL, 2], np.int32)
    found = learn(Sides([one, two] * 3, [np.array([0]), np.array([1])] * 3, np.ones(6, np.float32)), 2, rounds=3)
    for source in set(found.source.tolist()):
        assert found.probability[found.source == source].sum() == pytest.approx(1)
    assert found.probability[(found.source == 1) & (found.target == 0)] > 0.9


def test_no_source_of_the_lexicon_has_a_barred_licence(shared: Path) -> None:
    sources = read_sources(shared / "data" / "zh-en")
    named = json.loads(lexicon.SHARES.read_text())
    assert not [name for name in named if sources[name].barred]
    assert set(named) <= set(read_mix(MIX).shares)
