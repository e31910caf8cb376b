"""Pieces of one sentence read as one sentence."""

import pytest

from duizhao.translation import join


@pytest.mark.parametrize(
    ("targets", "expect"),
    [
        (["On Monday, the city said."], "On Monday, the city said."),
        (["It rained.", "The river rose."], "It rained, the river rose."),
        (["The city was dry,", "It will rain."], "The city was dry; it will rain."),
        (["The city said,", "It will rain."], "The city said, it will rain."),
        (["In addition,", "There will be rain."], "In addition, there will be rain."),
        (["He came, when it rained,", "They had left."], "He came, when it rained, they had left."),
        (["He joined the WTO.", "And it grew."], "He joined the WTO, and it grew."),
        (["It closes at 10 p.m.", "The shop is old."], "It closes at 10 p.m., the shop is old."),
        (["It was made by Tea Co., Ltd.", "The firm is old."], "It was made by Tea Co., Ltd., the firm is old."),
        (["If it rains,", "They will stay."], "If it rains, they will stay."),
        (["Rain fell in Fujian and,", "Jiangxi was dry."], "Rain fell in Fujian and Jiangxi was dry."),
        (["Rain fell, and,", "Innovation goes on."], "Rain fell and innovation goes on."),
        (["It rained,", "Wuhan was flooded."], "It rained, Wuhan was flooded."),
        (
            ["Villagers of the three places", "Other funds came later."],
            "Villagers of the three places, other funds came later.",
        ),
        (["The bank is strong,", "Following the reform it grew."], "The bank is strong, following the reform it grew."),
        (["It was late", "However, they came."], "It was late, however, they came."),
        (["As of Friday,", "Deaths reached 12."], "As of Friday, deaths reached 12."),
        (["He left,", "He Lifeng attended."], "He left, He Lifeng attended."),
        (["He left,", "He attended."], "He left; he attended."),
        (["They met,", "People's Daily said."], "They met, People's Daily said."),
        (["They met,", "In Beijing it rained."], "They met, in Beijing it rained."),
        (["Help,", "All-Out to Save"], "Help, All-Out to Save"),
        (["The tea came,", "May was cold."], "The tea came, May was cold."),
        (["The tea came,", "ITs price rose."], "The tea came, ITs price rose."),
        (["He said:", "The river rose."], "He said: The river rose."),
        (["and so on...", "The river rose."], "and so on... The river rose."),
        (["made in the U.S.", "The factory closed."], "made in the U.S. The factory closed."),
        (["Is it open?", "The gate is shut."], "Is it open? The gate is shut."),
        (["", "The gate is shut.", "  "], "The gate is shut."),
        (["On the 15th,1,866 came; mailbox:wang@mail.cn"], "On the 15th, 1,866 came; mailbox: wang@mail.cn"),
        (["See mailto:wang@mail.cn or x.cn:8080/ab,1"], "See mailto:wang@mail.cn or x.cn:8080/ab,1"),
        ([], ""),
    ],
)
def test_pieces_read_as_one_sentence(targets, expect) -> None:
    assert join(targets) == expect
