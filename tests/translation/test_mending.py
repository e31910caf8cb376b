"""Terms in English sentences: what they take the place of, and how they are written there."""

from __future__ import annotations

import time

import pytest

from duizhao.lexicon import lexicon
from duizhao.terms import Found, Term
from duizhao.translation.mending import put_back, replaced, tidied

SOURCE = "理事长说，合作社的社员都很高兴。"
CHAIR = Found(Term("理事长", "chair", forbidden=("chairman",)), (0, 3))
GUILD = Found(Term("合作社", "Tea Guild"), (5, 8))
MEMBER = Found(Term("社员", "guild member"), (9, 11))


def term(target: str, source: str = "中") -> Found:
    return Found(Term(source, target), (0, len(source)))


def test_terms_take_the_places_of_the_words_that_stand_for_them() -> None:
    if lexicon() is None:
        pytest.skip("the table of word associations is not in this checkout")
    plain = "The chairman said that all members of the cooperative are happy."
    made = replaced(SOURCE, plain, [CHAIR, GUILD, MEMBER])
    assert made == "The chair said that all guild members of the Tea Guild are happy."


@pytest.mark.parametrize(
    ("target", "english", "made"),
    [
        ("The chairman's son spoke.", "chair", "The chair's son spoke."),
        ("Chairman Fang spoke.", "chair", "Chair Fang spoke."),
        ("A chairman spoke.", "elder", "An elder spoke."),
        ("A chairman spoke.", "SME head", "An SME head spoke."),
        ("A chairman spoke.", "8th chair", "An 8th chair spoke."),
        ("They met an chairman.", "unified chair", "They met a unified chair."),
        ("They met an chairman.", "NATO chair", "They met a NATO chair."),
        ("They met an chairman.", "one-time chair", "They met a one-time chair."),
        ("They met a chairman.", "honorary chair", "They met an honorary chair."),
        ("Three chairmans spoke.", "blue sheep", "Three blue sheep spoke."),
        ("Three chairmans spoke.", "party secretary", "Three party secretaries spoke."),
        ("They met a chairman.", "the elder", "They met the elder."),
        ("The chairman met the other chairman.", "chair", "The chairman met the other chairman."),
    ],
)
def test_number_possessive_article_and_capital_follow(target: str, english: str, made: str) -> None:
    found = Found(Term("理事长", english, forbidden=("chairman",)), (0, 3))
    assert replaced("理事长发言。", target, [found]) == made


@pytest.mark.parametrize(
    "target", ["Under his lead France withstood U.S. pressure.", "The People's Republic of America and America."]
)
def test_a_word_whose_borders_are_not_plain_stays(target: str) -> None:
    found = Found(Term("美国", "United States"), (0, 2))
    assert replaced("美国的压力", target, [found]) == target


@pytest.mark.parametrize(
    ("target", "english", "made"),
    [
        (
            "chairperson Fang said so. chairperson Li left.",
            "chairperson",
            "Chairperson Fang said so. Chairperson Li left.",
        ),
        ("On CCTV.com ( Xinwen Lianbo ) today", "Xinwen Lianbo", "On CCTV.com (Xinwen Lianbo) today"),
        ('They named it " YunChaTong. "', "YunChaTong", 'They named it "YunChaTong. "'),
        ('It is "new" YunChaTong "now".', "YunChaTong", 'It is "new" YunChaTong "now".'),
        ("the Shenzhou 19 crew's crew is well", "Shenzhou 19 crew", "the Shenzhou 19 crew is well"),
        ("the Water Bureau Bureau", "Water Bureau", "the Water Bureau"),
        ("of nuclear nuclear proliferation", "nuclear proliferation", "of nuclear proliferation"),
        ("a New York New York Times reporter", "New York Times", "a New York Times reporter"),
        ("for overseas Chinese overseas Chinese", "overseas Chinese", "for overseas Chinese"),
        ("a nuclear-free nuclear station", "nuclear station", None),
        ("ten koala in a tree", "koala", "ten koalas in a tree"),
        ("two bullet train services", "bullet train", None),
        ("in 2024 reactor and pump failed", "reactor", None),
        ("National People's Congress's representatives", "National People's Congress", None),
        ("the rural revitalisation bureau", "Rural Revitalization Bureau", "the Rural Revitalization Bureau"),
        ("THE RURAL REVITALIZATION BUREAU", "Rural Revitalization Bureau", None),
        ("he bought an apple", "Apple", None),
        ("iPhones sell well", "iPhone", None),
    ],
)
def test_terms_are_written_as_english_writes_them(target: str, english: str, made: str | None) -> None:
    assert tidied(target, [term(english)]) == (made or target)


def test_what_is_kept_gets_no_capital() -> None:
    assert tidied("wang@tea.cn is his.", [term("wang@tea.cn", "wang@tea.cn")]) == "wang@tea.cn is his."


def test_a_number_goes_again_however_it_is_written() -> None:
    words = [("0571-8888-1234", "7301"), ("a@b.cn", "7302")]
    made = put_back("Call7301, or write to 7,302. Not 17301.5 nor 73021.", words)
    assert made == "Call 0571-8888-1234, or write to a@b.cn. Not 17301.5 nor 73021."


def test_long_lines_take_no_time() -> None:
    started = time.process_time()
    for part in ("a", "( ", '" ', "Bureau ", "7301 ", " "):
        text = part * (100_000 // len(part))
        tidied(text, [term("Water Bureau")])
        put_back(text, [("x", "7301")])
    assert time.process_time() - started < 10
