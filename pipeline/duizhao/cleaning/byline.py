"""A line above or below an article taken apart: date, source, authors, editor; or found to be no such line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from duizhao.cleaning.lines import han, table

MOST_NAMES = 8
SOURCE_LENGTH = 30

_DATE = r"""(?P<year>(?:19|20)\d\d)\s?(?:[-./年]\s?)(?P<month>0?[1-9]|1[0-2])\s?(?:[-./月]\s?)
(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)
\s?日?(?:[\sT,(]*(?:星期|周|礼拜)[一二三四五六日天]\)?)?
(?:[\sT,]*(?P<half>上午|下午|晚上|凌晨)?\s?(?P<hour>[01]?\d|2[0-3])\s?[:时点]\s?
(?P<minute>[0-5]\d)分?(?:\s?:\s?(?P<second>[0-5]\d))?(?:Z|\+0[08]:?00)?)?"""
_MEDIUM = re.compile(
    r"[\w·\-]{1,14}(?:报|网|社|刊|台|日报|晚报|新闻|客户端|周刊|杂志|在线|频道|电视|广播|融媒体中心|(?<=\w{2})发布|通讯|时报)"
)
_REPORTER = re.compile(
    r"""[(\[【]?(?:综合)?[\w·《》/\ ]{0,16}?(?:特约|见习|实习)?(?:记者|通讯员|特派员)\s*(?P<names>[\w·、\s]{2,40}?)
    (?:[/\s]\s*[\w]{0,12}(?:综合|外电)?(?:报道|报导|专访|电|摄影报道))?[)\]】]?""",
    re.VERBOSE,
)
_PROMISING = re.compile(r"[:/|丨]|(?:19|20)\d\d")
"""A line without these has neither label nor date."""
_REPORTING_WORDS = re.compile("记者|通讯员|特派员")
_TITLES = re.compile(r"\S*?(?:记者|作者|通讯员|编辑|特派员|撰稿人|评论员|摄影)(?=[\s:]*\S)\s*:?\s*")
_CODE = re.compile(r"[\s_(]*[A-Z]{1,4}\d{2,}\)?|[\s_(]+[A-Z]{0,3}\d+\)?$")
_IN_BRACKETS = re.compile(
    r"[(【](?![^()【】]*摄)[^()【】]{0,14}记者\s*([\u4e00-\u9fff·、\s]{2,40}?)(?:\s*(?:通讯员|整合|报道|实习生)[^()【】]{0,20})?[)】]"
)
_AT_PLACE = re.compile(
    r"^\W?[^()]{0,8}记者\s?([\u4e00-\u9fff]{2,3})[\u4e00-\u9fff]{2,3}\d{1,2}日?\(?[^)]{0,4}\)?[电讯]"
)
_REPORTING = re.compile(r"^\W?[^()]{0,8}记者\s?([\u4e00-\u9fff、\s]{2,20})/[\u4e00-\u9fff]{2,8}(?:报导|报道)")
_SIGNED = re.compile(r"[(]([\u4e00-\u9fff、]{2,20})/[\u4e00-\u9fff]{2,8}(?:报导|报道|电)[)]")
_CLEAR = ("作者", "记者", "编辑", "责任编辑", "责编", "版面编辑", "发布于", "发布时间")
"""Labels that begin even where no space is before them: 來源:某網作者:某人."""
GENERAL = ("时间", "日期")
"""Labels of a date that may be that of anything: what stands behind them is a date or no metadata."""
_NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|\(?\d{1,2}[.、)]|\([一二三四五六七八九十]{1,3}\)|[①-⑳])")
_UNTIL = re.compile(r"\s*(?:[-—–~]+|[至到])\s*(?:\d|[上下]午)")
"""What follows the first date of a span of time."""
_COUNT = re.compile(r"[\d,.+万千次人\s大中小|AaTt]*")
"""What bars say behind their labels: how many readers, what size of letters."""
_BRACKETS = "()[]【】「」<>《》|丨·/—-_,;:、. \t"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line, [start, end): the value of a field, or None for what only belongs to it.

    `rest`: whether it says more than its value: nothing (""), what a page may lose ("aside"), or "text".
    """

    field: str | None
    start: int
    end: int
    value: str | tuple[str, ...] | None = None
    label: str = ""
    rest: str = ""


def take_apart(plain: str, text: str) -> list[Piece] | None:
    """The pieces of a line that is nothing but metadata, None for any other; `plain` is the folded `text`."""
    if len(plain) > 200 or "。" in plain:
        return None
    if not _PROMISING.search(plain):
        return _reporters(plain, text)
    found = [m for m in _tokens().finditer(plain) if _stands_free(plain, m)]
    if not any(m["date"] or m["label"] for m in found):
        return _reporters(plain, text)
    pieces: list[Piece] = []
    lead = plain[: found[0].start()]
    if lead.strip(_BRACKETS):
        if not found[0]["date"] and not found[0]["label"]:
            return None
        if han(lead) > 14 or re.search(r"[。,!?;“”]|:\s*$", lead) or _NUMBERED.match(plain):
            return None
        pieces += _reporters(lead, text[: len(lead)]) or [Piece(None, 0, len(lead), rest="aside")]
    for token, after in zip(found, [*found[1:], None], strict=True):
        end = after.start() if after else len(plain)
        piece = _piece(plain, text, token, end, first=token is found[0], labelled=bool(lead.strip(_BRACKETS)))
        if piece is None:
            return None
        pieces += piece
    return _widened(pieces, plain)


def _piece(plain: str, text: str, token: re.Match[str], end: int, *, first: bool, labelled: bool) -> list[Piece] | None:
    """What a token and the text up to the next one are; None where that text is no value."""
    value_plain = plain[token.end() : end]
    if token["date"]:
        date = Piece("date", token.start(), token.end(), iso_date(token))
        rest = value_plain.strip(_BRACKETS)
        if _UNTIL.match(value_plain):
            return None
        if not rest:
            return [date]
        medium = _MEDIUM.fullmatch(rest)
        start = token.end() + value_plain.index(rest)
        if medium:
            return [date, Piece("source", start, start + len(rest), text[start : start + len(rest)])]
        word = rest.split()[0]
        place = start + len(word)
        others = _reporters(plain[place:end], text[place:end]) if _MEDIUM.fullmatch(word) else None
        if others:
            credits = [Piece(p.field, p.start + place, p.end + place, p.value) for p in others]
            return [date, Piece("source", start, place, text[start:place]), *credits]
        if len(rest) <= 8 and not re.search("[。,!?;]", rest):
            return [date, Piece(None, start, start + len(rest), rest="aside")]
        reporters = _reporters(plain[start:end], text[start:end])
        return reporters and [date, *(Piece(p.field, p.start + start, p.end + start, p.value) for p in reporters)]
    if token["filler"]:
        return [Piece(None, token.start(), end)] if not value_plain.strip(_BRACKETS + "0123456789AX+") else None
    label = token["label"]
    field = _fields()[label]
    bare = value_plain.strip(_BRACKETS)
    value = _value(field, value_plain, text[token.end() : end])
    if value is None or (bare and label in GENERAL):
        return None
    kept = field if value and field in ("source", "authors", "editor") else None
    return [Piece(kept, token.start(), end, value or None, label, _rest(field, bare, value))]


def _rest(field: str, bare: str, value: str | tuple[str, ...]) -> str:
    """What the text behind a label says more than its value."""
    if field == "told":
        return "text"
    if field in ("date", "other"):
        return "" if _COUNT.fullmatch(bare) else "aside"
    return "aside" if field == "source" and len(value) < len(bare) - 2 else ""


def _value(field: str, plain: str, text: str) -> str | tuple[str, ...] | None:
    """The value in the text behind a label; empty where there is none, None where it cannot be one."""
    lead = len(plain) - len(plain.lstrip(" \t([【|:"))
    last = len(plain.rstrip(" \t)]】|,;、-_·/丨."))
    bare, shown = plain[lead:last], text[lead:last]
    if not bare:
        return ""
    if re.search("[。!?;“”]", bare):
        return None
    if field == "date":
        return "" if len(bare) < 20 else None
    if field in ("other", "told"):
        return "" if len(bare) <= 40 else None
    if field == "source":
        bare_end = re.split(r"(?<=\w{2})\s+|(?<=[网报社台刊])(?=字[体号]$)|\s*\((?=[^)]{1,6}$)", bare)[0]
        return (
            shown[: len(bare_end)].strip(_BRACKETS.replace("《", "").replace("》", ""))
            if len(bare_end) <= SOURCE_LENGTH
            else None
        )
    people = names(bare, shown)
    return "、".join(people) if people and field == "editor" else people


def names(plain: str, text: str) -> tuple[str, ...] | None:
    """The people named in a piece of text, without their titles and codes; None where it holds something else."""
    if re.search("[。!?;“”:]", plain):
        return None
    spans, at = [], 0
    for mark in re.finditer(r"[\s、,/&|]+|$", plain):
        if mark.start() > at:
            spans.append((at, mark.start()))
        at = mark.end()
    people: list[str] = []
    single = ""
    for start, end in spans:
        word = plain[start:end]
        if code := _CODE.search(word):
            end = start + code.start()
        if title := _TITLES.match(plain, start):
            start = title.end() if title.end() <= end else end
        word = text[start:end].strip(_BRACKETS + "《》")
        if not word or word in ("记者", "記者", "通讯员", "通訊員", "文", "图", "圖", "实习生", "见习记者"):
            continue
        if len(word) == 1 and han(word):  # 李　明: a name of two characters is spaced out
            single, word = ("", single + word) if single else (word, "")
            if not word:
                continue
        people.append(word)
    if single or len(people) > MOST_NAMES or any(len(p) > 20 for p in people):
        return None
    return tuple(people)


def _reporters(plain: str, text: str) -> list[Piece] | None:
    """A line such as 本報記者 王小明 李大同, without a colon: its names must be names."""
    found = _REPORTING_WORDS.search(plain) and _REPORTER.fullmatch(plain.strip())
    if not found:
        return None
    offset = len(plain) - len(plain.lstrip())
    start, end = (p + offset for p in found.span("names"))
    people = names(plain[start:end], text[start:end])
    if not people or not all(is_name(p) for p in names(plain[start:end], plain[start:end]) or ()):
        return None
    return [Piece("authors", 0, len(plain), people)]


def reporters_in(plain: str) -> tuple[int, int] | None:
    """Where a paragraph names its reporters in brackets or at its beginning; None where it does not."""
    for shape in (_IN_BRACKETS, _AT_PLACE, _REPORTING, _SIGNED) if "记者" in plain else (_SIGNED,):
        found = shape.search(plain)
        if found and names(found[1], found[1]) and all(is_name(n) for n in names(found[1], found[1]) or ()):
            return found.span(1)
    return None


def is_name(plain: str) -> bool:
    """Whether a folded word looks like the name of a Chinese person, or a transcribed one."""
    if "·" in plain:
        return 4 <= len(plain) <= 16
    return 2 <= len(plain) <= 4 and han(plain) == len(plain) and plain[0] in _surnames()


def are_names(plain: str) -> bool:
    """Whether at least one of the people named in a folded text has a known surname: 記者:您好 is a question."""
    return any(is_name(p) for p in names(plain, plain) or ())


def iso_date(found: re.Match[str]) -> str:
    """The date of a match of the date pattern, with its time of day where given."""
    date = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    if found["hour"] is None:
        return date
    hour = int(found["hour"])
    if found["half"] in ("下午", "晚上") and hour < 12:
        hour += 12
    return f"{date}T{hour:02}:{found['minute']}:{found['second'] or '00'}"


def _widened(pieces: list[Piece], plain: str) -> list[Piece]:
    """Pieces that meet, so that brackets and white space belong to the piece before them."""
    out = []
    for i, piece in enumerate(pieces):
        start = 0 if i == 0 else piece.start
        end = pieces[i + 1].start if i + 1 < len(pieces) else len(plain)
        lead = len(plain[start:end]) - len(plain[start:end].lstrip())
        tail = len(plain[start:end].rstrip())
        out.append(replace(piece, start=start + lead, end=start + tail))
    return out


def _stands_free(plain: str, token: re.Match[str]) -> bool:
    """Whether a label begins a word: 圖片來源 is no 來源."""
    if token["date"] or token.start() == 0:
        return True
    before = plain[token.start() - 1]
    if (
        token["label"] in _CLEAR
        and ":" in token[0]
        and not re.search(r"(?:图片|资料|数据|文|图|视频)$", plain[: token.start()])
    ):
        return True
    return not (han(before) or before.isalpha()) or bool(re.search(r"\d[日分]?$", plain[: token.start()]))


@cache
def _fields() -> dict[str, str]:
    return {label: field for field, label in table("labels.tsv")}


@cache
def _tokens() -> re.Pattern[str]:
    labels = "|".join(re.escape(label) for label in sorted(_fields(), key=len, reverse=True))
    fillers = "|".join(word for _, word in table("tokens.tsv"))
    return re.compile(
        rf"(?P<date>{_DATE})|(?P<label>来源于(?=\s)|(?:{labels})(?=\s*[:/|丨]))\s*[:/|丨]?\s*|(?<![\w])(?P<filler>{fillers})(?![\w])".replace(
            "\n", ""
        ),
        re.IGNORECASE,
    )


@cache
def _surnames() -> frozenset[str]:
    return frozenset((files(__package__) / "surnames.txt").read_text(encoding="utf-8").strip())
