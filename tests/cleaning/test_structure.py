"""Kinds of lines by shape and neighbours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duizhao.cleaning.structure import structure
from duizhao.document import Document, lines
from duizhao.record import Origin

FILE = Path(__file__).parent.parent / "cases" / "cleaning" / "structure.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_case(case: dict[str, Any]) -> None:
    text = "\n".join(text for _, text in case["lines"])
    document = structure(Document("d", text, text, Origin(), blocks=tuple(lines(text))))
    assert [[b.kind, document.text_of(b)] for b in document.blocks] == case["lines"]


def test_kinds_from_mark_up_stay() -> None:
    text = "一、总则\n凡是住在这里的人，都可以在这条河里打水、洗衣和钓鱼，谁也不能阻拦。"
    blocks = lines(text)
    from dataclasses import replace

    document = structure(Document("d", text, text, Origin(), blocks=(replace(blocks[0], kind="item"), blocks[1])))
    assert [b.kind for b in document.blocks] == ["item", "paragraph"]
