"""`duizhao check`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@options.json_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a .csv or .jsonl file.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@options.strict_option
@options.glossary_option
@options.settings_options
@options.talk_options
def check(files: tuple[Path, ...], **flags: Any) -> int:
    """Run the checks on FILE, a bilingual file of duizhao or of any other tool: xliff, tmx, docx, csv, tsv, jsonl.

    Every weak spot is shown with its place; nothing is changed. Segments that the file wants left alone are left out.
    """
    from duizhao.cli.checking import check_all

    return check_all(files, **flags)
