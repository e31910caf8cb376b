"""The work of `render`: records in, drafts out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from duizhao import reading
from duizhao.cli.drafting import Delivery, Tally, destined, tell_of_nothing, told_apart
from duizhao.cli.options import settings_of
from duizhao.cli.talk import say
from duizhao.errors import DuizhaoError, InputError, UsageError
from duizhao.reading import Input
from duizhao.reading.content import Content, opened
from duizhao.record import Draft
from duizhao.settings import Reading

SUFFIXES = ("jsonl", "json", "ndjson")
"""Of the files of a folder that are taken for records."""
_REMEDY = "A record is one line of a jsonl that duizhao wrote; translate makes one."
_AN = "aefhilmnorsx"  # letters whose names begin with a vowel: an srt, an html


def render_all(records: Sequence[str], output: Path | None, formats: str | None, flags: dict[str, Any]) -> int:
    """Write the draft of every record where it was asked for; gives the exit code."""
    settings = settings_of(flags)
    found = reading.expand(records, SUFFIXES)
    destination = destined(output, formats, found, settings, flags)
    tally = Tally()

    def failed(error: DuizhaoError) -> None:
        tally.failures.append(error)
        say(str(error))

    with Delivery(destination) as delivery:
        for source, several, draft in told_apart(_drafts(found, failed)):
            try:
                delivery.put(source, draft, several=several)
            except (InputError, UsageError) as error:
                failed(error)
            else:
                tally.count(draft)
        delivery.finish()
    if tally.drafts:
        say(f"{tally.line()}{delivery.where()}", quiet=flags["quiet"])
        tell_of_nothing(tally, delivery, quiet=flags["quiet"])
    return tally.exit_code(flags["strict"])


def _drafts(found: Sequence[Input], failed: Callable[[DuizhaoError], None]) -> Iterator[tuple[Input, Draft]]:
    """The drafts of every record of every file; what is none goes to `failed`."""
    for source in found:
        empty = True
        try:
            for draft in _of_file(source):
                empty = False
                if isinstance(draft, InputError):
                    failed(draft)
                else:
                    yield source, draft
            if empty:
                raise InputError("holds no record", where=source.path or "stdin", remedy="Name a jsonl of duizhao's.")
        except InputError as error:
            failed(error)


def _of_file(source: Input) -> Iterator[Draft | InputError]:
    content = opened(sys.stdin.buffer if source.path is None else source.path, Reading())
    with content.rest:
        _refuse_other(content)
        for number, line in enumerate(content.lines(), 1):
            if line is None or line.strip():
                yield _draft(line, f"{content.name}:{number}")


def _refuse_other(content: Content) -> None:
    """Raise InputError for a file of another kind, which has no line that could be a record."""
    kind = content.suffix.lstrip(".")
    begins = content.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins in (b"", b"{") or (kind in ("", *SUFFIXES) and b"\0" not in content.head):
        return
    what = "holds no text" if kind in ("", *SUFFIXES) else f"is {'an' if kind[0] in _AN else 'a'} {kind}"
    raise InputError(f"{what}, not a record", where=content.name, remedy=_REMEDY)


def _draft(line: bytes | None, where: str) -> Draft | InputError:
    try:
        return Draft.from_json(json.loads(line or b""))
    except InputError as e:
        return InputError(e.what, where=where, remedy=e.remedy)
    except (ValueError, RecursionError) as e:
        return InputError(f"is no record ({e})", where=where, remedy=_REMEDY)
