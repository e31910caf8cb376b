"""Summaries in the three orders, written and chosen, with what they rest on and what they made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import duizhao
import tiny_models
from duizhao.flow.supported import Article
from duizhao.flow.writer import Writer
from duizhao.settings import load
from duizhao.summaries import write

TEXT = (
    "昨天下午三点，镇上的图书馆开了新的阅览室。河上的老桥今年重新修好了，骑车的人一天比一天多。\n\n"
    "村里的小学有二十三个学生，三位老师轮流做饭。他们把茶叶装上船，沿着运河送到北边的城市。"
)


@pytest.fixture(scope="session")
def mt5(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_models.t5(tmp_path_factory.mktemp("mt5") / "tiny-mt5"))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_models.marian(tmp_path_factory.mktemp("marian") / "tiny"))


def _same_after_json(draft: duizhao.Draft) -> bool:
    return duizhao.Draft.from_json(json.loads(json.dumps(draft.to_json()))).summary == draft.summary


@pytest.mark.parametrize("method", ["centroid", "lead", "lexrank", "lsa", "mmr", "random", "textrank"])
@pytest.mark.parametrize("order", ["summarise-translate", "translate-summarise"])
def test_chosen_sentences_are_those_of_the_draft(model: str, method: str, order: str) -> None:
    draft = duizhao.summarise(TEXT, method=method, length=2, order=order, model=model, seed=5)
    of = {s.id: s for s in draft.sentences}
    assert len(draft.summary.sentences) == 2
    for s in draft.summary.sentences:
        (support,) = s.supports
        assert s.support_scores == (1.0,)
        assert (s.source, s.target) == (of[support].source.strip(), of[support].target)
    assert f"method:{method}" in draft.summary.signature
    assert f"order:{order}" in draft.summary.signature
    assert ("seed:5" in draft.summary.signature) is (method == "random")
    assert _same_after_json(draft)


@pytest.mark.parametrize("order", ["summarise-translate", "translate-summarise", "direct"])
def test_written_sentences_name_what_they_rest_on(model: str, mt5: str, order: str) -> None:
    draft = duizhao.translate(TEXT, method=mt5, summary="100c", order=order, model=model)
    ids = {s.id for s in draft.sentences}
    assert draft.summary.sentences
    for s in draft.summary.sentences:
        assert set(s.supports) <= ids
        assert len(s.supports) == len(s.support_scores)
        assert all(0 < score <= 1 for score in s.support_scores)
        assert s.target
        assert bool(s.source) is (order == "summarise-translate")
    if order != "summarise-translate":  # this model writes Chinese, whatever it is asked for
        assert "untranslated" in {f.check for s in draft.summary.sentences for f in s.flags}
    assert "norepeat:2" in draft.summary.signature
    assert _same_after_json(draft)
    assert draft.summary.sentences[0].target[:5] in duizhao.render(draft, "txt")


def test_the_end_of_a_long_article_counts(model: str, mt5: str) -> None:
    """What a model can take at once is far less than the article: the rest is no silent cut."""
    start = TEXT * 12

    writer = Writer(load({"method": mt5}, environ={}))
    given = []
    write(start, lambda pieces: given.append(pieces) or writer(pieces), writer.fitting)
    engine = writer._load()
    assert all(size <= engine.input_limit for pieces in given for size in engine.count(pieces))
    writer.close()
    assert len(given[0]) > 1
    assert "".join(given[0]) == start
    one, other = (
        duizhao.summarise(start + end, method=mt5, length=50, model=model).summary.sentences
        for end in ("雨停以后，山路上的石头还是很滑，请慢慢走。", "他们把茶叶装上船，沿着运河送到北边的城市。" * 2)
    )
    assert [s.source for s in one] != [s.source for s in other]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"order": "translate-sumarise"}, "Did you mean 'translate-summarise'"),
        ({"order": "direct"}, "writes English from Chinese"),
        ({"order": "direct", "method": "mt5"}, "writes English from Chinese"),
        ({"length": "many"}, "characters"),
    ],
)
def test_what_cannot_be_done_says_so(model: str, options: dict[str, str], said: str) -> None:
    with pytest.raises(duizhao.UsageError) as caught:
        duizhao.summarise(TEXT, model=model, **options)
    assert said in str(caught.value.remedy)


@pytest.mark.parametrize(
    "text",
    ["今天，山城市公布了新的规划。", "今天，山城市公布了新的规划。\n\n好。", "规划\n\n山城\n\n新桥", "中" * 20_000],
    ids=["one sentence", "a sentence and a fragment", "no sentence at all", "one endless sentence"],
)
@pytest.mark.parametrize("method", ["centroid", "lsa", "mmr", "lead"])
def test_short_articles_have_short_summaries(model: str, method: str, text: str) -> None:
    draft = duizhao.summarise(text, method=method, length=5, model=model, beam=1)
    chosen = draft.summary.sentences if draft.summary else ()
    assert len(chosen) <= 1
    assert draft.summary is None or draft.summary.asked == "5"


ARTICLE = Article.of(["法国总统马克龙今年5月访问北京，两国签署了18项协议。", "中国工程师王建国说，投资达到1.23亿元。"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("马克龙访问北京，签署18项协议。", []),
        ("投资达到12300万元。", []),
        ("两国签署三大类协议。", []),
        ("德国总理访问北京，签署28项协议。", [("number", "28项"), ("name", "德国")]),
        ("中国工程师李建华说，桥已完工。", [("name", "李建华")]),
        ("德国工程师李建国去年来过北京。", [("name", "德国"), ("name", "李建国")]),
        ("", []),
    ],
)
def test_what_a_chinese_summary_makes_up(sentence: str, expected: list[tuple[str, str]]) -> None:
    flags = ARTICLE.in_chinese(sentence)
    assert [f.check for f in flags] == [check for check, _ in expected]
    for flag, (_, said) in zip(flags, expected, strict=True):
        assert sentence[slice(*flag.source_span)] in said


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("President Macron of France visited Beijing and signed 18 agreements.", []),
        ("Wang Jianguo said that about 120 million yuan was invested in 2024.", []),
        ("Germany signed 28 agreements in Beijing.", [("number", "28"), ("name", "Germany")]),
        ("Engineer Li Jianhua spoke.", [("name", "Li Jianhua")]),
        ("", []),
    ],
)
def test_what_an_english_summary_makes_up(sentence: str, expected: list[tuple[str, str]]) -> None:
    flags = ARTICLE.in_english(sentence)
    assert [(f.check, sentence[slice(*f.target_span)].strip()) for f in flags] == expected


DATED = Article.of(["7月18日，31个省份报告了新的数字。", "展览从九月19、20日开到23日，馆长栗文书到场。"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("七月18日有新的数字。", []),
        ("展览9月19日开始，9月20日人最多，9月23日结束。", []),
        ("7月31日有新的数字。", ["31日"]),
        ("7月19日有新的数字。", ["19日"]),
        ("馆长张文书说，栗文书到场。", ["张文书"]),
    ],
)
def test_a_date_is_a_month_with_its_day_and_a_surname_may_be_a_word(sentence: str, expected: list[str]) -> None:
    assert [sentence[slice(*f.source_span)] for f in DATED.in_chinese(sentence)] == expected


@pytest.mark.parametrize(("article", "summary"), [("欧洲联盟", "欧盟"), ("欧盟", "欧洲联盟")])
def test_one_body_under_two_names_is_one(article: str, summary: str) -> None:
    assert not Article.of([f"{article}宣布了新的关税。"]).in_chinese(f"{summary}宣布新关税。")


def test_a_line_without_end_takes_bounded_time(tmp_path: Path) -> None:
    for line in ("a" * 10**5, "（" * 10**5, "中" * 10**5, "王" * 10**5, "Wang " * 10**4):
        assert not ARTICLE.in_english(line) or "Wang" in line
        ARTICLE.in_chinese(line)
