"""Writes docs/cli.md from --help; with --check, says whether it is up to date (exit 1 where not)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from duizhao.cli.main import main

PAGE = Path(__file__).with_name("cli.md")


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            if not child.hidden:
                yield from commands(child, (*path, name))


def page() -> str:
    parts = ["# Command line\n\nMade from `--help` by `make docs`.\n"]
    for path, command in commands(main, ("duizhao",)):
        context = click.Context(command, info_name=" ".join(path), max_content_width=100, terminal_width=100)
        parts.append(f"## {' '.join(path)}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
