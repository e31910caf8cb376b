"""The whole of it in order, in one folder, where each step is done once.

RUN/vocabulary, RUN/tokens, RUN/main and RUN/end (the two stretches of the training), RUN/scores. A step is done when
RUN/steps.json has the digest of all that it was made from; a run that was killed goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.files import write_whole
from recipe import mixing, pages, prepare, score
from recipe.job import Run, Settings
from recipe.report import MODEL
from recipe.train import train
from recipe.vocabulary import FILES, Encoder

STEPS = "steps.json"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What the whole is made from. `vocabulary`: the folder of one; `main`, `end`: the two stretches."""

    run: Path
    data: Path
    dev: Path
    vocabulary: Path
    main: Settings
    end: Settings
    cases: Path | None
    mix: Path = mixing.MIX
    kernels: bool | None = None
    tell: Tell = lambda line: None


class Steps:
    """Which steps are done, and from what."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self.path, self.tell = folder / STEPS, tell
        self.done: dict[str, str] = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.before = ""

    def __call__(self, name: str, made_from: str, work: Callable[[], bool]) -> bool:
        """Do the step if it is not done from this and from the steps before; `work` says whether it came to its end."""
        key = hashlib.sha256(f"{self.before}\n{made_from}".encode()).hexdigest()
        self.before = key
        if self.done.get(name) == key:
            self.tell(f"{name}: done before")
            return True
        self.tell(f"{name}:")
        if not work():
            return False
        self.done[name] = key
        write_whole(self.path, json.dumps(self.done, indent=1), force=True)
        return True


def everything(plan: Plan) -> bool:
    """Vocabulary, tokens, both stretches, scores; whether all are done."""
    steps = Steps(plan.run, plan.tell)
    paths, run = prepare.files(plan.data), plan.run
    vocabulary, tokens = run / "vocabulary", run / "tokens"
    mix = mixing.read(plan.mix)
    wanted = {name: mix.shares[name] for name in sorted(mix.shares) if mix.wanted(name)}
    inputs = _digest([p for p in paths if mix.wanted(prepare.name_of(p))] + sorted(plan.dev.glob("*.*")))

    def copy_vocabulary() -> bool:
        vocabulary.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copy(plan.vocabulary / name, vocabulary)
        return True

    def make_tokens() -> bool:
        prepare.prepare(paths, mix, Encoder(vocabulary), tokens, excluded=prepare.banned(plan.dev), tell=plan.tell)
        return True

    def stretch(settings: Settings, folder: Path) -> bool:
        job = Run(
            folder, tokens, vocabulary, plan.dev, plan.mix, run / "build", plan.kernels, tell=plan.tell
        )  # fmt: skip
        return settings.schedule.done(train(job, settings)) >= 1

    def score_it() -> bool:
        result = score.score(str(run / "end" / MODEL), plan.dev, plan.cases, tell=plan.tell)
        pages.write(result, run / "scores")
        return True

    end = replace(plan.end, start=str(run / "main" / MODEL))
    return (
        steps("vocabulary", _digest([plan.vocabulary / name for name in FILES]), copy_vocabulary)
        and steps("tokens", f"{inputs} {sorted(wanted)}", make_tokens)
        and steps("main", f"{plan.main} {wanted}", lambda: stretch(plan.main, run / "main"))
        and steps("end", f"{plan.end}", lambda: stretch(end, run / "end"))
        and steps("scores", "", score_it)
    )


def _digest(paths: list[Path]) -> str:
    """Of the names and contents of files."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            total.update(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()
