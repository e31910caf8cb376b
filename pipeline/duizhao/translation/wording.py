"""A target as English is written: what a model does again and again put right, where it is plain what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from duizhao.nouns import begins_with_a_vowel
from duizhao.translation.joining import FULL_STOP

_WORD = r"[A-Za-z][\w'’-]{0,40}"
_RUN = rf"((?:{_WORD}\s){{0,3}}{_WORD})"
_TWICE = re.compile(
    rf"(?<![\w'’-]){_RUN}(?: (?:and|or) | )\1\b(?!['’-]\w)"
    rf"|(?<![\w'’-]){_RUN.replace('(', '(?P<listed>', 1)}, (?:and |or )?(?P=listed)"
    r"(?=[,.;:!?)\"]|$| (?:and|or|in|on|at)\b)",
    re.IGNORECASE,
)
"""The same words in a row; behind a comma only where no other word follows, of which they may be a part."""
_MEANT = re.compile(
    r"(?:(?:the )?(?:\w+er|more|less)|again|over|years?|days?|hours?|miles?|yuan|had|that|very|much|many|no|so|bye|on|"
    r"in|out|up|hand|step|round|one|two|dozens|hundreds|thousands|millions|person|ones?|neck|face|side|arm|yes|yeah|"
    r"stop|\w+ (?:by|to|in|after|for|upon)|as \w+)",
    re.IGNORECASE,
)
"""Words that English does say twice: more and more, again and again, had had, end to end to, one by one."""
_ITSELF = re.compile(r"([\u3400-\u9fff]{2,8})[、，和与及]?\1|(?<![A-Za-z])([A-Za-z]+) \2(?![A-Za-z])")
"""What Chinese says twice."""
_NAME = 5
"""Letters of a syllable: Cao Cao, Lang Lang, Dwen Dwen."""
_ONE_TWICE = re.compile(r"([\u3400-\u9fff])[、，]?\1")
_JOINING = re.compile(r"(?:and|or) ")
_BEHIND = ("", " ", ",", ".", ";", ":", "!", "?", ")")
_NOTHING = re.compile(r', ", ')
_LED = re.compile(r"[^“「]{1,30}[：:][“「]")
_SAID = re.compile(
    r"\"(?P<speech>[^\"]+[,?!])\" (?:(?P<who>he|she|they|it|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}) "
    r"(?P<said>said|added|told [\w ]{1,30}))\."
)
_PRONOUNS = frozenset(("he", "she", "they", "it"))
_LEFT = re.compile(r'([,.!?…]) +"(?=\s|$)')
_ORDINALS = {"1": "st", "2": "nd", "3": "rd"}
_SLIPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<![\d:.])((?:1[3-9]|2[0-3])[:.]\d\d) ?[ap]\.?m\b\.?"), r"\1"),
    (re.compile(r"([ap]\.m\.)\."), r"\1"),
    (re.compile(r"(?<!\d)((?:\d*[02-9])?([123]))th\b"), lambda m: m[1] + _ORDINALS[m[2]]),
    (re.compile(r"([$€£]\d[\d.,]*(?: (?:million|billion|trillion))?) yuan\b"), r"\1"),
    (re.compile(r"\betc(?=, )"), "etc."),
    (re.compile(r"(?<=[(\[]) +(?=[^\s\])])"), ""),
)
"""23:44 p.m.; p.m..; 22th; $1 million yuan; etc, and; ( April 9)."""
_A = re.compile(r"(?<![\w'’.-])(a|an) (?=([A-Za-z][\w.&-]*))")
_NAMED = re.compile(r"(?:vitamin|hepatitis|plan|type|class|grade|group|team|part|section|point|from)$", re.IGNORECASE)
_START = re.compile(r"[a-z]{2,}(?=[ ,])")
_PARTICLES = frozenset(
    re.findall(r"\w+", "al bin bint da de del della den der di do dos du el ibn la le ten ter van von")
)
"""What foreign names begin with."""


def worded(source: str, target: str, heading: bool = False) -> str:
    """`target` for a simplified `source`: nothing said twice, quotation marks and articles as they are written.

    Only what cannot have been meant is touched, and nothing that the source itself says twice. A heading has no full
    stop where the source has none.
    """
    for there, amiss, right in _wordings():
        if there.search(source):
            target = amiss.sub(right, target)
    if not _ITSELF.search(source):
        target = _once(source, target)
    target = _spoken(source, target)
    target = _quoted(_NOTHING.sub(", ", target) if target.count('"') % 2 else target)
    for slip, put in _SLIPS:
        target = slip.sub(put, target)
    target = _A.sub(lambda m: _article(target, m), target)
    if heading and not source.rstrip().endswith(("。", ".")):
        target = FULL_STOP.sub("", target)
    first = _START.match(target)
    return target[0].upper() + target[1:] if first and first[0] not in _PARTICLES else target


def _once(source: str, target: str) -> str:
    """Words that stand there twice in a row, once; of three, too."""
    doubled = _ONE_TWICE.search(source) is not None
    at = 0
    while m := _TWICE.search(target, at):
        said = m[1] or m["listed"]
        end = m.start() + len(said)
        if _is_meant(said, m, target, doubled):
            at = end
        else:
            target = target[:end] + target[m.end() :]
            at = m.start()
    return target


def _is_meant(said: str, m: re.Match[str], target: str, doubled: bool) -> bool:
    """Whether English says it twice, or may: names (Cao Cao), and what opens where the source doubles a character."""
    core = _JOINING.sub("", said, count=1)
    if _MEANT.fullmatch(core) or _MEANT.fullmatch(core.split()[0]):
        return True
    if said[0].isupper():
        other = _JOINING.search(m[0], len(said)) is not None  # China and China: one is another
        named = re.search(r"[A-Z][\w.’']* $", target[: m.start()]) is not None and m["listed"] is not None
        return other or named or (m[0] == f"{said} {said}" and " " not in said and (doubled or len(said) < _NAME))
    return doubled and m.start() == 0


def _spoken(source: str, target: str) -> str:
    """Quotation marks of speech that goes on in the next sentence, or comes from the one before."""
    opening, closing = (sum(map(source.count, marks)) for marks in ("“「", "”」"))
    marks = sum(map(target.count, '"“”'))
    if opening > closing:
        if said := _LED.match(source) and _SAID.fullmatch(target):
            who = said["who"][0].upper() + said["who"][1:] if said["who"].split()[0] in _PRONOUNS else said["who"]
            return f'{who} {said["said"]}, "{said["speech"].rstrip(",")}{"" if said["speech"][-1] in "?!" else "."}'
        if not closing and marks and marks % 2 == 0 and target.endswith('"'):
            return target[:-1].rstrip()
        if not marks and target and source.lstrip().startswith(("“", "「")) and target[0].isalnum():
            return f'"{target}'
    elif opening < closing:
        if marks == 1:
            return _LEFT.sub(r'\1"', target)
        if not marks and target and source.rstrip().endswith(("”", "」")):
            return f'{target}"'
    return target


def _quoted(target: str) -> str:
    """No blanks inside quotation marks, as far as it is plain which are a pair; no comma on both sides of one."""
    parts = target.split('"')
    if len(parts) % 2:
        for n in range(1, len(parts), 2):
            opens, closes = parts[n - 1][-1:] in ("", " ", "("), parts[n + 1][:1] in _BEHIND
            if parts[n].strip() and opens and closes:
                parts[n] = parts[n].strip()
        target = '"'.join(parts)
    return target.replace(',",', ',"')


def _article(target: str, m: re.Match[str]) -> str:
    """A or an, as the next word asks for it; no article where the letter is a name: vitamin a."""
    before = target[: m.start()].rstrip()
    name = m[2][0].isupper() and before[before.rfind(" ") + 1 :][:1].isupper() and " " in before  # Vuelta a España
    if _NAMED.search(before) or len(m[2]) < 2 or name:
        return m[0]
    return "an " if begins_with_a_vowel(m[2]) else "a "


@cache
def _wordings() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    lines = Path(__file__).with_name("wordings.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((re.compile(there), re.compile(amiss), right) for there, amiss, right in rows)
