"""Numbers that the model gets wrong are right in the draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duizhao.record import Draft

TEXT = """新车站总投资31.8亿元，建筑面积23.7万平方米，每年可运送旅客1860万人次。

截至15日16时，全市登记志愿者达1174866人，累计服务64541小时。

这座图书馆藏书233186册，去年借出91072册，比前年增长8.4%。

这部史书共108万字，印了22500册，定价386元。"""
NUMBERS = ("3.18 billion", "4 p.m.", "1,174,866", "233,186", "91,072", "22,500")


@pytest.mark.parametrize("engine", ["ct2", "torch"])
def test_the_draft_has_the_numbers_of_the_text(engine: str, drafted: Callable[[str, str], Draft]) -> None:
    draft = drafted(TEXT, engine)
    text = " ".join(s.target for s in draft.sentences)
    assert [number for number in NUMBERS if number not in text] == []
    assert not [flag.message for s in draft.sentences for flag in s.flags if flag.check == "number"]
    assert draft.engine is not None
    assert "|numbers:enforced|" in draft.engine.signature
