"""Detection: the script by its characters, a region by its words, and no claim without evidence."""

from __future__ import annotations

import gzip
import json
import time
from itertools import islice
from pathlib import Path

import pytest

from duizhao import hanzi
from duizhao.edits import apply
from duizhao.errors import UsageError

CASES = Path(__file__).resolve().parent.parent / "cases" / "hanzi" / "detect.tsv"


def _cases() -> list[list[str]]:
    return [line.split("\t")[:2] for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("config", "text"), _cases())
def test_auto_chooses_by_evidence(config: str, text: str) -> None:
    assert hanzi.choose(hanzi.detect(text), "auto") == config


def test_a_setting_that_is_named_is_taken() -> None:
    evidence = hanzi.detect("他們在門口")
    assert hanzi.choose(evidence, "none") == "none"
    assert hanzi.choose(evidence, "s2twp") == "s2twp"
    with pytest.raises(UsageError, match="s2hk"):
        hanzi.choose(evidence, "s2hkp")


def test_one_regional_word_makes_no_region_of_a_long_text() -> None:
    article = "市民們在廣場上觀看表演，孩子們跑來跑去，賣糖葫蘆的老人笑呵呵地招呼客人。" * 60
    assert hanzi.detect("她叫了計程車。").region == "tw"
    assert hanzi.detect(article + "她叫了計程車。").region == "none"


def test_the_seed(shared: Path) -> None:
    text = (shared / "data" / "news" / "seed-chinanews-bole.txt").read_text(encoding="utf-8")
    evidence = hanzi.detect(text)
    assert evidence.hant > 700
    assert evidence.hans < 10
    assert evidence.as_json() == {"hant": evidence.hant, "hans": evidence.hans, "region": "none"}
    assert hanzi.choose(evidence, "auto") == "t2s+zhe"
    simplified = hanzi.convert(text, "t2s+zhe").text
    assert "著" not in simplified
    assert {"顶着大风", "着力"} <= {w for w in ("顶着大风", "着力") if w in simplified}


def test_mainland_news_shows_no_region(shared: Path) -> None:
    """Of 600 articles none, and of 150 in both spellings of 裏 one at most, shows what it is not."""
    with gzip.open(shared / "data" / "news" / "articles_xinwenlianbo.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"][:800] for line in islice(lines, 600)]
    assert {hanzi.choose(hanzi.detect(a), "auto") for a in articles} == {"none"}
    claimed = sum(
        hanzi.detect(hanzi.convert(a, ("s2t", "s2tw")[i % 2]).text).region != "none"
        for i, a in enumerate(articles[::4])
    )
    assert claimed <= 1


def test_detection_is_fast() -> None:
    text = "她看著計程車開走，想起了軟體公司的資訊。" * 50_000
    hanzi.detect("字")
    began = time.process_time()
    hanzi.detect(text)
    assert time.process_time() - began < 3


def test_a_document_is_decided_as_a_whole() -> None:
    paragraphs = ["縣城下了一場大雪。", "他看著窗外。", "山高水长"]
    script, converted = hanzi.normalise(paragraphs, "auto")
    assert script.config == "t2s+zhe"
    assert script.evidence == {"hant": 2, "hans": 1, "region": "none", "ambiguous": {"著": {"着": 1}}}
    assert [c.text for c in converted] == ["县城下了一场大雪。", "他看着窗外。", "山高水长"]


def test_a_paragraph_of_the_other_script_is_left() -> None:
    paragraphs = ["縣城下了一場大雪，學校停課，車輛緩慢通過。", "陈著说：这里的于先生与后来的经历。"]
    script, converted = hanzi.normalise(paragraphs, "auto")
    assert script.evidence["paragraphs"] == 1
    assert converted[0].text == "县城下了一场大雪，学校停课，车辆缓慢通过。"
    assert converted[1].text == paragraphs[1]
    assert converted[1].edits == ()


def test_traditional_passages_of_a_simplified_document_are_converted() -> None:
    paragraphs = [
        "记者来到这个小镇，见到了几位老人。",
        "碑上寫著：「光緒三年，鄉人共築此橋。」",
        "他们说，石碑上的「光緒三年鄉人共築此橋」几个字，是乾隆年间的老人后来补写的。",
        "乾隆以后，陈著、徐乾学都来过这里。",
    ]
    script, converted = hanzi.normalise(paragraphs, "auto")
    assert script.config == "none"
    assert script.evidence["paragraphs"] == 2
    assert [c.text for c in converted] == [
        paragraphs[0],
        "碑上写着：「光绪三年，乡人共筑此桥。」",
        "他们说，石碑上的「光绪三年乡人共筑此桥」几个字，是乾隆年间的老人后来补写的。",
        paragraphs[3],
    ]
    assert all(apply(p, c.edits) == c.text for p, c in zip(paragraphs, converted, strict=True))


def test_a_named_setting_holds_for_every_paragraph() -> None:
    paragraphs = ["頭髮发白", "头发"]
    assert [c.text for c in hanzi.normalise(paragraphs, "none")[1]] == paragraphs
    assert [c.text for c in hanzi.normalise(paragraphs, "s2t")[1]] == ["頭髮發白", "頭髮"]
