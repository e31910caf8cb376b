"""What a page says of itself: in tags, JSON-LD, microdata, time elements, marked elements, its address, its byline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duizhao import reading
from duizhao.document import Document
from duizhao.settings import Reading

CASES = Path(__file__).parent.parent / "cases" / "reading" / "page_fields.jsonl"
FIELDS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
PAGE = """<html><head><title>山城輕軌明年通車</title>{head}</head><body><h1>山城輕軌明年通車</h1>{lead}
<p>輕軌一期工程昨天鋪完最後一段鋼軌，全線進入調試。</p><p>調試要做三個月，之後空車試跑一季。</p></body></html>"""


def _read(page: str, **settings: Any) -> Document:
    (found,) = reading.read(page.encode(), Reading(**settings), name="a.html")
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize("case", FIELDS, ids=[c["label"] for c in FIELDS])
def test_field(case: dict[str, Any]) -> None:
    document = _read(PAGE.format(head=case["head"], lead=case["lead"]))
    got = {name: getattr(document.meta, name) for name in case["expect"]}
    assert {n: list(v) if isinstance(v, tuple) else v for n, v in got.items()} == case["expect"]
    evidence = document.meta.evidence
    assert {name: evidence.get(name) for name in case["evidence"]} == case["evidence"]
    for name, where in evidence.items():
        if isinstance(where, tuple):
            assert document.raw[slice(*where)] == getattr(document.meta, name)


def test_every_visible_line_is_a_block_with_html_body_all() -> None:
    lines = ["首页", "登录", "大桥通车", "大桥今晨通车。", "站点地图", "版权所有"]
    page = "<nav><a>{}</a><p>{}</p></nav><h1>{}</h1><p>{}</p><footer><a>{}</a><br>{}</footer>".format(*lines)
    document = _read(f"<html><body>{page}</body></html>", html_body="all")
    assert document.title is not None
    kept = [document.text_of(b) for b in document.blocks]
    assert kept == [x for x in lines if x != "大桥通车"]
    assert document.text[slice(*document.title)] == "大桥通车"
    assert not document.dropped


def test_a_page_without_an_article_is_read_with_html_body_all() -> None:
    page = "".join(f"<li><a href='/{i}'>第{i}条新闻的标题在这里</a></li>" for i in range(9))
    document = _read(f"<html><body><ul>{page}</ul></body></html>", html_body="all")
    assert [b.kind for b in document.blocks] == ["item"] * 9


RUBY = (
    "<p>他在<ruby>長<rp>(</rp><rt>cháng</rt><rp>)</rp>江<rt>jiāng</rt></ruby>邊住了一輩子，從沒離開。</p>"
    "<p><ruby><rb>今日</rb><rtc><rt>きょう</rt></rtc></ruby>是個好天氣，適合出門走走。</p>"
)


@pytest.mark.parametrize("body", ["article", "all"])
def test_readings_over_characters_are_dropped(body: str) -> None:
    document = _read(f"<html><body><h1>江邊人家</h1>{RUBY}</body></html>", html_body=body)
    assert [document.text_of(b) for b in document.blocks] == [
        "他在長江邊住了一輩子，從沒離開。",
        "今日是個好天氣，適合出門走走。",
    ]
    assert [(d.reason, d.text) for d in document.dropped] == [("ruby", "chángjiāng"), ("ruby", "きょう")]
    assert all(document.raw[slice(*d.at)] == d.text for d in document.dropped)


def test_what_is_not_seen_is_left_out() -> None:
    unseen = (
        "<noscript>请打开脚本</noscript><svg><title>图标</title><text>矢量字</text></svg><img alt='替代文字'>"
        "<p hidden>隐藏段落</p><p style='color:red; DISPLAY : none'>不显示的</p><template>模板</template>"
    )
    document = _read(f"<html><body><h1>大桥通车</h1><p>大桥今晨通车。</p>{unseen}</body></html>", html_body="all")
    assert document.raw == "大桥通车\n大桥今晨通车。"


def test_a_lead_and_captions_belong_to_the_article() -> None:
    document = _read(
        "<html><head><title>大桥通车</title></head><body><h1>大桥通车</h1><div class=a>2024-03-02 08:30</div>"
        "<div class=b><p>全长两公里的大桥今晨通车，两岸的人不用再等船。</p></div><div class=c>"
        + "<p>第一辆车是早上六点的公交，车上坐满了来看桥的人。</p>"
        "<div><figure><img><figcaption>大桥夜景</figcaption></figure></div>"
        "<p>渡船公司说，轮渡还会再开一年，票价不变。</p></div></body></html>"
    )
    assert [(b.kind, document.text_of(b)[:4]) for b in document.blocks] == [
        ("paragraph", "全长两公"),
        ("paragraph", "第一辆车"),
        ("caption", "大桥夜景"),
        ("paragraph", "渡船公司"),
    ]


@pytest.mark.parametrize(
    ("title", "tags", "bar", "expected"),
    [
        ("山谷露營賞楓 (2) @ 小屋 :: 樂遊客 LEYOU", "", "樂遊客 LEYOU", "山谷露營賞楓 (2) @ 某人的小屋"),
        ("樂遊客 LEYOU", "", "樂遊客 LEYOU", "山谷露營賞楓 (2) @ 某人的小屋"),
        (
            "某某旅行生活網",
            '<meta property="og:site_name" content="某某旅行生活網">',
            "某某旅行生活網",
            "山谷露營賞楓 (2) @ 某人的小屋",
        ),
    ],
)
def test_the_name_of_the_site_is_no_title(title: str, tags: str, bar: str, expected: str) -> None:
    head = f"""<title>{title}</title><meta property="og:title" content="{expected}">{tags}
<meta property="og:url" content="http://someone.leyou.example/post/1">"""
    page = f"""<html><head>{head}</head><body><div><h1>{bar}</h1></div>
<div><p>清早出發，山路兩旁的楓葉紅了大半，霧還沒有散。</p>
<p>營地在溪邊，搭好帳篷已是中午，我們煮了麵，看雲從谷口湧上來。</p></div></body></html>"""
    assert _read(page).meta.title == expected
