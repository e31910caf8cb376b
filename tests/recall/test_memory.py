"""The memory: what wins, what is kept, what is like what, and what happens to a file that cannot be used."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time

import pytest

from duizhao.errors import InputError, OutputError
from duizhao.hanzi import fold
from duizhao.recall import Entry, Memory


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "memory.sqlite"


@pytest.fixture
def memory(path):
    with Memory(path, fold) as memory:
        yield memory


def edited(source, target, changed="2026-01-01T00:00:00Z", origin="edited"):
    return Entry(source, target, origin, "library.txt", "p1.s1", changed)


def test_a_sentence_is_found_in_either_script_and_width(memory) -> None:
    memory.add([edited("圖書館去年有４６萬人次，「真多」。\n", "Last year 460,000 visits.")])
    for asked in ("圖書館去年有４６萬人次，「真多」。", " 图书馆去年有46万人次,“真多”。"):
        assert memory.exact(asked).target == "Last year 460,000 visits."
    assert memory.exact("图书馆去年有47万人次，“真多”。") is None


def test_the_sentence_of_the_same_script_wins_over_its_twin(memory) -> None:
    memory.add([edited("臺灣的書。", "Books of Taiwan."), edited("台湾的书。", "Taiwan's books.", "2025")])
    assert memory.exact("臺灣的書。").target == "Books of Taiwan."
    assert memory.exact("台湾的书。").target == "Taiwan's books."


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_latest_edit_wins_in_whatever_order_they_come_and_nothing_is_lost(order, memory) -> None:
    entries = [
        edited("他来了。", "He is here.", "2026-01-01T00:00:00Z"),
        edited("他来了。", "He has come.", "2026-02-01T00:00:00Z"),
        edited("他来了。", "He came.", "2026-03-01T00:00:00Z", "imported"),
    ]
    for i in order:
        memory.add([entries[i]])
    assert memory.exact("他来了。").target == "He has come."
    assert [e.target for e in memory.entries(history=True)] == ["He has come.", "He is here.", "He came."]
    assert [e.target for e in memory.entries()] == ["He has come."]


def test_what_is_there_already_is_not_added_again(memory) -> None:
    first = memory.add([edited("他来了。", "He came.", origin="imported"), edited("她也来了。", "She too.")])
    again = memory.add(
        [edited("他来了。", "He came."), edited("她也来了。", "So did she."), edited("走吧。", "Let's go.")]
    )
    assert (first.new, first.changed, first.known) == (2, 0, 0)
    assert (again.new, again.changed, again.known) == (1, 1, 1)
    assert memory.exact("他来了。").origin == "edited"


def test_an_import_that_fails_adds_nothing(memory) -> None:
    def entries():
        yield edited("他来了。", "He came.")
        raise ValueError("the file ended")

    with pytest.raises(ValueError, match="ended"):
        memory.add(entries())
    assert memory.stats()["translations"] == 0
    assert memory.near("他来了！", 0.5) is None


@pytest.mark.parametrize(
    ("asked", "score"),
    [
        ("山城市图书馆从下周起把闭馆时间由18时延长到21时。", 25 / 26),
        ("山城市圖書館從下周起把閉館時間由18時延長到21時。", 25 / 26),
        ("从本周起把闭馆时间由18时延长到21时。", 20 / 26),
    ],
)
def test_a_sentence_like_it_is_found_with_its_score(asked, score, memory) -> None:
    memory.add([edited("山城市图书馆从本周起把闭馆时间由18时延长到21时。", "The library will close at nine.")])
    found = memory.near(asked, 0.75)
    assert found.entry.target == "The library will close at nine."
    assert found.score == pytest.approx(score)
    assert memory.near(asked, 0.99) is None


def test_what_is_found_by_pairs_is_what_comparing_with_all_finds(memory) -> None:
    from rapidfuzz.distance import Levenshtein

    choose = random.Random(7)
    letters = "山城市今天公布新的规划和方案图书馆延长开放时间读者"
    sources = ["".join(choose.choices(letters, k=choose.randint(6, 30))) for _ in range(400)]
    memory.add(edited(s, s) for s in sources)
    for _ in range(100):
        asked = list(choose.choice(sources))
        for _ in range(choose.randint(1, max(1, len(asked) // 4))):
            asked[choose.randrange(len(asked))] = choose.choice(letters)
        asked = "".join(asked)
        best = max(Levenshtein.normalized_similarity(asked, s) for s in sources)
        found = memory.near(asked, 0.75)
        assert (found.score if found else 0) == pytest.approx(best if best >= 0.75 else 0)


def test_odd_texts_are_kept_and_looked_up_in_bounded_time(memory) -> None:
    texts = [
        "中" * 10**6,
        "（" * 10**6,
        "a" * 10**6,
        "",
        "x",
        "\ud800",
        "𠮷野家。",
        "他\0来了。",
        "100%",
        "'; DROP TABLE",
    ]
    start = time.monotonic()
    memory.add(edited(t, f"target {n}") for n, t in enumerate(texts))
    for n, text in enumerate(texts):
        assert memory.exact(text).target == f"target {n}"
        memory.near(text, 0.5)
    assert memory.near("\ud800中文", 0.9) is None
    assert time.monotonic() - start < 10


def test_a_reader_sees_one_state_and_does_not_stop_a_writer(path, memory) -> None:
    memory.add([edited("他来了。", "He came.")])
    with Memory(path, fold, read_only=True) as reader:
        before = reader.fingerprint()
        memory.add([edited("他来了。", "He has come.", "2027"), edited("走吧。", "Let's go.")])
        assert reader.exact("他来了。").target == "He came."
        assert reader.exact("走吧。") is None
        assert reader.fingerprint() == before != memory.fingerprint()


def test_the_fingerprint_names_what_is_recalled(memory) -> None:
    assert memory.fingerprint() is None
    memory.add([edited("他来了。", "He came.")])
    one = memory.fingerprint()
    memory.use({1: 3})
    memory.add([edited("他来了。", "He came.", "2030")])
    assert memory.fingerprint() == one
    assert memory.exact("他来了。").uses == 3
    memory.add([edited("他来了。", "He arrived.", "2020")])
    assert memory.fingerprint() != one


WRITER = """
import sys
from pathlib import Path
from duizhao.hanzi import fold
from duizhao.recall import Entry, Memory
name, rounds = sys.argv[2], int(sys.argv[3])
for n in range(rounds):
    with Memory(Path(sys.argv[1]), fold) as memory:
        mine = [Entry(f"{name}第{n}轮第{i}句新闻。", f"{name} {n} {i}") for i in range(20)]
        memory.add([*mine, Entry("大家都写的一句。", f"{name} {n}", changed=f"{n:02}")])
"""


def test_two_processes_write_the_same_memory(path) -> None:
    rounds = 20
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(rounds)], stderr=subprocess.PIPE)
        for name in ("甲", "乙")
    ]
    for writer in writers:
        assert writer.communicate(timeout=60)[1] == b""
    with Memory(path, fold, read_only=True) as memory:
        assert memory.stats()["translations"] == 2 * rounds * 21
        for name in ("甲", "乙"):
            for n in range(rounds):
                assert memory.exact(f"{name}第{n}轮第7句新闻。").target == f"{name} {n} 7"
        assert memory.near("乙第19轮第19句新聞！", 0.75).entry.target == "乙 19 19"
        assert memory.exact("大家都写的一句。").changed == "19"


def damaged(path):
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


FILES = {
    "newer": (lambda p: _execute(p, "PRAGMA user_version = 99"), "version 99"),
    "not SQLite": (lambda p: p.write_bytes(b"source,target\n" * 99), "damaged"),
    "of another program": (lambda p: (p.unlink(), _execute(p, "CREATE TABLE notes (x)")), "no memory of duizhao"),
    "overwritten": (damaged, "damaged"),
}


def _execute(path, statement):
    with sqlite3.connect(path) as db:
        db.execute(statement)
    db.close()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_memory_is_refused_in_one_line_and_left_as_it_is(name, read_only, path) -> None:
    with Memory(path, fold) as memory:
        memory.add(edited(f"第{n}句。", f"Sentence {n}.") for n in range(200))
    spoil, says = FILES[name]
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=says) as error, Memory(path, fold, read_only=read_only) as memory:
        memory.exact("第7句。")
    assert "\n" not in str(error.value)
    assert path.read_bytes() == before


def test_a_memory_that_another_process_holds_is_waited_for_then_told(path, memory) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Memory(path, fold, wait=0.2) as waiting:
        with pytest.raises(OutputError, match="in use by another process"):
            waiting.add([edited("他来了。", "He came.")])
        with Memory(path, fold, read_only=True) as reader:
            assert reader.exact("他来了。") is None
        holder.execute("ROLLBACK")
        waiting.add([edited("他来了。", "He came.")])
    holder.close()


def test_a_missing_memory_is_an_error_to_a_reader(path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        Memory(path, fold, read_only=True)
    assert not path.parent.exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/memory\.sqlite: cannot be written"):
        Memory(tmp_path / "file" / "memory.sqlite", fold)


def test_a_memory_is_read_where_nothing_can_be_written(path, memory) -> None:
    memory.add([edited("他来了。", "He came.")])
    memory.close()
    path.parent.chmod(0o555)
    path.chmod(0o444)
    try:
        with Memory(path, fold, read_only=True) as reader:
            assert reader.exact("他来了。").target == "He came."
    finally:
        path.parent.chmod(0o755)


def test_what_is_removed_is_gone_from_every_way_of_finding_it(memory) -> None:
    kept = edited("他们明天来开会。", "They come to the meeting tomorrow.")
    gone = [
        edited("他們後天來開會。", "The day after."),
        edited("他们后天来开会。", "In two days.", "2026-02-01T00:00:00Z"),
    ]
    memory.add([kept, *gone, Entry("下雨了。", "It rains.", "imported", "other.tmx")])
    print_before = memory.fingerprint()
    assert memory.near("他们后天来开会了。", 0.75).entry.target == "In two days."
    would = memory.remove(source="他们后天来开会。", dry=True)
    assert memory.fingerprint() == print_before
    assert memory.remove(source="他们后天来开会。") == would
    assert {e.target for e in would} == {e.target for e in gone}
    assert memory.exact("他們後天來開會。") is None
    assert memory.near("他们后天来开会了。", 0.95) is None
    assert memory.near("他们明天来开会了。", 0.75).entry.target == kept.target
    assert [e.target for e in memory.remove(document="other.tmx")] == ["It rains."]
    assert memory.remove(document="library.txt", sentence="p9.s9") == []
    memory.add([edited("他们后天来开会。", "Again.")])
    assert memory.near("他们后天来开会了。", 0.75).entry.target == "Again."
    assert memory.stats()["sources"] == 2
