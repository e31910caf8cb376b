"""Flags that several commands share, and the settings that they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from duizhao.errors import UsageError
from duizhao.settings import CATALOGUE, IN_PLACE, LAYOUTS, ORDERS, PRESETS, VERSIONS, Cleaning, Settings, load

F = TypeVar("F", bound=Callable[..., Any])

CLEANING_STEPS = (
    *("mojibake", "entities", "invisible", "gbk-bytes", "pinyin", "ruby", "width", "spacing"),
    *("wrapping", "metadata", "boilerplate", "duplicates", "structure"),
)
"""The names of `cleaning.STEPS`, without its imports."""


def together(*decorators: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several decorators as one, the first outermost."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def output_option(metavar: str, help: str) -> Callable[[F], F]:
    """-o of a command that writes to standard output without it; `-` says so."""

    def path(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
        return None if value == Path("-") else value

    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        callback=path,
        metavar=metavar,
        help=f"{help}; - is standard output.",
    )


inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")

settings_options = together(
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings from a TOML file."),
    click.option("--preset", metavar="NAME", help=f"Settings that go together: {', '.join(PRESETS)}."),
)

reading_options = together(
    click.option("--encoding", metavar="NAME", help="Encoding of the input; found out where not given."),
    click.option(
        "--html-body",
        type=click.Choice(["article", "all"]),
        help="Of a page: its article, or all its visible text. [default: article]",
    ),
    click.option(
        "--field", multiple=True, metavar="KEY=NAME", help="Where a jsonl has its text, title, date, source, url or id."
    ),
)

protect_option = click.option(
    "--protect", multiple=True, metavar="WORD|FILE", help="A word that is not converted, or a .txt of them, one a line."
)

script_option = together(
    click.option(
        "--script", metavar="NAME", help="auto, none or an OpenCC configuration (t2s, tw2sp, hk2s ...). [default: auto]"
    ),
    protect_option,
)

cleaning_options = together(
    click.option(
        "--skip",
        multiple=True,
        metavar="STEP,...",
        help=f"Cleaning steps not to run; --no-STEP is the same: {', '.join(CLEANING_STEPS)}.",
    ),
    *(click.option(f"--no-{name}", "skip", multiple=True, flag_value=name, hidden=True) for name in CLEANING_STEPS),
)

LENGTH = "N|N%|N字"
METHODS = "centroid, lead, lexrank, lsa, mmr, random, textrank"
summary_option = click.option(
    "--summary", metavar=LENGTH, help="Sentences (3), share (20%) or characters (150字, 150c); 0 for none. [default: 3]"
)
length_option = click.option(
    "--length", "summary", metavar=LENGTH, help="Sentences (3), share (20%) or characters (150字, 150c). [default: 3]"
)
method_option = click.option("--method", metavar="NAME", help=f"{METHODS}; mt5, or an mT5 folder. [default: centroid]")
order_option = click.option(
    "--order",
    type=click.Choice(ORDERS),
    help="The Chinese is summarised, or the English, or a model writes English. [default: summarise-translate]",
)

memory_option = click.option(
    "--memory", metavar="FILE|none", help="The memory of earlier translations. [default: your own, in batch none]"
)

glossary_option = click.option(
    "--glossary", multiple=True, metavar="FILE|none", help="Terms, as csv, tsv or tbx; the first file wins."
)

recall_options = together(
    memory_option,
    glossary_option,
    click.option(
        "--threshold",
        type=click.FloatRange(0.5, 1),
        help="Likeness from which an earlier translation is inserted. [default: 1, the same sentence]",
    ),
)

model_options = together(
    click.option("--model", metavar="NAME", help="auto, a name of `duizhao models list`, or a folder. [default: auto]"),
    click.option("--engine", type=click.Choice(["ct2", "torch"]), help="CTranslate2 or transformers. [default: ct2]"),
    click.option("--device", metavar="NAME", help="auto, cpu or cuda[:N]. [default: auto]"),
    click.option(
        "--compute",
        type=click.Choice(["auto", "int8", "float16", "bfloat16", "float32"]),
        help="Arithmetic: auto is int8 on CPU, float16 on CUDA.",
    ),
    click.option("--beam", type=click.IntRange(1, 32), help="Hypotheses kept while decoding. [default: 4]"),
    click.option(
        "--threads", type=click.IntRange(0, 1024), help="Threads of the engine, 0 for all cores. [default: 0]"
    ),
    click.option("--prefix", metavar="TEXT", help="Text put before each source, for T5 models."),
    click.option("--seed", type=click.IntRange(0), help="Seed of what is random. [default: 0]"),
)

strict_option = click.option(
    "--strict",
    is_flag=False,
    flag_value="error",
    type=click.Choice(["error", "warning"]),
    help="Exit 5 where a flag of this severity or above was raised.",
)

output_options = together(
    output_option("PATH", "A file, or a folder"),
    click.option(
        "--format",
        "--to",
        "formats",
        metavar="FORMAT,...",
        help="html, md, txt, jsonl, docx, csv, tsv, epub, xliff, xliff2, tmx, srt, vtt, ass; several with commas.",
    ),
    click.option(
        "--layout",
        type=click.Choice([*LAYOUTS, IN_PLACE]),
        help="Of docx and html; original is that of a docx or epub, translated in place. [default: side-by-side]",
    ),
    click.option(
        "--mono",
        "versions",
        multiple=True,
        flag_value="mono",
        help="English alone; with --dual a second file, NAME.en.",
    ),
    click.option("--dual", "versions", multiple=True, flag_value="dual", help="Both languages. [default]"),
    click.option("--force", is_flag=True, help="Replace outputs that exist."),
    strict_option,
)

flagged_option = click.option("--flagged", is_flag=True, help="Only the sentences with a weak spot, to review.")

talk_options = together(
    click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error but errors."),
    click.option("-v", "--verbose", is_flag=True, help="Tracebacks of errors."),
)

json_option = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


def settings_of(flags: dict[str, Any]) -> Settings:
    """The settings that a command's flags make, with all the other layers below them."""
    values = {k: v for k, v in flags.items() if k in CATALOGUE}
    if "field" in values:
        values["field"] = _fields(values["field"]) or None
    for name in ("protect", "glossary", "versions"):
        if name in values:
            values[name] = values[name] or None
    skipped = [name for given in values.pop("skip", None) or () for name in given.split(",")]
    settings = load(values, config=flags.get("config"), preset=flags.get("preset"))
    if skipped:  # they add to what the other layers skip
        skip = tuple(dict.fromkeys((*settings.cleaning.skip, *skipped)))
        settings = replace(settings, cleaning=Cleaning(skip), origins={**settings.origins, "skip": "flag"})
    _reject(settings)
    return settings


def _fields(pairs: Sequence[str]) -> dict[str, str]:
    out = {}
    for pair in pairs:
        key, _, name = pair.partition("=")
        if not key or not name:
            raise UsageError(f"--field {pair!r} is not KEY=NAME", remedy="For example --field text=body_html.")
        out[key] = name
    return out


def _reject(settings: Settings) -> None:
    """Values that click checks on the command line may also come from a file or the environment."""
    t = settings.translation
    for name, value, known in (
        ("html_body", settings.reading.html_body, ("article", "all")),
        ("layout", settings.rendering.layout, (*LAYOUTS, IN_PLACE)),
        *(("versions", version, VERSIONS) for version in settings.rendering.versions),
        ("engine", t.engine, ("ct2", "torch")),
        ("compute", t.compute, ("auto", "int8", "float16", "bfloat16", "float32")),
    ):
        if value not in known:
            raise UsageError(f"{name} = {value!r}", where=settings.origins[name], remedy=f"Known: {', '.join(known)}.")
