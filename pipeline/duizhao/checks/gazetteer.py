"""Countries, places, organisations and persons whose English is known: where a text names them, in either language."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from duizhao.checks.tables import rows
from duizhao.lexicon import Word, lexicon
from duizhao.nouns import pluralised
from duizhao.people import lists

KINDS = {
    "countries.tsv": "place",
    "cities.tsv": "place",
    "bodies.tsv": "body",
    "persons.tsv": "person",
    "terms.tsv": "term",
}
"""The tables, and the kind of their names; only names of one kind are taken for one another."""

_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_APOSTROPHE = re.compile(r"['’ʼ]")
_TOKEN = re.compile(r"[^\W_]+")


_OFTEN = frozenset("以加新意法多不也大老中上日海南北东西古黑安平文江河山四成马太首里高长法")
"""Hints that are more often something else."""
_STATES = "中美俄日韩朝英法德意印巴以伊叙乌土沙埃越泰缅柬老菲马新澳加墨欧非台港藏蒙京沪津渝冀苏浙川粤"
_ABBREVIATED = f"[{_STATES}驻访赴抗侵对在]{{0}}|{{0}}[{_STATES}方军媒国籍裔企总外首系式语文币航州华]"


_SPELLING = frozenset(
    "丁丹亚伊伯佐佩侬克利勃勒卡卢厄吉哈喀埃塔塞姆娅娜尔尤尼巴布希弗彭德戈托扎拉拜捷摩斯杜柯格桑森欣泽洛济瓦祖科"
    "穆纳维罗翁耶艾茨茹莉莎莫莱菲萨蒂蒙诺贝赖赫辛迪迦邓锡阿雅雷霍韦顿默齐"
)
"""Characters that spell foreign names: where one stands by itself beside a person's, it is part of the name."""
_SOUNDS = frozenset(lists()["sounds"])
"""Characters that foreign names are spelled with, however else they are used."""
_WHERE = frozenset("中上里下内外间后前时旁边会的却第至和与")
"""What may stand behind a name though the table of words joins it to something: 统战部|会议."""
_FIGURES = frozenset("0123456789零〇一二三四五六七八九十百千")
"""What stands before a name that is a measure then: 三十国集团."""
_HEAD = 4
"""Letters that a name and another word begin with for the one to be taken for the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What has several Chinese names and several English ones.

    `shown`: the first of its English names; `english`: any of them will do, without diacritics, words apart by spaces;
    `signs`: those that mean it alone; `hints`: what in a source may stand for it without being sure; `chinese`: its
    names in a source.
    """

    kind: str
    shown: str
    english: tuple[str, ...]
    signs: tuple[str, ...]
    hints: tuple[str, ...]
    chinese: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the table at [start, end) of a source."""

    entry: Entry
    start: int
    end: int


class English:
    """A target as words: `text` has them apart by single spaces, and `spans` where each stands."""

    def __init__(self, target: str) -> None:
        plain = _INITIALS.sub(lambda m: m[0].replace(".", "").ljust(len(m[0])), _bare(target))
        found = list(_TOKEN.finditer(plain))
        self.words = [m[0] for m in found]
        self.spans = [m.span() for m in found]
        self.text = f" {' '.join(self.words)} "
        self._small = self.text.lower()

    def has(self, form: str) -> bool:
        """Whether the words of `form` stand in it in a row, the last one perhaps in the plural.

        Short ones are words too where they have no capitals: us, it, who.
        """
        text, form = (self.text, form) if len(form) < 5 and not form.islower() else (self._small, form.lower())
        return f" {form} " in text or f" {form}s " in text

    def has_any(self, entry: Entry) -> bool:
        if any(map(self.has, entry.english)):
            return True
        return entry.kind == "term" and any(self.has(pluralised(form)) for form in entry.english)

    def like(self, entry: Entry) -> tuple[int, int] | None:
        """Where it has a capitalised word that begins as a name of the entry and goes on otherwise: Bishkistan."""
        heads = {form[:_HEAD] for form in entry.english if len(form) > _HEAD and form[0].isupper() and " " not in form}
        for word, span in zip(self.words, self.spans, strict=True):
            if word[:_HEAD] in heads and len(word) > _HEAD and not (word.startswith(entry.english) or is_sign(word)):
                return span
        return None


def named(source: str) -> list[Named]:
    """The names of the tables in a folded source, left to right, the longest first; no two overlap.

    What is cut out of other words (货币安置) or of a longer foreign name (库克 in 基尔库克) is none.
    """
    lengths, words = _chinese()
    found: list[Named] = []
    end = 0
    for start, two in enumerate(map(add, source, source[1:])):
        if two not in lengths or start < end:
            continue
        for length in lengths[two]:
            if (word := source[start : start + length]) in words:
                end = start + length
                if (entry := words[word]) is not None and (not start or source[start - 1] not in _FIGURES):
                    found.append(Named(entry, start, end))
                break
    table = lexicon() if found else None
    return found if table is None else list(_whole(found, table.cut(source), source))


def _whole(found: Sequence[Named], words: Sequence[Word], source: str) -> Iterator[Named]:
    """The names that are no part of something else, by the words that the lexicon finds in the source."""
    starts = [w.span[0] for w in words]
    for n in found:
        begins, ends = (_word_across(words, starts, at) for at in (n.start, n.end))
        if n.entry.kind == "term" and (_cut_off(n, begins, ends, words, starts, source) or _spelled_on(n, source)):
            continue
        short = n.entry.kind != "place" and n.end - n.start == 2  # 今天|猫; 从中|国 is cut wrong
        if begins and begins is not ends and (ends or short or n.entry.kind == "term"):
            continue
        beside = ((n.start - 1, n.start), (n.end, n.end + 1))
        foreign = (at for at in beside if source[slice(*at)] in _SPELLING and _has(words, starts, at))
        if n.entry.kind not in ("person", "term") or not any(foreign):
            yield n


def _cut_off(
    n: Named, begins: Word | None, ends: Word | None, words: Sequence[Word], starts: Sequence[int], source: str
) -> bool:
    """Whether what looks like a term is a word and the head of the next: 巡逻|机 in 巡逻|机制, not 半决赛|中."""
    if begins is not None or ends is None or ends.span[0] - n.start < 2:
        return False
    rest = source[n.end]
    at_place = rest in _WHERE and not (rest == "会" and source[n.end - 1] == "机")
    return not at_place and _has(words, starts, (n.start, ends.span[0]))


def _spelled_on(n: Named, source: str) -> bool:
    """Whether a name that is spelled by sound goes on before or behind: 韦伯 in 韦伯斯特."""
    return all(c in _SOUNDS for c in source[n.start : n.end]) and any(
        c in _SOUNDS for c in (source[n.start - 1 : n.start], source[n.end : n.end + 1]) if c
    )


def _word_across(words: Sequence[Word], starts: Sequence[int], at: int) -> Word | None:
    """The word in which a place is, if neither its begin nor its end is there."""
    i = bisect_left(starts, at) - 1
    return words[i] if i >= 0 and words[i].span[1] > at else None


def _has(words: Sequence[Word], starts: Sequence[int], span: tuple[int, int]) -> bool:
    """Whether a word stands there and no longer."""
    i = bisect_left(starts, span[0])
    return i < len(words) and words[i].span == span


def signs(english: English) -> Iterator[tuple[str, list[Entry], tuple[int, int]]]:
    """The English names of the tables that mean something alone: as it stands, what it may mean, and its span."""
    index = _english()
    at = 0
    while at < len(english.words):
        word = english.words[at]
        for form in index.get(word) or index.get(word.removesuffix("s")) or ():
            size = len(form[0])
            there = tuple(english.words[at : at + size])
            if there == form[0] or (*there[:-1], there[-1].removesuffix("s")) == form[0]:
                yield " ".join(there), form[1], (english.spans[at][0], english.spans[at + size - 1][1])
                at += size - 1
                break
        at += 1


def hinted(entry: Entry, source: str) -> bool:
    """Whether something in a folded source may stand for the entry: 沪 for Shanghai, 阿 in 中阿 for the Emirates.

    A name of its own always may, also where it looks like part of other words: 成都 in 到达成都.
    """
    return (
        any(word in source for word in entry.chinese)
        or any(
            hint in source if len(hint) > 1 or hint not in _OFTEN else re.search(_ABBREVIATED.format(hint), source)
            for hint in entry.hints
        )
        or "*" in entry.hints
        or (entry.chinese[0] in countries() and re.search(_ABBREVIATED.format(entry.chinese[0][0]), source) is not None)
    )


def is_sign(name: str) -> bool:
    """Whether the tables have an English name."""
    words = tuple(name.split())
    return any(form == words for form, _ in _english().get(words[0], ()))


@lru_cache(maxsize=1)
def _tables() -> list[tuple[list[str], Entry]]:
    found = []
    for name, kind in KINDS.items():
        for chinese, english, *hints in rows(name):
            written = english.split("|")
            forms = [_words(form.removeprefix("~")) for form in written]
            plain = [form for form, raw in zip(forms, written, strict=True) if not raw.startswith("~")]
            hint = tuple(hints[0].split()) if hints else ()
            shown, own = written[0].removeprefix("~"), chinese.split()
            found.append((own, Entry(kind, shown, tuple(forms), tuple(plain), hint, tuple(own))))
    return found


@lru_cache(maxsize=1)
def _chinese() -> tuple[dict[str, list[int]], dict[str, Entry | None]]:
    """By the first two characters the lengths of words, longest first; and what each names, None for what is no name.

    Every word has two characters.
    """
    words: dict[str, Entry | None] = {name: entry for names, entry in _tables() for name in names}
    words |= {word: None for (line,) in rows("not_names.tsv") for word in line.split()}
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return {two: sorted(found, reverse=True) for two, found in lengths.items()}, words


@lru_cache(maxsize=1)
def _english() -> dict[str, list[tuple[tuple[str, ...], list[Entry]]]]:
    """By first word: the words of each sign, longest first, and what it may stand for, signs or not."""
    meant: dict[tuple[str, ...], list[Entry]] = {}
    for _, entry in _tables():
        for form in entry.signs:
            meant.setdefault(tuple(form.split()), []).append(entry)
    for _, entry in _tables():
        for form in entry.english:
            if (key := tuple(form.split())) in meant and entry not in meant[key]:
                meant[key].append(entry)
    index: dict[str, list[tuple[tuple[str, ...], list[Entry]]]] = {}
    for key in sorted(meant, key=len, reverse=True):
        index.setdefault(key[0], []).append((key, meant[key]))
    return index


def _words(form: str) -> str:
    if form.replace(" ", "").isalpha() and form.isascii():  # as most are
        return form
    return " ".join(_TOKEN.findall(_bare(form)))


def _bare(text: str) -> str:
    """`text` without diacritics and with apostrophes as spaces; as long as it was."""
    return _APOSTROPHE.sub(" ", text if text.isascii() else text.translate(_LETTERS))


class _Letters(dict[int, str]):
    """Characters without their diacritics, as they are met."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFD", chr(code))[0]
        return self[code]


_LETTERS = _Letters()


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """What the table of countries and parts of the world calls each, in the simplified script."""
    return frozenset(chinese.split(" ", 1)[0] for chinese, *_ in rows("countries.tsv"))


def names_in(text: str) -> list[tuple[int, int]]:
    """Where a text in the simplified script has names and terms of the tables."""
    return [(n.start, n.end) for n in named(text)]


def known_name(chinese: str) -> str:
    """What English calls a name of the tables, in the simplified script: the first of its row; empty for any other."""
    return _first_names().get(chinese, "")


def entry_of(chinese: str) -> Entry:
    """The entry of a name of the tables; KeyError for any other."""
    return _entries()[chinese]


@lru_cache(maxsize=1)
def _entries() -> dict[str, Entry]:
    return {name: entry for names, entry in _tables() for name in names}


@lru_cache(maxsize=1)
def _first_names() -> dict[str, str]:
    return {names[0]: entry.shown for names, entry in _tables()}
