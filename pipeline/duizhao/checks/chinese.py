"""Quantities in Chinese text, in either script and any width of digits.

Rules run in a fixed order over the same text; what a rule has read is blanked out, so that a later one does not read it
again: the 3 of 3月 is no count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files

from duizhao.checks import numerals
from duizhao.checks.quantities import Quantity, Reading, minutes, number, plain, share, share_units

_BLANK = "\x00"
_AR = r"(?<![\d.])(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_D = "零〇一二三四五六七八九两"
_U = "十百千万亿兆"
_HAN = rf"[{_D}{_U}廿卅卌]+(?:点[零〇一二三四五六七八九]+[万亿兆]*)?"
_NUM = rf"(?:{_AR}(?:\s?[{_U}]+(?:\d(?![\d.,%％年月日时点号:：])|{_AR}(?=[{_U}])|[{_D}][{_D}{_U}]*)?)*|{_HAN})"
_MORE = r"(?:\s?(?:多|余|几|来(?=[个岁年天人斤里名家万亿])))"
_TO = r"\s?(?:[-–—―~～－−至到]|——)\s?"

_JOINT = re.compile(
    rf"(?:{_MORE}?\s?(?:%|％|个|元|万|年|月|人)?(?:{_TO}|\s?[、/和及与或]\s?|\s?至少\s?)|\s?或\s?)(?:近|约)?"
)
_NUMERIC = re.compile(rf"[\d{_D}{_U}廿卅卌翻几]")
_FINANCIAL = re.compile(
    r"[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟零万亿]+|[壹贰叁肆伍陆柒捌玖](?=[万亿元圆])"
)
_PREFIX = re.compile(r"兆(?=[瓦赫字帕位比欧伏])|千(?=[瓦克伏卡帕赫])|(?:(?<=[\d万亿])|(?<=\d\s))千(?=米)")
_VAGUE_BEFORE = re.compile(r"(?:近|约|逾|超过?|大约|将近|接近|至少|不到|不足|上)\s?$")


def quantities_zh(text: str) -> list[Quantity]:
    """All quantities of `text`, in its order; spans are of `text` as given."""
    if not _NUMERIC.search(text := _fold(text)):
        return []
    scan = _Scan(text)
    for pattern, rule in _RULES:
        scan.apply(pattern, rule)
    found = sorted(scan.found, key=lambda q: q.span)
    return share_units(found, text, _JOINT)


def _fold(text: str) -> str:
    """`text` in simplified characters and ASCII digits, as far as the rules read them; no length changes."""
    text = text.translate(_folding())
    text = _FINANCIAL.sub(lambda m: m[0].translate(numerals.FINANCIAL), text)
    return _PREFIX.sub(_BLANK, text)


@cache
def _folding() -> dict[int, str]:
    table = {0xFF10 + i: str(i) for i in range(10)} | {ord("．"): ".", ord("　"): " ", ord("\u00a0"): " "}
    for line in _lines("fold.tsv"):
        traditional, simplified = line.split("\t")
        table |= {ord(a): b for a, b in zip(traditional, simplified, strict=True)}
    return table


@cache
def _words() -> tuple[re.Pattern[str], dict[str, tuple[Reading, ...]]]:
    """Words that hold numerals and count nothing, with the numbers that their translation may show."""
    table = {}
    for line in _lines("words.tsv"):
        word, _, numbers = line.partition("\t")
        table[word] = tuple(number(Fraction(n)) for n in numbers.split())
    longest = sorted(table, key=len, reverse=True)
    units = "|".join(w for w in longest if w[0] in _U)  # 两万五千里 ends in no 千里
    others = "|".join(re.escape(w) for w in longest if w[0] not in _U)
    return re.compile(rf"{others}|(?<![\d{_D}{_U}几数])(?:{units})"), table


def _lines(name: str) -> Iterator[str]:
    text = (files("duizhao.checks") / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


Rule = Callable[[re.Match[str]], Iterator[Quantity]]


@dataclass(slots=True)
class _Scan:
    text: str
    found: list[Quantity] = field(default_factory=list)

    def apply(self, pattern: re.Pattern[str], rule: Rule) -> None:
        """Take what `rule` makes of each match; a match it makes nothing of stays for later rules."""
        parts: list[str] = []
        at = 0
        for match in pattern.finditer(self.text):
            new = list(rule(match))
            if new:
                self.found += (q for q in new if q.readings)
                start, end = new[0].span[0], new[-1].span[1]
                parts += self.text[at:start], _BLANK * (end - start)
                at = end
        if parts:
            self.text = "".join(parts) + self.text[at:]


def _value(text: str) -> Fraction | None:
    """The number that `text` writes, where it is exactly one."""
    found = numerals.read(text)
    return found[0] if found and found[0] == found[1] else None


def _word(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(0), "count", m.span(), _words()[1][m[0]] or (("size", Fraction(-1)),), free=True)


def _address(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(0), "code", m.span(), (), free=True)


def _long(m: re.Match[str]) -> Iterator[Quantity]:
    yield plain(int(re.sub(r"\D", "", m[0])), "code", m.span())


def _date(m: re.Match[str]) -> Iterator[Quantity]:
    month = Fraction(m[2])
    yield plain(int(m[1]), "year", m.span(1))
    yield Quantity(month, "month", m.span(2), (("month", month), number(month)))
    yield plain(int(m[3]), "day", m.span(3))


def _years(m: re.Match[str]) -> Iterator[Quantity]:
    first = int(m[1])
    last = int(m[2]) if len(m[2]) == 4 else first // 100 * 100 + int(m[2])
    yield plain(first, "year", m.span(1))
    yield plain(last, "year", (m.start(2), m.end()), number(int(m[2])))


def _year(m: re.Match[str]) -> Iterator[Quantity]:
    if (value := _value(m[1])) is None:
        return
    more = (number(1900 + value), number(2000 + value)) if value < 100 and len(m[1]) == 2 else ()
    yield plain(value, "year" if value > 1000 else "count", m.span(), *more)


def _decade(m: re.Match[str]) -> Iterator[Quantity]:
    tens = _value(m["tens"])
    if tens is None:
        return
    century = _value(m["century"]) if m["century"] else None
    if century is not None:
        yield plain((century - 1) * 100 + tens % 100, "decade", m.span(), number(tens))
    else:
        yield plain(1900 + tens if tens < 100 else tens, "decade", m.span(), number(2000 + tens), number(tens))


def _generation(m: re.Match[str]) -> Iterator[Quantity]:
    yield plain(int(m[1]), "decade", m.span(), number(1900 + int(m[1])), number(2000 + int(m[1])))


def _century(m: re.Match[str]) -> Iterator[Quantity]:
    if (value := _value(m[1])) is not None:
        yield plain(value, "century", m.span(), number(value * 100), number((value - 1) * 100))


def _month(m: re.Match[str]) -> Iterator[Quantity]:
    value = _value(m[1])
    if value is not None and 1 <= value <= 12:
        yield Quantity(value, "month", m.span(), (("month", value), number(value)))


def _day(m: re.Match[str]) -> Iterator[Quantity]:
    value = _value(m[1])
    if value is not None and value <= 31:
        yield plain(value, "day" if m[2] == "日" else "ordinal", m.span(), free=not m[1].isascii() and value <= 10)


_MORNING = frozenset(("凌晨", "清晨", "早晨", "早上", "上午", "早"))


def _clock(m: re.Match[str]) -> Iterator[Quantity]:
    hour = _value(m["h"])
    minute: Fraction | None = Fraction(m["m2"] or 0)
    if m["half"] in ("半", "一刻", "三刻"):
        minute = Fraction({"半": 30, "一刻": 15, "三刻": 45}[m["half"]])
    elif m["m"]:
        minute = _value(m["m"])
    if m[0].endswith("一点"):  # a bit
        return
    if hour is None or minute is None or hour > 24 or minute > 59 or hour.denominator != 1:
        return
    part = m["part"]
    half = None if part is None or part == "中午" else "am" if part in _MORNING else "pm"
    yield minutes(int(hour), int(minute), (m.start("part") if part else m.start("h"), m.end()), half=half)  # type: ignore[arg-type]


def _percent(m: re.Match[str]) -> Iterator[Quantity]:
    if (value := _value(m["n"])) is None:
        return
    per = 10000 if "万分" in m[0] else 1000 if "‰" in m[0] or "千分" in m[0] else 100
    sign = -1 if re.match(r"[-−负]", m[0]) else 1
    more = (number(value),) if "点" in m[0] or per > 100 else ()
    q = share(sign * value / per, m.span(), *more, ("share", -sign * value / per))
    yield replace(q, vague=bool(m.groupdict().get("more")))


def _tenths(m: re.Match[str]) -> Iterator[Quantity]:
    found = numerals.read(m[1])
    if found is None or found[1] > 10:
        return
    low, high = (v / 10 + (Fraction(1, 20) if m[2] == "半" else 0) for v in found)
    if m[2] and m[2] in numerals.DIGITS:
        low = high = low + Fraction(numerals.DIGITS[m[2]], 100)
    q = share(low, m.span(), *((("share", high),) if high != low else ()))
    yield replace(q, high=high if high != low else None, vague=high != low)


def _discount(m: re.Match[str]) -> Iterator[Quantity]:
    digits = "".join(c if c.isdigit() and c.isascii() else str(numerals.DIGITS.get(c, ".")) for c in m[1]).replace(
        ".", ""
    )
    paid = Fraction(int(digits), 10 ** len(digits))
    if paid:
        yield share(paid, m.span(), ("share", 1 - paid))


def _fraction(m: re.Match[str]) -> Iterator[Quantity]:
    below, above = _value(m[1]), _value(m[2])
    if below and above is not None:
        yield Quantity(above / below, "fraction", m.span(), (("share", above / below), number(above / below)))


def _slash(m: re.Match[str]) -> Iterator[Quantity]:
    above, below = int(m[1]), int(m[2])
    if 0 < above < below <= 100:
        yield Quantity(Fraction(above, below), "fraction", m.span(), (("share", Fraction(above, below)),))


def _score(m: re.Match[str]) -> Iterator[Quantity]:
    for group in (1, 2):
        if (value := _value(m[group])) is not None:
            yield plain(value, "score", m.span(group))


def _times(m: re.Match[str]) -> Iterator[Quantity]:
    if (value := _value(m["n"])) is None:
        return
    if "翻" in m[0]:  # 翻两番: doubled twice
        factor = Fraction(2 ** int(value)) if value <= 10 else value
        yield Quantity(factor, "times", m.span(), _multiples(factor))
    else:
        readings = dict.fromkeys((*_multiples(value), number(value + 1), ("share", value + 1)))
        yield Quantity(value, "times", m.span(), tuple(readings), vague=bool(m["more"]))


def _doubled(m: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Fraction(2), "times", m.span(), _multiples(Fraction(2)))


def _multiples(factor: Fraction) -> tuple[Reading, ...]:
    return (number(factor), ("share", factor), ("share", factor - 1))


def _ordinal(m: re.Match[str]) -> Iterator[Quantity]:
    found = numerals.read(m[1])
    if found is not None:
        more = (number(found[1]),) if found[1] != found[0] else ()
        yield plain(found[0], "ordinal", m.span(), *more)


def _some(m: re.Match[str]) -> Iterator[Quantity]:
    """数百万, 几十, 上千: the order of magnitude is all they say."""
    if (size := _value(m[1])) is not None:
        free = not re.match(r"[数几]", m[0])
        yield Quantity(size, "count", m.span(), (("size", size), number(size)), vague=True, free=free)


def _count(m: re.Match[str]) -> Iterator[Quantity]:
    text = m["n"] + (m["tail"] or "")
    found = numerals.read(text)
    if found is None:
        yield from _digits(m)
        return
    low, high = found
    before = m.string[max(0, m.start() - 3) : m.start()]
    negative = m["sign"] and (m["sign"] != "-" or not re.search(r"[\w\x00)）]$", before))
    bare = all(c in numerals.SMALL or c in numerals.BIG for c in text)
    close = bool(_VAGUE_BEFORE.search(before))
    vague = bool(m["more"]) or high != low or close or (bare and low >= 10)
    readings: list[Reading] = [number(-low if negative else low)]
    if negative:
        readings.append(number(low)) if m["sign"] != "零下" else None
    if high != low:
        readings.append(number(high))
    if m["half"]:
        readings = [number(low + Fraction(1, 2)), *([number(12 * low + 6)] if m["half"].startswith("年") else [])]
    if bare or (m["more"] and low >= 10):
        readings.append(("size", low))
    yield Quantity(
        readings[0][1],
        "count",
        m.span() if negative or not m["sign"] else (m.start("n"), m.end()),
        tuple(readings),
        high=high if high != low else None,
        vague=vague,
        free=bare and not close and not m["money"],
        scale=numerals.scale(text),
    )


def _digits(m: re.Match[str]) -> Iterator[Quantity]:
    """一二三产业: numerals in a row that make no number are read one by one, and ask for nothing."""
    readings = tuple(number(numerals.DIGITS[c]) for c in m["n"] if c in numerals.DIGITS)
    yield Quantity(Fraction(0), "count", m.span(), readings or (("size", Fraction(-1)),), free=True)


def _rules() -> list[tuple[re.Pattern[str], Rule]]:
    hour = r"(?:\d{1,2}|二?十[一二三四五六七八九]?|[零一二两三四五六七八九])"
    small = r"(?:\d{1,2}|[廿卅][一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
    part = "凌晨|清晨|早晨|早上|上午|中午|下午|午后|傍晚|晚上|晚间|夜里|深夜|当晚|今晚|昨晚|早|晚"
    table: list[tuple[str | re.Pattern[str], Rule]] = [
        (_words()[0], _word),
        (r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
        (r"(?<![\d.])(?:\d{3,4}[-–]\d{7,8}|\d{9,})(?![\d.]|\s?[万亿])", _long),
        (r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", _date),
        (rf"(?<!\d)(\d{{4}}){_TO}(\d{{4}}|\d\d)(?:\s?年|(?=财年|赛季|学年))", _years),
        (
            r"(?:(?P<century>\d{1,2}|[二十一九八七六]+)\s?世纪|上个?世纪|本世纪)?\s?(?P<tens>\d{2,4}|[二三四五六七八九]?十)\s?年代",
            _decade,
        ),
        (r"(?<!\d)(\d0|05|95|85|75)后(?!来|的第)", _generation),
        (r"(\d{1,2}|[二十一九八七六五]+)\s?世纪", _century),
        (r"(?<!\d)(\d{4}|[一二][零〇一二三四五六七八九]{3}|\d{2}|[零〇一二三四五六七八九]{2})\s?年", _year),
        (rf"(?<![\d个.])({small})\s?月(?!球|亮|饼|薪|均|嫂|租)份?", _month),
        (rf"(?<![\d.])({small})\s?([日号])(?!元)", _day),
        (
            rf"(?P<part>{part})?\s?(?<![\d.{_D}{_U}])(?P<h>{hour})\s?(?:(?:点钟?|时)(?!间|期|代|候|[零〇一二三四五六七八九]+[万亿%％])"
            rf"(?:\s?(?P<m>零?{small}|0\d)\s?分(?!之)|(?P<half>半|一刻|三刻|整|许)?)|[:：](?P<m2>[0-5]\d)(?!\d))(?:[:：]\d\d)?",
            _clock,
        ),
        (
            rf"(?:(?<![\w%％\x00])[-−](?=\d)|负)?(?P<n>{_NUM})(?P<more>{_MORE})?\s?(?:[%％‰]|个?百分点|个点(?!子))",
            _percent,
        ),
        (rf"负?(?:百|千|万)分之(?P<n>{_NUM})(?P<more>{_MORE})?", _percent),
        (rf"({_NUM})分之({_NUM})", _fraction),
        (r"(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/.])", _slash),
        (
            rf"(?<![\d.])(\d{{1,2}}|[{_D}十]{{1,3}})成(?![为立员功果本绩就年长熟交人群行型千品份效语双对套片批堆都分])([半一二三四五六七八九](?![个名家项年]))?",
            _tenths,
        ),
        (
            r"(\d(?:\.\d|\d)?|[一二三四五六七八九]{1,2}(?:点[一二三四五六七八九])?)折(?![叠磨腰射合算断返回线页旧扣])",
            _discount,
        ),
        (rf"({_NUM})\s?[比:：]\s?({_NUM})", _score),
        (rf"(?P<n>{_NUM})(?P<more>{_MORE})?\s?倍", _times),
        (r"翻了?(?P<n>[\d一两二三四五六]+)(?P<more>多)?番", _times),
        (r"翻了?番|翻倍", _doubled),
        (rf"第\s?({_NUM})", _ordinal),
        (r"(?<![十百千万亿\d])(?:数以|数|好?几|上|成)([十百千万亿]+)(?!分)", _some),
        (
            rf"(?P<sign>零下|负(?=\d)|[-−](?=\d))?\s?(?P<n>{_NUM})(?P<more>{_MORE})?(?P<tail>(?<=[多余几来])\s?[{_U}]+)?"
            r"(?P<half>(?:个|年|天|小时|岁|米|公里|倍)半)?(?=(?P<money>\s?(?:元|美元|欧元|人|户|亩|吨|名|件|平方|公里|斤|株|只|头))?)",
            _count,
        ),
    ]
    return [(p if isinstance(p, re.Pattern) else re.compile(p), rule) for p, rule in table]


_RULES = _rules()
