"""Pages in the manner of many makes of sites: what is read of each, field by field, and what is refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from duizhao import reading
from duizhao.cleaning import clean
from duizhao.document import Document
from duizhao.errors import InputError
from duizhao.settings import Cleaning, Reading

FOLDER = Path(__file__).parent.parent / "cases" / "reading"
ROWS = [json.loads(line) for line in (FOLDER / "site_pages.jsonl").read_text(encoding="utf-8").splitlines()]
FIELDS = ("title", "subtitle", "date", "source", "authors", "editor", "section", "url", "first", "last", "paragraphs")
KNOWN = dict(
    line.split("\t")
    for line in (FOLDER / "site_pages_known_failures.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)


def _cases() -> list[Any]:
    """Each page and field; those that are known to come out wrong must do so."""
    out = []
    for row in ROWS:
        for name in [f for f in FIELDS if f in row] + (["dropped"] if "dropped" in row else []):
            label = f"{row['label']} {name}"
            marks = [pytest.mark.xfail(strict=True, reason=KNOWN[label])] if label in KNOWN else []
            out.append(pytest.param(row, name, id=label, marks=marks))
    return out


@cache
def _read(label: str, encoding: str = "utf-8") -> Document:
    text = (FOLDER / "pages" / f"{label}.html").read_text(encoding="utf-8")
    (found,) = reading.read(text.encode(encoding), Reading(), name="a.html")
    assert isinstance(found, Document)
    return clean(found, Cleaning())


@pytest.mark.parametrize(("row", "name"), _cases())
def test_field(row: dict[str, Any], name: str) -> None:
    document = _read(row["label"], row.get("encoding", "utf-8"))
    subtitle = document.meta.subtitle
    blocks = [text for b in document.blocks if (text := document.text_of(b)) != subtitle]
    if name == "dropped":
        assert [text for text in row["dropped"] if any(text in block for block in blocks)] == []
    elif name == "paragraphs":
        assert len(blocks) == row["paragraphs"], blocks
    elif name in ("first", "last"):
        assert blocks[0 if name == "first" else -1].startswith(row[name])
    else:
        got = getattr(document.meta, name)
        assert (list(got) if name == "authors" else got) == row[name]


@pytest.mark.parametrize("label", [row["label"] for row in ROWS if row.get("refused")])
def test_what_is_no_article_is_refused(label: str) -> None:
    with pytest.raises(InputError, match="has no article"):
        _read(label)


def test_known_failures_are_of_pages_there_are() -> None:
    assert set(KNOWN) <= {p.id for p in _cases()}
