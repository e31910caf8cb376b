"""The course of a training as a picture."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from recipe import journal

CURVE = "curve.png"


def draw(folder: Path) -> Path | None:
    """Draw the log of a folder beside it: losses, gap and chrF2; None where matplotlib or a log is missing."""
    reports = journal.read(folder)
    if not reports or not importlib.util.find_spec("matplotlib"):
        return None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5), layout="constrained")
    left = figure.add_subplot()
    right = left.twinx()
    pairs = [r.pairs / 1e6 for r in reports]
    mark = "o" if len(reports) == 1 else ""
    for name, colour in (("train", "tab:grey"), ("dev", "tab:blue"), ("gap", "tab:green")):
        left.plot(pairs, [getattr(r, name) for r in reports], color=colour, label=name, marker=mark)
    spoken = [(r.pairs / 1e6, r.chrf) for r in reports if r.chrf is not None]
    if spoken:
        right.plot(*zip(*spoken, strict=True), color="tab:red", label="chrF2, greedy", marker=mark)
    left.set(xlabel="million pairs seen", ylabel="nats a token")
    right.set_ylabel("chrF2")
    figure.legend(loc="outside upper center", ncols=4)
    part = folder / f".{CURVE}.part"
    figure.savefig(part, format="png", dpi=110)
    return part.replace(folder / CURVE)
