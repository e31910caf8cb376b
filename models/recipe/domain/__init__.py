"""Test sets for what users complain of: names, numbers and Latin letters in sentences made by rule.

Tables beside this file are our own writing: what to put in (`zh<TAB>accepted|forms`, the first in the reference) and
the frames to put it into. `cases(name)` makes a set, always the same; `python -m recipe cases` writes them down.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duizhao import checks
from duizhao.settings import Checking
from recipe.domain import numbers

HERE = Path(__file__).resolve().parent
COUNT = 240
SEED = 20
_HEAD = "source\treference\taccepted"
_APART = re.compile(r"[\s\-‐‑]+")

Forms = tuple[str, ...]


@dataclass(frozen=True)
class Filling:
    """What stands in a slot: its Chinese, and accepted English forms, the first for the reference."""

    zh: str
    en: Forms


@dataclass(frozen=True)
class Case:
    """A sentence, its reference, and the forms of which each name must have one; numbers are judged by the check."""

    source: str
    reference: str
    accepted: tuple[Forms, ...] = ()

    def line(self) -> str:
        return "\t".join((self.source, self.reference, " & ".join("|".join(forms) for forms in self.accepted)))

    @classmethod
    def parse(cls, line: str) -> Case:
        source, reference, accepted = line.split("\t")
        return cls(source, reference, tuple(tuple(f.split("|")) for f in accepted.split(" & ") if f))

    def right(self, output: str) -> bool:
        """Whether all names are there, or, where none is asked for, all numbers."""
        if self.accepted:
            return all(any(self._has(output, form) for form in forms) for forms in self.accepted)
        pair = checks.Pair(self.source, output)
        return not any(flag.check in ("number", "empty") for flag in checks.check(pair, Checking()))

    def _has(self, output: str, form: str) -> bool:
        """What the source has in Latin letters must come as it is; other names may differ in hyphens and accents."""
        return form in output if form in self.source else _stands(_plain(form), _plain(output))


@cache
def _table(name: str) -> tuple[tuple[str, ...], ...]:
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines)


def _from_table(name: str) -> Callable[[random.Random], Filling]:
    def choose(r: random.Random) -> Filling:
        zh, en = r.choice(_table(name))
        return Filling(zh, tuple(en.split("|")))

    return choose


def _person(r: random.Random) -> Filling:
    """Somebody known, or a surname and a given name of one or two characters by the rules of pinyin."""
    if r.random() < 0.35:
        return _from_table("persons")(r)
    surname, family = r.choice(_table("surnames"))
    given = r.sample(_table("given"), r.choice((1, 2, 2)))
    first, *rest = (syllable for _, syllable in given)
    joined = (first + "".join(("'" if s[0] in "aeo" else "") + s for s in rest)).capitalize()
    apart = "-".join((first, *rest)).capitalize()
    forms = dict.fromkeys((f"{family} {joined}", f"{family} {apart}", f"{joined} {family}"))
    return Filling(surname + "".join(zh for zh, _ in given), tuple(forms))


def _latin(r: random.Random) -> Filling:
    (text,) = r.choice(_table("latin"))
    return Filling(text, (text,))


def _number(make: Callable[[random.Random], tuple[str, str]]) -> Callable[[random.Random], Filling]:
    def choose(r: random.Random) -> Filling:
        zh, en = make(r)
        return Filling(zh, (en,))

    return choose


NAMES: dict[str, Callable[[random.Random], Filling]] = {
    "persons": _person,
    "places": _from_table("places"),
    "institutions": _from_table("institutions"),
    "latin": _latin,
}
NUMBERS: dict[str, Callable[[random.Random], Filling]] = {
    "magnitudes": _number(numbers.magnitude),
    "dates": _number(numbers.date),
    "percentages": _number(numbers.percentage),
    "ranges": _number(numbers.span),
}
SETS = (*NAMES, *NUMBERS)


def cases(name: str, count: int = COUNT) -> list[Case]:
    """The set of that name: all different, frames in turn."""
    r = random.Random(f"{SEED} {name}")
    frames = [(zh, en) for kind, zh, en in _table("frames") if kind == name]
    made: dict[str, Case] = {}
    while len(made) < count:
        case = _case(name, *frames[len(made) % len(frames)], r)
        if "万亿" not in case.source or "元" in case.source:  # of nothing but money are there so many
            made.setdefault(case.source, case)
    return list(made.values())


def _case(name: str, zh: str, en: str, r: random.Random) -> Case:
    filling = (NAMES | NUMBERS)[name]
    x, y = filling(r), filling(r)
    while y.zh == x.zh:
        y = filling(r)
    reference = en.format(x=x.en[0], y=y.en[0])
    if name == "institutions":
        reference = _with_articles(en, x.en[0], y.en[0])
    accepted = (x.en, y.en) if "{y}" in zh else (x.en,)
    return Case(zh.format(x=x.zh, y=y.zh), _capital(reference), accepted if name in NAMES else ())


def _with_articles(en: str, x: str, y: str) -> str:
    """Institutions with "the" where their names take one."""
    bare = re.compile(r"NATO|ASEAN|Xinhua|CCTV|Congress|Huawei|Alibaba|Tencent|China Central|\w+ University$")
    return en.format(**{k: v if bare.match(v) else f"the {v}" for k, v in (("x", x), ("y", y))})


def _capital(text: str) -> str:
    return text if text.startswith(("http", "www", "example")) else text[0].upper() + text[1:]


def read(path: Path) -> list[Case]:
    """A written set."""
    return [Case.parse(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def written(made: Iterable[Case]) -> str:
    """The file of a set."""
    return "\n".join((_HEAD, *(case.line() for case in made))) + "\n"


def _plain(text: str) -> str:
    """Without accents, hyphens, case and typographic apostrophes, in which right forms differ."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _APART.sub(" ", bare.replace("’", "'")).casefold()


def _stands(form: str, text: str) -> bool:
    """Whether the form stands in the text as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None
