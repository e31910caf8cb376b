"""The key by which the two scripts of a text are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.hanzi import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣的圖書館「延長」開放。", "台湾的图书馆“延长”开放。"),
        ("他看著後面的乾麵包。", "他看着后面的干面包。"),
        ("２０２４年，增長１２％！", "2024年,增长12%!"),
        (" 他　來了。\n", "他 来了。"),
    ],
)
def test_scripts_and_widths_have_one_key(one, other) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("他来了。", "她来了。"), ("46万人", "47万人"), ("好。", "好！"), ("IT", "it")]
)
def test_what_means_something_else_has_another_key(one, other) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text) -> None:
    assert fold(fold(text)) == fold(text)
