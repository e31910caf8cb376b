"""The work of `evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from duizhao import evaluation, flow, scoring, store
from duizhao.cli.options import settings_of
from duizhao.cli.talk import Progress, one_line, put, put_json, say
from duizhao.comparison.encoder import bertscore as bertscore_with
from duizhao.comparison.systems import parsed
from duizhao.errors import ModelError, PartlyDone, UsageError
from duizhao.evaluation import overlap, page, segments, tables
from duizhao.files import refuse_taken, write_whole
from duizhao.settings import Settings, unknown


def evaluate_all(
    source: Path,
    *,
    references: Sequence[Path],
    systems: Sequence[str],
    no_model: bool,
    baseline: str | None,
    metrics: str | None,
    bertscore: str | None,
    training: Sequence[Path],
    as_json: bool,
    quiet: bool,
    **flags: Any,
) -> int:
    """Translate and score; gives the exit code. Everything that can be wrong is found before anything is translated."""
    settings = evaluation.settings_for(settings_of(flags))
    measures = evaluation.chosen(metrics.split(",") if metrics else ())
    named = parsed(systems, "NAME=FILE, for example google=google.en", (tables.REFERENCE,))
    files = {name: Path(file) for name, file in named.items()}
    if no_model and not files:
        raise UsageError("--no-model leaves nothing to score", remedy="Give --system NAME=FILE.")
    model = None if no_model else store.find(settings.translation.model, task="translate")
    names = [*([] if model is None else [model.name]), *files]
    _refuse_taken(source, [*references, *files.values()], names, flags | {"model_used": model is not None})
    if baseline not in (None, *names):
        raise unknown("system", str(baseline), names)
    test = evaluation.read(source, references)
    others = [evaluation.Output(name, tuple(evaluation.output_of(name, f, test))) for name, f in files.items()]
    evaluation.refuse_long(test, others, measures)
    seen = [*test.notes, *_trained_on(test, training, model)]
    for note in seen:
        say(note, quiet=quiet)
    failed = _add_bertscore(bertscore, measures)
    outputs = [*([] if model is None else [_translated(test, settings, model.name, quiet)]), *others]
    if flags["output"] is not None:
        write_whole(flags["output"], "".join(f"{line}\n" for line in outputs[0].lines), force=flags["force"])
    with Progress("scoring", quiet=quiet) as progress:
        found = evaluation.evaluate(
            test, outputs, measures, baseline=baseline or names[0], seed=settings.seed, progress=progress
        )
    for note in found.notes[len(test.notes) :]:
        say(note, quiet=quiet)
    _write(found, settings, flags)
    if as_json:
        put_json(tables.as_json(found) | {"overlap": seen[len(test.notes) :], "failed": failed})
    else:
        table = tables.shown(found)
        put(table.caption)
        click.echo(scoring.to_text(table, one_line), nl=False)
        for part in table.signature.split("; "):
            put(part)
    return PartlyDone.exit_code if failed else 0


def _add_bertscore(name: str | None, measures: dict[str, evaluation.Measure]) -> list[str]:
    """One more measure, where an encoder is named; what is missing for it, which is said."""
    if name is None:
        return []
    try:
        measures["BERTScore"] = evaluation.of_bertscore(bertscore_with(name))
    except ModelError as error:
        say(str(error))
        return [str(error)]
    return []


def _refuse_taken(source: Path, inputs: Sequence[Path], names: Sequence[str], flags: dict[str, Any]) -> None:
    if len(set(names)) < len(names):
        raise UsageError(
            f"two systems are called {names[0]!r}", remedy="Give the --system another name, or --no-model."
        )
    if flags["output"] is not None and not flags["model_used"]:
        raise UsageError("-o writes duizhao's translation", remedy="Leave out -o, or --no-model.")
    wanted = {name: flags[name] for name in ("output", "segments", "report", "as_csv", "latex") if flags[name]}
    if "segments" in wanted and wanted["segments"].suffix.lower() not in (".csv", ".jsonl"):
        raise UsageError("is no .csv or .jsonl file", where=wanted["segments"], remedy="Give --segments FILE.csv.")
    taken = {path.resolve() for path in (source, *inputs)}
    for path in wanted.values():
        if path.resolve() in taken:
            raise UsageError("is named twice, or is an input", where=path, remedy="Write each output to its own file.")
        taken.add(path.resolve())
        refuse_taken(path, force=flags["force"])


def _trained_on(test: evaluation.Segments, training: Sequence[Path], model: store.Model | None) -> list[str]:
    found = [overlap.with_file(test.sources, path) for path in training]
    if model is not None and (known := overlap.with_model(test.sources, model.folder, f"model {model.name}")):
        found.append(known)
    return [overlap.told(o, len(test.sources)) for o in found]


def _translated(test: evaluation.Segments, settings: Settings, name: str, quiet: bool) -> evaluation.Output:
    with flow.Translator(settings) as translator, Progress("translating", quiet=quiet) as progress:
        say(f"model {translator.model.name}: {translator.model.note}", quiet=quiet)
        lines, seconds, signature = evaluation.translate(test.sources, translator, progress)
    return evaluation.Output(name, tuple(lines), seconds, signature)


def _write(found: evaluation.Evaluation, settings: Settings, flags: dict[str, Any]) -> None:
    def write(name: str, make: Callable[[], str]) -> None:
        if flags[name] is not None:
            write_whole(flags[name], make(), force=flags["force"])

    in_rows = flags["segments"] is not None and flags["segments"].suffix.lower() == ".csv"
    write("segments", lambda: (segments.to_csv if in_rows else segments.to_jsonl)(found, settings.checking))
    write("report", lambda: page.page(found))
    write("as_csv", lambda: scoring.to_csv(tables.full(found)))
    write("latex", lambda: scoring.to_latex(tables.shown(found)))
