"""`duizhao translate` and `duizhao summarise`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.command()
@options.inputs
@options.output_options
@options.flagged_option
@options.summary_option
@options.method_option
@options.order_option
@options.script_option
@options.reading_options
@options.cleaning_options
@options.recall_options
@options.model_options
@options.settings_options
@options.talk_options
def translate(inputs: tuple[str, ...], output: Path | None, formats: str | None, **flags: Any) -> int:
    """Bilingual drafts of INPUT: files, folders, patterns, or - for standard input.

    Without -o the draft is shown on the terminal, or written as Markdown where standard output is no terminal.
    """
    from duizhao.cli.drafting import draft_all

    return draft_all(inputs, output, formats, flags, everything=True)


@click.command()
@options.inputs
@options.output_options
@options.length_option
@options.method_option
@options.order_option
@options.script_option
@options.reading_options
@options.cleaning_options
@options.recall_options
@options.model_options
@options.settings_options
@options.talk_options
def summarise(inputs: tuple[str, ...], output: Path | None, formats: str | None, **flags: Any) -> int:
    """Chinese summaries of INPUT and their English. `summarize` is the same command."""
    from duizhao.cli.drafting import draft_all

    return draft_all(inputs, output, formats, flags, everything=False)
