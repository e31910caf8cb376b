"""Names and protected words: what the tables would change, and may not."""

from __future__ import annotations

import gzip
import json
import time
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import hanzi
from duizhao.edits import apply, undo
from duizhao.errors import InputError
from duizhao.hanzi.names import names

CASES = Path(__file__).resolve().parent.parent / "cases" / "hanzi" / "names.tsv"
NAMES = st.text(alphabet="徐王范余于后乾汎學森文教授先生說说是的、。和餅燥\U0010fffd", max_size=40)


def _cases() -> list[object]:
    """Each line: configuration, text, expected text, and why it is known to fail where it does."""
    out = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        config, text, expected, *comment = line.split("\t")
        marks = [pytest.mark.xfail(reason=comment[0], strict=True)] if comment else []
        out.append(pytest.param(config, text, expected, id=f"{config} {text}", marks=marks))
    return out


@pytest.mark.parametrize(("config", "text", "expected"), _cases())
def test_names(config: str, text: str, expected: str) -> None:
    converted = hanzi.convert(text, config)
    assert converted.text == expected
    assert apply(text, converted.edits) == expected
    assert undo(expected, converted.edits) == text


@pytest.mark.parametrize(
    ("config", "text", "words", "expected"),
    [
        ("t2s", "高乾學的餅乾", ["高乾學"], "高乾学的饼干"),
        ("tw2sp", "軟體公司出軟體", ["軟體公司"], "软体公司出软件"),
        ("s2t", "后山的后面", ["后山"], "后山的後面"),
        ("s2t", "发哥的头发", ["发哥"], "發哥的頭髮"),
        ("s2t", "余姚有余", ["余"], "余姚有余"),
        ("t2s+zhe", "陳著看著書", ["陳著"], "陈著看着书"),
        ("s2t", "约翰·后.李走后", ["约翰·后.李"], "約翰·后.李走後"),
        ("s2t", "后山和后山村", ["后山", "后山村", " "], "后山和后山村"),
        ("none", "后山", ["山"], "后山"),
    ],
)
def test_protected_words(config: str, text: str, words: list[str], expected: str) -> None:
    converted = hanzi.convert(text, config, hanzi.protected(words))
    assert converted.text == expected
    assert apply(text, converted.edits) == expected


@pytest.mark.parametrize("config", ["t2s", "t2s+zhe", "hk2s", "hk2s+zhe", "tw2s", "tw2sp"])
@pytest.mark.parametrize(
    ("word", "expected"),
    [("高乾學", "高乾学"), ("陳著", "陈著"), ("軟體為裡", "软体为里"), ("甯汎昇", "甯汎昇"), ("滑鼠", "滑鼠")],
)
def test_protected_words_to_the_simplified_script(config: str, word: str, expected: str) -> None:
    """Whatever the number of stages: each character by itself."""
    text = f"國學大師{word}的{word}，餅乾"
    converted = hanzi.convert(text, config, hanzi.protected([word]))
    assert converted.text == f"国学大师{expected}的{expected}，饼干"
    assert apply(text, converted.edits) == converted.text
    assert undo(converted.text, converted.edits) == text


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp", "s2hk", "t2tw", "t2hk"])
@pytest.mark.parametrize("word", ["范后于", "徐乾學", "余里"])
def test_protected_words_to_the_traditional_script(config: str, word: str) -> None:
    converted = hanzi.convert(f"找{word}，找", config, hanzi.protected([word]))
    assert converted.text == f"找{word}，找"
    assert apply(f"找{word}，找", converted.edits) == converted.text


@pytest.mark.parametrize(
    ("setting", "paragraphs", "expected"),
    [
        ("auto", ["清人高乾學後人出書", "高乾學教授說了，餅乾"], ["清人高乾学后人出书", "高乾学教授说了，饼干"]),
        ("tw2sp", ["清人高乾學後人出書", "高乾學教授說了"], ["清人高乾学后人出书", "高乾学教授说了"]),
        ("auto", ["高乾隆冬歸來", "教授高乾說，高乾回來了"], ["高乾隆冬归来", "教授高乾说，高乾回来了"]),
        ("s2t", ["一座于海波的雕像", "教授于海波说", "位于海边"], ["一座于海波的雕像", "教授于海波說", "位於海邊"]),
        ("s2t", ["范先生走了", "示范先行"], ["范先生走了", "示範先行"]),
    ],
)
def test_a_name_shown_at_one_place_is_kept_at_all(setting: str, paragraphs: list[str], expected: list[str]) -> None:
    _, done = hanzi.normalise(paragraphs, setting)
    assert [d.text for d in done] == expected
    assert [apply(p, d.edits) for p, d in zip(paragraphs, done, strict=True)] == expected


def test_many_known_names_take_linear_time() -> None:
    han = [chr(0x4E00 + i) for i in range(200)]
    paragraphs = [f"教授王乾{a}說。王乾{a}去了。" for a in han] * 20 + ["王乾" * 50_000]
    hanzi.convert("字", "t2s")
    began = time.process_time()
    hanzi.normalise(paragraphs, "t2s")
    assert time.process_time() - began < 15


@pytest.mark.parametrize(
    ("config", "paragraphs", "expected"),
    [
        ("t2s+zhe", ["徐乾學教授吃餅乾，乾了", "他看著名著"], {"乾": {"干": 2, "乾": 1}, "著": {"着": 1, "著": 1}}),
        ("s2t", ["皇后在后面，头发发白"], {"发": {"髮": 1, "發": 1}, "后": {"后": 1, "後": 1}, "面": {"面": 1}}),
        ("t2s+zhe", ["山高水長"], {}),
        ("none", ["皇后"], {}),
    ],
)
def test_what_ambiguous_characters_became(
    config: str, paragraphs: list[str], expected: dict[str, dict[str, int]]
) -> None:
    script, _ = hanzi.normalise(paragraphs, config)
    assert script.evidence.get("ambiguous", {}) == expected


def test_a_list_is_words_and_files(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("\ufeff# places\n后山\n\n余 姚\n", encoding="utf-8")
    keep = hanzi.listed((str(file), "后溪"))
    assert hanzi.convert("后山、后溪、余 姚、后来", "s2t", keep).text == "后山、后溪、余 姚、後來"
    assert hanzi.fingerprint((str(file), "后溪")) == hanzi.fingerprint(("后溪", "余 姚", "后山"))
    assert hanzi.fingerprint(("后溪",)) != hanzi.fingerprint(("后山",))
    assert hanzi.fingerprint(()) is None


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing"):
        hanzi.listed((str(tmp_path / "nothing.txt"),))
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        hanzi.listed((str(broken),))


@given(NAMES, st.sampled_from(["t2s", "t2s+zhe", "s2t", "s2twp", "tw2sp"]), st.lists(NAMES.filter(bool), max_size=3))
def test_edits_lead_there_and_back(text: str, config: str, words: list[str]) -> None:
    converted = hanzi.convert(text, config, hanzi.protected(words))
    assert apply(text, converted.edits) == converted.text
    assert undo(converted.text, converted.edits) == text
    assert "".join(hanzi.convert_stream([text], config, hanzi.protected(words))) == converted.text


def test_news_has_few_false_names(shared: Path) -> None:
    """Of 500 articles made traditional and back no character more differs than without names."""
    with gzip.open(shared / "data" / "news" / "articles_more.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"] for line in islice(lines, 500)]
    for article in articles:
        traditional = hanzi.convert(article, "s2t").text
        assert all(article[n.kept] == "乾" for n in names(traditional, "t2s"))


@pytest.mark.parametrize("unit", ["乾", "于", "教授于", "范先生", "徐乾學", "后\U0010fffd"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    hanzi.convert("字", "s2t")
    began = time.process_time()
    list(names(text, "s2t"))
    list(names(text, "t2s"))
    assert time.process_time() - began < 15
