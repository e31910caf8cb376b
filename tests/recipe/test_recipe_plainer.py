"""What plainer words give, measured on pairs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from duizhao.errors import InputError
from recipe import plainer

PAIRS = [
    *((f"第{n}名获得亚军。", f"Number {n} was the runner-up, in second place.") for n in range(20)),
    ("三亚军港开放。", "The naval port of Sanya is open."),
    ("他夺冠了。", "He won the championship."),
]


def said(texts: Sequence[str]) -> list[str]:
    assert len(set(texts)) == len(texts)  # each is decoded once
    return ["Somebody was in second place." if "第二名" in t else "The Asian army was there." for t in texts]


def test_a_wording_that_is_nearer_to_the_english_gains() -> None:
    rows = {"亚军": ["第二名", "亚洲军队"], "夺冠": ["得冠军"], "折桂": ["获胜"]}
    found = plainer.measure(rows, PAIRS, said)
    assert (found[0].word, found[0].plain, found[0].sentences) == ("亚军", "第二名", plainer.SENTENCES)
    assert found[0].gain > 0
    assert all(m.gain < 0 for m in found[1:])  # what changes nothing is drawn to the mean
    assert {m.word for m in found} == {"亚军", "夺冠"}  # no pair has 折桂
    assert plainer.table(found[:1]).splitlines()[1].startswith("亚军\t第二名\t8\t")


def test_rows_that_are_none_are_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.tsv"
    file.write_text("# word\tplain\n亚军\t第二名|第二\n", encoding="utf-8")
    assert plainer.read(file) == {"亚军": ["第二名", "第二"]}
    file.write_text("亚军\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        plainer.read(file)
