"""From text to token arrays and their order."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from duizhao.errors import InputError
from recipe import chrf, domain, mixing, prepare, sources, vocabulary
from recipe.filters import Candidate, fault
from recipe.folders import SHIPPED, WRITTEN, needed
from recipe.mixing import Mix
from recipe.pairs import Place, joined

MIX = Mix({"places": (1.0, 0.5), "persons": (0.5, 2.0), "dates": (1.0, 0.0)})  # that of the fixtures
START = Place()


def test_the_vocabulary_gives_its_text_back(vocab: Path, pairs: dict[str, list[tuple[str, str]]]) -> None:
    encoder = vocabulary.Encoder(vocab)
    assert encoder.names[:2] == ["</s>", "<unk>"]
    assert encoder.names[-1] == "<pad>"
    assert len(encoder.rows) == len(encoder.names)
    for _, en in pairs["persons"]:
        (ids,) = encoder([en])
        assert ids[-1] == 0
        assert all(i < encoder.targets for i in ids)
        assert chrf.text([encoder.names[i] for i in ids[:-1]]) == en


def test_pieces_with_chinese_come_last(vocab: Path) -> None:
    encoder = vocabulary.Encoder(vocab)
    chinese = [bool(vocabulary.HAN.search(name)) for name in encoder.names[:-1]]
    assert chinese == sorted(chinese)
    assert chinese.index(True) == encoder.targets


@pytest.mark.parametrize(
    ("zh", "en", "reason"),
    [
        ("会议在上海举行。", "The meeting was held in Shanghai.", None),
        ("利润为1.23亿元。", "Profit was 123 million yuan.", None),
        ("共有25人参加。", "A total of 37 people took part.", "numbers"),
        ("会议在上海举行。", "The meeting was held in 上海.", "script"),
        ("OK, fine, 好", "All right, good.", "script"),
        ("好", "It was a very long and winding sentence that nobody would ever say for one word.", "unequal"),
        ("", "Nothing.", "long"),
        ("好" * 200, "Good. " * 90, "long"),
    ],
)
def test_what_looks_wrong_is_dropped(zh: str, en: str, reason: str | None) -> None:
    assert fault(Candidate(zh, en, len(zh), len(en.split()))) == reason


def test_repeats_and_test_sentences_are_left_out(tmp_path: Path, vocab: Path, dev: Path) -> None:
    test_zh, test_en = ((dev / f"wmt20.{side}").read_text(encoding="utf-8").splitlines()[0] for side in ("zh", "en"))
    rows = [
        ("会议在上海举行。", "The meeting was held in Shanghai."),
        ("會議在上海舉行！", "The meeting was held in Shanghai"),  # the same but for script and punctuation
        (test_zh, "Something else altogether."),
        ("完全不同的一句话。", test_en.upper()),
        ("会议在北京举行。", "The meeting was held in Beijing."),
    ]
    (tmp_path / "news.tsv").write_text("".join(f"{zh}\t{en}\n" for zh, en in rows), encoding="utf-8")
    (tmp_path / "other.tsv").write_text("不在配方里的句子。\tA sentence that is not in the mix.\n", encoding="utf-8")
    counts = prepare.prepare(
        prepare.files(tmp_path),
        Mix({"news": (1, 1)}),
        vocabulary.Encoder(vocab),
        tmp_path / "tokens",
        excluded=prepare.banned(dev),
    )
    assert list(counts) == ["news"]
    assert (counts["news"].read, counts["news"].kept) == (5, 2)
    assert counts["news"].dropped == {"seen": 1, "test": 2}


def test_token_arrays_hold_the_pairs(tokens: Path, vocab: Path, pairs: dict[str, list[tuple[str, str]]]) -> None:
    loaded = prepare.load(tokens, MIX, "main")
    assert len(loaded) == 100
    encoder = vocabulary.Encoder(vocab)
    names = json.loads((tokens / "sources.json").read_text())
    rows = [row for name in names for row in pairs[name]]
    batch = loaded.batch(range(100))
    for ids, (_, en) in zip(batch.target, rows, strict=True):
        assert chrf.text([encoder.names[i] for i in ids[:-1]]) == en
    assert sorted(set(loaded.share.tolist())) == [0.5, 1.0]
    assert (prepare.load(tokens, MIX, "end").share == 0).sum() == 30


def test_the_order_is_that_of_the_seed_and_can_be_taken_up(tokens: Path) -> None:
    loaded = prepare.load(tokens, MIX, "main")

    def order(seed: int, after: Place = START) -> list[tuple[Place, list[int]]]:
        return [(place, rows.tolist()) for place, rows in islice(loaded.order(seed, 300, 60, after), 60)]

    first = order(1)
    assert first == order(1)
    assert first != order(2)
    assert first[30][0].passes > 0
    assert order(1, first[29][0])[:30] == first[30:]


def test_a_pass_sees_each_pair_by_its_share(tokens: Path) -> None:
    loaded = prepare.load(tokens, Mix({"places": (2.0, 0), "persons": (0.5, 0), "dates": (0.0, 0)}), "main")
    visits = np.zeros(len(loaded))
    for place, rows in loaded.order(5, 300, 60):
        if place.passes == 40:
            break
        np.add.at(visits, rows, 1)
        widest = max(map(len, loaded.batch(rows).source)) + max(map(len, loaded.batch(rows).target))
        assert widest * len(rows) <= 300 or len(rows) == 1
    assert np.allclose(visits[loaded.share == 2], 80)
    assert 18 < visits[loaded.share == 0.5].mean() < 22
    assert not visits[loaded.share == 0].any()


def test_where_the_data_is_absent_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no pairs here.*--data"):
        needed(tmp_path / "nowhere", "pairs", "--data")


def test_chrf_is_sacrebleus() -> None:
    metric = pytest.importorskip("sacrebleu.metrics.chrf").CHRF()
    cases = [c for name in ("places", "dates") for c in domain.cases(name, 30)]
    references = [c.reference for c in cases]
    for outputs in (references[1:] + references[:1], [r[5:] for r in references], ["", "a"] * 30, references):
        assert chrf.chrf2(outputs, references) == pytest.approx(metric.corpus_score(outputs, [references]).score)


def test_no_source_of_the_mix_has_a_barred_licence(shared: Path) -> None:
    named = sources.read(shared / "data" / "zh-en")
    mix = mixing.read()
    assert [name for name in mix.shares if named[name].barred] == []
    assert named["names_world_places"].barred
    assert named["names_isocodes"].barred
    assert not named["own_news"].barred
    shares = {name: named[name].pairs * main for name, (main, _) in mix.shares.items()}
    documentation = sum(n for name, n in shares.items() if named[name].domain == "documentation")
    assert documentation < 0.03 * sum(shares.values())


def test_the_cards_table_names_all_that_was_seen(shared: Path) -> None:
    table = sources.card(mixing.read(), sources.read(shared / "data" / "zh-en")).splitlines()
    assert len(table) == len(mixing.read().shares) + 2
    assert any(line.startswith("| own_news | 35,868 |") and line.endswith("| 3 | 8 |") for line in table)
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")
    later = {source.name for source in sources.listed(WRITTEN)}  # joined the mix after these weights: the card says so
    assert all(name in card for name in later)
    assert [name for name in mixing.read().shares if f"| {name} |" not in card and name not in later] == []


def test_joined_pairs_say_all_that_they_said_apart(tokens: Path) -> None:
    batch = prepare.load(tokens, MIX, "main").batch(range(7))
    long = joined(batch, 1000)
    for ours, apart in ((long.source, batch.source), (long.target, batch.target)):
        assert [x.tolist() for x in ours] == [[*a[:-1], *b] for a, b in zip(apart[:3], apart[3:6], strict=True)]
    widest = max(map(len, batch.source + batch.target))
    assert joined(batch, 2 * widest - 1) is batch
