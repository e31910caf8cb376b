"""The opening of a report by rule: 新华社合肥9月27日电（记者王明）, Xinhua, Hefei, Sept. 27 (Reporter Wang Ming) —.

A model that is small says something else each time, takes 电 for electricity and the reporter for the subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

from duizhao.people import lists

MONTHS = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
"""As the style book of the Associated Press writes them before a day."""
LONGEST = 90
"""Characters in which a dateline ends."""
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_ROLE = re.compile(r"(?:本[报网台社])?(?:特约|见习|实习)?(?:记者|通讯员)\s*")
_BETWEEN = re.compile(r"[\s、,，]+|\s*(?:通讯员|实习生|记者)\s*")

Place = Callable[[str], str]
"""The English of a Chinese place; empty where it is not known."""
Person = Callable[[str, str], str]
"""A person in English, by surname and given name."""


def words(kind: str) -> tuple[str, ...]:
    """What a dateline is made of, in the simplified script: agency, own (the paper itself) or programme."""
    return tuple(_table()[kind])


def ends(text: str) -> int:
    """Where the dateline ends that a text opens with, in either script as far as its words are alike; 0 without one."""
    m = _shape().match(text[:LONGEST])
    return m.end() if m else 0


def dateline(text: str, place: Place, person: Person) -> tuple[str, int]:
    """The English of the dateline that a text in the simplified script opens with, and where it ends; "" and 0 if none.

    One of which a part is not known is none: the model says what it can.
    """
    m = _shape().match(text[:LONGEST])
    if m is None:
        return _in_one_run(text[:LONGEST], place, person)
    said = [_table()["agency"][m["agency"]]] if m["agency"] else []
    if m["place"]:
        # a longer one that is not known is foreign in most cases, and not read by pinyin
        where = place(m["place"]) or (person(m["place"], "").strip() if len(m["place"]) == 2 else "")
        if not where:
            return "", 0
        said.append(where)
    if m["day"]:
        said.append(f"{MONTHS[int(m['month']) - 1]} {int(m['day'])}")
    opening = ", ".join(said)
    if m["programme"]:
        opening += f" ({_table()['programme'][m['programme']]})"
    if m["reporters"]:
        by = _reporters(m["reporters"], m["own"] is not None, person)
        if not by:
            return "", 0
        opening = f"{opening} ({by})".strip()
    if not opening:
        return "", 0
    return opening + (":" if m["programme"] and not m["day"] else " —"), m.end()


def _in_one_run(text: str, place: Place, person: Person) -> tuple[str, int]:
    """As Taiwan has it: 中央社记者王明柏林19日专电, reporter and place without a blank between them."""
    m = _run().match(text)
    if m is None:
        return "", 0
    run = m["run"]
    for at in range(2, len(run) - 1):
        if _is_name(run[:at]) and (where := place(run[at:])):
            day = f"{MONTHS[int(m['month']) - 1]} {int(m['day'])}" if m["month"] else _ordinal(int(m["day"]))
            agency = _table()["agency"][m["agency"]]
            return f"{agency}, {where}, {day} (Reporter {person(*_split(run[:at]))}) —", m.end()
    return "", 0


def _ordinal(day: int) -> str:
    return f"the {day}{'th' if day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _reporters(written: str, own: bool, person: Person) -> str:
    """Reporter Wang Xiaoming; Reporters Wang Xiaoming and Li Wei. Empty where something else stands there."""
    role = _ROLE.match(written)
    if role is None and own:  # 本报讯（全文）
        return ""
    names = [n for n in _BETWEEN.split(written[role.end() if role else 0 :].strip()) if n]
    if not names or not all(map(_is_name, names)):
        return ""
    said = [person(*_split(n)) for n in names]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    if role is None and not own:
        return listed
    return f"{'Reporter' if len(said) == 1 else 'Reporters'} {listed}"


def _is_name(written: str) -> bool:
    surname, given = _split(written)
    known = len(surname) == 2 or surname in lists()["surnames"]
    return known and 1 <= len(given) <= 2 and _NAME.fullmatch(written) is not None


def _split(name: str) -> tuple[str, str]:
    length = 2 if name[:2] in lists()["compound"] and len(name) > 2 else 1
    return name[:length], name[length:]


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {"agency": {}, "own": {}, "programme": {}}
    for line in (files("duizhao") / "datelines.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, chinese, english = line.split("\t")
            table[kind][chinese] = english
    return table


@lru_cache(maxsize=1)
def _shape() -> re.Pattern[str]:
    agency, own, programme = (_any(words) for words in (_table()[k] for k in ("agency", "own", "programme")))
    place = r"(?P<place>(?!记者|消息|快讯|综合|讯|日前|近日|昨日|今日)[\u3400-\u9fff·]{2,8}?)"
    day = r"(?:(?P<month>1[0-2]|0?[1-9])月)(?P<day>3[01]|[12]\d|0?[1-9])日"
    wire = rf"(?:{place}?\s*{day}\s*(?:专电|电|讯|消息)|(?:快讯|消息|讯))"
    return re.compile(
        rf"\s*[（(【\[]?(?:(?P<agency>{agency})|(?P<own>{own})){wire}[】\]]?"
        rf"(?:\s*[（(](?P<programme>{programme})[）)])?"
        rf"(?:\s*[（(]\s*(?P<reporters>[\u3400-\u9fff\s、,，]{{2,40}})\s*[）)])?"
        rf"(?:\s*[:：]\s*|\s*[—－-]{{1,2}}\s*|(?<=[)）】\]])\s*|\s+|$)(?:题[:：]\s*)?"
    )


@lru_cache(maxsize=1)
def _run() -> re.Pattern[str]:
    day = r"(?:(?P<month>1[0-2]|0?[1-9])月)?(?P<day>3[01]|[12]\d|0?[1-9])日"
    return re.compile(
        rf"\s*[（(【\[〔](?P<agency>{_any(_table()['agency'])})记者(?P<run>[\u3400-\u9fff]{{4,10}}?){day}(?:综合)?(?:专电|电|讯)[）)】\]〕]\s*"
    )


def _any(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
