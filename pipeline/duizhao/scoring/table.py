"""A table of results for people and programs: CSV, LaTeX, text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

Cell = str | float | int | None

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {"±": r"$\pm$", "↑": r"$\uparrow$", "↓": r"$\downarrow$", "–": "--"} | {c: "\\" + c for c in "&%$#_{}"}
_SPECIAL |= {"†": r"$^\dagger$", "‡": r"$^\ddagger$"}


@dataclass(frozen=True, slots=True)
class Table:
    """`head` names the columns; `best` has (row, column) of what stands out; `signature`: what made the numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    signature: str
    caption: str = ""
    best: frozenset[tuple[int, int]] = frozenset()
    digits: int = 2


def to_csv(table: Table) -> str:
    """UTF-8 text for a file of numbers: full precision, the signature in the last column of each row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*table.head, "signature"))
    writer.writerows((*map(_plain, row), table.signature) for row in table.rows)
    return out.getvalue()


def to_latex(table: Table) -> str:
    """A table environment with rules of booktabs, the best values in bold, the signature under the caption."""
    columns = "l" + "r" * (len(table.head) - 1)
    lines = [r"% in the preamble: \usepackage{booktabs}", r"\begin{table}", r"\centering"]
    lines += [rf"\begin{{tabular}}{{{columns}}}", r"\toprule"]
    lines.append(" & ".join(map(_latex, table.head)) + r" \\")
    lines.append(r"\midrule")
    for i, row in enumerate(table.rows):
        cells = (_latex(_shown(value, table.digits)) for value in row)
        bold = (rf"\textbf{{{c}}}" if (i, j) in table.best else c for j, c in enumerate(cells))
        lines.append(" & ".join(bold) + r" \\")
    lines += [r"\bottomrule", r"\end{tabular}"]
    # signatures have no spaces to break at
    signature = _latex(table.signature).replace("|", r"|\allowbreak{}")
    lines.append(rf"\caption{{{_latex(table.caption)} {{\footnotesize {signature}}}}}")
    return "\n".join((*lines, r"\end{table}")) + "\n"


def to_text(table: Table, safe: Callable[[str], str] = str) -> str:
    """Columns of even width, for a terminal; `*` after the best values.

    `safe`: what a name goes through, so that it stays on its line and steers nothing.
    """
    marked = [
        [safe(_shown(value, table.digits)) + ("*" if (i, j) in table.best else "") for j, value in enumerate(row)]
        for i, row in enumerate(table.rows)
    ]
    rows = [[safe(name) for name in table.head], *marked]
    widths = [max(len(row[j]) for row in rows) for j in range(len(table.head))]
    return "".join(
        "  ".join(
            c.ljust(w) if j == 0 else c.rjust(w) for j, (c, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        + "\n"
        for row in rows
    )


def _plain(value: Cell) -> str:
    return "" if value is None else repr(round(value, 6)) if isinstance(value, float) else _guarded(str(value))


def _guarded(text: str) -> str:
    """A name that a spreadsheet would take for a formula begins with an apostrophe."""
    return "'" + text if text[:1] in tuple("=+-@\t\r＝＋－＠") and not re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def _shown(value: Cell, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}" if isinstance(value, float) else str(value)


def _latex(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in text)
