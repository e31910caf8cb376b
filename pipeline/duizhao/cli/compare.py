"""`duizhao compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("articles", type=_FILE, metavar="ARTICLES")
@click.option(
    "--methods", metavar="NAME[:ORDER],...", help="Methods of `summarise`, or oracle, which knows the references."
)
@click.option(
    "--system", "systems", multiple=True, metavar="NAME=FILE|FIELD", help="Summaries of another system, beside them."
)
@click.option("--reference", metavar="FIELD", help="Field of the articles with the reference, or a list of several.")
@click.option("--baseline", metavar="NAME", help="The system that all are compared with. [default: the best]")
@click.option("--length", "summary", metavar="N|P%|Nc", help="Sentences, a share or characters. [default: 3]")
@click.option("--tokens", type=click.Choice(["char", "word"]), default="char", help="Of Chinese. [default: char]")
@click.option("--bertscore", metavar="MODEL", help="BERTScore too, with the encoder (a BERT) of a folder.")
@click.option("--english", is_flag=True, help="Translate all articles; else those with an English reference.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The first N articles.")
@click.option("--report", type=_FILE, metavar="FILE", help="A page with tables, charts and the summaries.")
@click.option("--pages", type=click.IntRange(0), default=200, help="Articles in the report, at most. [default: 200]")
@click.option("--csv", type=_FILE, metavar="FILE", help="All scores, a row each.")
@click.option("--segments", type=_FILE, metavar="FILE", help="All scores of every article, .csv or .jsonl.")
@click.option("--latex", type=_FILE, metavar="FILE", help="The tables for a paper.")
@click.option("--runs", type=_FILE, metavar="FILE", help="Keep what is made in a jsonl, and go on from it.")
@click.option("--human", type=_FILE, metavar="FILE", help="Write a blind sheet (csv) for people to rate in.")
@click.option("--ratings", metavar="FILE,...", help="Read such sheets back.")
@options.json_option
@click.option("--force", is_flag=True, help="Replace outputs that exist; of --runs nothing is replaced.")
@options.reading_options
@options.script_option
@options.cleaning_options
@options.glossary_option
@options.model_options
@options.settings_options
@options.talk_options
def compare(articles: Path, **flags: Any) -> int:
    """Summarise ARTICLES (jsonl) by several methods, score and rank them, and show them side by side.

    Each summary is scored against the references in its language, and by what needs none.
    """
    from duizhao.cli.comparing import compare_all

    return compare_all(articles, **flags)
