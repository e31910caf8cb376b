"""Addresses, telephone numbers and codes are in the draft as the author wrote them; no sentence loses its speaker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import duizhao
from duizhao import store
from duizhao.record import Draft

TEXT = """项目电话：0571-8888-1234。

邮箱：wang@tea-coop.cn

网址：https://www.bluestone-tea.cn/yct?id=3

请将简历发送至hr@acme-tech.com，抄送jobs.cn@acme-tech.com。

联系人：王芳，电话：010-6512 3456，邮箱：wangfang@mail.org.cn。"""
CODES = (
    "0571-8888-1234",
    "wang@tea-coop.cn",
    "https://www.bluestone-tea.cn/yct?id=3",
    "hr@acme-tech.com",
    "jobs.cn@acme-tech.com",
    "010-6512 3456",
    "wangfang@mail.org.cn",
)


@pytest.fixture(autouse=True)
def _weights() -> None:
    if not list(store.info("zh-en-small").folder.glob("*.safetensors")):
        pytest.skip("the weights of the embedded model are not in this checkout")


@pytest.mark.parametrize("engine", ["ct2", "torch"])
def test_codes_are_copied_letter_by_letter(engine: str, drafted: Callable[[str, str], Draft]) -> None:
    draft = drafted(TEXT, engine)
    text = " ".join(s.target for s in draft.sentences)
    assert [code for code in CODES if f" {code}" not in f" {text}"] == []
    assert not [flag for s in draft.sentences for flag in s.flags if flag.check == "url"]


def test_terms_cost_a_sentence_nothing_else(tmp_path: Path) -> None:
    glossary = tmp_path / "terms.csv"
    glossary.write_text(
        "source,target,forbidden\n理事长,chair,chairman\n社员,guild member,\n合作社,Tea Guild,\n", encoding="utf-8"
    )
    settings = {"model": "zh-en-small", "memory": "none", "summary": "0", "glossary": (str(glossary),)}
    with duizhao.Translator(**settings) as translator:
        (sentence,) = translator.translate("理事长说，合作社的社员都很高兴。").sentences
    assert {use.state for use in sentence.terms} == {"used"}
    assert all(word in sentence.target for word in ("chair said", "guild members", "Tea Guild", "happy"))
    assert not sentence.flags
