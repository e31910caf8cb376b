"""The work of `convert`: streams in, streams out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from duizhao import hanzi, reading
from duizhao.cli.output import refuse
from duizhao.cli.talk import say
from duizhao.errors import UsageError
from duizhao.files import WholeFile
from duizhao.reading import Input
from duizhao.reading.compressed import bare_name
from duizhao.settings import Reading


def convert_all(
    inputs: Sequence[str],
    *,
    script: str,
    protect: Sequence[str],
    output: Path | None,
    force: bool,
    encoding: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Convert every input. Raises UsageError for a script that is none before anything is read."""
    keep = hanzi.listed(tuple(protect))
    hanzi.convert("", script, keep)
    found = reading.expand(inputs, reading.TEXT)
    targets = _targets(found, output, force)
    for source, target in zip(found, targets, strict=True):
        text = reading.text_stream(sys.stdin.buffer if source.path is None else source.path, Reading(encoding))
        made: dict[str, Counter[str]] = {}
        seen = partial(_count, made, script) if verbose else None
        _write(hanzi.convert_stream(text, script, keep, seen), target, force)
        for character, counts in sorted(made.items(), key=lambda item: -item[1].total()):
            say(f"{character} became {', '.join(f'{after} ({n})' for after, n in counts.most_common())}")
        if target:
            say(f"{source.path or 'standard input'} → {target}", quiet=quiet)


def _count(made: dict[str, Counter[str]], script: str, text: str, converted: hanzi.Converted) -> None:
    """Add to `made` what became of the ambiguous characters of a block."""
    for character, counts in hanzi.choices([(text, converted)], script).items():
        made.setdefault(character, Counter()).update(counts)


def _targets(found: Sequence[Input], output: Path | None, force: bool) -> Sequence[Path | None]:
    """A file for each input, or none for standard output. Raises UsageError, OutputError."""
    if output is None:
        return [None] * len(found)
    if len(found) == 1 and not output.is_dir():
        targets = [output]
    elif output.is_file():
        raise UsageError("several inputs for one file", where=output, remedy="Give -o a folder.")
    else:
        targets = [output / _name(i) for i in found]
    refuse(targets, found, force=force)
    return targets


def _name(source: Input) -> Path:
    """The name of its output in a folder: its own, with its path below the folder it was found in."""
    if source.path is None:
        return Path("stdin.txt")
    name = source.path.relative_to(source.base) if source.base else Path(source.path.name)
    return name.with_name(bare_name(name.name))  # it is not packed again


def _write(pieces: Iterator[str], target: Path | None, force: bool) -> None:
    if target is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
        return
    with WholeFile(target, force=force) as file:
        for piece in pieces:
            file.write(piece)
        file.commit()
