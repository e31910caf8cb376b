"""Tab-separated sentences as corpus tools export them: a quotation mark is a character of the sentence."""

from __future__ import annotations

import pytest

from duizhao.bilingual import FORMATS
from duizhao.errors import InputError


@pytest.mark.parametrize(
    ("table", "targets"),
    [
        ('他说\t"I am here," he said.\n我们走\tWe leave.\n', ['"I am here," he said.', "We leave."]),
        ('他来了\t"Open and never closed\n我们走\tWe leave.\n', ['"Open and never closed', "We leave."]),
        ('"他说\tHe said."\n我们走\tWe leave.\n', ['He said."', "We leave."]),
        ('他来了\t"He came.\n我们走\tWe leave."\n他走了\tHe left.\n', ['"He came.', 'We leave."', "He left."]),
        ('他说\t"I am ""here""."\n我们走\tWe leave.\n', ['I am "here".', "We leave."]),
        ('他说\t"one\ttwo"\n我们走\tWe leave.\n', ["one\ttwo", "We leave."]),
        ('他说\t"one\ntwo"\n我们走\tWe leave.\n', ["one\ntwo", "We leave."]),
    ],
    ids=["closed within", "never closed", "over two cells", "over two rows", "doubled", "tab quoted", "break quoted"],
)
def test_quotes_are_those_of_cells_only_where_the_rows_say_so(table: str, targets: list[str]) -> None:
    assert [unit.target for unit in FORMATS["tsv"](table.encode(), "x.tsv")] == targets


def test_a_row_that_says_more_than_the_heading_is_refused() -> None:
    table = "source,target\n好。,Good.\n海拔4506米。,4,506 feet above sea level.\n"
    with pytest.raises(InputError, match=r"x\.csv:3: has more cells than the heading"):
        FORMATS["csv"](table.encode(), "x.csv")
    blank = "source,target\n好。,Good.,,\n"
    assert [unit.target for unit in FORMATS["csv"](blank.encode(), "x.csv")] == ["Good."]
