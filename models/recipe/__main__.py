"""The door: `python -m recipe COMMAND`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duizhao.errors import DuizhaoError
from recipe.folders import DATA, DEV, LEXICON, ROOT, SHIPPED, needed

CASES = ROOT / "tests" / "cases" / "recipe"
MIX = Path(__file__).with_name("mix.json")

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)

_data = click.option(
    "--data", type=FOLDER, default=DATA, show_default=True, help="Folder of NAME.tsv.xz and SOURCES.md."
)
_dev = click.option("--dev", type=FOLDER, default=DEV, show_default=True, help="Folder of the development sets.")
_mix = click.option("--mix", type=FILE, default=MIX, help="JSON: source → shares.  [default: the project's]")
_vocabulary = click.option(
    "--vocabulary", type=FOLDER, default=SHIPPED, show_default="the embedded model's", help="Folder of a vocabulary."
)
_seed = click.option("--seed", type=int, default=1, show_default=True)
_out = click.option("-o", "--out", type=FOLDER, required=True, help="Folder to write, whole.")
_start = click.option(
    "--start", default=str(SHIPPED), show_default="the embedded model", help="e5, random, or a model's folder."
)
_layers = click.option(
    "--layers",
    type=int,
    nargs=2,
    default=(6, 2),
    show_default=True,
    help="Of encoder and decoder; a model that has fewer in its encoder gets more.",
)
_heads = click.option("--heads", type=int, default=12, show_default=True, help="Of 32; the width is 32 times as much.")
_processes = click.option("--processes", type=int, default=1, show_default=True, help="One core each.")
_kernels = click.option(
    "--kernels/--plain", default=None, help="Hand-written kernels, or plain torch.  [default: what goes]"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """How duizhao's embedded model is made. README.md tells the rest."""


@main.command()
@_data
@_mix
@_out
@click.option("--english", type=int, default=11_000, show_default=True, help="Pieces without Chinese, at most.")
@click.option("--chinese", type=int, default=9_000, show_default=True, help="Pieces with it, at most.")
def vocabulary(data: Path, mix: Path, out: Path, english: int, chinese: int) -> None:
    """Prune XLM-R's vocabulary to what the pairs use."""
    from recipe import e5, mixing, prepare
    from recipe import vocabulary as room

    known = e5.read(e5.find())
    shares = mixing.read(mix)
    paths = [p for p in prepare.files(needed(data, "pairs", "--data")) if shares.wanted(prepare.name_of(p))]
    pairs = (pair for path in paths for pair in prepare.read(path))
    names = list(known.pieces)
    specials = [names.index(name) for name in ("</s>", "<unk>", "<pad>")]
    click.echo(
        room.make(room.Pieces(names, known.scores.tolist(), *specials), pairs, out, english=english, chinese=chinese)
    )


@main.command()
@_data
@_dev
@_mix
@_vocabulary
@_out
def prepare(data: Path, dev: Path, mix: Path, vocabulary: Path, out: Path) -> None:
    """Turn pairs into token arrays."""
    from recipe import mixing
    from recipe import prepare as room
    from recipe.vocabulary import Encoder

    paths = room.files(needed(data, "pairs", "--data"))
    banned = room.banned(needed(dev, "development sets", "--dev"))
    room.prepare(paths, mixing.read(mix), Encoder(vocabulary), out, excluded=banned, tell=click.echo)


@main.command()
@click.argument("folder", type=FOLDER)
@click.option("--tokens", type=FOLDER, required=True, help="What `prepare` wrote.")
@_dev
@_mix
@_vocabulary
@_start
@_layers
@_heads
@_processes
@_kernels
@_seed
@click.option("--stretch", type=click.Choice(("main", "end")), default="main", show_default=True, help="Shares to use.")
@click.option("--minutes", type=float, help="Of training; 150 where --updates is not given.")
@click.option("--updates", type=int, help="End after so many; the same weights on every run.")
@click.option("--rate", type=float, default=1e-3, show_default=True)
@click.option("--fall", type=float, default=0.2, show_default=True, help="Last share, in which the rate falls.")
@click.option("--budget", type=int, default=8000, show_default=True, help="Padded tokens of a batch.")
@click.option("--report", type=int, default=200, show_default=True, help="Updates between two lines of the log.")
def train(
    folder: Path,
    tokens: Path,
    dev: Path,
    mix: Path,
    vocabulary: Path,
    start: str,
    layers: tuple[int, int],
    heads: int,
    processes: int,
    kernels: bool | None,
    seed: int,
    stretch: str,
    minutes: float | None,
    updates: int | None,
    rate: float,
    fall: float,
    budget: int,
    report: int,
) -> None:
    """Train on CPU cores in FOLDER, on from where it was; `touch FOLDER/stop` ends it."""
    from recipe.job import Run, Settings
    from recipe.schedule import Schedule
    from recipe.train import train as run

    if minutes is None and updates is None:
        minutes = 150
    settings = Settings(
        Schedule(updates, minutes, peak=rate, fall=fall), stretch, start, layers, heads, budget,
        seed=seed, processes=processes,
    )  # fmt: skip
    place = Run(
        folder, needed(tokens, "tokens", "--tokens"), vocabulary, needed(dev, "development sets", "--dev"),
        mix, folder / "build", kernels, report, tell=click.echo,
    )  # fmt: skip
    seen = run(place, settings).seen
    click.echo(f"{seen.updates:,} updates, {seen.pairs:,} pairs in all")


@main.command()
@_dev
@_mix
@_vocabulary
@_start
@_layers
@_heads
@_seed
@_out
@click.option("--tokens", type=FOLDER, required=True, help="What `prepare` wrote.")
@click.option("--mib", type=float, multiple=True, default=(58, 58), show_default=True, help="Of each folder, at most.")
def pack(
    dev: Path,
    mix: Path,
    vocabulary: Path,
    start: str,
    layers: tuple[int, int],
    heads: int,
    seed: int,
    out: Path,
    tokens: Path,
    mib: tuple[float, ...],
) -> None:
    """Pack a training for a GPU elsewhere into folders that each fit one transfer."""
    from recipe import mixing
    from recipe import pack as room
    from recipe.start import begin
    from recipe.vocabulary import Encoder

    model, seen = begin(start, Encoder(vocabulary), layers, heads, seed)
    dev = needed(dev, "development sets", "--dev")
    room.pack(model, seen, tokens, mixing.read(mix), dev, vocabulary, out, mib, tell=click.echo)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def gpu(arguments: tuple[str, ...]) -> None:
    """Train on a GPU what `pack` packed: `recipe gpu FOLDER OUT --minutes 9`."""
    from recipe import gpu as room

    room.main(list(arguments))


@main.command()
@click.argument("parts", type=FOLDER)
@click.option("--packed", type=FOLDER, required=True, help="The folder that `pack` wrote.")
@_vocabulary
@_out
def join(parts: Path, packed: Path, vocabulary: Path, out: Path) -> None:
    """Make a model's folder from the PARTS that came back from a GPU."""
    from recipe import pack as room

    click.echo(f"{out}: {room.join(parts, packed, vocabulary, out)}")


@main.command()
@click.argument("model", type=FOLDER)
@_out
def export(model: Path, out: Path) -> None:
    """Copy a MODEL's folder into the one to be shipped, and pin its files in SHA256SUMS; others there stay."""
    from recipe.ship import ship

    click.echo(ship(model, out))


@main.command()
@_data
@_mix
@click.option("--all", "every", is_flag=True, help="Sources that the mix leaves out, too: the weights began with them.")
@click.option("-o", "--out", type=FOLDER, default=SHIPPED, show_default=True, help="Folder of the shipped model.")
def seen(data: Path, mix: Path, every: bool, out: Path) -> None:
    """Say in a shipped folder what its model was trained on, for `duizhao evaluate` to ask."""
    from recipe import mixing, prepare
    from recipe import seen as room

    shares = mixing.read(mix)
    paths = [p for p in prepare.files(needed(data, "pairs", "--data")) if every or shares.wanted(prepare.name_of(p))]
    click.echo(room.make(paths, out))


@main.command()
@click.argument("model", default="zh-en-small")
@_dev
@click.option("--cases", type=FOLDER, default=CASES, show_default=True, help="Folder of the domain sets.")
@click.option("--lines", type=int, help="The first of each development set only.")
@click.option("--threads", type=int, default=0, help="0: all cores.")
@_out
def score(model: str, dev: Path, cases: Path, lines: int | None, threads: int, out: Path) -> None:
    """Score MODEL, a name or a folder, beside other systems; OUT gets scores.md, scores.json and worst.html."""
    from recipe import pages
    from recipe import score as room

    dev = needed(dev, "development sets", "--dev")
    result = room.score(model, dev, cases, lines=lines, threads=threads, tell=lambda line: click.echo(line, err=True))
    pages.write(result, out)
    click.echo(pages.table(result), nl=False)


@main.command()
@_out
def cases(out: Path) -> None:
    """Write the domain sets, names and numbers in sentences made by rule."""
    from duizhao.files import write_whole
    from recipe import domain

    for name in domain.SETS:
        write_whole(out / f"{name}.tsv", domain.written(domain.cases(name)), force=True)


@main.command()
@_data
@_dev
@click.option("-o", "--out", type=FOLDER, default=LEXICON, show_default=True, help="Folder that gets the table.")
def lexicon(data: Path, dev: Path, out: Path) -> None:
    """Learn the table of Chinese words and the English words that answer to them, which the checks use."""
    from recipe import lexicon as room
    from recipe import prepare

    data, banned = needed(data, "pairs", "--data"), prepare.banned(needed(dev, "development sets", "--dev"))
    click.echo(room.make(data, out, excluded=banned, tell=lambda line: click.echo(line, err=True)))


@main.command()
@_data
@_dev
def openers(data: Path, dev: Path) -> None:
    """Add English words to those that may lose their capital where the pieces of a sentence are joined."""
    from recipe import openers as room
    from recipe import prepare

    data, banned = needed(data, "pairs", "--data"), prepare.banned(needed(dev, "development sets", "--dev"))
    click.echo(room.make(data, excluded=banned))


@main.command()
@click.argument("rows", type=FILE)
@click.option("--model", default="zh-en-small", show_default=True, help="A name or a folder.")
@click.option("-o", "--out", type=FILE, required=True, help="File that gets the rows with what they give.")
def plainer(rows: Path, model: str, out: Path) -> None:
    """Measure ROWS, words and what the model would get in their places, on the pairs of `written`."""
    from duizhao.files import write_whole
    from recipe import plainer as room
    from recipe import prepare
    from recipe.folders import WRITTEN
    from recipe.score import Drafter

    pairs = (pair for path in sorted(WRITTEN.glob("*.tsv")) for pair in prepare.read(path))
    found = room.measure(room.read(rows), pairs, Drafter(model))
    write_whole(out, room.table(found), force=True)
    click.echo(f"{out}: {len(found):,} wordings, {sum(m.gain > 0 for m in found):,} of them above 0")


@main.command()
@_data
@_mix
def card(data: Path, mix: Path) -> None:
    """Print the card's table of sources and weights."""
    from recipe import mixing, sources

    click.echo(sources.card(mixing.read(mix), sources.read(needed(data, "pairs", "--data"))), nl=False)


@main.command(name="all")
@click.argument("run", type=FOLDER)
@_data
@_dev
@_mix
@_vocabulary
@_start
@_processes
@_kernels
@_seed
@click.option("--minutes", type=float, nargs=2, default=(150, 30), show_default=True, help="Of the two stretches.")
def everything(
    run: Path,
    data: Path,
    dev: Path,
    mix: Path,
    vocabulary: Path,
    start: str,
    processes: int,
    kernels: bool | None,
    seed: int,
    minutes: tuple[float, float],
) -> None:
    """Do all of it in RUN, in order; go on where a run before ended."""
    from recipe.job import Settings
    from recipe.schedule import Schedule
    from recipe.whole import Plan
    from recipe.whole import everything as do

    first, last = minutes
    stretches = (
        Settings(Schedule(minutes=first), "main", start, processes=processes, seed=seed),
        Settings(Schedule(minutes=last, fall=0.9), "end", processes=processes, seed=seed),
    )
    data, dev = needed(data, "pairs", "--data"), needed(dev, "development sets", "--dev")
    if not do(Plan(run, data, dev, vocabulary, *stretches, CASES, mix, kernels, click.echo)):
        click.echo("Stopped. The same command goes on.", err=True)


def door() -> int:
    """Run the command line; the exit code."""
    try:
        main(standalone_mode=False)
    except DuizhaoError as e:
        click.echo(str(e), err=True)
        return e.exit_code
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(door())
