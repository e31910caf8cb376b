"""`duizhao stats`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.command()
@options.inputs
@options.json_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write a table to a .csv file.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@options.script_option
@options.reading_options
@options.cleaning_options
@options.memory_option
@options.settings_options
@options.talk_options
def stats(inputs: tuple[str, ...], **flags: Any) -> int:
    """What a job is priced on: characters, words and sentences of INPUT, repetitions, and matches of the memory.

    What would be translated is counted, without what cleaning drops. No model is loaded.
    """
    from duizhao.cli.counting import count_all

    return count_all(inputs, **flags)
