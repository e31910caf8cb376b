"""Two edits of one sentence meet in the memory: the later one counts, and the report says which that is."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import docx
import pytest

from duizhao.bilingual import source_hash

EDIT = "id,source,target,source_hash\np1.s1,下雨了。,{},{}\n"
DAY = datetime(2026, 11, 20, tzinfo=UTC).timestamp()


@pytest.fixture
def memory(duizhao, tmp_path):
    """Runs `duizhao memory import`, with a memory of this test's own: the counts of the file, and what is said."""

    def run(*arguments: object):
        data = {"DUIZHAO_DATA": str(tmp_path / "data")}
        done = duizhao("memory", "import", *arguments, "--json", **data)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["files"][0], done.stderr

    return run


@pytest.fixture
def current(duizhao, tmp_path):
    """What the memory says now."""

    def run() -> list[str]:
        duizhao("memory", "export", "now.jsonl", "--force", DUIZHAO_DATA=str(tmp_path / "data"))
        return [json.loads(line)["target"] for line in (tmp_path / "now.jsonl").read_text("utf-8").splitlines()]

    return run


def edited(path, target: str, time: float):
    """A table with an edit of one sentence, changed at `time`."""
    path.write_text(EDIT.format(target, source_hash("下雨了。")), encoding="utf-8")
    os.utime(path, (time, time))
    return path


def test_an_older_edit_is_kept_beside_the_newer_one_and_counts_when_it_is_touched(memory, current, tmp_path) -> None:
    new, old = edited(tmp_path / "new.csv", "It rains.", DAY + 60), edited(tmp_path / "old.csv", "Rain.", DAY)
    assert memory(new)[0]["new"] == 1
    report, said = memory(old)
    assert (report["new"], report["changed"], report["known"], report["older"]) == (0, 0, 0, 1)
    assert "1 older than what is there, kept beside it" in said
    assert current() == ["It rains."]
    assert memory(old)[0]["known"] == 1

    os.utime(old, (DAY + 120, DAY + 120))
    report, said = memory(old)
    assert (report["changed"], report["known"], report["replaced"]) == (1, 0, {"new.csv": 1})
    assert "1 changed (in place of edits: 1 of new.csv)" in said
    assert current() == ["Rain."]


def test_what_is_no_edit_is_kept_beside_one(memory, current, tmp_path) -> None:
    memory(edited(tmp_path / "edit.csv", "It rains.", DAY))
    (tmp_path / "others.jsonl").write_text('{"source": "下雨了。", "target": "Rain."}\n', encoding="utf-8")
    report, said = memory("others.jsonl")
    assert (report["changed"], report["unedited"]) == (0, 1)
    assert "1 kept beside an edit, which counts" in said
    assert current() == ["It rains."]


TMX = """<tmx version="1.4"><header srclang="zh-CN"/><body><tu {}><tuv xml:lang="zh-CN"><seg>下雨了。</seg></tuv>
<tuv xml:lang="en"{}><seg>Rain.</seg></tuv></tu></body></tmx>"""
SDL = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0">
<file source-language="zh-CN" target-language="en-US"><body><trans-unit id="1"><source>下雨了。</source>
<seg-source><mrk mtype="seg" mid="1">下雨了。</mrk></seg-source><target><mrk mtype="seg" mid="1">Rain.</mrk></target>
<sdl:seg-defs><sdl:seg id="1" conf="Translated"><sdl:value key="modified_on">{}</sdl:value></sdl:seg></sdl:seg-defs>
</trans-unit></body></file></xliff>"""
MEMOQ = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff">
<file source-language="zh" target-language="en"><body>
<trans-unit id="1" mq:lastchangedtimestamp="{}"><source>下雨了。</source>
<target>Rain.</target></trans-unit></body></file></xliff>"""
CORRECTIONS = (
    '{{"schema": "duizhao-corrections/1", "saved": "{}", "units": [{{"source": "下雨了。", "target": "Rain."}}]}}'
)


@pytest.mark.parametrize(
    ("name", "content", "changed"),
    [
        ("a.tmx", TMX.format('changedate="20260301T093000Z"', ""), "2026-03-01T09:30:00.000000Z"),
        ("a.tmx", TMX.format("", ' changedate="20260301T093000Z"'), "2026-03-01T09:30:00.000000Z"),
        ("a.sdlxliff", SDL.format("03/01/2026 09:30:00"), "2026-03-01T09:30:00.000000Z"),
        ("a.mqxliff", MEMOQ.format("2026-03-01T09:30:00Z"), "2026-03-01T09:30:00.000000Z"),
        ("a.json", CORRECTIONS.format("2026-03-01T10:30:00.000+01:00"), "2026-03-01T09:30:00.000000Z"),
        ("a.json", CORRECTIONS.format("2999-03-01T00:00:00Z"), "2026-11-20T00:00:00.000000Z"),
        ("a.json", CORRECTIONS.format("yesterday"), "2026-11-20T00:00:00.000000Z"),
        ("a.tmx", TMX.format("", ""), "2026-11-20T00:00:00.000000Z"),
    ],
)
def test_the_time_that_the_file_carries_is_that_of_the_edit(name, content, changed, memory, duizhao, tmp_path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    os.utime(tmp_path / name, (DAY, DAY))
    memory(name)
    stats = duizhao("memory", "stats", "--json", DUIZHAO_DATA=str(tmp_path / "data")).stdout
    assert json.loads(stats)["last"] == changed


def test_a_word_file_says_when_an_editor_saved_it(memory, duizhao, tmp_path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "下雨了。", "Rain."
    document.core_properties.created = datetime(2026, 3, 1)
    document.core_properties.modified = datetime(2026, 3, 2)
    document.save(str(tmp_path / "a.docx"))
    memory("a.docx")
    stats = duizhao("memory", "stats", "--json", DUIZHAO_DATA=str(tmp_path / "data")).stdout
    assert json.loads(stats)["last"] == "2026-03-02T00:00:00.000000Z"
