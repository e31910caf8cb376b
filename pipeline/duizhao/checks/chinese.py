"""Quantities in Chinese text, in either script and any width of digits.

Rules run in a fixed order over the same text; what a rule has read is blanked out, so that a later one does not read it
again: the 3 of 3月 is no count. Dates and shares have files of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache

from duizhao.checks import chinese_dates, chinese_shares, numerals
from duizhao.checks.numerals import DIGIT, DIGITS, NUMERAL, UNIT
from duizhao.checks.quantities import LONG, REMEMBERED, Quantity, Reading, number, plain, share_units
from duizhao.checks.scan import BLANK, Rule, scan
from duizhao.checks.tables import rows
from duizhao.checks.units import with_unit_zh

_AFTER_DIMES = r"(?:钱|(?=左右|以[上下内]|[到至][一二两三四五六七八九]角|[，。；]|$))"
_MORE = chinese_shares.MORE
_TO = chinese_dates.TO
_JOINT = re.compile(rf"{_MORE}?\s?(?:%|％|[个元万年月人])?(?:{_TO}|\s?[、/和及与或]\s?|\s?至少\s?)(?:近|约)?")
_FINANCIAL = re.compile(
    r"[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟零万亿]+|[壹贰叁肆伍陆柒捌玖](?=[万亿元圆])"
)
_PREFIX = re.compile(r"兆(?=[瓦赫字帕位比欧伏])|千(?=[瓦克伏卡帕赫升])|(?:(?<=[\d万亿])|(?<=\d\s))千(?=米)")
_COUNTED = frozenset("名位个公米吨斤岁届项座只辆架条套篇本场首艘栋幢")
_TENTHS = {"米": "length:1", "块": "money:yuan", "度": "degree"}
_FEVER = range(34, 44)
"""Degrees after which a figure is a tenth: 三十八度二, but not 360度3D."""
_CLOSE = re.compile(r"(?:近|约|逾|超过?|将近|接近|至少|不到|不足)\s?$")


def quantities_zh(text: str) -> tuple[Quantity, ...]:
    """All quantities of `text`, in its order; spans are of `text` as given."""
    return _remembered(text) if len(text) < LONG else tuple(_read(text))


@lru_cache(REMEMBERED)
def _remembered(text: str) -> tuple[Quantity, ...]:
    return tuple(_read(text))


def _read(text: str) -> list[Quantity]:
    text = _fold(text)
    if not _numeric().search(text):
        return []
    found = scan(_PREFIX.sub(BLANK, text), _rules())
    return share_units([with_unit_zh(q, text) for q in found], text, _JOINT)


def _fold(text: str) -> str:
    """`text` in simplified characters and ASCII digits, as far as the rules read them; no length changes."""
    text = text.translate(_folding())
    return _FINANCIAL.sub(lambda m: m[0].translate(numerals.FINANCIAL), text)


@cache
def _folding() -> dict[int, str]:
    table = {0xFF10 + i: str(i) for i in range(10)} | {ord("．"): ".", ord("　"): " ", ord("\u00a0"): " "}
    for traditional, simplified in rows("fold.tsv"):
        table |= {ord(a): b for a, b in zip(traditional, simplified, strict=True)}
    return table


@cache
def _numeric() -> re.Pattern[str]:
    """What a text with quantities has one of: numerals, or a word that says a number without them."""
    numerals = rf"[\d{DIGIT}{UNIT}廿卅卌翻几]"
    others = [row[0] for row in rows("words.tsv") if not re.search(numerals, row[0])]
    return re.compile("|".join((numerals, "元月", "每季", *map(re.escape, others))))


@cache
def _words() -> tuple[re.Pattern[str], dict[str, tuple[Reading, ...]]]:
    """Words that hold numerals and count nothing, with the numbers that their translation may show."""
    table = {row[0]: tuple(number(Fraction(n)) for n in "".join(row[1:]).split()) for row in rows("words.tsv")}
    units = _any_of(w for w in table if w[0] in UNIT)  # 两万五千里 ends in no 千里
    digits = _any_of(w for w in table if w[0] in DIGIT or w[0].isdigit())
    others = _any_of(w for w in table if w[0] not in UNIT + DIGIT and not w[0].isdigit())
    return re.compile(
        rf"{others}|(?<![\d.{DIGIT}{UNIT}块米元])(?:{digits})|(?<![\d{DIGIT}{UNIT}几数多余来近约逾超过])(?:{units})"
    ), table


def _any_of(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest first; those of one first character are tried together."""
    tails: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        tails[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in tails.items())


def _word(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(0), "count", m.span(), _words()[1][m[0]], free=True)


def _address(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(0), "code", m.span(), (), free=True)


def _long(m: re.Match[str]) -> Iterator[Quantity]:
    if m.end() - m.start() <= numerals.LONGEST:
        yield plain(int(re.sub(r"\D", "", m[0])), "code", m.span())


def _score(m: re.Match[str]) -> Iterator[Quantity]:
    for group in (1, 2):
        if (value := numerals.value(m[group])) is not None:
            yield plain(value, "score", m.span(group))


def _ordinal(m: re.Match[str]) -> Iterator[Quantity]:
    found = numerals.read(m[1])
    if found is not None:
        yield plain(found[0], "ordinal", m.span(), *((number(found[1]),) if found[1] != found[0] else ()))


def _some(m: re.Match[str]) -> Iterator[Quantity]:
    """数百万, 几十, 上千: the order of magnitude is all they say."""
    if (size := numerals.value(m[1])) is not None:
        yield Quantity(size, "count", m.span(), (("size", size), number(size)), vague=True, free=m[0][0] not in "数几")


def _with_tenth(m: re.Match[str]) -> Iterator[Quantity]:
    """一米八, 三块五, 三十八度二."""
    whole = numerals.value(m[1])
    if whole is not None and (m[2] != "度" or whole in _FEVER):
        value = whole + _decimals(m[3])
        centimetres = (number(100 * value),) if m[2] == "米" else ()
        yield replace(plain(value, "count", m.span(), *centimetres), unit=_TENTHS[m[2]])


def _coins(m: re.Match[str]) -> Iterator[Quantity]:
    """一毛五, 两分钱: tenths and hundredths of a yuan."""
    if (amount := numerals.value(m[1])) is not None:
        yuan = (amount + (_decimals(m[3]) if m[3] else 0)) / (10 if m[2] else 100)
        yield plain(yuan, "count", m.span(), number(100 * yuan), number(amount), free=amount <= 1)


def _seconds(m: re.Match[str]) -> Iterator[Quantity]:
    """53秒06, as races are timed."""
    if (whole := numerals.value(m[1])) is not None:
        yield replace(plain(whole + _decimals(m[2]), "count", m.span(), number(whole)), unit="second")


def _dimes(m: re.Match[str]) -> Iterator[Quantity]:
    """五角: half a yuan, fifty fen, five jiao."""
    tenths = numerals.value(m[1] or "一") or Fraction(0)
    yield replace(plain(tenths / 10, "count", m.span(), number(tenths), number(tenths * 10)), unit="money:yuan")


def _yuan_and_dimes(m: re.Match[str]) -> Iterator[Quantity]:
    """五元五角."""
    if (whole := numerals.value(m[1])) is not None:
        yield replace(plain(whole + _decimals(m[2]), "count", m.span()), unit="money:yuan")


def _decimals(digits: str) -> Fraction:
    return Fraction(int("".join(str(DIGITS.get(c, c)) for c in digits)), 10 ** len(digits))


def _count(m: re.Match[str]) -> Iterator[Quantity]:
    text = m["n"] + (m["tail"] or "")
    found = numerals.read(text)
    if found is None:
        yield _digits(m)
        return
    low, high = found
    is_range = high is not low and high != low
    before = m.string[max(0, m.start() - 3) : m.start()]
    negative = bool(m["sign"]) and not (m["sign"] in "-−" and re.search(r"[\w\x00)）]$", before))
    bare = all(c in numerals.SMALL or c in numerals.BIG for c in text)
    close = bool(_CLOSE.search(before))
    readings: list[Reading] = [number(-low if negative else low)]
    if m["half"]:
        readings = [number(low + Fraction(1, 2)), *([number(12 * low + 6)] if m["half"][0] == "年" else [])]
    if negative and m["sign"] != "零下":
        readings.append(number(low))
    if is_range:
        readings.append(number(high))
    if low >= 10 and (bare or m["more"]):
        readings.append(("size", low))
    yield Quantity(
        readings[0][1],
        "count",
        m.span() if negative else (m.start("n"), m.end()),
        tuple(readings),
        high=high if is_range else None,
        vague=bool(m["more"]) or is_range or close or (bare and low >= 10),
        free=bare and not close and not m["money"] and not (text == "十" and _after_ten(m)),
        scale=numerals.scale(text),
    )


def _after_ten(m: re.Match[str]) -> bool:
    """Whether what follows 十 is a thing to count; 十年 and 十分 may be a manner of speaking."""
    return m.string[m.end() : m.end() + 1] in _COUNTED


def _digits(m: re.Match[str]) -> Quantity:
    """一二三产业: numerals in a row that make no number are read one by one, and ask for nothing."""
    readings = tuple(number(numerals.DIGITS[c]) for c in dict.fromkeys(m["n"]) if c in numerals.DIGITS)
    return Quantity(Fraction(0), "count", m.span(), readings, free=True)


@cache
def _rules() -> tuple[Rule, ...]:
    return (
        Rule("", _words()[0], _word),
        Rule("/@.", r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
        Rule("", r"(?<![\d.])(?:\d{3,4}[-–]\d{7,8}|\d{9,})(?![\d.]|\s?[万亿])", _long, r"\d{7}"),
        Rule("秒", r"(?<![\d.])(\d{1,2})秒(\d\d)(?!\d)", _seconds),
        Rule("秒", rf"([{DIGIT}十]{{1,3}})秒([{DIGIT}]{{2}})(?![{DIGIT}])", _seconds),
        Rule("元角", rf"({NUMERAL})元([{DIGIT}]|\d)角", _yuan_and_dimes),
        Rule("周", rf"(?<![\d{DIGIT}{UNIT}几])周[一二三四五六](?![天次回趟个节名场小{UNIT}])", _address),
        *chinese_dates.RULES,
        *chinese_shares.RULES,
        Rule("比:：", rf"({NUMERAL})\s?[比:：]\s?({NUMERAL})", _score),
        Rule("第", rf"第\s?({NUMERAL})", _ordinal),
        Rule("数几上成", rf"(?<![{UNIT}\d])(?:数以|数|好?几|上|成)([十百千万亿]+)(?![分{DIGIT}])", _some),
        Rule(
            "米块度",
            rf"({NUMERAL})(米|块|度)((?<=米)0[1-9]|(?<=米)[零一二三四五六七八九][一二三四五六七八九]|[一二三四五六七八九]|[1-9]\d?)(?![\d.{UNIT}个多元边角面层]|[二三四五六七八九])",
            _with_tenth,
        ),
        Rule(
            "角",
            rf"(?<![{DIGIT}{UNIT}元块])([二两三四五六七八九]|[1-9])角{_AFTER_DIMES}|一角(?=钱|[到至][二两三四五六七八九]角)",
            _dimes,
        ),
        Rule("毛分", rf"({NUMERAL})(?:(毛)钱?([一二三四五六七八九]|[1-9])?(?![利衣线巾笔病驴坯])|(分)钱)", _coins),
        Rule(
            "",
            rf"(?P<sign>零下|负(?=\d)|[-−](?=\d))?\s?(?P<n>{NUMERAL})(?P<more>{_MORE})?"
            rf"(?P<tail>(?<=[多余几来])\s?[{UNIT}]+)?(?P<half>(?:个|年|天|小时|岁|米|公里|吨|斤|里|亩|页|周)半(?![场球岛导径价边音八]))?"
            r"(?=(?P<money>\s?(?:元|美元|欧元|人|户|亩|吨|名|件|平方|公里|斤|株|只|头))?)",
            _count,
        ),
    )
