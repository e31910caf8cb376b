"""`duizhao glossary`: the project's own terms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.group()
def glossary() -> None:
    """The project's terms: look them through, write them in another form."""


@glossary.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--in", "inputs", multiple=True, metavar="INPUT", help="Count the terms in these documents too.")
@click.option(
    "--strict",
    is_flag=False,
    flag_value="error",
    type=click.Choice(["error", "warning"]),
    help="Exit 5 where a row is at fault, of this severity or above.",
)
@options.json_option
@options.settings_options
@options.talk_options
def check(files: tuple[Path, ...], **flags: Any) -> int:
    """Say which rows of FILE (csv, tsv, tbx) contradict each other or will do harm, with their lines.

    Several files are looked at as one glossary, in their order: the first of two rows counts.
    """
    from duizhao.cli.glossing import check_all

    return check_all(files, **flags)


@glossary.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="csv, tsv or tbx.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@options.talk_options
def convert(file: Path, output: Path, force: bool, quiet: bool, verbose: bool) -> None:
    """Write a glossary in the form that the suffix of the output names. Every row is kept, as it is."""
    from duizhao.cli.glossing import convert_file

    convert_file(file, output, force=force, quiet=quiet)


@glossary.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="A csv file.")
@click.option("--least", type=click.IntRange(2), default=3, show_default=True, help="How often a term comes, at least.")
@click.option(
    "--dictionary", type=click.Path(path_type=Path), metavar="FILE", help="English from CC-CEDICT, plain or gz."
)
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@options.settings_options
@options.talk_options
def extract(inputs: tuple[str, ...], **flags: Any) -> int:
    """Propose terms from documents: names, organisations, and words that come again and again.

    Of bilingual files (records, xliff, tmx, tables) the targets say what English may call them.
    The table is to be edited by hand: fill in the English, take out the rows that are no terms. `--glossary` reads it.
    """
    from duizhao.cli.extracting import extract_terms

    return extract_terms(inputs, **flags)
