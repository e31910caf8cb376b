"""`duizhao config`."""

from __future__ import annotations

import json
from typing import Any

import click

from duizhao.cli import options
from duizhao.cli.options import settings_of
from duizhao.cli.talk import put


@click.group()
def config() -> None:
    """Settings."""


@config.command()
@options.json_option
@options.settings_options
def show(as_json: bool, **flags: Any) -> None:
    """Every setting, its value, and where the value comes from."""
    settings = settings_of(flags)
    values = settings.values()
    if as_json:
        rows = {name: {"value": value, "origin": settings.origins[name]} for name, value in values.items()}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(map(len, values))
    for name, value in values.items():
        put(f"{name:{width}}  {_toml(value):24}  {settings.origins[name]}")


def _toml(value: Any) -> str:
    """As it would stand in a TOML file; what is not set is shown as a dash."""
    if value is None:
        return "-"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in value.items()) + "}"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
