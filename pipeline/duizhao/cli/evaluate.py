"""`duizhao evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("source", type=_FILE, metavar="SOURCE")
@click.option(
    "--reference", "references", multiple=True, type=_FILE, metavar="FILE", help="English, line by line; or several."
)
@click.option("--system", "systems", multiple=True, metavar="NAME=FILE", help="What another system made of SOURCE.")
@click.option("--no-model", is_flag=True, help="Score the systems alone; nothing is translated.")
@click.option("--baseline", metavar="NAME", help="The system that all are compared with. [default: the first]")
@click.option(
    "--metrics", metavar="NAME,...", help="Of BLEU, chrF2, TER, length, numbers, names. [default: all of them]"
)
@click.option("--bertscore", metavar="MODEL", help="BERTScore too, with the encoder (a BERT) of a folder.")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write the translation, a line a segment.")
@click.option("--segments", type=_FILE, metavar="FILE", help="Every segment with outputs and scores, .csv or .jsonl.")
@click.option("--report", type=_FILE, metavar="FILE", help="An HTML page: the table, and the worst segments.")
@click.option("--csv", "as_csv", type=_FILE, metavar="FILE", help="Every number, as a table.")
@click.option("--latex", type=_FILE, metavar="FILE", help="The table for a paper.")
@options.json_option
@click.option(
    "--training", multiple=True, type=_FILE, metavar="FILE", help="Training data, to look for SOURCE in: txt, tsv, tmx."
)
@click.option("--force", is_flag=True, help="Replace outputs that exist.")
@options.script_option
@options.cleaning_options
@options.memory_option
@options.glossary_option
@options.model_options
@options.settings_options
@options.talk_options
def evaluate(source: Path, **flags: Any) -> int:
    """Score duizhao, and other systems beside it, on the Chinese segments of SOURCE and their references.

    SOURCE is a text with a segment on each line, or has its references with it: csv, tsv, jsonl, tmx, xliff. Scores are
    sacrebleu's, with the intervals and differences of 1,000 paired resamplings.
    """
    from duizhao.cli.evaluating import evaluate_all

    return evaluate_all(source, **flags)
