"""An address that lost a stroke of its beginning is shown whole."""

from __future__ import annotations

from duizhao.checks import CHECKS, Pair
from duizhao.settings import Checking


def test_the_beginning_of_an_address_is_in_the_message() -> None:
    asked = Pair("网址是https://www.example.org/tea，请看。", "The address is https:/wwww.example.org/tea.")
    (flag,) = CHECKS["url"](asked, Checking())
    assert flag.target_span is not None
    assert asked.target[slice(*flag.target_span)] == "https:/wwww.example.org/tea"
    assert flag.message.endswith("the target has https:/wwww.example.org/tea")
