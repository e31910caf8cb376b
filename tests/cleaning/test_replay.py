"""The repairs that a record lists, made to the raw text, give the text; undone, they give the raw text back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duizhao import reading
from duizhao.cleaning import BLOCK_STEPS, REASONS, STEPS, TEXT_STEPS, clean
from duizhao.document import Document
from duizhao.edits import apply, undo
from duizhao.errors import DuizhaoError
from duizhao.flow import prepare
from duizhao.settings import Cleaning, Settings

SAMPLE = 8
"""One page of so many."""


def _documents(paths: list[Path]) -> Iterator[Document]:
    for path in paths:
        try:
            yield from (d for d in reading.read(path, Settings().reading) if isinstance(d, Document))
        except DuizhaoError:
            continue


def _replayed(document: Document) -> int:
    """Replays the repairs of one document and gives their number."""
    try:
        repairs = prepare(document, Settings()).draft.repairs
    except DuizhaoError:  # an article of another language
        return 0
    edits = sorted((edit for repair in repairs for edit in repair.edits), key=lambda e: e.start)
    text = clean(document, Cleaning()).text
    assert apply(document.raw, edits) == text
    assert undo(text, edits) == document.raw
    return len(edits)


def test_saved_pages(shared: Path) -> None:
    pages = sorted((shared / "data/news/html").glob("*.gz"))
    assert sum(map(_replayed, _documents(pages[::SAMPLE]))) > 0


def test_files_of_every_format(shared: Path) -> None:
    found = [_replayed(d) for d in _documents(sorted((shared / "data/news/formats").iterdir()))]
    assert len(found) > 10


def test_the_seed(shared: Path) -> None:
    [seed] = _documents([shared / "data/news/seed-chinanews-bole.txt"])
    assert _replayed(seed) > 200


@pytest.mark.parametrize("step", STEPS)
def test_every_step_that_edits_says_why(step: str) -> None:
    assert (step in REASONS) == (step in (*TEXT_STEPS, "wrapping"))
    assert (step in TEXT_STEPS) != (step in BLOCK_STEPS)
