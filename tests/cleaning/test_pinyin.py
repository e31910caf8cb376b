"""Readings of pinyin are told apart, whatever notation they are in; stray ones are those of the mirror."""

from __future__ import annotations

import subprocess
import sys

import pytest

from duizhao.cleaning.pinyin import pinyin
from duizhao.cleaning.readings import Sound, reads, sound
from duizhao.edits import apply


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("fā", Sound("fa", 1)),
        ("FĀ", Sound("fa", 1)),
        ("fa1", Sound("fa", 1)),
        ("fa", Sound("fa", None)),
        ("lǜ", Sound("lv", 4)),
        ("lü4", Sound("lv", 4)),
        ("lv4", Sound("lv", 4)),
        ("lu:4", Sound("lv", 4)),
        ("dùi", Sound("dui", 4)),
        ("guăn", Sound("guan", 3)),
        ("cha\u030cn", Sound("chan", 3)),
        ("fɑ", Sound("fa", None)),
        ("3", None),
    ],
)
def test_notations(written: str, heard: Sound | None) -> None:
    assert sound(written) == heard


@pytest.mark.parametrize(
    ("char", "written", "grade"),
    [("業", "yè", 3), ("長", "cháng", 2), ("質", "zhí", 1), ("業", "chǎn", 0), ("了", "le", 3), ("業", "ye", 1)],
)
def test_how_well_a_reading_fits(char: str, written: str, grade: int) -> None:
    assert reads(char, written) == grade


def test_the_bracket_goes_and_nothing_else() -> None:
    text = "工廠(chǎng)（新廠(chǎng)）投產(chǎn )了(2019)。"
    assert apply(text, pinyin(text)) == "工廠（新廠）投產了(2019)。"


def test_a_gloss_in_a_damaged_text_stays() -> None:
    text = "會(huì)計(jì)學(xué)會(huì)今天開(kāi)會(huì)，「會(kuài)計」一詞怎么念，專(zhuān)家也說(shuō)了。"
    assert apply(text, pinyin(text)) == "會計學會今天開會，「會(kuài)計」一詞怎么念，專家也說了。"


def test_clean_text_imports_no_library() -> None:
    program = (
        "import sys; from duizhao.cleaning.pinyin import pinyin; from duizhao.cleaning.gbk_bytes import gbk_bytes;"
        "text = '這家工廠（新廠）去年投產，真的?!他說。'; assert not pinyin(text) and not gbk_bytes(text);"
        "assert not {'pypinyin', 'opencc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
