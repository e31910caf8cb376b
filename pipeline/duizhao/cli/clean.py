"""`duizhao clean`."""

from __future__ import annotations

from typing import Any

import click

from duizhao.cli import options


@click.command()
@options.inputs
@click.option("--explain", is_flag=True, help="List every repair and all that was dropped, instead of the text.")
@options.json_option
@options.output_option("FILE", "Write to a file")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@options.script_option
@options.reading_options
@options.cleaning_options
@options.settings_options
@options.talk_options
def clean(inputs: tuple[str, ...], **flags: Any) -> int:
    """What is to be translated of INPUT: repaired, without boilerplate, in simplified script.

    --json gives the records, without translations.
    """
    from duizhao.cli.cleaning import clean_all

    return clean_all(inputs, **flags)
