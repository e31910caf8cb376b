"""Pages that hold no article: lists of headlines with teasers, home pages, login forms, messages of the server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from duizhao.reading.article import is_prose
from duizhao.reading.markup import Element, Line

SHORT, BRIEF = 700, 400
"""Characters of prose up to which a page may be a home page, or a form or message."""
REPEATED = 5
"""Siblings of one make that form a list."""
TEASER = 200
"""Characters of prose of one teaser."""
CLIMB = 6

_FORM = re.compile(
    r"(?:[用会會][户戶员員]|[账帳][号號])?(?:登[录錄陆陸入]|注册|註冊|找回密码|忘记密码|忘記密碼)"
    r"|sign (?:in|up)|log ?in\b",
    re.I,
)
_MESSAGE = re.compile(
    r"(?:^|\W)404(?:\W|$)|not found"
    r"|(?:页面|頁面|网页|網頁|文章|内容|內容)(?:不存在|[没沒]有找到|未找到|找不到|已(?:被)?[删刪]除)"
    r"|找不到(?:网页|網頁|页面|頁面)|[访訪][问問](?:出错|受限|被拒)|系统提示|提示信息|安全验证|access denied",
    re.I,
)
_SEARCH = re.compile(
    r"^(?:站[内內])?(?:搜[索寻尋]|检索)(?:[结結]果)?\s*(?:[:：_|\-–—]|$)|搜[索寻尋][结結]果\s*(?:[_|\-–—]|$)|^search\b",
    re.I,
)


def is_listing(
    root: Element,
    page: str,
    lines: Sequence[Line],
    chosen: Sequence[bool],
    title: Line | None,
    *,
    named: bool,
    dated: bool,
) -> bool:
    """Whether what was taken for the article of a page is none.

    `page` is its <title>, `title` the line of its headline; `named`: the headline stands in <title>; `dated`: the page
    says when it was published.
    """
    prose = [line for line, c in zip(lines, chosen, strict=True) if c and is_prose(line)]
    amount = sum(len(line.text) for line in prose)
    if amount <= BRIEF and _is_form_or_message(root, page, title, prose, dated=dated):
        return True
    if prose and not _one(prose) and all(map(_found if _SEARCH.search(page.strip()) else _teased, prose)):
        return True
    linked = sum(line.links for line in lines)
    return bool(page) and not named and not dated and amount <= SHORT and 2 * linked >= amount


def _is_form_or_message(root: Element, page: str, title: Line | None, prose: Sequence[Line], *, dated: bool) -> bool:
    heads = (page, title.text if title else "")
    if any(_MESSAGE.search(head) for head in heads) and sum(len(line.text) for line in prose) <= TEASER:
        return True
    asks = root.find('.//input[@type="password"]') is not None
    if any(_FORM.match(head.strip()) for head in heads) and (asks or not prose):
        return True
    if not asks or not prose:
        return False
    few = not dated and sum(len(line.text) for line in prose) <= TEASER
    return few or all(line.kind in ("item", "cell") for line in prose)


def _found(line: Line) -> bool:
    """Whether a line stands in an item of a list."""
    return line.kind == "item" or any(e.tag in ("li", "dd") for e in islice(line.element.iterancestors(), CLIMB))


def _teased(line: Line) -> bool:
    """Whether a line stands in one of many like elements of a list, each with the headline that it belongs to."""
    at = line.element
    for _ in range(CLIMB):
        parent = at.getparent()
        if parent is None or at.tag in ("body", "p", "td", "tr", "tbody", "br", "html"):
            at = parent
            if at is None:
                return False
            continue
        like = [e for e in parent if e.tag == at.tag and e.get("class") == at.get("class")]
        if len(like) >= REPEATED and len(line.text) <= TEASER:
            return _headlined(at) and sum(map(_headlined, like)) >= 0.8 * len(like)
        at = parent
    return False


def _headlined(element: Element) -> bool:
    """Whether an element has a link as long as a headline."""
    return any(len("".join(a.itertext()).strip()) >= 8 for a in element.iter("a"))


def _one(prose: Sequence[Line]) -> bool:
    """Whether several lines stand in one and the same block: an article laid out as an item of a list."""
    return len(prose) > 2 and len({line.element.getparent() for line in prose}) == 1
