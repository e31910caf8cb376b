"""Jobs, memories and files back that are damaged or not ours: one line, the right code, nothing lost."""

from __future__ import annotations

import sqlite3
import zipfile

import pytest

XLIFF = (
    '<xliff version="1.2"><file original="a" source-language="{}" target-language="{}" datatype="plaintext"><body>'
    "{}</body></file></xliff>"
)
UNIT = '<trans-unit id="{}"><source>{}</source></trans-unit>'
BOMB = '<!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def write(path, text) -> None:
    path.write_text(text, encoding="utf-8")


def test_ids_given_twice_are_said_and_each_unit_is_filled(duizhao, tmp_path) -> None:
    units = "".join(UNIT.format(n, text) for n, text in (("1", "今天下雨。"), ("1", "明天晴。"), ("2", "他来了。")))
    write(tmp_path / "job.xlf", XLIFF.format("zh-CN", "en-US", units))
    done = duizhao("translate", "job.xlf", "-o", "out.xlf")
    assert done.returncode == 6, done.stderr
    assert "gives 1 ids to several units (1)" in done.stderr
    out = (tmp_path / "out.xlf").read_text(encoding="utf-8")
    assert out.count("<target") == 3
    assert out.count('<trans-unit id="1">') == 2
    report = duizhao("memory", "import", "out.xlf", DUIZHAO_DATA=str(tmp_path / "data"))
    assert report.returncode == 0, report.stderr


BAD = {
    "french.xlf": (XLIFF.format("zh-CN", "fr-FR", UNIT.format(1, "下雨。")), "fr-FR"),
    "german.xlf": (XLIFF.format("de", "en", UNIT.format(1, "Regen.")), "de"),
    "cut.xlf": (XLIFF.format("zh-CN", "en", UNIT.format(1, "下雨。"))[:-20], "no well-formed XML"),
    "bomb.xlf": (BOMB + XLIFF.format("zh-CN", "en", UNIT.format(1, "&b;")), "entities of its own"),
    "cut.tmx": ('<tmx version="1.4"><body><tu>', "no well-formed XML"),
    "deep.xlf": ("<xliff>" + "<g>" * 100_000, "no well-formed XML"),
    "fake.docx": ("PK\x03\x04 but no container", "fake.docx"),
}


@pytest.mark.parametrize("command", [["translate", "-o", "out"], ["memory", "import"]], ids=["translate", "import"])
def test_jobs_that_cannot_be_used_are_one_line_each(command, duizhao, tmp_path) -> None:
    for name, (text, _) in BAD.items():
        write(tmp_path / name, text)
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr("word/document.xml", " " * (140 << 20))
    done = duizhao(*command, *BAD, "bomb.docx", DUIZHAO_DATA=str(tmp_path / "data"))
    lines = [x for x in done.stderr.splitlines() if not x.startswith(("duizhao: model ", "duizhao: converting "))]
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert len(lines) == len(BAD) + 1, done.stderr
    for line, (name, (_, says)) in zip(lines, BAD.items(), strict=False):
        assert name in line
        assert says in line
    assert not (tmp_path / "out").exists()


def test_a_memory_of_a_newer_version_is_left_alone_by_every_command(duizhao, article, tmp_path) -> None:
    write(tmp_path / "pairs.jsonl", '{"source": "他来了。", "target": "He came."}\n')
    memory = tmp_path / "m.sqlite"
    assert duizhao("memory", "import", "pairs.jsonl", "--memory", memory).returncode == 0
    with sqlite3.connect(memory) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = memory.read_bytes()
    commands = [["translate", article, "-o", "out.html"], ["memory", "import", "pairs.jsonl"]]
    for command in [*commands, ["memory", "remove", "--source", "他来了。"]]:
        done = duizhao(*command, "--memory", memory)
        assert (done.returncode, "version 99" in done.stderr) == (3, True), command
    assert memory.read_bytes() == before
