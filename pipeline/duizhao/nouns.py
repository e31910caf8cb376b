"""English nouns: how their plural is written, and whether *a* or *an* stands before them."""

from __future__ import annotations

import re
from functools import lru_cache

_INITIALS = re.compile(r"(?!(?:SIM|RAM|ROM|SAM|LAN|NIO|NEW|[FHLMNRSX][AEIOU][A-Z]{2})|SWAT)[A-Za-z](?=[A-Z\d.&/-])")
"""A letter that is said as such, as is not in NATO."""
_VOWEL = re.compile(r"8|1[18](?=th|,|-|\b)|[aeiou]|hour|hono(?!lu)|honest|heir", re.IGNORECASE)
_CONSONANT = re.compile(
    r"eu|ewes?\b|on(?:e\b|ce)|u(?:biq|k[ruel]|ni(?![nmd])|nidir|nanim|r(?:an|in|ea|al|ug)|s[aeu]|t[aeio]|z|y|ig|ga)",
    re.IGNORECASE,
)
_ONE_AND_MANY = re.compile(
    "(?:sheep|deer|fish|craft|species|series|salmon|shrimp|bison|news|equipment|evidence|information|staff|personnel|people|"
    "police|cattle|livestock|media|chassis|badminton|ese|Swiss|-level|-free|-use|-weather|hypersonic|-intensive)$"
)
_PLURALS = (
    (r"child()$", "ren"),
    (r"[^aeiou](y)$", "ies"),
    (r"^(?!hu|sha|talis|cai)[a-z]*(man)$", "men"),
    (r"(?:lea|hal|wol|loa|shel|thie)(f)$|(?:li|kni|wi)(fe)$", "ves"),
    (r"(?:s|ax)(is)$", "es"),
    (r"(?:ma|ar|po)ch()$", "s"),
    (r"(?:s|x|z|ch|sh|hero|echo|tato|mato)()$", "es"),
    (r"()$", "s"),
)
"""What a noun has at its end, and what it has in the plural there; the first that fits."""


def begins_with_a_vowel(term: str) -> bool:
    """Whether a vowel is heard first: an hour, an SME, an X-ray; a unified market, a eurozone, a NATO base."""
    if _INITIALS.match(term):
        return term[0].upper() in "AEFHILMNORSX"
    return _VOWEL.match(term) is not None and not _CONSONANT.match(term)


def plural(word: str) -> bool:
    """Whether an English noun seems to be a plural."""
    small = word.lower()
    return (len(small) > 3 and small.endswith("s") and not small.endswith(("ss", "us", "is"))) or small.endswith("men")


@lru_cache(maxsize=1 << 14)
def pluralised(noun: str) -> str:
    """The plural of a noun, or of the first noun of `member of parliament`."""
    head, of, rest = noun.partition(" of ")
    if plural(head) or _ONE_AND_MANY.search(head):
        return noun
    noun = head[head.rfind(" ") + 1 :]
    end, several = next((m.start(m.lastindex or 0), new) for old, new in _PLURALS if (m := re.search(old, noun)))
    return head[: len(head) - len(noun)] + noun[:end] + several + of + rest
