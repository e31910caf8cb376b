"""What the user names becomes a list of files, or one line that says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from duizhao import reading
from duizhao.document import Document
from duizhao.errors import InputError, UsageError
from duizhao.settings import Reading


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.html", "deep/c.jsonl", "deep/er/d.TXT", "deep/x.png", ".hidden.txt", "deep/.git/e.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("花开了。", encoding="utf-8")
    (tmp_path / "none").mkdir()
    return tmp_path


def test_directory(tree: Path) -> None:
    found = reading.expand([str(tree)])
    assert [i.path.relative_to(tree).as_posix() for i in found if i.path] == [
        "a.html",
        "b.txt",
        "deep/c.jsonl",
        "deep/er/d.TXT",
    ]
    assert {i.base for i in found} == {tree}


def test_duplicates_patterns_and_standard_input(tree: Path) -> None:
    found = reading.expand([str(tree / "b.txt"), "-", str(tree / "*.txt"), str(tree / "deep/../b.txt"), "-"])
    assert [i.path for i in found] == [tree / "b.txt", None]
    found = reading.expand([str(tree / "**/*.jsonl")])
    assert [i.path for i in found] == [tree / "deep/c.jsonl"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("bb.txt", "does not exist.*b.txt"),
        ("*.pdf", "matches no file"),
        ("none", "holds no file"),
        ("no/b.txt", "no directory"),
        ("a\0b", "does not exist"),
    ],
)
def test_bad_names(tree: Path, name: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as e:
        reading.expand([str(tree / name)])
    assert "\n" not in str(e.value)


BINARY = [
    (b"\x89PNG\r\n\x1a\n\0\0\0", "a.txt", "PNG"),
    (b"\x7fELF\x02\x01\x01\0\0\0", "a", "ELF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "Office"),
    (bytes(range(256)) * 8, "a.txt", "binary"),
    (b"", "a.txt", "is empty"),
    (b"\xef\xbb\xbf \n", "a.txt", "is empty"),
    ("花".encode(), "a.rtf", "rtf"),
    ("<?xml version='1.0'?><a>花</a>".encode(), "a", "xml"),
]


@pytest.mark.parametrize(("data", "name", "what"), BINARY, ids=[what for _, _, what in BINARY])
def test_what_is_no_text_is_refused_with_what_it_is(tmp_path: Path, data: bytes, name: str, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=what) as e:
        list(reading.read(path, Reading()))
    assert str(path) in str(e.value)
    assert e.value.remedy


@pytest.mark.parametrize("name", ["a", "a.txt", "a.weird"])
def test_a_page_is_recognised_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<!DOCTYPE html><html><body><p>花开了，鸟来了，天也晴了。</p></body></html>", encoding="utf-8")
    (found,) = reading.read(path, Reading())
    assert isinstance(found, Document)
    assert (found.origin.format, found.raw) == ("html", "花开了，鸟来了，天也晴了。")


def test_text_of_an_unknown_suffix_is_read(tmp_path: Path) -> None:
    path = tmp_path / "read.me"
    path.write_bytes("花开了，鸟来了，天也晴了。".encode("gbk"))
    (found,) = reading.read(path, Reading())
    assert isinstance(found, Document)
    assert (found.id, found.raw, found.origin.encoding) == ("read", "花开了，鸟来了，天也晴了。", "gb18030")


def test_str_is_text_and_bytes_are_content() -> None:
    for source in ("b.txt", b"b.txt"):
        (found,) = reading.read(source, Reading(encoding="utf-16" if isinstance(source, str) else None))
        assert isinstance(found, Document)
        assert found.raw == "b.txt"


def test_lone_surrogates_of_a_str_are_replaced() -> None:
    (found,) = reading.read("花\ud800开", Reading())
    assert isinstance(found, Document)
    assert found.raw == "花\ufffd开"


def test_missing_directory_and_device(tmp_path: Path) -> None:
    for path, what in ((tmp_path / "no.txt", "cannot be read"), (tmp_path, "directory"), (Path(os.devnull), "device")):
        with pytest.raises(InputError, match=what):
            list(reading.read(path, Reading()))
    with pytest.raises(UsageError, match="html"):
        list(reading.read("花", Reading(), format="htm"))


def test_links_to_folders_are_not_followed_and_links_in_a_circle_end(tree: Path) -> None:
    for name in ("deep/back", "deep/er/back"):
        (tree / name).symlink_to(tree, target_is_directory=True)
    (tree / "circle.txt").symlink_to("circle.txt")
    (tree / "gone.txt").symlink_to("nothing.txt")
    for name, wanted in (
        (".", ["a.html", "b.txt", "circle.txt", "deep/c.jsonl", "deep/er/d.TXT", "gone.txt"]),
        ("**/*.txt", ["b.txt", "circle.txt", "gone.txt"]),
        ("d*/**", ["deep/c.jsonl", "deep/er/d.TXT", "deep/x.png"]),
        ("**/er/*", ["deep/er/d.TXT"]),
    ):
        found = [i.path.relative_to(tree).as_posix() for i in reading.expand([str(tree / name)]) if i.path]
        assert sorted(found) == wanted
    for name in ("circle.txt", "gone.txt"):
        with pytest.raises(InputError, match="cannot be read"):
            list(reading.read(tree / name, Reading()))


def test_a_recursive_pattern_of_the_working_directory(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert [str(i.path) for i in reading.expand(["**/*.txt"])] == ["b.txt"]
    assert [str(i.path) for i in reading.expand(["deep/**/*.jsonl"])] == ["deep/c.jsonl"]


AS_NOBODY = """
import os, sys
from pathlib import Path
from duizhao import reading
from duizhao.errors import InputError
from duizhao.settings import Reading
for name in ("a.txt", "a.html"):  # loads what a user may not be let to
    list(reading.read("花开了。".encode(), Reading(), name=name))
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for name in sys.argv[1:]:
    for found in reading.expand([name]):
        try:
            list(reading.read(found.path, Reading()))
            print(found.path, "read", sep="\\t")
        except InputError as e:
            print(found.path, e.what, sep="\\t")
"""


def test_a_folder_that_cannot_be_listed_is_told(tree: Path) -> None:
    """As a user to whom permissions mean something."""
    top = Path(tempfile.gettempdir())
    for folder in [tree, *tree.parents]:
        if folder.is_relative_to(top) and folder != top:
            folder.chmod(0o755)
    (tree / "deep").chmod(0o644)  # its names can be listed, and no more
    (tree / "deep/er").chmod(0)
    (tree / "shut").mkdir(mode=0)
    names = [str(tree), str(tree / "**/*.txt"), str(tree / "shut")]
    try:
        done = subprocess.run([sys.executable, "-c", AS_NOBODY, *names], capture_output=True, text=True)
    finally:
        (tree / "deep").chmod(0o755)
    told = dict(line.split("\t") for line in done.stdout.splitlines())
    denied = "cannot be read (Permission denied)"
    assert told == {
        str(tree / "a.html"): "read",
        str(tree / "b.txt"): "read",
        str(tree / "deep/c.jsonl"): denied,
        str(tree / "deep/er"): denied,
        str(tree / "shut"): denied,
    }, done.stderr
