"""The work of `compare`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from duizhao import comparison
from duizhao.cli.options import settings_of
from duizhao.cli.talk import Progress, one_line, plural, put, put_json, say
from duizhao.comparison import Comparison, Ratings, Request
from duizhao.errors import OutputError, UsageError
from duizhao.files import refuse_taken, write_whole
from duizhao.scoring import Table, to_csv, to_latex, to_text


def compare_all(articles: Path, *, as_json: bool, force: bool, quiet: bool, **flags: Any) -> int:
    """Compare, show the tables, write the files asked for; gives the exit code."""
    settings = settings_of(flags)
    request = Request(
        articles,
        _names(flags["methods"]),
        flags["systems"],
        flags["reference"],
        flags["baseline"],
        flags["tokens"],
        flags["english"],
        flags["limit"],
        flags["runs"],
        flags["bertscore"],
    )
    ratings = [Path(name) for name in _names(flags["ratings"])]
    _refuse(flags, [articles, *ratings], force=force)
    # articles are translated one by one, and what is noted of each would be a line of talk an article
    logging.getLogger("duizhao").setLevel(logging.WARNING)
    with Progress("comparing", quiet=quiet, unit="summaries") as progress:
        found = comparison.compare(request, settings, progress)
    for error in (*found.corpus.failures, *found.failed.values()):
        say(str(error))
    rated = comparison.read_ratings(ratings, found, settings.seed) if ratings else None
    for note in (*found.notes, *(rated.notes if rated else ())):
        say(note, quiet=quiet)
    _write(found, rated, flags, settings.seed, force=force)
    if as_json:
        put_json(comparison.as_json(found, rated))
    else:
        _show(found, rated)
    count, systems = plural(len(found.corpus.articles), "article"), plural(len(found.outputs), "system")
    say(f"{count}, {systems}{_where(flags)}", quiet=quiet)
    return found.exit_code


def _names(given: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in (given or "").split(",") if (name := part.strip())))


def _outputs(flags: dict[str, Any]) -> dict[str, Path]:
    """What is written where, by the name of its flag."""
    out: dict[str, Path] = {
        name: flags[name] for name in ("report", "csv", "segments", "latex", "human") if flags[name]
    }
    if "human" in out:
        out["key"] = out["human"].with_suffix(".key.json")
    return out


def _refuse(flags: dict[str, Any], inputs: Sequence[Path], *, force: bool) -> None:
    """Raises OutputError for an output that exists, or that something else is read from or written to; UsageError."""
    segments = flags["segments"]
    if segments is not None and segments.suffix.lower() not in (".csv", ".jsonl"):
        raise UsageError("is no .csv or .jsonl file", where=segments, remedy="Give --segments FILE.csv.")
    taken = {p.resolve() for p in inputs}
    for path in (*_outputs(flags).values(), *([flags["runs"]] if flags["runs"] else ())):
        if path.resolve() in taken:
            raise OutputError("is an input, or another output", where=path, remedy="Choose another name.")
        taken.add(path.resolve())
        if path != flags["runs"]:
            refuse_taken(path, force=force)


def _write(found: Comparison, rated: Ratings | None, flags: dict[str, Any], seed: int, *, force: bool) -> None:
    for name, path in _outputs(flags).items():
        if name == "report":
            write_whole(path, comparison.page(found, rated, flags["pages"]), force=force)
        elif name == "csv":
            write_whole(path, "\ufeff" + to_csv(comparison.long(found.sides, found.signature)), force=force)
        elif name == "segments":
            in_rows = path.suffix.lower() == ".csv"
            made = "\ufeff" + to_csv(comparison.by_article(found)) if in_rows else comparison.to_jsonl(found)
            write_whole(path, made, force=force)
        elif name == "latex":
            write_whole(path, "\n".join(map(to_latex, _tables(found))), force=force)
        elif name == "human":
            rows, key = comparison.sheet(found, seed)
            write_whole(path, rows, force=force)
            key_text = json.dumps(key, ensure_ascii=False, indent=1) + "\n"
            write_whole(_outputs(flags)["key"], key_text, force=force)


def _tables(found: Comparison) -> Iterator[Table]:
    for side in found.sides:
        for free in (False, True):
            if free or side.ranked:
                yield comparison.wide(side, found.signature, free=free)


def _show(found: Comparison, rated: Ratings | None) -> None:
    for table in _tables(found):
        put(table.caption)
        click.echo(to_text(table, one_line))
    if rated:
        click.echo(to_text(comparison.rated(rated, found.signature), one_line))
    put(found.signature)


def _where(flags: dict[str, Any]) -> str:
    """` → the files`, for people."""
    files = [str(path) for path in _outputs(flags).values()]
    return f" → {', '.join(files)}" if files else ""
