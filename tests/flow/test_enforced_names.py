"""Names whose English is certain are in the draft, without a glossary."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duizhao.record import Draft

TEXT = """记者从呼和浩特市获悉，乳业发展很快。

古特雷斯表示，小岛屿国家需要帮助。

他从萨格勒布出发，前往贝尔格莱德。

市长唐雨薇表示，大桥明年通车。"""
NAMES = ("Hohhot", "Guterres", "Zagreb", "Belgrade", "Tang Yuwei")


@pytest.mark.parametrize("engine", ["ct2", "torch"])
def test_the_draft_has_the_names_that_the_check_knows(engine: str, drafted: Callable[[str, str], Draft]) -> None:
    draft = drafted(TEXT, engine)
    text = " ".join(s.target for s in draft.sentences)
    assert [name for name in NAMES if name not in text] == []
    assert not [flag for s in draft.sentences for flag in s.flags if flag.check == "name"]
    assert not [use for s in draft.sentences for use in s.terms]
    assert draft.engine is not None
    assert "|names:enforced|" in draft.engine.signature
