"""Promise 1 on a document: what of the raw text is accounted for nowhere."""

from __future__ import annotations

from duizhao.document import Document
from duizhao.edits import Positions
from duizhao.record import Span


def uncovered(document: Document) -> list[Span]:
    """Spans of raw with something but white space in no title, block, evidence, dropped span or repair."""
    positions = Positions(document.edits)
    spans = [positions.span(b.start, b.end) for b in document.blocks]
    spans += [positions.span(*document.title)] if document.title else []
    spans += [s for s in document.meta.evidence.values() if not isinstance(s, str)]
    spans += [d.at for d in document.dropped]
    spans += [(e.start, e.end) for e in document.edits]
    out, at = [], 0
    for start, end in sorted(spans):
        if document.raw[at:start].strip():
            out.append((at, start))
        at = max(at, end)
    if document.raw[at:].strip():
        out.append((at, len(document.raw)))
    return out
