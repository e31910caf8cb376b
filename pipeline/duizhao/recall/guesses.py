"""What English may call a term: what stands in the targets of its sentences and hardly in others, and dictionaries."""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from duizhao.errors import InputError
from duizhao.recall.extract import no_terms

LONGEST = 5
"""Words of a guess."""
_ALIKE = 0.6
"""Dice's coefficient of the sentences of a term and those of its guess, at least."""
_LIMIT = 256 << 20
"""Bytes of a dictionary, unpacked; CC-CEDICT has ten million."""
_NEAR = 0.9
"""What part of the best coefficient a longer guess needs."""

_CLAUSE = re.compile(r"[^,;:()“”\"]+")
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_LINE = re.compile(r"(\S+) (\S+) \[[^\]]*\] /(.+)/")
_ASIDE = re.compile(r" ?\([^()]*\)|\[[^\[\]]*\]")
_NO_GLOSS = re.compile(r"(?:\w+ )?variant of|see |also |CL:|abbr\.|surname |used in|Kangxi")


def associated(pairs: Sequence[tuple[str, str]], where: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """For terms, the words of the targets that come where they do; none where nothing does so in 6 of 10.

    `where` has the numbers of the pairs that have a term. Of words that come nearly alike the most are taken.
    """
    shares: dict[str, Counter[str]] = {}
    for term, numbers in where.items():
        joint = Counter(gram for n in numbers for gram in set(_grams(pairs[n][1])))
        shares[term] = Counter({g: k for g, k in joint.items() if k > 1 and 2 * k >= len(numbers)})
    wanted = {g for share in shares.values() for g in share}
    total = Counter(g for _, target in pairs for g in wanted.intersection(_grams(target)))
    out = {}
    for term, share in shares.items():
        dice = {g: 2 * k / (len(where[term]) + total[g]) for g, k in share.items()}
        if dice and max(dice.values()) >= _ALIKE:
            least = _NEAR * max(dice.values())
            out[term] = max((g for g in dice if dice[g] >= least), key=lambda g: (g.count(" "), dice[g], g))
    return out


def _grams(target: str) -> Iterator[str]:
    """One to LONGEST words of a clause, with straight apostrophes, that neither begin nor end with a stop word."""
    stop = no_terms()["english"]
    for clause in _CLAUSE.findall(target.replace("’", "'")):
        words = [m.span() for m in _WORD.finditer(clause)]
        stops = [clause[a:b].lower() in stop for a, b in words]
        for i in range(len(words)):
            for j in range(i, min(i + LONGEST, len(words))):
                if not (stops[i] or stops[j]):
                    yield clause[words[i][0] : words[j][1]]


def dictionary(file: Path) -> dict[str, str]:
    """Simplified word → its first gloss, from a file in the form of CC-CEDICT, plain or as gz.

    Raises InputError for a file that cannot be read or has no entry.
    """
    found: dict[str, str] = {}
    for line in _lines(file):
        entry = _LINE.match(line)
        if entry and not line.startswith("#"):
            for gloss in re.split("[/;]", _ASIDE.sub("", entry[3])):
                said = _short(gloss.strip(" ,").removeprefix("to "))
                if said and not _NO_GLOSS.match(said):
                    found.setdefault(entry[2], said)
                    break
    if not found:
        raise InputError(
            "has no entry in the form of CC-CEDICT", where=file, remedy="Give a file such as cedict_ts.u8."
        )
    return found


def _short(gloss: str) -> str:
    """A gloss without what it explains: "Indiana, US state"; but "one country, two systems"."""
    head, _, rest = gloss.partition(", ")
    return head if head.istitle() or len(rest.split()) > 3 else gloss


def _lines(file: Path) -> list[str]:
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(file) if packed else file.open("rb") as stream:
            data = stream.read(_LIMIT + 1)
        if len(data) > _LIMIT:
            raise InputError(f"is larger than {_LIMIT >> 20} MB", where=file, remedy="Give a dictionary.")
        return data.decode("utf-8-sig").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as e:
        raise InputError(f"cannot be read as a dictionary ({e})", where=file, remedy="Name a file in UTF-8.") from e
