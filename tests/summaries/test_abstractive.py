"""Summaries written through a callable: here one that keeps the first sentence of each piece."""

from __future__ import annotations

import pytest

from duizhao.summaries import write


def shorten(pieces: list[str]) -> list[str]:
    return [piece.split("。")[0] + "。" for piece in pieces]


def pieces_of(size: int):  # type: ignore[no-untyped-def]
    return lambda text: [text[i : i + size] for i in range(0, len(text), size)]


def test_a_short_text_is_summarised_once() -> None:
    asked: list[list[str]] = []

    def generate(pieces: list[str]) -> list[str]:
        asked.append(pieces)
        return shorten(pieces)

    assert write("茶园丰收了。大家很高兴。", generate, pieces_of(100)) == ["茶园丰收了。"]
    assert asked == [["茶园丰收了。大家很高兴。"]]


def test_a_long_text_is_summarised_in_pieces_and_again() -> None:
    text = "".join(f"第{i}村丰收。其余的话说了很多很多。" for i in range(100, 140))
    sizes: list[int] = []

    def generate(pieces: list[str]) -> list[str]:
        sizes.append(len(pieces))
        return shorten(pieces)

    assert write(text, generate, pieces_of(80)) == ["第100村丰收。"]
    assert sizes[0] == 10
    assert sizes[-1] == 1


def test_a_model_that_does_not_shorten_is_not_asked_for_ever() -> None:
    calls = 0

    def generate(pieces: list[str]) -> list[str]:
        nonlocal calls
        calls += 1
        return pieces

    assert write("茶园。山路。村庄。", generate, pieces_of(3)) == ["茶园。", "山路。", "村庄。"]
    assert calls == 1


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_summarised_as_nothing(text: str) -> None:
    assert write(text, shorten, pieces_of(10)) == []


def test_a_model_that_writes_nothing() -> None:
    assert write("茶园丰收了。", lambda pieces: ["" for _ in pieces], pieces_of(3)) == []


def test_written_text_is_cut_at_its_sentences() -> None:
    assert write("x", lambda pieces: ["他说：“好。”茶园丰收了！没有句号\n茶园丰收了！"], pieces_of(10)) == [
        "他说：“好。”",
        "茶园丰收了！",
        "没有句号",
    ]
