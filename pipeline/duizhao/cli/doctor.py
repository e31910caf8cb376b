"""`duizhao doctor`."""

from __future__ import annotations

import json

import click

from duizhao.cli import options
from duizhao.cli.talk import put


@click.command()
@options.json_option
def doctor(as_json: bool) -> int:
    """What is installed here, and whether it works; exit 4 where something is broken."""
    from duizhao.cli.examining import examine

    findings = examine()
    if as_json:
        click.echo(json.dumps(findings, ensure_ascii=False, indent=1))
    else:
        for row in findings:
            put(f"{'ok ' if row['ok'] else 'BAD'}  {row['name']:12}  {row['found']}")
    return 0 if all(row["ok"] for row in findings) else 4
