"""`duizhao models`: what is installed, what can be."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from duizhao.cli import options
from duizhao.cli.talk import put, say
from duizhao.errors import ModelError


@click.group()
def models() -> None:
    """Models: list, describe, verify, pull, remove."""


@models.command("list")
@options.json_option
def list_models(as_json: bool) -> None:
    """Every model known, and whether it is installed."""
    from duizhao import store

    installed = {m.name for m in store.installed()}
    rows = [{**asdict(e), "installed": e.name in installed} for e in store.registry().values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    width = max(len(r["name"]) for r in rows)
    for row in rows:
        state = "installed" if row["installed"] else "not installed"
        click.echo(f"{row['name']:{width}}  {row['task']:9}  {state:13}  {row['licence']:15}  {row['note']}")


@models.command()
@click.argument("name")
@options.json_option
def info(name: str, as_json: bool) -> None:
    """What is known of one model: licence, files, how good it is."""
    from duizhao import store

    facts = {**asdict(store.entry(name)), **asdict(store.info(name))}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1, default=str))
        return
    for key, value in facts.items():
        put(f"{key}: {value}")


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def verify(names: tuple[str, ...]) -> None:
    """Hash the files of the installed models, or of NAME; exit 4 where one is damaged."""
    from duizhao import store

    for name in names or [m.name for m in store.installed()]:
        if damaged := store.verify(name):
            raise ModelError(f"damaged: {'; '.join(damaged)}", where=name, remedy=f"Run `duizhao models pull {name}`.")
        click.echo(f"{name}: whole")


@models.command()
@click.argument("name")
@options.talk_options
def pull(name: str, quiet: bool, **_: Any) -> None:
    """Fetch a model from its hub. The only command that uses the network."""
    from duizhao import store

    entry = store.entry(name)
    say(f"{name}: licence {entry.licence}", quiet=quiet)
    model = store.pull(name)
    say(f"{name} → {model.folder}", quiet=quiet)


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take a pulled model away."""
    from duizhao import store

    store.remove(name)
    say(f"{name} is removed")
