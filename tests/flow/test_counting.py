"""What a job is priced on."""

from __future__ import annotations

import pytest

from duizhao import hanzi
from duizhao.flow.counting import BANDS, Count, Counting, measured
from duizhao.recall import Entry, Memory
from duizhao.record import Draft, Origin, Paragraph, Sentence


def draft(*sources):
    sentences = tuple(Sentence(f"p1.s{n}", s, s) for n, s in enumerate(sources, 1))
    return Draft("d", Origin(), paragraphs=(Paragraph("p1", "paragraph", None, sentences),))


@pytest.mark.parametrize(
    ("text", "words", "asian", "other", "characters", "spaces", "marks"),
    [
        ("去年共有46万人次。", 9, 8, 1, 10, 0, 1),
        ("他说：“用 Word 2019 打开。”\n", 11, 9, 2, 20, 3, 4),
        ("CO2 and H2O", 3, 0, 3, 11, 2, 0),
        ("A股上涨", 4, 3, 1, 4, 0, 0),
        ("", 0, 0, 0, 0, 0, 0),
    ],
)
def test_words_are_counted_as_word_counts_them(text, words, asian, other, characters, spaces, marks) -> None:
    found = measured(text)
    names = ("words", "asian", "other_words", "characters", "spaces", "marks")
    assert tuple(found[n] for n in names) == (words, asian, other, characters, spaces, marks)


def test_repetitions_are_counted_within_and_across_documents() -> None:
    counting = Counting(None)
    first, within = counting.count(draft("他来了。", "走吧。", "他來了。"))
    assert (first.bands["repetition"]["sentences"], within) == (1, 1)
    second, within = counting.count(draft("走吧。", "再见。"))
    assert (second.bands["repetition"]["sentences"], within) == (1, 0)
    assert second.bands["new"]["sentences"] == 1


def test_matches_fall_into_their_bands_and_bands_add_up(tmp_path) -> None:
    known = "山城市图书馆从本周起把闭馆时间由十八时延长到二十一时。"
    with Memory(tmp_path / "m.sqlite", hanzi.fold) as memory:
        memory.add([Entry(known, "English")])
        changed = ["", "天", "天地人", "天地人大小", "天地人大小多少上下来"]
        sources = [c + known[len(c) :] for c in changed]
        count, _ = Counting(memory).count(draft(*sources, "旅客很多。", known))
    assert {band: found["sentences"] for band, found in count.bands.items()} == {
        "repetition": 1,
        "100": 1,
        "95-99": 1,
        "85-94": 1,
        "75-84": 1,
        "50-74": 1,
        "new": 1,
    }
    whole = Count()
    whole.merge(count)
    for measure, n in whole.total.items():
        assert n == sum(whole.bands[band][measure] for band in BANDS)
