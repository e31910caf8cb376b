"""Personal names in Chinese text, by what stands beside them: a title, a verb of speech, the head of a clause.

Texts are in the simplified script, or folded into it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_HAN = "\u3400-\u9fff"


@dataclass(frozen=True, slots=True)
class Person:
    """A name that begins at `start`, with a surname up to `given`, and may end at each of `ends`, likeliest first."""

    start: int
    given: int
    ends: tuple[int, ...]


@lru_cache(maxsize=1)
def lists() -> dict[str, Any]:
    """`people.json`: surnames, titles before and after a name, verbs of speech, characters that given names have, and
    those that foreign names are spelled with (`sounds`).
    """
    data: dict[str, Any] = json.loads(Path(__file__).with_name("people.json").read_text(encoding="utf-8"))
    return data


def people(text: str) -> Iterator[Person]:
    """The persons named in a text, in order; they do not overlap."""
    rules = _rules()
    at = 0
    while found := rules.candidate.search(text, at):
        start = found.start("name")
        given = found.end("surname")
        at = given
        if ends := _ends(text, given, titled=found["title"] is not None, rules=rules):
            yield Person(start, given, ends)
            at = ends[0]


@dataclass(frozen=True, slots=True)
class _Rules:
    candidate: re.Pattern[str]
    honorific: re.Pattern[str]
    closed: re.Pattern[str]
    speech: re.Pattern[str]
    given: frozenset[str]
    excluded: frozenset[str]
    compound: frozenset[str]
    rare: frozenset[str]
    words: tuple[str, ...]


def _ends(text: str, given: int, titled: bool, rules: _Rules) -> tuple[int, ...]:
    """Where a name may end whose given name begins at `given`; none where it is no name."""
    start = given - (2 if text[given - 2 : given] in rules.compound else 1)
    if rules.honorific.match(text, given) or text.startswith(rules.words, start):
        return ()
    sure, fair = [], []
    for end in (given + 2, given + 1):
        name = text[given:end]
        if not all(_is_han(text, i) for i in range(given, end)) or text[end : end + 1] == "·":
            continue
        if not rules.excluded.isdisjoint(name):
            continue
        typical = sum(c in rules.given for c in name)
        ended = bool(rules.speech.match(text, end)) or (
            bool(rules.closed.match(text, end)) and (titled or (end - given == 2 and text[start] not in rules.rare))
        )
        if ended and typical >= (1 if titled and end - given == 2 and text[start] not in rules.rare else end - given):
            sure.append(end)
        elif titled and typical == end - given:
            fair.append(end)
    return tuple(sure + fair) if sure or given + 2 in fair else ()


def _is_han(text: str, at: int) -> bool:
    return at < len(text) and "\u3400" <= text[at] <= "\u9fff"


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = lists()
    surname = "|".join([*data["compound"], f"[{data['surnames']}]"])
    before = _any(data["before"])
    heads = f"(?<![{_HAN}·0-9０-９A-Za-z.])|(?<=[{data['joins']}])"
    after, speech = _any(data["after"]), _any(data["speech"])
    return _Rules(
        candidate=re.compile(f"(?:(?P<title>{before})|{heads})(?P<name>(?P<surname>{surname})[{_HAN}])"),
        honorific=re.compile(f"{after}|[某氏姓家总老]|女士|先生"),
        closed=re.compile(f"[^{_HAN}·]|$|{_any(data['copula'])}|{after}"),
        speech=re.compile(f"{speech}|{after}"),
        given=frozenset(data["given"]),
        excluded=frozenset(data["functions"] + data["foreign"]),
        compound=frozenset(data["compound"]),
        rare=frozenset(data["rare"]),
        words=tuple(data["words"]),
    )


def _any(wanted: Iterable[str]) -> str:
    return "|".join(sorted(wanted, key=lambda w: (-len(w), w)))
