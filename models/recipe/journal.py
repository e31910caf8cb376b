"""The log of a training, one JSON object a line, and what its figures are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

LOG = "log.jsonl"


@dataclass(frozen=True)
class Report:
    """One line of the log.

    `update`, `pairs`: since the weights were new, earlier trainings included. `train`, `dev`: nats a target token, the
    latter of the averaged weights. `gap`: how many nats more with the source of another sentence; it tells from the
    first minutes whether the model reads its source. `chrf`: chrF2 of greedy output on some development pairs, where it
    was measured. `norm`: of the gradient of a token's mean loss. `speed`: pairs a second.
    """

    update: int
    pairs: int
    minutes: float
    train: float | None
    dev: float
    gap: float
    norm: float | None
    rate: float
    speed: float
    chrf: float | None = None

    def line(self) -> str:
        """The line, without what was not measured."""
        return json.dumps({k: v for k, v in asdict(self).items() if v is not None})


def append(folder: Path, report: Report) -> None:
    """Add a line to the log of `folder`."""
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(report.line() + "\n")


def read(folder: Path) -> list[Report]:
    """The reports of `folder`, as far as they belong to one course: what a killed training had ahead is dropped."""
    path = folder / LOG
    reports: list[Report] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            report = Report(**{"train": None, "norm": None, **json.loads(line)})
        except (ValueError, TypeError):  # cut off by a kill
            continue
        while reports and reports[-1].update >= report.update:
            reports.pop()
        reports.append(report)
    return reports
