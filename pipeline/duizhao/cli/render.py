"""`duizhao render`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.command()
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@options.output_options
@options.flagged_option
@options.settings_options
@options.talk_options
def render(records: tuple[str, ...], output: Path | None, formats: str | None, **flags: Any) -> int:
    """Drafts in other formats, from their records (jsonl, packed too), without translating anything again.

    A job, and a document in its own layout, is filled from the original where the record says it is.
    """
    from duizhao.cli.rendering import render_all

    return render_all(records, output, formats, flags)
