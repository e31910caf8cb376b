"""`duizhao convert`."""

from __future__ import annotations

from typing import Any

import click

from duizhao.cli import options


@click.command()
@options.inputs
@click.option(
    "--script", metavar="NAME", required=True, help="t2s+zhe, or an OpenCC configuration: s2t, t2s, s2tw, tw2sp ..."
)
@options.protect_option
@options.output_option("PATH", "A file, or a folder")
@click.option("--force", is_flag=True, help="Replace outputs that exist.")
@click.option("--encoding", metavar="NAME", help="Encoding of the input; found out where not given.")
@options.talk_options
def convert(inputs: tuple[str, ...], **flags: Any) -> None:
    """Convert the script of INPUT, as it stands, into UTF-8: files of any size, in flat memory.

    Writes to standard output, or to -o: a file for one input, a folder for several. With -v, what
    became of each ambiguous character is told on standard error.
    """
    from duizhao.cli.converting import convert_all

    convert_all(inputs, **flags)
