"""Which column of a table holds what: by what the user says, by known names, and for the text by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duizhao.errors import InputError
from duizhao.reading import fields
from duizhao.record import Json

HEADING_LENGTH = 20
"""Characters that the name of a column may have where no name is known."""
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Layout:
    """`chosen`: field → name of its column. `names`: those of all columns; numbers from 1 where there is no heading."""

    names: tuple[str, ...]
    chosen: dict[str, str]
    heading: bool
    guessed: bool

    def said(self) -> str:
        """What was guessed, for people."""
        return f"the text is taken from column {self.chosen['text']!r}, a guess; --field text=NAME names another"

    def values(self, cells: Sequence[str]) -> Json:
        """Name of the column → cell. Raises InputError for a row with more cells than there are columns."""
        if any(cell.strip() for cell in cells[len(self.names) :]):
            what = f"has {len(cells)} cells, and the table {len(self.names)} columns"
            raise InputError(what, remedy="Put the text with the separator in it into quotes.")
        padded = [*cells, *[""] * (len(self.names) - len(cells))]
        return dict(zip(reversed(self.names), reversed(padded[: len(self.names)]), strict=True))


def begins_table(head: bytes) -> bool:
    """Whether the first line of a file names columns: two that are known, one of them the text or the title."""
    line = head.removeprefix(b"\xef\xbb\xbf")[:2000].splitlines()[:1]
    for codec in ("utf-8", "gb18030", "big5"):
        names = [cell.strip(" \"'") for cell in re.split("[,;\t|]", line[0].decode(codec, "replace"))] if line else []
        found = fields.columns(names, {})
        if len(found) > 1 and {"text", "title"} & set(found):
            return True
    return False


def laid_out(rows: Sequence[Sequence[str]], given: Mapping[str, str], where: str) -> Layout:
    """The layout of a table that begins with `rows`. Raises InputError where it has no such column, or no Chinese."""
    if not rows:
        raise InputError("has no rows", where=where, remedy="Name a table with texts in it.")
    first, *others = rows
    heading = _is_heading(first, others, given)
    if heading and not others:
        raise InputError("has no rows under its heading", where=where, remedy="Name a table with texts in it.")
    if heading:
        names = tuple(cell.strip() or str(n) for n, cell in enumerate(first, 1))
    else:
        widths = [len(row) for row in rows]
        names = tuple(map(str, range(1, max(widths, key=widths.count) + 1)))
    chosen = fields.columns(names if heading else (), given)
    texts = {name: [row[i] for row in (others if heading else rows) if i < len(row)] for i, name in enumerate(names)}
    return complete(names, chosen, texts, heading=heading, where=where)


def complete(
    names: Sequence[str], chosen: dict[str, str], texts: Mapping[str, Sequence[str]], *, heading: bool, where: str
) -> Layout:
    """A layout in which the text has a column: of those not chosen the one with most Chinese in `texts`."""
    shown = ", ".join(names)[:120]
    for field, name in chosen.items():
        if name not in names:
            what = f"has no column {name!r} (its columns: {shown})"
            raise InputError(what, where=where, remedy=f"Name the column with --field {field}=NAME.")
    if "text" in chosen:
        return Layout(tuple(names), chosen, heading, False)
    counts = {name: _chinese(cells) for name, cells in texts.items() if name not in chosen.values()}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is None or not counts[best]:
        what = f"has no column with Chinese text (its columns: {shown})"
        raise InputError(what, where=where, remedy="Name the column with --field text=NAME.")
    return Layout(tuple(names), {**chosen, "text": best}, heading, True)


def _is_heading(first: Sequence[str], others: Sequence[Sequence[str]], given: Mapping[str, str]) -> bool:
    """Whether the user names columns, the first row has names that are known, or something short above the texts."""
    bare = [cell.strip() for cell in first]
    if fields.columns(bare, {}) or any(not name.isdigit() for name in given.values()):
        return True
    width = len(first)
    columns = [[row[i] for row in others if i < len(row)] for i in range(width)]
    longest = max(range(width), key=lambda i: _chinese(columns[i]))
    if not _chinese(columns[longest]):
        return False
    usual = sorted(map(len, columns[longest]))[len(columns[longest]) // 2]
    short = all(0 < len(cell) <= HEADING_LENGTH and not re.search("[。！？\\d]", cell) for cell in bare)
    return short and len(set(bare)) == width and usual > 3 * len(bare[longest])


def _chinese(cells: Sequence[str]) -> int:
    return sum(len(HAN.findall(cell)) for cell in cells)
