"""Feeds in: a document for each item, whatever the state of the XML."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.settings import Reading

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases/reading/feeds.jsonl").read_text(encoding="utf-8").splitlines()
]


def items(data: bytes | str | Path, format: str | None = None) -> list[Document | InputError]:
    source = data.encode() if isinstance(data, str) else data
    return list(reading.read(source, Reading(), name=None if isinstance(data, Path) else "feed.xml", format=format))


def said(item: Document | InputError, keys: dict[str, Any]) -> dict[str, Any] | None:
    """What a case asks of an item."""
    if isinstance(item, InputError):
        return None
    out: dict[str, Any] = {"title": item.meta.title, "lines": [item.text_of(b) for b in item.blocks], "id": item.id}
    out |= {k: getattr(item.meta, k) for k in ("url", "date", "section", "source")} | {"authors": [*item.meta.authors]}
    return {k: v for k, v in out.items() if k in keys}


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = items(case["input"])
    if case.get("loose"):
        case["items"], found = case["items"][:1], found[:1]
    assert [said(f, e or {}) for f, e in zip(found, case["items"], strict=True)] == case["items"]
    for item in found:
        if isinstance(item, Document):
            assert item.origin.format == "feed"
            title = [item.raw[slice(*item.title)]] if item.title else []
            assert "\n".join([*title, *(item.text_of(b) for b in item.blocks)]) == item.raw


def test_an_item_without_anything_says_where_it_is() -> None:
    empty = next(c for c in CASES if c["items"][0] is None)
    error, _ = items(empty["input"])
    assert str(error) == "feed.xml#1: has neither title nor text. Leave the item out."


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-16", "big5"])
def test_encodings_by_the_prolog(encoding: str) -> None:
    case = next(c for c in CASES if c["label"] == "rss 2.0")
    text = case["input"].replace('encoding="utf-8"', f'encoding="{encoding}"')
    if encoding == "big5":
        text = text.replace("桥", "橋").replace("报", "報").replace("车", "車")
    (item,) = items(text.encode(encoding))
    assert isinstance(item, Document)
    assert item.meta.title in ("桥修好了", "橋修好了")


def test_the_shared_feeds(shared: Path) -> None:
    """Every title of the expected values, but those of feeds' images, which are no items."""
    folder = shared / "data/news/formats"
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["file"].startswith("feed-")]
    assert len(rows) == 8
    images = ("Asia Corporate News Network", "Blogcn.com")
    counts = {}
    for row in rows:
        found = [d for d in items(folder / row["file"]) if isinstance(d, Document)]
        counts[row["file"]] = len(found)
        assert not row["title"] or found[0].meta.source == row["title"]
        wanted = [t for t in row["item_titles"] if t not in images]
        assert not wanted or [d.meta.title for d in found] == wanted
        assert found[0].origin.encoding == row["encoding"].replace("big5", "big5-hkscs")
        assert all(d.meta.url for d in found)
        assert "\ufffd" not in "".join(d.raw for d in found)
    assert counts["feed-big5-leavesth.blogspot.com.xml"] == 15
    assert counts["feed-big5-willythecop.blogspot.com.xml"] == 8


BOMB = '<!ENTITY b0 "中">' + "".join(f'<!ENTITY b{i} "{f"&b{i - 1};" * 10}">' for i in range(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE rss [{BOMB}]><rss><channel><item><title>&b11;</title></item></channel></rss>",
        "<rss><channel>" + "<item><title>中</title></item>" * 15_000 + "</channel></rss>",
        "<rss><channel>" + "<item>" * 100_000,
        "<rss><channel><item><description>" + "<div>" * 100_000 + "中",
        "<rss><channel><item><description><![CDATA[" + "<div>" * 100_000 + "中]]></description></item></channel></rss>",
        "<rss><channel><item><title>" + "中" * 10**6 + "</title></item></channel></rss>",
        "<rss><channel><item><title>" + "&lt;" * 300_000 + "</title></item></channel></rss>",
        "<rss><channel><item><title>" + "&" * 300_000 + "</title></item></channel></rss>",
        "<rss><channel><item><title>" + "<![CDATA[" * 100_000,
        "<rss><channel><item><title>" + "<br " * 80_000,
        "<rss>" + "<!DOCTYPE[" * 100_000,
        "<rss><channel><item>" + "<category>中</category>" * 100_000 + "</item></channel></rss>",
        "<rss><channel><item><title>" + "\0" * 10**6 + "中</title></item></channel></rss>",
        "<rss " + "a='b' " * 100_000 + ">",
    ],
    ids=lambda t: t[:50] + f"…{len(t)}",
)
def test_hostile_feeds_take_bounded_time(text: str) -> None:
    began = perf_counter()
    with suppress(InputError):
        for item in items(text, "feed"):
            assert "\n" not in str(item) if isinstance(item, InputError) else len(item.raw) < 2 * len(text)
    assert perf_counter() - began < 15


@pytest.mark.parametrize(
    "text", ["<rss><channel><title>山城</title></channel></rss>", "<rss>", "<html><body>中文</body></html>", "中文"]
)
def test_what_is_no_feed_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError) as refused:
        items(text, "feed")
    assert "\n" not in str(refused.value)


PIECES = [
    *(
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<description>",
        "</description>",
        "<entry>",
        "</entry>",
        "<![CDATA[",
    ),
    *(
        "]]>",
        "&nbsp;",
        "&",
        "<",
        "中文",
        "<p>",
        "</p>",
        "&lt;p&gt;",
        "<br>",
        "\n",
        "<link href='x'/>",
        "<link>",
        "</link>",
    ),
    *(
        "http://[",
        "<pubDate>",
        "Fri, 30 Dec 2005 14:19:19 GMT",
        "</pubDate>",
        "<content type='xhtml'>",
        "</content>",
        "\0",
    ),
    *(
        "<x:div xmlns:x='http://www.w3.org/1999/xhtml'>",
        "</x:div>",
        "<dc:creator>",
        "</dc:creator>",
        "<!--",
        "-->",
        "<?a",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=50))
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_it_ends_in_documents_or_one_line(pieces: list[str]) -> None:
    with suppress(InputError):
        assert all(item.id for item in items("<rss><channel>" + "".join(pieces), "feed") if isinstance(item, Document))
