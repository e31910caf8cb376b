"""Characters of names that the tables would change: 徐乾學 is no 徐干学, and 范先生 no 範先生.

A name needs evidence beside it: a title (教授, 先生), a verb of speech, or a place at the head of its clause. Where a
word of the dictionaries covers the character (餅乾, 乾隆, 范围), the dictionaries decide. Nothing is looked at beyond
the separators around a clause, so that a stream gives what the whole text gives.
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

REACH = 12
"""Characters on either side that can be evidence: a compound surname, two given characters, and a title."""

_HAN = re.compile("[\u3400-\u9fff]+")


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
    """The lists of `names.json`, in every script."""

    surname: re.Pattern[str]
    title_before: re.Pattern[str]
    title_after: re.Pattern[str]
    speech: re.Pattern[str]
    copula: re.Pattern[str]
    joins: frozenset[str]
    given: frozenset[str]
    places: frozenset[str]
    functions: frozenset[str]


def names(text: str, config: str) -> Iterator[Name]:
    """The names of `text` with a character that `config` would change wrongly, in order."""
    if (rules := _rules(direction(config))) is None:
        return
    lists = _lists()
    for found in rules.candidate.finditer(text):
        at = found.start()
        left, right = _clause(text, at)
        clause, place = text[left:right], at - left
        shapes = _as_given(clause, place, lists) if found[0] in rules.given else _as_surname(clause, place, lists)
        for start, end in shapes:
            if _evident(clause, start, end, place, rules, lists):
                yield Name(left + start, left + end, at)
                break


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
    titled = bool(lists.title_before.search(clause, max(0, start - 6), start))
    heads = start == 0 or clause[start - 1] in lists.joins
    alone = end == len(clause)
    title = bool(lists.title_after.match(clause, end))
    speaks = end - start > 1 and bool(lists.speech.match(clause, end))
    if clause[at] in rules.guarded:  # 于 and 后 are more often no surnames
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
    covering = [(a, b) for a, b, _ in words(clause, rules.decided) if a <= at < b]
    return all(sure and ((a, b) == (start, end) or (titled and a < start)) for a, b in covering)


@lru_cache(maxsize=4)
def _rules(way: str | None) -> _Rules | None:
    if way is None:
        return None
    data = _data()[way]
    given, surnames, guarded = (frozenset(data.get(k, "")) for k in ("given", "surnames", "guarded"))
    lists = _lists()
    if way == "complicating":
        simplified = f"(?:{lists.title_after.pattern}|{lists.speech.pattern})"
        ends = "".join({w[-1] for w in _data()["before"]})
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
    data: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
    return data
