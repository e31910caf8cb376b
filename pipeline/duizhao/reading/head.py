"""What a page says of itself in its tags and around its headline: title, subtitle, date, author, source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from duizhao.reading.dates import as_date, as_shown
from duizhao.reading.markup import Element, Line
from duizhao.reading.tags import said_by_tags, text_of
from duizhao.record import Meta

_SEPARATOR = re.compile(r"\s*[_|｜—–\-]+\s*|\s+[-–—]\s+|\s*[<«»>]\s*")
_HEADINGS = ("h1", "h2", "h3")
_NO_PERSON = r"(?!.*(?:网|網|社|报|報|台|新闻|新聞|编辑部|編輯部|中心|频道|頻道|客户端|在线|来源|來源|作者|记者|記者)$)"
_PERSON = re.compile(rf"{_NO_PERSON}[\u3400-\u9fff·]{{2,12}}|[A-Z][a-z]+(?: [A-Z][\w.]*)+")
_BETWEEN = re.compile(r"[,，;；、|/／&]\s*|\s+(?=[\u3400-\u9fff])")
_LABEL = re.compile(r"(?:作者|撰文|文|記者|记者|撰稿)\s*[:：／/]\s*|(?:本[报報刊网網台社])?(?:記者|记者)\s*")
_AUTHOR_CLASS = re.compile(r"(?:\w{1,12}[-_])?(?:author|byline|reporter|writer)s?(?:[-_]?names?)?", re.IGNORECASE)
_SUBTITLE_CLASS = re.compile(r"sub[-_]?(?:title|tit|head|heading)?|fu[-_]?(?:title|biaoti)|deck|standfirst", re.I)
_IN_URL = re.compile(r"/(20\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)")
_SITE_TAGS = ("og:site_name", "application-name")
_HOST = re.compile(r"https?://([\w.-]{1,253})", re.ASCII)
_HOST_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{4,}(?![A-Za-z])")
LONGEST_SITE = 15
"""Characters of a site's name that has a word of its host in it."""
BYLINE = 4
"""Lines under a headline among which its date is looked for."""
ABOVE = 3
"""Lines over a headline or an article among which its date is looked for."""
NEAR = 10
"""Lines under a headline among which its author is looked for."""
LONGEST_TITLE, LONGEST_BYLINE, LONGEST_AUTHOR = 120, 60, 30
DAY = len("2023-05-06")
INSIDE = 40
"""Elements of a line that are looked at."""
LONGEST_NAME = 15
"""Characters of a headline that its page is named by: some cut the rest off."""


@dataclass(frozen=True, slots=True)
class Head:
    """The metadata of a page, and which of its lines are title and subtitle.

    `page` is what its <title> or the like says; `named`: whether the headline stands there.
    """

    meta: Meta
    title_line: int | None
    subtitle_line: int | None
    page: str
    named: bool


def read_head(root: Element, lines: Sequence[Line], chosen: Sequence[bool]) -> Head:
    """The metadata of a page whose visible `lines` are known; `chosen` marks those of the article."""
    said = said_by_tags(root)
    page = _page_title(root)
    tag = said["title"].value if "title" in said else None
    site = _Site.of(root, said["url"].value if "url" in said else "")
    if tag and site.is_named(page):
        page = ""
    title_line = _title_line(lines, chosen, page or tag or "", site)
    evidence = {name: one.evidence for name, one in said.items()}
    values: dict[str, str | None] = {n: said[n].value for n in ("source", "editor", "section", "url") if n in said}
    if title_line is not None:
        values["title"] = lines[title_line].text
        evidence.pop("title", None)
    else:
        values["title"], evidence["title"] = _said_title(tag, evidence.get("title"), page, root)
    subtitle_line = _subtitle_line(lines, title_line)
    if subtitle_line is not None:
        values["subtitle"] = lines[subtitle_line].text
        evidence.pop("subtitle", None)
    elif "subtitle" in said:
        values["subtitle"] = said["subtitle"].value
    said_date = said["date"].value if "date" in said else None
    values["date"], evidence["date"] = _date(root, lines, title_line, chosen, said_date, values.get("url"))
    if values["date"] and evidence["date"] == "tags":
        evidence["date"] = said["date"].evidence
    authors, where = _authors(lines, title_line, chosen), "author"
    if not authors and "authors" in said:
        authors, where = _people(said["authors"].value), said["authors"].evidence
    evidence["authors"] = where
    kept = {n: e for n, e in evidence.items() if values.get(n) or (n == "authors" and authors)}
    meta = Meta(**values, authors=authors, lang=root.get("lang") or None, evidence={**kept})
    page = page or tag or ""
    named = title_line is not None and _named(_bare(lines[title_line].text), page)
    return Head(meta, title_line, subtitle_line, page, named)


@dataclass(frozen=True, slots=True)
class _Site:
    """What a site calls itself in its tags, and the words of its host."""

    names: frozenset[str]
    labels: frozenset[str]

    @classmethod
    def of(cls, root: Element, url: str) -> _Site:
        tags = ((m, (m.get("property") or m.get("name") or "").lower()) for m in root.iter("meta"))
        said = {_bare(m.get("content") or "") for m, key in tags if key in _SITE_TAGS}
        host = _HOST.match(url)
        return cls(frozenset(said - {""}), frozenset(host[1].lower().split(".") if host else ()))

    def is_named(self, text: str) -> bool:
        """Whether a text is no more than the name of the site: a tag says so, or a word of it stands in the host."""
        bare = _bare(text)
        if bare in self.names:
            return True
        words = {w.lower() for w in _HOST_WORD.findall(text)}
        return len(bare) <= LONGEST_SITE and bool(words & self.labels)


def _named(headline: str, page: str) -> bool:
    """Whether a page is named by its headline, which may have a label before the name."""
    name = _bare(_SEPARATOR.split(page)[0])
    return headline[:LONGEST_NAME] in _bare(page) or (len(name) >= 6 and headline.endswith(name))


def _date(
    root: Element,
    lines: Sequence[Line],
    title_line: int | None,
    chosen: Sequence[bool],
    said: str | None,
    url: str | None,
) -> tuple[str | None, str]:
    """The date and its evidence: tags, the byline under the headline, a time element, the address, a search."""
    shown = _near(lines, title_line, chosen)
    if said:
        exact = shown is not None and len(said) == DAY < len(shown) and shown.startswith(said)
        return (shown, "page") if exact else (as_shown(said, shown), "tags")
    for element in root.iterfind(".//time[@datetime]"):
        date = as_date(element.get("datetime"))
        if date and (shown is None or (len(shown) == DAY < len(date) and date.startswith(shown))):
            return date, "time"
    if shown:
        return shown, "page"
    if url and (found := _IN_URL.search(url)) and (date := as_date("-".join(found.groups()))):
        return date, "url"
    return _anywhere(root), "search"


def _near(lines: Sequence[Line], title_line: int | None, chosen: Sequence[bool]) -> str | None:
    """The date right under the headline, or with its time right over it or over the article."""
    if title_line is None:
        return None
    below = _dates(lines[title_line + 1 : title_line + 1 + BYLINE])
    first = next((i for i, c in enumerate(chosen) if c), 0)
    above = (i for at in (title_line, first) for i in range(max(0, at - ABOVE), at))
    timed = (date for date in _dates([lines[i] for i in above]) if len(date) > DAY)
    return next(chain(below, timed), None)


def _dates(lines: Sequence[Line]) -> Iterator[str]:
    """The dates of the lines that are short enough for a byline."""
    return (date for line in lines if len(line.text) <= LONGEST_BYLINE and (date := as_date(line.text)))


def _anywhere(root: Element) -> str | None:
    from htmldate import find_date

    try:
        found = find_date(root, original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    except Exception:  # it walks markup of any kind; whatever it raises, the page still has its text
        return None
    return as_date(found or "")


def _authors(lines: Sequence[Line], title_line: int | None, chosen: Sequence[bool]) -> tuple[str, ...]:
    """The people in an element that is marked as the author's and stands by the headline or under the article."""
    if title_line is None:
        return ()
    last = max((i for i, c in enumerate(chosen) if c), default=title_line)
    near = [*lines[max(0, title_line - 2) : title_line + 1 + NEAR], *lines[last + 1 : last + 4]]
    texts = [line.text for line in near if len(line.text) <= LONGEST_BYLINE]
    for element in dict.fromkeys(e for line in near for e in _around(line)):
        tokens = (element.get("class") or "").split()
        marked = element.get("rel") == "author" or element.get("itemprop") == "author"
        if not (marked or any(map(_AUTHOR_CLASS.fullmatch, tokens))):
            continue
        text = text_of(element)
        if 2 <= len(text) <= LONGEST_AUTHOR and any(text in line for line in texts) and (people := _people(text)):
            return people
    return ()


def _around(line: Line) -> Iterator[Element]:
    """The elements of a line: the block that it stands in, two around that, and what is in it."""
    yield from islice(line.element.iter(), INSIDE)
    yield from islice(line.element.iterancestors(), 2)


def _people(text: str) -> tuple[str, ...]:
    """The people that a text names, if it names nothing else."""
    names = [n for n in _BETWEEN.split(_LABEL.sub("", text, count=1).strip()) if n]
    return tuple(names) if names and all(map(_PERSON.fullmatch, names)) else ()


def _page_title(root: Element) -> str:
    title = root.find(".//title")
    return "" if title is None else text_of(title)


def _subtitle_line(lines: Sequence[Line], title_line: int | None) -> int | None:
    """The line that is marked as a subtitle, right under the headline."""
    if title_line is None:
        return None
    for i in range(title_line + 1, min(title_line + 3, len(lines))):
        element = lines[i].element
        marked = any(map(_SUBTITLE_CLASS.fullmatch, f"{element.get('class', '')} {element.get('id', '')}".split()))
        if marked and 4 <= len(lines[i].text) <= LONGEST_TITLE and not (as_date(lines[i].text) or lines[i].links):
            return i
    return None


def _title_line(lines: Sequence[Line], chosen: Sequence[bool], page: str, site: _Site) -> int | None:
    """The line that is the headline: what the title of the page begins with, best as a heading; no name of the site."""
    bare = _bare(page)
    best: tuple[float, int] | None = None
    last = max((i for i, c in enumerate(chosen) if c), default=len(lines))
    for i, line in enumerate(lines[: last + 1]):
        if not 4 <= len(line.text) <= 2 * LONGEST_TITLE:
            continue
        text = _bare(line.text)
        if not 4 <= len(text) <= LONGEST_TITLE or site.is_named(line.text):
            continue
        if bare.startswith(text) or (len(text) >= 8 and text in bare) or (len(bare) >= 8 and text.startswith(bare)):
            score = len(text) + 10 * _rank(line)
            if best is None or score > best[0]:
                best = score, i
    if best is None:
        tops = ((i, line) for i, line in enumerate(lines[: last + 1]) if line.element.tag == "h1")
        headings = [i for i, line in tops if len(line.text) > 3 and not site.is_named(line.text)]
        return headings[0] if len(headings) == 1 else None
    return best[1]


def _rank(line: Line) -> int:
    at = line.element
    for _ in range(2):
        if at is None:
            break
        if at.tag in _HEADINGS:
            return 2 if at.tag == "h1" else 1
        if "title" in f"{at.get('class', '')} {at.get('id', '')}".lower():
            return 1
        at = at.getparent()
    return 0


def _said_title(tag: str | None, where: str | None, page: str, root: Element) -> tuple[str | None, str]:
    """The title from the tags alone, without the names of column and site behind it."""
    if tag:
        return tag, where or "meta"
    if page:
        return _SEPARATOR.split(page)[0] or page, "title"
    headings = (text_of(e) for e in root.iter(*_HEADINGS))
    return next((h for h in headings if 4 <= len(h) <= LONGEST_TITLE), None), "page"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
