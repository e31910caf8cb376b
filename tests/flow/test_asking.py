"""What the model is asked: without the dateline, in other words, headlines by their clauses; terms stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.document import Block, Document
from duizhao.flow.asking import Asked, asker
from duizhao.flow.numbering import numbering
from duizhao.flow.prepare import prepare
from duizhao.preediting import Plainer
from duizhao.record import Draft, Kind, Origin
from duizhao.settings import Settings
from duizhao.terms import Found, Term

CASES = Path(__file__).parents[1] / "cases" / "flow" / "numbering.tsv"
NUMBERED = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]


def draft(text: str) -> Draft:
    return prepare(Document("x", text, text, Origin(), blocks=(Block(0, len(text)),)), Settings()).draft


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "新华社合肥9月27日电 他们获得亚军。",
            "paragraph",
            Asked(("他们获得第二名。",), "Xinhua News Agency, Hefei, Sept. 27 —"),
        ),
        ("油价持续上涨 市民改乘公交", "heading", Asked(("油价持续上涨", "市民改乘公交"))),
        ("油价持续上涨 市民改乘公交", "paragraph", Asked(("油价持续上涨 市民改乘公交",))),
        ("习近平总书记 在中央会议上的讲话", "heading", Asked(("习近平总书记 在中央会议上的讲话",))),
        ("中国女排三比零 战胜日本女排", "heading", Asked(("中国女排三比零 战胜日本女排",))),
        ("我们支持。”", "paragraph", Asked(("我们支持。",))),
        ("“雨停了。", "paragraph", Asked(("雨停了。",))),
        ("“雨停了。”", "paragraph", Asked(("“雨停了。”",))),
        ("总　则", "heading", Asked(("总　则",))),
        ("王　毅在北京会见客人", "heading", Asked(("王　毅在北京会见客人",))),
        ("手机iPhone 15发布", "heading", Asked(("手机iPhone 15发布",))),
    ],
)
def test_a_sentence_is_asked_by_its_kind(text: str, kind: Kind, expected: Asked) -> None:
    assert asker(draft("桥修好了。"), Plainer({"亚军": "第二名"}), lambda text: ())(text, kind) == expected


@pytest.mark.parametrize(("text", "number", "rest"), NUMBERED)
def test_the_number_of_an_item_is_said_by_rule(text: str, number: str, rest: str) -> None:
    said, end = numbering(text)
    assert (said, text[end:]) == (number, rest)


def test_a_term_of_the_glossary_keeps_its_words_and_its_dateline() -> None:
    def find(text: str) -> tuple[Found, ...]:
        terms = {"新华社": "Xinhua", "亚军": "runner-up"}
        return tuple(Found(Term(zh, en), (at, at + len(zh))) for zh, en in terms.items() if (at := text.find(zh)) >= 0)

    ask = asker(draft("桥修好了。"), Plainer({"亚军": "第二名"}), find)
    assert ask("新华社北京9月27日电 她获得亚军。", "paragraph") == Asked(("新华社北京9月27日电 她获得亚军。",))


def test_a_country_is_that_of_the_document() -> None:
    ask = asker(draft("阿联酋总统到访。中阿关系良好。"), Plainer({}), lambda text: ())
    assert ask("中阿关系良好。", "paragraph").parts == ("中国和阿联酋关系良好。",)
