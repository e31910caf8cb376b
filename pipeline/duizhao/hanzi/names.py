"""Characters of names that the tables would change: 徐乾學 is no 徐干学, and 范先生 no 範先生.

A name needs evidence beside it: a title (教授, 先生), a verb of speech, or a place at the head of its clause. Where a
word of the dictionaries covers the character (餅乾, 乾隆, 范围), the dictionaries decide. Nothing is looked at beyond
the separators around a clause, so that a stream gives what the whole text gives; only 乾，元亨利貞 lies across one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from duizhao.hanzi.align import rewrite, words
from duizhao.hanzi.tables import SEPARATOR, Stage, dictionary, stage, stages
from duizhao.people import lists

REACH = 12
"""Characters on either side that can be evidence: a compound surname, two given characters, and a title."""

_HAN = re.compile("[\u3400-\u9fff]+")
_TRIGRAM = re.compile(
    "乾(?=[为為爲]天|爻|知大始|以易知|[上下][乾坤兌兑離离震巽坎艮]|[剛刚健]坤|[、與与]坤|[，：:,、。]元[，、]?亨"
    "|[符寧宁封祐佑興兴統统亨德道][元一二三四五六七八九十]{1,2}年)"
)
"""乾 of the Book of Changes, and of the names of reigns, where the dictionaries have no word."""
_SURNAMED = re.compile("(?<![百贵貴])姓$")
_RENAMED = re.compile("[改换換随隨从從冠复復]姓$")
"""What stands before 姓后 where it is said after what a name was changed."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name at [start, end), and the place of its character that is kept."""

    start: int
    end: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is looked for in one direction; `decided`: the words that leave nothing to decide."""

    given: frozenset[str]
    surnames: frozenset[str]
    guarded: frozenset[str]
    candidate: re.Pattern[str]
    decided: Stage


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of names and of what stands beside them, in every script."""

    surname: re.Pattern[str]
    title_before: re.Pattern[str]
    title_after: re.Pattern[str]
    speech: re.Pattern[str]
    copula: re.Pattern[str]
    joins: frozenset[str]
    given: frozenset[str]
    places: frozenset[str]
    functions: frozenset[str]


def known_names(texts: Iterable[str], config: str) -> Stage | None:
    """The names that the texts of a document show at some place: name → its kept character; None where there are none.

    A surname alone is none, and of a name that begins with the character two characters are too much like other words.
    """
    if (way := direction(config)) is None:
        return None
    found: dict[str, str] = {}
    for text in texts:
        for name in names(text, config):
            length = name.end - name.start
            if length > 2 or (length == 2 and text[name.kept] in _rules(way).given):
                found.setdefault(text[name.start : name.end], text[name.kept])
    return stage([found]) if found else None


def names(text: str, config: str, known: Stage | None = None) -> Iterator[Name]:
    """The names of `text` with a character that `config` would change wrongly; those that are `known` come last."""
    if (way := direction(config)) is None or _looked_for(way).isdisjoint(text):
        return
    rules, lists = _rules(way), _lists()
    for found in rules.candidate.finditer(text):
        at = found.start()
        left, right = _clause(text, at)
        clause, place = text[left:right], at - left
        if _TRIGRAM.match(text, at) and not _covering(clause, place, rules):
            yield Name(at, at + 1, at)
            continue
        shapes = _as_given(clause, place, lists) if found[0] in rules.given else _as_surname(clause, place, lists)
        for start, end in shapes:
            if _evident(clause, start, end, place, rules, lists):
                yield Name(left + start, left + end, at)
                break
    if known is not None:
        yield from _repeated(text, known, rules)


def _repeated(text: str, known: Stage, rules: _Rules) -> Iterator[Name]:
    """The places of known names, where no word of the dictionaries lies across the end of one."""
    for start, end, kept in words(text, known):
        for at in range(start, end):
            if text[at] == kept:
                left, right = _clause(text, at)
                inside = start - left, end - left
                if all(inside[0] <= a and b <= inside[1] for a, b in _covering(text[left:right], at - left, rules)):
                    yield Name(start, end, at)


def _covering(clause: str, at: int, rules: _Rules) -> list[tuple[int, int]]:
    """The words of the dictionaries that cover `at`."""
    return [(a, b) for a, b, _ in words(clause, rules.decided) if a <= at < b]


def direction(config: str) -> str | None:
    """`simplifying`, `complicating`, or None for a configuration within the traditional script."""
    if config.startswith("s2"):
        return "complicating"
    return "simplifying" if re.search(r"2sp?(\+|$)", config) else None


def _clause(text: str, at: int) -> tuple[int, int]:
    """The stretch around `at` without separators, no longer than REACH on either side."""
    left = max(0, at - REACH)
    for found in SEPARATOR.finditer(text, left, at):
        left = found.end()
    cut = SEPARATOR.search(text, at, at + REACH)
    return left, cut.start() if cut else min(len(text), at + REACH)


def _as_given(clause: str, at: int, lists: _Lists) -> Iterator[tuple[int, int]]:
    """The names that `at` may be a given character of: 徐乾學, 洪義乾, 蕭乾."""
    for start, end in ((at - 1, at + 2), (at - 2, at + 1), (at - 1, at + 1), (at - 2, at + 2), (at - 3, at + 1)):
        if start >= 0 and end <= len(clause):
            surname = lists.surname.match(clause, start)
            if surname and (surname.end() <= at) and end - surname.end() <= 2 and _HAN.fullmatch(clause, start, end):
                yield start, end


def _as_surname(clause: str, at: int, lists: _Lists) -> Iterator[tuple[int, int]]:
    """The names that may begin at `at`; the given characters are such as names have."""
    typical = 0
    while typical < 2 and at + 1 + typical < len(clause) and clause[at + 1 + typical] in lists.given:
        typical += 1
    for length in range(typical, -1, -1):
        yield at, at + 1 + length


def _evident(clause: str, start: int, end: int, at: int, rules: _Rules, lists: _Lists) -> bool:
    """Whether what stands beside [start, end) says that it is a name, and no word of the dictionaries covers `at`."""
    surnamed = end - at == 1 and start == at and bool(_SURNAMED.search(clause, max(0, at - 2), at))
    titled = bool(lists.title_before.search(clause, max(0, start - 6), start))
    heads = start == 0 or clause[start - 1] in lists.joins
    alone = end == len(clause)
    title = bool(lists.title_after.match(clause, end))
    speaks = end - start > 1 and bool(lists.speech.match(clause, end))
    if surnamed and clause[at] in rules.guarded | rules.surnames:
        sure = clause[at] not in rules.guarded or not _RENAMED.search(clause, 0, at)
    elif clause[at] in rules.guarded:  # 于 and 后 are more often no surnames
        long = end - start > 1 and not lists.places & set(clause[start + 1 : end])
        sure = (title and (heads or titled)) or (long and ((speaks and (start == 0 or titled)) or (titled and alone)))
    elif clause[at] in rules.surnames:
        named = end - start > 1 or bool(_HAN.match(clause, end) and clause[end] not in lists.functions)
        sure = (titled and named) or title or speaks
    else:
        sure = titled or title or speaks
    likely = clause[at] in rules.given and heads and end - start > 2 and at < end - 1
    if not sure and not (likely and (alone or lists.copula.match(clause, end))):
        return False
    covering = _covering(clause, at, rules)
    return all(sure and ((a, b) == (start, end) or (titled and a < start)) for a, b in covering)


@lru_cache(maxsize=4)
def _looked_for(way: str) -> frozenset[str]:
    """The characters that a name is kept for; the rules take a second to make, and most texts have none."""
    return frozenset("".join(_data()[way].values()))


@lru_cache(maxsize=4)
def _rules(way: str) -> _Rules:
    data = _data()[way]
    given, surnames, guarded = (frozenset(data.get(k, "")) for k in ("given", "surnames", "guarded"))
    lists = _lists()
    if way == "complicating":
        simplified = f"(?:{lists.title_after.pattern}|{lists.speech.pattern})"
        ends = "".join({w[-1] for w in _data()["before"]}) + "姓"
        one = f"[{''.join(surnames | guarded)}]"
        candidate = f"(?<=[{ends}]){one}|{one}(?=[{''.join(lists.given)}]{{0,2}}{simplified})"
        return _Rules(given, surnames, guarded, re.compile(candidate), stages("s2t")[0])
    candidate = f"[{''.join(given | surnames)}]"
    from_simplified = dictionary("STPhrases.txt")
    known = {v: k for k, v in from_simplified.items() if given & set(v) and not given & set(k) and v[-1] not in "的了"}
    decided = stage([dictionary("TSPhrases.txt"), known])
    return _Rules(given, surnames, guarded, re.compile(candidate), decided)


def kept_in_names() -> frozenset[str]:
    """The characters of the traditional script that a simplified name may hold (after the standard of 2013)."""
    return frozenset("".join(_data()["simplifying"].values()))


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    data = _data()
    surnames = [*sorted(_scripts(data["compound"])), f"[{''.join(sorted(_scripts(data['surnames'])))}]"]
    return _Lists(
        re.compile("|".join(surnames)),
        re.compile(f"(?:{_any(data['before'])})$"),
        re.compile(_any(data["after"])),
        re.compile(_any(data["speech"])),
        re.compile(_any(data["copula"])),
        frozenset(_scripts(data["joins"])),
        frozenset(_scripts(data["given"])),
        frozenset(_scripts(data["places"])),
        frozenset(_scripts(data["functions"])),
    )


def _any(wanted: Iterable[str]) -> str:
    return "|".join(sorted(_scripts(wanted), key=lambda w: (-len(w), w)))


def _scripts(wanted: Iterable[str]) -> set[str]:
    """Words in the simplified script and in the traditional one of every region."""
    found = set(wanted)
    for config in ("s2t", "s2tw", "s2hk"):
        for word in wanted:
            for one in stages(config):
                word = rewrite(word, one)
            found.add(word)
    return found


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    own: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
    return {**lists(), **own}
