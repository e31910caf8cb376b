"""`duizhao memory`: sentences that were translated before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.group()
def memory() -> None:
    """The memory of earlier translations: import, export, remove, stats."""


files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


@memory.command("import")
@files
@options.memory_option
@options.json_option
@options.settings_options
@options.talk_options
def import_files(files: tuple[Path, ...], **flags: Any) -> int:
    """Take what was corrected in FILE, a bilingual file of duizhao or of any other tool.

    Corrections win over the model in every later run. A segment whose source was changed is refused, with its reason;
    the model's own targets are left out. Exit 6 where something was refused and the rest was taken.
    """
    from duizhao.cli.remembering import import_all

    return import_all(files, **flags)


@memory.command("export")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@options.memory_option
@options.settings_options
@options.talk_options
def export_file(file: Path, **flags: Any) -> None:
    """Write the memory to FILE; its suffix names the format: tmx, csv or jsonl."""
    from duizhao.cli.remembering import export

    export(file, **flags)


@memory.command()
@click.option("--source", metavar="TEXT", help="Entries of this sentence, in either script.")
@click.option("--document", metavar="NAME", help="Entries that were imported from this file.")
@click.option("--id", "sentence", metavar="ID", help="Of these the sentence with this id (p3.s2).")
@click.option("--dry-run", "dry", is_flag=True, help="Show what would be removed.")
@options.memory_option
@options.json_option
@options.settings_options
@options.talk_options
def remove(**flags: Any) -> None:
    """Take entries out of the memory and show them; with --json in a form that `memory import` reads."""
    from duizhao.cli.remembering import remove as remove_entries

    remove_entries(**flags)


@memory.command()
@options.memory_option
@options.json_option
@options.settings_options
def stats(**flags: Any) -> None:
    """What the memory holds."""
    from duizhao.cli.remembering import show_stats

    show_stats(**flags)
