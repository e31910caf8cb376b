"""What a check looks at: one source sentence, its target, and what the earlier stages know of them."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.record import CameFrom, Kind, Span
from duizhao.terms import Found


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence in both languages. `source` is what the author wrote, in either script.

    `complete`: the model ended with its end token; `pieces`: how many a long sentence was cut into, 1 also where these
    are two clauses; `damaged`: spans of the source that cleaning could only reconstruct or mark; `terms`: those of the
    glossary that the source has; `persons`: who is named elsewhere in the document, in the simplified script.
    """

    source: str
    target: str
    complete: bool = True
    pieces: int = 1
    damaged: tuple[Span, ...] = ()
    came_from: CameFrom = "model"
    kind: Kind = "paragraph"
    terms: tuple[Found, ...] = ()
    persons: tuple[str, ...] = ()
