"""The work of `clean`."""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from duizhao import cleaning, reading
from duizhao.cli.options import settings_of
from duizhao.cli.output import refuse
from duizhao.cli.talk import say
from duizhao.errors import DuizhaoError
from duizhao.files import WholeFile
from duizhao.flow import prepare_all
from duizhao.record import Draft

_SHORT, _BESIDE = 30, 6
"""Characters of an edit that is shown in its place, and of what is shown beside it."""


def clean_all(
    inputs: Sequence[str], *, explain: bool, as_json: bool, output: Path | None, force: bool, **flags: Any
) -> int:
    """Prepare every input and show what is to be translated, or what was done to it; gives the exit code."""
    settings = settings_of(flags)
    failures: list[DuizhaoError] = []

    def failed(error: DuizhaoError) -> None:
        failures.append(error)
        say(str(error))

    found = reading.expand(inputs)
    if output is not None:
        refuse([output], found, force=force)
    sources = (sys.stdin.buffer if i.path is None else i.path for i in found)
    drafts = (p.draft for p in prepare_all(sources, settings, on_error=failed))
    show = _record if as_json else _explained if explain else _text
    some = _write((show(draft) for draft in drafts), "" if as_json else "\n", output, force)
    if not failures:
        return 0
    return 6 if some else failures[0].exit_code


def _write(parts: Iterator[str], separator: str, output: Path | None, force: bool) -> bool:
    """Write the parts as they come, in flat memory; whether there were any. Without any, no file appears."""
    first = next(parts, None)
    if first is None:
        return False
    rest = (separator + part for part in parts)
    if output is None:
        for part in chain((first,), rest):
            click.echo(part, nl=False)
        return True
    with WholeFile(output, force=force) as file:
        for part in chain((first,), rest):
            file.write(part)
        file.commit()
    return True


def _record(draft: Draft) -> str:
    return json.dumps(draft.to_json(), ensure_ascii=False) + "\n"


def _text(draft: Draft) -> str:
    return "\n".join("".join(s.normalised for s in p.sentences).strip() + "\n" for p in draft.blocks)


def _explained(draft: Draft) -> str:
    return "".join(f"{line}\n" for line in _lines(draft))


def _lines(draft: Draft) -> Iterator[str]:
    """Tab-separated: what was done, where in the raw text, before, after, how sure or why; of a repair also why, and
    the characters around it."""
    origin = draft.origin
    yield "# step\twhere in the raw text\tbefore\tafter\thow sure, or why\treason\taround it"
    name = ":".join(filter(None, (origin.path, origin.member))) or draft.id
    yield f"# {name}: {origin.encoding} ({origin.encoding_evidence}), {draft.script.config}"
    for character, made in draft.script.evidence.get("ambiguous", {}).items():
        yield f"# script: {character} became {', '.join(f'{after} ({count})' for after, count in made.items())}"
    around = _around(draft)
    for repair in draft.repairs:
        yield f"# {repair.step}: {repair.count}"
        for edit in repair.edits:
            why = cleaning.reason(repair.step, edit.before, edit.after)
            texts = (_shown(edit.before), _shown(edit.after), edit.mark, why, _shown(around.get(edit.start, "")))
            yield "\t".join((repair.step, f"{edit.start}-{edit.end}", *texts))
    for name, where in draft.meta.evidence.items():
        if name == "text":
            yield f"# text from column {where}"
        elif not isinstance(where, str):
            yield f"metadata\t{where[0]}-{where[1]}\t{_shown(_value(draft, name))}\t\t{name}"
    for dropped in draft.dropped:
        yield f"dropped\t{dropped.at[0]}-{dropped.at[1]}\t{_shown(dropped.text)}\t\t{dropped.reason}"


def _around(draft: Draft) -> dict[int, str]:
    """Each short edit between the characters that stand beside it, by where it begins in the raw text."""
    edits = sorted((e for repair in draft.repairs for e in repair.edits), key=lambda e: e.start)
    starts = [e.start for e in edits]
    spans = [(d.at, d.text) for d in draft.dropped] + [(p.at, p.source) for p in draft.blocks if p.at]
    shown: dict[int, str] = {}
    for (start, end), text in spans:
        shift = start
        for edit in edits[bisect_left(starts, start) : bisect_left(starts, end)]:
            first, last = edit.start - shift, edit.start - shift + len(edit.after)
            if len(edit.before) <= _SHORT and text[first:last] == edit.after:
                ends = text[max(0, first - _BESIDE) : first], text[last : last + _BESIDE]
                shown[edit.start] = f"[{edit.before}→{edit.after}]".join(ends)
            shift += len(edit.before) - len(edit.after)
    return shown


def _value(draft: Draft, name: str) -> str:
    value = getattr(draft.meta, name, None)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _shown(text: str) -> str:
    """White space and control characters as they can stand in one field of one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
