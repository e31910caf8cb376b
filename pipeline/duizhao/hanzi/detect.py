"""Which script a text is written in, and whether it shows a region's usage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from duizhao.hanzi.align import words
from duizhao.hanzi.tables import ZHE, entries, stages, zhe
from duizhao.record import Json

Region = Literal["none", "tw", "hk"]

_NEED, _NEED_PER_HANZI, _NEED_MOST = 3, 1 / 1000, 8
"""Weight of regional words that a text of some length must show: a single sure word (3) speaks for a paragraph, not for
an article, which may quote it. Set on news in traditional script from the mainland, Taiwan and Hong Kong."""
_MARGIN = 1.5  # times the weight of the other region
_REPEATS = 2  # occurrences of one word that count
_KEPT = frozenset("著")  # 著名 is written so in both scripts


@dataclass(frozen=True, slots=True)
class ScriptEvidence:
    """`hant`, `hans`: characters that only the traditional, only the simplified script has; `region`: whose words.

    `zhe`: 著 that stands for 着.
    """

    hant: int = 0
    hans: int = 0
    region: Region = "none"
    zhe: int = 0

    def as_json(self) -> Json:
        return {"hant": self.hant, "hans": self.hans, "region": self.region}


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of one region; inside one of `contexts` it is none. A single character is a hint."""

    text: str
    region: str
    weight: int
    contexts: tuple[str, ...]


def detect(text: str) -> ScriptEvidence:
    """The evidence in `text`; regions are looked for in traditional text only."""
    only_hant, only_hans, mostly_hant = _alphabets()
    counts = Counter(text)
    hant = sum(n for c, n in counts.items() if c in only_hant)
    hans = sum(n for c, n in counts.items() if c in only_hans)
    if not hant and not hans:
        hant = sum(n for c, n in counts.items() if c in mostly_hant) + _aspects(text)
    if hant <= hans:
        return ScriptEvidence(hant, hans)
    hanzi = sum(n for c, n in counts.items() if "\u3400" <= c <= "\u9fff")
    return ScriptEvidence(hant, hans, _region(text, hanzi), _aspects(text))


def choose(evidence: ScriptEvidence, setting: str) -> str:
    """The configuration for a text: `setting` itself, or what the evidence says where it is `auto`.

    Raises UsageError for a setting that is no configuration.
    """
    if setting == "none":
        return setting
    if setting != "auto":
        stages(setting)
        return setting
    if evidence.hant <= evidence.hans:
        return "none"
    if evidence.region == "tw":
        return "tw2sp"
    if evidence.region == "hk":
        return "hk2s" + (ZHE if evidence.zhe else "")
    return "t2s" + ZHE


@lru_cache(maxsize=1)
def _alphabets() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Characters of the traditional script alone, of the simplified alone, and rare in the simplified (於, 乾, 徵)."""
    to_simplified = {key: values.split(" ") for key, values in entries("TSCharacters.txt").items()}
    to_traditional = {key: values.split(" ") for key, values in entries("STCharacters.txt").items()}
    variants = {key for name in ("TWVariantsRev.txt", "HKVariantsRev.txt") for key in entries(name)}
    simplified = {c for values in to_simplified.values() for c in values} | set(to_traditional)
    traditional = {c for values in to_traditional.values() for c in values} | variants
    hant = {c for c, values in to_simplified.items() if c not in values} | variants
    hans = {c for c, values in to_traditional.items() if c not in values}
    mostly = {c for c, values in to_simplified.items() if c in values[1:]}
    return frozenset(hant - simplified - _KEPT), frozenset(hans - traditional), frozenset(mostly)


def _region(text: str, hanzi: int) -> Region:
    weights = {"tw": 0, "hk": 0, "none": 0}
    hints = {"tw": 0, "hk": 0, "none": 0}
    for word in _regional_words():
        if count := text.count(word.text):
            count -= sum(text.count(context) for context in word.contexts)
            kind = hints if len(word.text) == 1 and word.weight == 1 else weights
            kind[word.region] += word.weight * max(0, min(count, _REPEATS))
    need = min(_NEED + int(hanzi * _NEED_PER_HANZI), _NEED_MOST) + min(hints["none"], _NEED)
    pairs: tuple[tuple[Region, Region], ...] = (("tw", "hk"), ("hk", "tw"))
    for mine, other in pairs:
        weight = weights[mine] + min(hints[mine], 1)
        if weights[mine] and weight >= need and weight > _MARGIN * weights[other]:
            return mine
    return "none"


def _aspects(text: str) -> int:
    """How often 著 stands for 着."""
    if "著" not in text:
        return 0
    stage = zhe()
    kept = sum(after.count("著") for _, _, after in words(text, stage))
    return text.count("著") - kept


@lru_cache(maxsize=1)
def _regional_words() -> tuple[_Word, ...]:
    lines = Path(__file__).with_name("regions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [(*line.split("\t"), "")[:4] for line in lines]
    return tuple(_Word(word, region, int(weight), tuple(contexts.split())) for word, region, weight, contexts in rows)
