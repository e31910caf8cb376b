"""Which words may lose their capital where a sentence's pieces are joined."""

from __future__ import annotations

from pathlib import Path

from recipe import openers

PROSE = [
    *["Following the rain the river rose in May."] * 60,
    *["May was cold, and those following the river turned back."] * 60,
    *["Wuhan had rain following the wind for days."] * 60,
    *["Rarely did the river rise so high."] * 60,
    *["It Is Following The Rain In A Heading"] * 60,
]


def test_what_is_small_within_sentences_is_an_opener() -> None:
    found = openers.openers(PROSE)
    assert {"Following", "Rain", "River"} <= found
    assert not {"May", "Wuhan", "Rarely", "It"} & found  # names; what is never within a sentence; a heading's


def test_what_stood_in_the_list_stays(tmp_path: Path) -> None:
    (tmp_path / "own_news.tsv").write_text("".join(f"雨\t{en}\n" for en in PROSE), encoding="utf-8")
    (tmp_path / "doc_menu.tsv").write_text("".join("件\tRain on the river rain\n" for _ in range(99)), encoding="utf-8")
    out = tmp_path / "openers.txt"
    out.write_text("Amplify\n", encoding="utf-8")
    openers.make(tmp_path, out)
    words = out.read_text(encoding="utf-8").split()
    assert words == sorted(words)
    assert {"Amplify", "Following"} <= set(words)
