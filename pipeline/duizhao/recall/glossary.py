"""Terms ready to be found in a text of either script, longest first."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable

from duizhao.terms import Found, Term

LONGEST = 100
"""Characters of a term's source; what is longer is a sentence, and belongs in a memory."""

_DOTS = dict.fromkeys(map(ord, "•‧∙・･⋅"), "·")  # between the parts of a foreign name


class Glossary:
    """The terms of a project, the first of those with one key. `fold` makes a key of a text: see `hanzi.fold`.

    `fingerprint` names all that can change what is found and what is verified: 12 hexadecimal digits, None where there
    are no terms.
    """

    def __init__(self, terms: Iterable[Term], fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._characters: dict[str, str] = {}
        self._terms: dict[str, Term] = {}
        lengths: dict[str, set[int]] = {}
        for term in terms:
            key = self.key(term.source)
            if 0 < len(key) <= LONGEST and key not in self._terms:
                self._terms[key] = term
                lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        self.terms = tuple(self._terms.values())
        self.fingerprint = self._named() if self._terms else None

    def key(self, text: str) -> str:
        """What texts that are the same term have in common: neither script, width nor kind of dot."""
        return self._keyed(unicodedata.normalize("NFC", text).strip())[0]

    def find(self, source: str) -> tuple[Found, ...]:
        """The terms that `source` has, in its order: of those that overlap the longest, then the first.

        Chinese has no spaces, so a term is found inside a longer word too (人大 in 人大代表, and in 成人大学). Where a
        term begins or ends with a Latin letter or a digit, no other may stand beside it.
        """
        if not self._terms:
            return ()
        key, places = self._keyed(source)
        hits = [(start - end, start, end) for start, end in self._hits(key) if _whole(key, places, start, end)]
        taken = bytearray(len(key))
        found = []
        for _, start, end in sorted(hits):
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                found.append(Found(self._terms[key[start:end]], (places[start], places[end - 1] + 1)))
        return tuple(sorted(found, key=lambda f: f.span))

    def _hits(self, key: str) -> Iterable[tuple[int, int]]:
        lengths, known = self._lengths, self._terms
        for start in range(len(key)):
            for begun in (key[start : start + 2], key[start]):
                if begun in lengths:
                    for length in lengths[begun]:
                        if start + length <= len(key) and key[start : start + length] in known:
                            yield start, start + length

    def _keyed(self, text: str) -> tuple[str, list[int]]:
        """The key of a text, and for each of its characters the place in the text that it is from.

        Texts are folded character by character, so that every place is known; runs of white space are one blank.
        """
        characters, fold = self._characters, self._fold
        parts: list[str] = []
        places: list[int] = []
        for i, c in enumerate(text):
            folded = characters.get(c)
            if folded is None:
                folded = characters[c] = " " if c.isspace() else fold(c).translate(_DOTS)
            if folded != " " or (parts and parts[-1] != " "):
                parts.append(folded)
                places += (i,) * len(folded)
        return "".join(parts), places

    def _named(self) -> str:
        digest = hashlib.sha256()
        for key, t in sorted(self._terms.items()):
            said = (key, t.source if t.kept else "", t.target, str(t.case), *sorted(t.forbidden), "", *sorted(t.also))
            digest.update("\0".join(said).encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()[:12]


def _whole(key: str, places: list[int], start: int, end: int) -> bool:
    """Whether what is found is whole characters, and no part of a longer Latin word or number."""
    if (start and places[start - 1] == places[start]) or (end < len(key) and places[end - 1] == places[end]):
        return False
    return not (start and _runs_on(key[start - 1], key[start])) and not (
        end < len(key) and _runs_on(key[end - 1], key[end])
    )


def _runs_on(before: str, after: str) -> bool:
    return _latin(before) and _latin(after)


def _latin(c: str) -> bool:
    return c.isalnum() and c < "\u0250"
