"""`duizhao batch`: archives, unattended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhao.cli import options


@click.group()
def batch() -> None:
    """Translate and summarise archives: unattended, taken up where they stopped, every document accounted for."""


@batch.command("run")
@options.inputs
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Of the run.")
@click.option(
    "--parts", type=click.Choice(["jsonl.zst", "parquet"]), default="jsonl.zst", help="Records. [default: jsonl.zst]"
)
@click.option("--format", "--to", "formats", metavar="FORMAT,...", help="Pages of each document beside: html, md ...")
@click.option("--put", metavar="ADDRESS", help="Parts and pages go there, s3://BUCKET/FOLDER; the journal to DIR.")
@click.option("--workers", type=click.IntRange(0, 1024), default=0, help="Processes, 0 for as many as there are cores.")
@click.option("--executor", type=click.Choice(["local", "ray"]), default="local", help="Where. [default: local]")
@click.option("--address", metavar="HOST:PORT", help="Of the Ray cluster; one on this machine where not given.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Documents that are translated, at most.")
@click.option("--since", metavar="DATE", help="Documents of that day (2024-01-31), month or year, and later ones.")
@click.option("--until", metavar="DATE", help="Documents of that day, month or year, and earlier ones.")
@click.option("--source", metavar="TEXT", help="Documents whose source has this in its name.")
@click.option("--shard", metavar="I/N", help="Of every N documents the I-th: for N machines.")
@click.option("--max-chars", type=click.IntRange(1), default=1_000_000, help="Longer documents are skipped. [1000000]")
@click.option("--keep-duplicates", is_flag=True, help="Translate copies of a document too.")
@click.option("--timeout", type=click.FloatRange(1), default=300.0, help="Seconds without a sign of life. [300]")
@click.option("--memory-limit", type=click.IntRange(0), default=0, metavar="MB", help="Of one process. [a fair share]")
@click.option("--retry-failed", is_flag=True, help="Try the documents that failed again.")
@click.option("--max-failures", metavar="N|P%", help="Stop with exit 6 where more documents fail.")
@click.option("--dry-run", is_flag=True, help="Read and plan only: how much there is, how long it would take.")
@click.option("--json", "as_json", is_flag=True, help="The report on standard output; the log as JSON lines.")
@options.script_option
@options.reading_options
@options.summary_option
@click.option("--method", metavar="NAME", help=f"{options.METHODS}. [default: centroid]")
@options.recall_options
@options.model_options
@options.settings_options
@options.talk_options
def run(inputs: tuple[str, ...], **flags: Any) -> int:
    """Translate and summarise every document of INPUT into part files in DIR.

    Run it again to go on where it stopped. DIR also gets report.json, failures.jsonl, skipped.jsonl and the journal.
    """
    from duizhao.cli.batching import run_all

    return run_all(inputs, **flags)


@batch.command("status")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.json_option
def status(folder: Path, as_json: bool) -> None:
    """How far the run in DIR is; it may be going on."""
    from duizhao.cli.batching import show_status

    show_status(folder, as_json)


@batch.command("verify")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.json_option
def verify(folder: Path, as_json: bool) -> int:
    """Hash the parts and pages of DIR again; exit 3 where one is missing or damaged."""
    from duizhao.cli.batching import verify_parts

    return verify_parts(folder, as_json)
