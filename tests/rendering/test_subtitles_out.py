"""Subtitles out: as many cues as in, at the same times, with both lines, and every word of the English in its order."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import reading, rendering
from duizhao.document import Document
from duizhao.errors import UsageError
from duizhao.flow.prepare import prepare
from duizhao.record import Draft
from duizhao.rendering.layback import WIDTH, divide, lay_back, wrap
from duizhao.settings import Reading, Settings

TIMES = re.compile(r"(\S+) --> (\S+)")

texts = st.lists(
    st.one_of(
        st.text("他把雨伞放在门边就上楼去了我们走吧，。！？…”“ ", min_size=0, max_size=20),
        st.sampled_from(
            ["- 你好。\n- 再见。", "{\\an8}雨停了", "♪ 小河 ♪", "", "OK", "早。\nGood morning.", "<i>走吧</i>，"]
        ),
    ),
    min_size=1,
    max_size=12,
)
gaps = st.lists(st.integers(-800, 5000), min_size=12, max_size=12)


def stamp(time: int) -> str:
    return f"{time // 3_600_000:02}:{time // 60_000 % 60:02}:{time // 1000 % 60:02},{time % 1000:03}"


def film(lines: list[str], gaps: list[int]) -> str:
    out, time = [], 5000
    for number, (line, gap) in enumerate(zip(["走吧。", *lines], [0, *gaps], strict=False), 1):
        time += gap
        out.append(f"{number}\n{stamp(time)} --> {stamp(time + 1500)}\n{line}\n")
        time += 1500
    return "\n".join(out)


def drafted(text: str, name: str = "film.srt", words: int = 2) -> Draft:
    """The draft of a film, the English of each sentence being numbered words."""
    (document,) = reading.read(text.encode(), Reading(), name=name)
    assert isinstance(document, Document)
    draft = prepare(document, Settings()).draft
    count = iter(range(10**6))

    def english(source: str) -> str:
        return " ".join(f"w{next(count)}" for _ in range(1 + len(source) // words))

    return replace(
        draft,
        paragraphs=tuple(
            replace(p, sentences=tuple(replace(s, target=english(s.source)) for s in p.sentences))
            for p in draft.paragraphs
        ),
    )


@settings(max_examples=150, deadline=None)
@given(texts, gaps, st.integers(1, 9))
def test_cues_times_sources_and_words(lines: list[str], gaps: list[int], words: int) -> None:
    given = film(lines, gaps)
    draft = drafted(given, words=words)
    out = str(rendering.render(draft, "srt"))
    assert TIMES.findall(out) == TIMES.findall(given)
    blocks = re.split(r"\n\n(?=\d+\n\d\d:)", out.rstrip("\n"))
    assert len(blocks) == len(lines) + 1
    for block, line in zip(blocks, ["走吧。", *lines], strict=True):
        for row in line.split("\n"):
            assert row.strip() in block or row == "Good morning."
    wanted = [w for s in draft.sentences for w in s.target.split()]
    assert re.findall(r"w\d+", out) == wanted
    assert all(len(row) <= WIDTH + 8 for row in out.splitlines() if re.match(r"\W*w\d", row))
    for other in ("vtt", "ass"):
        text = str(rendering.render(draft, other))
        assert re.findall(r"\bw\d+|(?<=\\N)w\d+", text.replace("\\N", "\\N ")) == wanted
        assert text.count("\nDialogue:" if other == "ass" else "-->") == len(lines) + 1


@given(
    st.lists(st.text("abc,", min_size=1, max_size=12), max_size=60),
    st.lists(st.integers(1, 40), min_size=1, max_size=9),
)
def test_divided_words_are_all_there(words: list[str], weights: list[int]) -> None:
    shares = divide(words, weights)
    assert len(shares) == len(weights)
    assert [w for share in shares for w in share] == words
    assert sum(map(bool, shares)) == min(len(words), len(weights))


def test_a_sentence_is_divided_by_its_cues_and_at_clauses() -> None:
    draft = drafted(film(["他把伞放在门边，", "就上楼去了。"], [0, 0]))
    (sentence,) = draft.paragraphs[-1].sentences
    sentence = replace(sentence, target="He left the umbrella by the door, and went upstairs.")
    assert lay_back([sentence], ["他把伞放在门边，", "就上楼去了。"]) == [
        "He left the umbrella by the door,",
        "and went upstairs.",
    ]


def test_fewer_words_than_cues_go_where_most_is_said() -> None:
    assert divide(["Yes."], [2, 5, 1]) == [[], ["Yes."], []]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("He went upstairs.", ["He went upstairs."]),
        (
            "He left the umbrella by the door, and then he went upstairs.",
            ["He left the umbrella by the door,", "and then he went upstairs."],
        ),
        ("x" * 60, ["x" * 60]),
    ],
)
def test_wrapped_at_the_usual_width(text: str, lines: list[str]) -> None:
    assert wrap(text) == lines


VTT = """WEBVTT - 片名

STYLE
::cue { color: red }

NOTE 译者注

intro
00:01.000 --> 00:03.000 line:0 align:left
<v 王明>早上好。</v>

00:03.000 --> 00:05.000
走吧 <i>现在</i>

NOTE
完了
"""
ASS = """[Script Info]
Title: x

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,SimHei,40

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,旧的
Dialogue: 0,0:00:01.00,0:00:03.00,Default,王明,0,0,0,,{\\an8}早上好。\\N{\\fs20}Good morning.
Dialogue: 1,0:00:03.00,0:00:05.00,Signs,,0,0,0,,{\\p1}m 0 0 l 10 0{\\p0}
Dialogue: 0,0:00:05.00,0:00:07.00,Default,,0,0,0,,{\\k20}走{\\k30}吧
"""


def test_vtt_comes_back_with_all_that_stood_in_it() -> None:
    out = str(rendering.render(drafted(VTT, "film.vtt", words=3), "vtt"))
    for line in VTT.splitlines():
        assert line in out.splitlines()
    assert "<v 王明>早上好。</v>\n<v 王明>w0 w1</v>\n" in out
    assert out.index("译者注") < out.index("intro") < out.index("完了")


def test_ass_comes_back_with_its_styles_and_the_english_in_place_of_the_english() -> None:
    out = str(rendering.render(drafted(ASS, "film.ass", words=3), "ass")).splitlines()
    for line in ASS.splitlines():
        if "早上好" not in line and "走" not in line:
            assert line in out
    assert out[-3].endswith("{\\an8}早上好。\\N{\\fs20}w0 w1")
    assert out[-1].endswith("{\\k20}走{\\k30}吧\\Nw2")


def test_ass_as_srt_is_its_text_and_its_times() -> None:
    out = str(rendering.render(drafted(ASS, "film.ass", words=3), "srt"))
    assert out.startswith("1\n00:00:01,000 --> 00:00:03,000\n早上好。\nw0 w1\n\n2\n00:00:03,000 --> 00:00:05,000\n")
    assert out.endswith("3\n00:00:05,000 --> 00:00:07,000\n走吧\nw2\n")


def test_what_the_model_writes_is_no_markup() -> None:
    draft = drafted(film(["雨停了。"], [0]))
    first, second = draft.paragraphs
    hostile = replace(second.sentences[0], target="<b>{\\an8}a\\Nb</b> & \x1b[2J")
    draft = replace(draft, paragraphs=(first, replace(second, sentences=(hostile,))))
    assert "&lt;b&gt;{\\an8}a\\Nb&lt;/b&gt; &amp; [2J" in str(rendering.render(draft, "vtt"))
    assert "雨停了。\\N<b>(＼an8)a＼Nb</b> & [2J" in str(rendering.render(draft, "ass"))


def test_a_record_read_again_gives_the_same_subtitles() -> None:
    draft = drafted(film(["他把伞放在门边，", "就上楼去了。"], [0, 0]))
    (again,) = reading.read(str(rendering.render(draft, "jsonl")).encode(), Reading(), name="film.jsonl")
    assert isinstance(again, Document)
    prepared = prepare(again, Settings()).draft
    assert str(rendering.render(prepared, "srt")) == str(
        rendering.render(replace(draft, paragraphs=prepared.paragraphs), "srt")
    )


@pytest.mark.parametrize("format", ["srt", "vtt", "ass"])
@pytest.mark.parametrize("place", [None, {"format": "srt", "cues": "none"}, {"format": "srt", "cues": [{"head": 1}]}])
def test_what_is_no_subtitle_is_not_written_as_one(format: str, place: dict[str, object] | None) -> None:
    draft = drafted(film([], []))
    paragraph = replace(draft.paragraphs[0], place=place)
    for paragraphs in ((paragraph,), ()):
        with pytest.raises(UsageError, match="holds no cues"):
            rendering.render(replace(draft, paragraphs=paragraphs), format)
