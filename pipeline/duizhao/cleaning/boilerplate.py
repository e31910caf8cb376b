"""What stands around an article and is none of it: share bars, site names, licences, telephone numbers, related news.

The shapes are in boilerplate.tsv and tokens.tsv. They count where they are found: above the first sentence of the
article, or below its last; a sentence inside the article is never dropped for mentioning a source or a right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from duizhao.cleaning.lines import Line, blocks_of, fold, han, is_sentence, lines_of, same, table, zones
from duizhao.document import Block, Document, drop
from duizhao.edits import Positions
from duizhao.record import Dropped

_SITE = re.compile(
    r"[\w.]{2,12}(?:网|网站|日报|晚报|早报|时报|周刊|新闻网|在线|频道|客户端|新闻中心|电视台|通讯社|\.com|\.cn|\.tw|\.hk)"
)
_ENDINGS = {
    "end-mark": re.compile(r"[(\[【]\s*(?:完|全文完|本文完|未完待续)\s*[)\]】]$"),
    "navigation": re.compile(r"(?<=[。!?)\]】”])\s*返回(?:搜狐|首页|列表)[,\s]{0,2}(?:查看更多)?$"),
}
MOST_ENDINGS, LONGEST_ENDING = 3, 40
_SAID = re.compile(r"(?:写道|写着|读到|问道|答道|表示|指出|强调|认为|介绍|透露|回应|规定|称|说)\s*[,:]")
_FOOT = ("copyright", "licence")
_OF_SITES = (*_FOOT, "contact")
"""Reasons that count below an article of news only: manuals and letters end with telephones and rights too."""
_NEWS = re.compile(
    r"ICP|网安备|公安备|转载|摘编|责任编辑|责编|编辑部|(?:新闻|报料|爆料|纠错)(?:电话|热线|邮箱|专线)?\s*:"
)
"""What the foot of a site of news says and other texts do not."""
_BETWEEN = r"[\s|·,/、:\-+()\[\]【】\d]*"


def boilerplate(document: Document) -> Document:
    """`document` without such lines, each dropped with its reason."""
    lines = lines_of(document)
    head, tail = zones(lines, reason_of)
    tail = max(tail, head)
    found: dict[int, str] = {}
    has_foot = any(_reason(line.plain)[0] in _FOOT for line in lines[tail:])
    of_news = _is_news(document, lines[tail:])
    names = _site_names(document, lines[tail:])
    title = same(fold(_title(document)))
    for i, line in enumerate(lines):
        zone = "head" if i < head else "tail" if i >= tail else "body"
        reason = _dropped(document, line, zone, title, names, has_foot)
        if reason and (of_news or reason not in _OF_SITES):
            found[i] = reason
    for i in _after_related(lines, found, tail):
        found.setdefault(i, "related")
    if found:
        document = drop(document, [(lines[i].block, why) for i, why in sorted(found.items())])
    return _without_endings(document)


def _is_news(document: Document, tail: Sequence[Line]) -> bool:
    """Whether a document is a page, says whence it comes or who edited it, or ends as pages of news do."""
    meta = document.meta
    return bool(document.origin.format == "html" or meta.source or meta.editor or meta.place) or any(
        is_foot(line) for line in tail
    )


def is_foot(line: Line) -> bool:
    """Whether a line is such as only sites of news have below their articles."""
    reason = _reason(line.plain)[0]
    return reason in _OF_SITES and bool(
        _NEWS.search(line.plain) or (reason == "copyright" and _SITE.search(line.plain))
    )


def reason_of(line: Line) -> str | None:
    """What a line would be dropped for, were it above or below the article."""
    return _reason(line.plain)[0]


@lru_cache(maxsize=4096)
def _reason(plain: str) -> tuple[str | None, str]:
    """Reason and zone of the first shape that a folded line has, of one that counts anywhere if it has such."""
    if reason := _anywhere(plain):
        return reason, "any"
    if len(plain) > 800:
        return None, ""
    if _around().fullmatch(plain):
        found = next((reason, zone) for reason, zone, shape in _shapes() if shape.fullmatch(plain))
        asks = found[0] in _OF_SITES and "?" in plain
        return (None, "") if asks or _SAID.search(plain) else found
    for reason, words in _bars().items():
        if words.fullmatch(plain) and han(plain) > 1 and not _SAID.search(plain):
            return reason, "edge"
    return None, ""


def _anywhere(plain: str) -> str | None:
    """The reason to drop a folded line wherever it stands; what somebody says is news, whatever it is about."""
    if len(plain) > 800 or not _inside().fullmatch(plain) or _SAID.search(plain):
        return None
    return next(reason for reason, zone, shape in _shapes() if zone == "any" and shape.fullmatch(plain))


def _dropped(document: Document, line: Line, zone: str, title: str, names: set[str], foot: bool) -> str | None:
    if zone == "body":
        return None if line.block.kind == "cell" else _anywhere(line.plain)
    if title and _repeats(line.plain, title):
        return "duplicate-title"
    if names and same(line.plain) in names:
        return "site-name"
    if zone == "head" and _above_title(document, line) and _SITE.fullmatch(line.plain.strip()):
        return "site-name"
    reason, where = _reason(line.plain)
    return reason if where in ("any", "edge", zone) or (where == "foot" and zone == "tail" and foot) else None


def _repeats(plain: str, title: str) -> bool:
    """Whether a line is the headline again, with or without the name of the site behind it."""
    bare = same(plain)
    if bare == title:
        return True
    return (
        len(title) >= 8
        and bare.startswith(title)
        and bool(re.search(r"[_|\-–—]", plain))
        and len(bare) - len(title) <= 12
    )


def _above_title(document: Document, line: Line) -> bool:
    return document.title is None or line.block.end <= document.title[0]


def _title(document: Document) -> str:
    return document.text[slice(*document.title)] if document.title else document.meta.title or ""


def _site_names(document: Document, tail: Sequence[Line]) -> set[str]:
    """Names that the footer gives as those of the site."""
    names = set()
    for line in tail:
        if _reason(line.plain)[0] == "copyright":
            names |= {same(m[0]) for m in _SITE.finditer(line.plain)}
    return names


def _after_related(lines: Sequence[Line], found: dict[int, str], tail: int) -> Iterator[int]:
    """The headlines below a line such as 相關閱讀."""
    start = next((i for i in range(tail, len(lines)) if found.get(i) == "related"), None)
    if start is None:
        return
    for i in range(start + 1, len(lines)):
        if is_sentence(lines[i].plain) and i not in found and not lines[i].plain.rstrip().endswith(("?", "!", "…")):
            return
        yield i


def _without_endings(document: Document) -> Document:
    """`document` with what stands behind the last sentence of its last paragraph dropped: （完）, 返回首页."""
    for _ in range(MOST_ENDINGS):
        if not (blocks := blocks_of(document)):
            break
        last = blocks[-1]
        text = document.text_of(last)
        tail = fold(text[-LONGEST_ENDING:])
        found = next(((why, m) for why, shape in _ENDINGS.items() if (m := shape.search(tail))), None)
        if found is None:
            break
        why, mark = found
        at = len(text) - len(tail) + mark.start()
        if not text[:at].strip():
            break
        document = _cut(document, last, last.start + at, why)
    return document


def _cut(document: Document, block: Block, at: int, why: str) -> Document:
    """`document` with the end of `block`, from `at` on, dropped."""
    lead = document.text[at : block.end]
    start = at + len(lead) - len(lead.lstrip())
    gone = Dropped(document.text[start : block.end], why, Positions(document.edits).span(start, block.end))
    end = block.start + len(document.text[block.start : at].rstrip())
    blocks = tuple(replace(b, end=end) if b is block else b for b in document.blocks)
    return replace(document, blocks=blocks, dropped=tuple(sorted((*document.dropped, gone), key=lambda d: d.at)))


@cache
def _shapes() -> list[tuple[str, str, re.Pattern[str]]]:
    return [(reason, zone, re.compile(shape, re.IGNORECASE)) for reason, zone, shape in table("boilerplate.tsv")]


@cache
def _inside() -> re.Pattern[str]:
    """Any of the shapes that count anywhere."""
    return _one_of(shape for _, zone, shape in _shapes() if zone == "any")


@cache
def _around() -> re.Pattern[str]:
    """Any of the other shapes."""
    return _one_of(shape for _, zone, shape in _shapes() if zone != "any")


def _one_of(shapes: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{shape.pattern})" for shape in shapes), re.IGNORECASE)


@cache
def _bars() -> dict[str, re.Pattern[str]]:
    """For each reason, a line made of words of the bars only, its first word being of that reason."""
    rows = table("tokens.tsv")
    anything = "|".join(word for _, word in rows)
    bars = {}
    for reason in dict.fromkeys(reason for reason, _ in rows):
        first = "|".join(word for r, word in rows if r == reason)
        bars[reason] = re.compile(
            rf"{_BETWEEN}(?:{first})(?:{_BETWEEN}(?:{anything})){{0,30}}{_BETWEEN}", re.IGNORECASE
        )
    return bars
