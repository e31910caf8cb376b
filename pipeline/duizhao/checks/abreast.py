"""Countries that stand abreast by one character each: 中法关系, 中日韩三国."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from duizhao.checks.gazetteer import Entry, Named, entry_of
from duizhao.checks.tables import rows

_BETWEEN = (
    "关系|[两三]国|双边|双方|三方|友好|友谊|合作(?!论坛)|贸易|经贸|建交|邦交|战略|边境|边界|元首|首脑|领导人|外长|总理|外交"
    "|高层|对话|会谈|会晤|峰会|协定|协议|联合|人文|工业园|冲突|战争|谈判|自贸|全面|全天候|合办|共建|人民|之间|各国"
)
"""What countries have between them; without it the characters may be parts of other words."""


def abreast(source: str, found: Sequence[Named]) -> Iterator[tuple[Named, ...]]:
    """The countries of each row in a folded source; none of those that overlap what was `found`."""
    countries, pattern = _rules()
    known = {at for n in found for at in range(n.start, n.end)}
    for m in pattern.finditer(source):
        if known.isdisjoint(range(*m.span())) and len(set(m[0])) == len(m[0]):
            yield tuple(Named(countries[c], at, at + 1) for at, c in enumerate(m[0], m.start()))


@lru_cache(maxsize=1)
def _rules() -> tuple[dict[str, Entry], re.Pattern[str]]:
    countries = {letter: entry_of(name) for letter, name in rows("letters.tsv")}
    letters = "".join(countries)
    return countries, re.compile(f"(?<![{letters}其集空高初心当期])[{letters}]{{2,4}}(?={_BETWEEN})")
