"""The inconsistent check: one source has one target throughout a document."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from duizhao.checks.pair import Pair
from duizhao.record import Flag
from duizhao.settings import Checking

_LEAST = 4
"""Letters, figures and characters of a source; headwords such as 宽度 (width, widths) are put by where they stand."""
_SHOWN = 60
"""Characters of the other target in a message."""


def inconsistent(pairs: Sequence[Pair], settings: Checking) -> Iterator[tuple[int, Flag]]:
    """Targets that differ from the commonest one of their source, the first where none is.

    Differences of case, width, punctuation and white space are none. Gives the index of the pair with each flag.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i, pair in enumerate(pairs):
        if len(source := _folded(pair.source)) >= _LEAST and _folded(pair.target):
            groups[source].append(i)
    for group in (g for g in groups.values() if len(g) > 1):
        targets = [_folded(pairs[i].target) for i in group]
        ((common, _),) = Counter(targets).most_common(1)  # of equals the first
        usual = pairs[group[targets.index(common)]].target.strip()
        shown = usual if len(usual) <= _SHOWN else usual[: _SHOWN - 1] + "…"
        for i, target in zip(group, targets, strict=True):
            if target != common:
                span = (0, len(pairs[i].source))
                yield i, Flag("inconsistent", "warning", f"the same source is “{shown}” elsewhere", span)


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
