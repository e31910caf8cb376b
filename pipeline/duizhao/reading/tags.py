"""What a page says of itself for machines: meta tags, JSON-LD, microdata, time and link elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from duizhao.reading.dates import as_date
from duizhao.reading.markup import Element

_TAGS = {
    "date": (
        "article:published_time", "pubdate", "publishdate", "og:published_time", "og:release_date", "datepublished",
        "article:create_at", "publish-date", "publication_date", "weibo:article:create_at", "firstpublishedtime",
        "og:time", "dc.date.issued", "date_published", "apub:time", "_pubtime", "createdate", "parsely-pub-date",
        "dcterms.created", "dc.date", "sailthru.date", "publish_time",
    ),
    "source": ("source", "mediaid", "contentsource", "og:article:source", "contentsource_name", "sourcename"),
    "authors": ("author", "og:article:author", "article:author", "dc.creator", "parsely-author", "byl"),
    "editor": ("editor", "catalogeditor", "editorname"),
    "title": ("og:title", "articletitle", "twitter:title", "apub:title"),
    "subtitle": ("subtitle", "articlesubtitle"),
    "section": ("article:section", "og:article:section", "parsely-section", "columnname", "channelname"),
    "url": ("og:url",),
}  # fmt: skip
_FIELDS = {tag: name for name, tags in _TAGS.items() for tag in tags}
_ARTICLES = re.compile(
    r"(?:News|Blog|Social|Opinion|Report|Analysis|Review|Background|Satirical|Discussion|Advertiser)"
    r"\w*(?:Article|Posting|Post)\w*|Article|TechArticle|ScholarlyArticle|WebPage|QAPage|VideoObject"
)
_LABEL = re.compile(r"\A(?:文章)?(?:来源|來源|稿源)\s*[:：]\s*")
_WECHAT_TIME = re.compile(r'\bvar ct\s?=\s?"(\d{10})"')
JSON_LIMIT = 1 << 20
"""Characters of a JSON-LD script that is looked at."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value and where it was said: the name of the kind of tag."""

    value: str
    evidence: str


def said_by_tags(root: Element) -> dict[str, Said]:
    """Field of Meta to what the tags say; of several the first, but of equal dates the one that says more."""
    said: dict[str, Said] = {}
    for field, value, evidence in _all(root):
        value = " ".join(value.split())
        if field == "date":
            value = as_date(value) or ""
        elif field == "source":
            value = _LABEL.sub("", value, count=1).removesuffix("原创稿").strip()
        known = said.get(field)
        if value and (known is None or (field == "date" and _says_more(value, known.value))):
            said[field] = Said(value, evidence)
    return said


def _says_more(date: str, known: str) -> bool:
    return len(date) > len(known) and date.startswith(known[:16] if "T" in known else known)


def _all(root: Element) -> Iterator[tuple[str, str, str]]:
    yield from _meta(root)
    for link in root.iterfind('.//link[@rel="canonical"]'):
        if re.match("https?://", link.get("href") or ""):
            yield "url", link.get("href"), "link"
    for script in root.iterfind('.//script[@type="application/ld+json"]'):
        yield from _json_ld(script.text or "")
    for element in root.xpath('.//*[@itemprop="datePublished" or @itemprop="headline"] | .//time[@pubdate]'):
        field = "title" if element.get("itemprop") == "headline" else "date"
        if element.tag != "meta":
            yield field, element.get("content") or element.get("datetime") or text_of(element), "microdata"
    for link in root.iterfind('.//a[@rel="category tag"]'):
        yield "section", text_of(link), "link"
    if root.find('.//*[@id="js_content"]') is not None:
        yield from _wechat(root)


def _wechat(root: Element) -> Iterator[tuple[str, str, str]]:
    """The account of an article of WeChat, and its time, which a script puts into the page."""
    for name in root.iterfind('.//*[@id="js_name"]'):
        yield "source", text_of(name), "account"
    for script in root.iter("script"):
        if found := _WECHAT_TIME.search(script.text or ""):
            yield "date", datetime.fromtimestamp(int(found[1]), UTC).isoformat(), "script"


def _meta(root: Element) -> Iterator[tuple[str, str, str]]:
    for tag in root.iter("meta"):
        key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        if field := _FIELDS.get(key):
            yield field, tag.get("content") or "", "meta"


def _json_ld(text: str) -> Iterator[tuple[str, str, str]]:
    """What the description of an article in JSON-LD says; nothing where it is no JSON."""
    if len(text) > JSON_LIMIT:
        return
    try:
        data = json.loads(re.sub(r"[\x00-\x1f]", " ", text))
    except (ValueError, RecursionError):
        return
    for item in _items(data):
        kinds = item.get("@type")
        if not any(_ARTICLES.fullmatch(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
            continue
        if kinds != "VideoObject":
            yield "date", _name(item.get("datePublished")), "json-ld"
        yield "authors", _name(item.get("author")), "json-ld"
        yield "editor", _name(item.get("editor")), "json-ld"
        yield "title", _name(item.get("headline")), "json-ld"
        yield "subtitle", _name(item.get("alternativeHeadline")), "json-ld"
        yield "section", _name(item.get("articleSection")), "json-ld"
        page = item.get("url") or item.get("mainEntityOfPage")
        address = page.get("@id") if isinstance(page, dict) else page
        if isinstance(address, str) and re.match("https?://", address):
            yield "url", address, "json-ld"


def _items(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 4:
        for one in data:
            yield from _items(one, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"), depth + 1)


def _name(value: Any) -> str:
    """A string as it is, a thing by its name, several things by their names."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return "、".join(filter(None, map(_name, value)))
    return value if isinstance(value, str) else ""


def text_of(element: Element) -> str:
    """The text in an element, white space as it is shown."""
    return " ".join("".join(element.itertext()).split())
