"""`convert` on streams: what the whole text gives, whole files or none, and flat memory."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from duizhao import hanzi, reading
from duizhao.settings import Reading

TEXT = "他看著窗外，與徐乾學教授說起餅乾和乾隆。\n"


def _convert(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from duizhao.cli.main import run; run()", "convert", "--script", "t2s+zhe"]
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5-hkscs"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes((TEXT * 4000).encode(encoding))
    text = "".join(hanzi.convert_stream(reading.text_stream(file, Reading()), "t2s+zhe"))
    assert text == "他看着窗外，与徐乾学教授说起饼干和乾隆。\n" * 4000


def test_lines_in_two_encodings(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes((TEXT.encode() + TEXT.encode("gb18030")) * 3000)
    assert "".join(reading.text_stream(file, Reading())) == TEXT * 6000


def test_euc_tw(tmp_path: Path) -> None:
    from duizhao.reading.euctw import _plane1

    table = {c: b for b, c in _plane1().items()}
    line = "".join(c for c in TEXT if c in table)
    file = tmp_path / "a.txt"
    file.write_bytes((b"".join(table[c] for c in line) + b"\n") * 4000)
    assert "".join(reading.text_stream(file, Reading())) == f"{line}\n" * 4000


def test_an_error_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(TEXT.encode() * 5000 + b"\xff\xfe\xfd" + TEXT.encode() * 5000)
    done = _convert(broken, "-o", tmp_path / "out.txt")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "broken.txt" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken.txt"]


@pytest.mark.parametrize("unit", ["看著徐乾學教授吃餅乾的頭髮", "計程車的士兵", "乾", "一", "于先生后来范围"])
def test_a_run_without_separators_is_cut_where_no_word_lies(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("duizhao.hanzi.convert")  # the name is the function's
    monkeypatch.setattr(module, "_BLOCK", 1 << 10)
    monkeypatch.setattr(module, "_LONGEST", 1 << 12)
    text = unit * (20_000 // len(unit))
    for config in ("tw2sp", "s2twp"):
        pieces = list(hanzi.convert_stream((text[i : i + 900] for i in range(0, len(text), 900)), config))
        assert len(pieces) > 4
        assert "".join(pieces) == hanzi.convert(text, config).text


def test_other_configurations_are_told_the_nearest() -> None:
    done = _convert("-", "--script", "jp2t")
    assert done.returncode == 2
    assert "jp2t" in done.stderr
    assert "s2t" in done.stderr


def test_ambiguous_characters_are_told_on_request(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("他看著名著，吃餅乾，說乾隆。\n" * 3000, encoding="utf-8")
    done = _convert(file, "-v", "-o", tmp_path / "b.txt")
    assert "乾 became 干 (3000), 乾 (3000)" in done.stderr
