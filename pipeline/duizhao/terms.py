"""Terms: what a project wants a Chinese word called in English, and where a sentence has one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhao.record import Span

_FIGURE = re.compile(r"\d[\d.,:]*(?:%|st|nd|rd|th| (?:percent|[mbt]r?illion|[ap]\.m\.))?|midnight")


@dataclass(frozen=True, slots=True)
class Term:
    """A row of a glossary. A `target` that is the `source` is not to be translated.

    `case`: capitals of the target count. `forbidden`: what the source must not be called; `also`: what it may be called
    too, though `target` is what is asked for.
    """

    source: str
    target: str
    note: str = ""
    case: bool = False
    forbidden: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether it is not to be translated."""
        return self.target == self.source

    @property
    def figure(self) -> bool:
        """Whether English writes it in figures: an amount, a share, a year, a time of the clock."""
        return _FIGURE.fullmatch(self.target) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a sentence; `span` is in the sentence's source, whatever its script. Spans do not overlap."""

    term: Term
    span: Span
