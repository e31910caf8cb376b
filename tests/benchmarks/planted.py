"""Errors of known kinds, planted into human pairs: what people and models get wrong, whatever the checks look for.

A plant is a function of a pair, a seeded choice and a `Pool`; it gives the pair with the error and without it, or None
where the pair has no place for it.
"""

from __future__ import annotations

import calendar
import itertools
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.checks import Pair
from duizhao.terms import Found, Term

Pairs = list[tuple[str, str]]

HAN = re.compile("[\u3400-\u9fff]")
_PLAIN = re.compile(r"(?<![\d.,A-Za-z:/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\d:/-]|[.,]\d|\s?[ap]\.?m)")
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]+)(?: [A-Z][a-z]+){0,2}(?![\w’'-])")
_NO_NAME = frozenset(
    (*calendar.month_name, *calendar.day_name, "Mr", "Mrs", "Ms", "Dr", "The", "This", "That", "He", "It")
)
_SYLLABLE = r"(?:[bpmfdtnlgkhjqxrzcswy]|zh|ch|sh)?(?:[aeiou]{1,3}(?:ng|n|r)?)"
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{1,2}}(?: (?:{_SYLLABLE}){{1,2}})?", re.I)

TERMS = Path(__file__).with_name("planted_terms.tsv")


@dataclass(frozen=True)
class Pool:
    """What plants draw from beside the pair itself."""

    pairs: Pairs
    names: Sequence[str]
    terms: Sequence[tuple[str, str]]


Planted = tuple[Pair, Pair]
"""The pair with the error, and the same without it."""
Plant = Callable[[str, str, random.Random, Pool], Planted | None]


def plants(change: Callable[[str, str, random.Random], str | None]) -> Plant:
    """A plant that only changes the target."""

    def make(source: str, target: str, rng: random.Random, pool: Pool) -> Planted | None:
        new = change(source, target, rng)
        return None if new is None or new == target else (Pair(source, new), Pair(source, target))

    return make


def replaced(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def magnitude(source: str, target: str, rng: random.Random) -> str | None:
    """90亿 as 90 billion or 900 million: a wrong word, or a zero too many or too few."""
    words = list(re.finditer(r"\b(?:thousand|million|billion|trillion)\b", target))
    zeros = list(re.finditer(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,]|\.\d)", target))
    if not words and not zeros:
        return None
    m = rng.choice(words + zeros)
    if m in words:
        new = rng.choice([w for w in ("thousand", "million", "billion", "trillion") if w != m[0]])
    else:
        value = int(m[0].replace(",", ""))
        new = f"{value * 10 if value % 10 or rng.random() < 0.5 else value // 10:,}"
    return replaced(target, m.span(), new)


def digit(source: str, target: str, rng: random.Random) -> str | None:
    """One digit of a number is another."""
    found = list(_PLAIN.finditer(target))
    if not found:
        return None
    m = rng.choice(found)
    at = rng.choice([i for i in range(*m.span()) if target[i].isdigit()])
    new = rng.choice([d for d in "123456789" if d != target[at]])
    return replaced(target, (at, at + 1), new)


def drop_digit(source: str, target: str, rng: random.Random) -> str | None:
    """244,890 → 24,890: one digit of a number of two or more is lost."""
    found = [m for m in _PLAIN.finditer(target) if len(re.sub(r"\D", "", m[0])) > 1]
    if not found:
        return None
    m = rng.choice(found)
    at = rng.choice([i for i in range(*m.span()) if target[i].isdigit()])
    new = target[m.start() : at] + target[at + 1 : m.end()]
    return None if re.sub(r"^0+(?=\d)", "", new) == m[0] else replaced(target, m.span(), new)


def drop_number(source: str, target: str, rng: random.Random) -> str | None:
    """A number is left out."""
    found = list(_PLAIN.finditer(target))
    return replaced(target, rng.choice(found).span(), "").replace("  ", " ") if found else None


def swap_numbers(source: str, target: str, rng: random.Random) -> str | None:
    """Two numbers of the target change places."""
    found = list(_PLAIN.finditer(target))
    both = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a[0] != b[0]]
    if not both:
        return None
    a, b = rng.choice(both)
    return target[: a.start()] + b[0] + target[a.end() : b.start()] + a[0] + target[b.end() :]


def drop_sentence(source: str, target: str, rng: random.Random, pool: Pool) -> Planted | None:
    """Of two or three sentences in a row, one is left out."""
    at = next((i for i, p in enumerate(pool.pairs) if p == (source, target)), -1)
    run = pool.pairs[at : at + rng.choice((2, 3))]
    if at < 0 or len(run) < 2 or any(len(HAN.findall(s)) < 8 for s, _ in run):
        return None
    left = rng.randrange(len(run))
    whole = "".join(s for s, _ in run)
    kept = " ".join(t for i, (_, t) in enumerate(run) if i != left)
    return Pair(whole, kept), Pair(whole, " ".join(t for _, t in run))


def drop_clause(source: str, target: str, rng: random.Random) -> str | None:
    """A clause of five words or more (some eight Chinese characters) is left out, wherever it stands."""
    marks = [0, *(m.end() for m in re.finditer(r"[,;:—–](?= )|[.!?][”\"]? (?=[A-Z“\"])", target)), len(target)]
    clauses = [(a, b) for a, b in itertools.pairwise(marks) if len(target[a:b].split()) >= 5]
    if len(marks) < 3 or not clauses:
        return None
    a, b = rng.choice(clauses)
    if b == len(target):
        return target[:a].rstrip(" ,;:—–") + "." if target[:a].strip(" ,;:—–") else None
    rest = target[:a] + target[b:].lstrip() if a == 0 else target[:a] + target[b:]
    return rest[0].upper() + rest[1:]


def drop_phrase(source: str, target: str, rng: random.Random) -> str | None:
    """Five to nine words in a row are left out, without regard to clauses."""
    words = target.split()
    size = rng.randint(5, 9)
    if len(words) < size + 5:
        return None
    at = rng.randrange(1, len(words) - size)
    return " ".join(words[:at] + words[at + size :])


def repeat(source: str, target: str, rng: random.Random) -> str | None:
    """A phrase of three to eight words comes twice in a row, or a shorter one more often."""
    words = target.split()
    size = rng.randint(1, 8)
    if len(words) < size + 2:
        return None
    at = rng.randrange(1, len(words) - size)
    unit = words[at : at + size]
    times = rng.randint(4, 9) if size == 1 else rng.randint(3, 6) if size == 2 else rng.randint(2, 5)
    return " ".join(words[:at] + unit * times + words[at + size :])


_SITES = (
    "www.example.com",
    "https://news.example.cn/2024-05/12/content_48213.htm",
    "http://zwfw.gov.example.cn/Portal",
)
_PLACES = (
    *_SITES,
    "https://example.org/a?id=20931&from=wx",
    "service@example.com.cn",
    "li.wei88@mail.example.org",
    "@RiverDaily",
    "10.1016/j.jhydrol.2019.124012",
    "https://例子.中国/新闻/12",
)


def change_url(source: str, target: str, rng: random.Random, pool: Pool) -> Planted | None:
    """An address that stands on both sides; in the target a letter is another, one is lost, or all of it is."""
    address = rng.choice(_PLACES)
    before, after = rng.choice((("（", "）"), ("：", ""), ("", ""), ("（网址：", "）"), ("“", "”")))
    end = "。" if source.endswith("。") else ""
    source = f"{source.removesuffix('。')}{before}{address}{after}{end}"
    body, dot = (target[:-1], ".") if target.endswith(".") else (target, "")
    good = f"{body} ({address}){dot}" if before else f"{body} {address}{dot}"
    way = rng.choice(("other", "lost", "twin", "gone", "cut"))
    letters = [i for i, c in enumerate(address) if c.isalnum()]
    at = rng.choice(letters)
    if way == "gone":
        bad = target
    elif way == "cut":
        bad = good.replace(address, address[: len(address) * 2 // 3])
    else:
        other = rng.choice("abcdefghijkmnpqrstuvwxyz")
        while other == address[at].lower():
            other = rng.choice("abcdefghijkmnpqrstuvwxyz")
        new = {"other": other, "lost": "", "twin": address[at] + other}[way]
        bad = good.replace(address, replaced(address, (at, at + 1), new))
    return Pair(source, bad), Pair(source, good)


def names_of(target: str) -> list[re.Match[str]]:
    return [m for m in _NAME.finditer(target) if not _NO_NAME.intersection(m[0].split())]


def swap_name(source: str, target: str, rng: random.Random, pool: Pool) -> Planted | None:
    """A name is that of another person, place or body, or two names change places."""
    found = names_of(target)
    if not found:
        return None
    m = rng.choice(found)
    others = [n for n in found if n[0] not in target[slice(*m.span())] and m[0] not in n[0]]
    if others and rng.random() < 0.3:
        a, b = sorted((m, rng.choice(others)), key=lambda n: n.start())
        new = target[: a.start()] + b[0] + target[a.end() : b.start()] + a[0] + target[b.end() :]
    else:
        name = rng.choice(pool.names)
        if name in target or set(name.split()) & set(m[0].split()):
            return None
        new = re.sub(rf"\b{re.escape(m[0])}\b", name, target)
    return Pair(source, new), Pair(source, target)


def swap_person(source: str, target: str, rng: random.Random, pool: Pool) -> Planted | None:
    """As `swap_name`, of names that are spelled as pinyin."""
    chosen = [n for n in pool.names if " " in n and _PINYIN.fullmatch(n)]
    found = [m for m in names_of(target) if " " in m[0] and _PINYIN.fullmatch(m[0])]
    if not found or not chosen:
        return None
    m, name = rng.choice(found), rng.choice(chosen)
    return None if name in target else (Pair(source, target.replace(m[0], name)), Pair(source, target))


def chinese_left(source: str, target: str, rng: random.Random) -> str | None:
    """One to six Chinese characters of the source stand in the place of one to three words."""
    runs = re.findall("[\u3400-\u9fff]+", source)
    words = target.split()
    if not runs or len(words) < 4:
        return None
    run = rng.choice(runs)
    size = rng.randint(1, min(6, len(run)))
    start = rng.randrange(len(run) - size + 1)
    at = rng.randrange(len(words))
    return " ".join([*words[:at], run[start : start + size], *words[at + rng.randint(1, 3) :]])


_WIDE = str.maketrans(",.;:()!?", "，。；：（）！？")


def chinese_marks(source: str, target: str, rng: random.Random) -> str | None:
    """One mark or one figure is the full-width one, a comma 、, a title in 《》, a quotation in 「」."""
    found = list(re.finditer(r"(?<!\d)[,.;:()!?](?!\w)|\d", target))
    quoted = list(re.finditer(r"[“\"]([^“”\"]+)[”\"]", target))
    if quoted and rng.random() < 0.3:
        m = rng.choice(quoted)
        return replaced(target, m.span(), rng.choice(("《{}》", "「{}」")).format(m[1]))
    if not found:
        return None
    m = rng.choice(found)
    wide = chr(ord(m[0]) + 0xFEE0) if m[0].isdigit() else "、" if m[0] == "," and rng.random() < 0.3 else None
    return replaced(target, m.span(), wide or m[0].translate(_WIDE))


def unbalanced(source: str, target: str, rng: random.Random) -> str | None:
    """A quotation mark or bracket is lost, or one too many."""
    found = list(re.finditer(r"[“”\"()\[\]]", target))
    if found and rng.random() < 0.7:
        return replaced(target, rng.choice(found).span(), "")
    words = target.split()
    at = rng.randrange(len(words))
    mark = rng.choice('“"(”)')
    words[at] = words[at] + mark if mark in "”)" else mark + words[at]
    return " ".join(words)


def wrong_term(source: str, target: str, rng: random.Random, pool: Pool) -> Planted | None:
    """A word that the glossary wants is another one."""
    found = [(zh, en) for zh, en in pool.terms if zh in source and _said(en).search(target)]
    if not found:
        return None
    zh, en = rng.choice(found)
    other = rng.choice([t for _, t in pool.terms if t != en and not _said(t).search(target)])
    at = source.index(zh)
    terms = (Found(Term(zh, en), (at, at + len(zh))),)
    return Pair(source, _said(en).sub(other, target), terms=terms), Pair(source, target, terms=terms)


def _said(term: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.I)


def truncate(source: str, target: str, rng: random.Random) -> str | None:
    """The end is lost, from four words up to two thirds, wherever the cut falls."""
    words = target.split()
    if len(words) < 10 or not source.rstrip("”」』").endswith(("。", "！", "？")):
        return None
    kept = rng.randint(len(words) // 3, len(words) - 4)
    return " ".join(words[:kept])


KINDS: dict[str, tuple[Plant, tuple[str, ...]]] = {
    "wrong magnitude": (plants(magnitude), ("number",)),
    "changed number": (plants(digit), ("number",)),
    "lost digit": (plants(drop_digit), ("number",)),
    "dropped number": (plants(drop_number), ("number",)),
    "swapped numbers": (plants(swap_numbers), ("number",)),
    "dropped sentence": (drop_sentence, ("omission", "length")),
    "dropped clause": (plants(drop_clause), ("omission", "length")),
    "dropped words": (plants(drop_phrase), ("omission", "length")),
    "truncated": (plants(truncate), ("truncated", "omission", "length")),
    "repeated phrase": (plants(repeat), ("repetition",)),
    "changed URL": (change_url, ("url",)),
    "swapped name": (swap_name, ("name",)),
    "swapped person": (swap_person, ("name",)),
    "Chinese left over": (plants(chinese_left), ("untranslated",)),
    "Chinese punctuation": (plants(chinese_marks), ("quotes",)),
    "unbalanced quote": (plants(unbalanced), ("quotes",)),
    "wrong term": (wrong_term, ("term",)),
}
"""Kind → how it is planted, and the checks that a translator would expect it from."""


def pool_of(sets: Sequence[Pairs]) -> Pool:
    pairs = [p for pairs in sets for p in pairs]
    names = sorted({m[0] for _, t in pairs for m in names_of(t)})
    rows = (line.split("\t") for line in TERMS.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#"))
    return Pool(pairs, names, [(zh, en) for zh, en in rows])
