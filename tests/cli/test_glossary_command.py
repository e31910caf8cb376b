"""`duizhao glossary`, and `--glossary`, as a user runs them."""

from __future__ import annotations

import json

import pytest

CLEAN = "图书馆,library\n山城,Shancheng\n"
FAULTY = "图书馆,library\n圖書館,Library Hall\n书,book\n"


@pytest.fixture
def terms(tmp_path):
    def write(text, name="terms.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def test_check_names_the_rows_at_fault(duizhao, terms) -> None:
    done = duizhao("glossary", "check", terms(FAULTY))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "terms.csv:2: error: “圖書館” is “Library Hall” here and “library” before; the first counts (terms.csv:1)",
        "terms.csv:3: warning: “书” is one character; it is found inside other words too",
    ]
    assert "2 terms, 1 error, 1 warning" in done.stderr


def test_check_in_json_over_several_files(duizhao, terms, article) -> None:
    more = terms("图书馆,Library House\n", "more.tsv")
    done = duizhao("glossary", "check", terms(CLEAN), more, "--in", article, "--json")
    out = json.loads(done.stdout)
    assert (out["rows"], out["terms"]) == (3, 2)
    (problem,) = out["problems"]
    assert (problem["kind"], problem["file"], problem["line"]) == ("conflict", "more.tsv", 1)
    assert (problem["other_file"], problem["other_line"]) == ("terms.csv", 1)
    assert out["found"]["图书馆"] > 0


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (CLEAN, ["--strict=warning"], 0),
        ("书,book\n", ["--strict"], 0),
        ("书,book\n", ["--strict=warning"], 5),
        (FAULTY, ["--strict"], 5),
        ('图书馆,"library\n', [], 3),
        (CLEAN, ["--in", "missing.txt"], 3),
    ],
)
def test_exit_codes_of_check(text, arguments, code, duizhao, terms) -> None:
    done = duizhao("glossary", "check", terms(text), *arguments, "-q")
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == (1 if code == 3 else 0)


def test_convert_keeps_every_row(duizhao, terms, tmp_path) -> None:
    assert duizhao("glossary", "convert", terms(FAULTY), "-o", "terms.tbx").returncode == 0
    assert duizhao("glossary", "convert", "terms.tbx", "-o", "back.tsv").returncode == 0
    rows = (tmp_path / "back.tsv").read_text(encoding="utf-8-sig").splitlines()
    assert [r.split("\t")[:2] for r in rows[1:]] == [
        ['"图书馆"', '"library"'],
        ['"圖書館"', '"Library Hall"'],
        ['"书"', '"book"'],
    ]
    assert duizhao("glossary", "convert", "terms.csv", "-o", "back.tsv").returncode == 7
    assert duizhao("glossary", "convert", "terms.csv", "-o", "back.doc").returncode == 2
    assert duizhao("glossary", "convert", "missing.csv", "-o", "new.tsv").returncode == 3


def test_a_draft_says_what_became_of_its_terms(duizhao, terms, article) -> None:
    name = terms("图书馆,zyzzyva,,,library\n读者,\n")
    done = duizhao("translate", article, "--glossary", name, "-o", "out.jsonl", "--memory", "none")
    assert done.returncode == 0
    assert "; terms: " in done.stderr
    assert " missed" in done.stderr
    assert "at fault" not in done.stderr
    shown = json.loads(duizhao("config", "show", "--json").stdout)
    assert shown["glossary"]["value"] == []


def test_a_run_says_that_rows_contradict_each_other_and_goes_on(duizhao, terms, article) -> None:
    done = duizhao(
        "translate", article, "--glossary", terms(FAULTY + "书,tome\n"), "-o", "out.jsonl", "--memory", "none"
    )
    assert done.returncode == 0
    (line,) = [line for line in done.stderr.splitlines() if "terms.csv" in line]
    assert "terms.csv:2: “圖書館” is “Library Hall” here" in line
    assert "1 more" in line


def test_a_glossary_that_cannot_be_read_is_one_line_before_anything_is_done(duizhao, terms, article, tmp_path) -> None:
    name = terms('图书馆,"library\n')
    done = duizhao("translate", article, "--glossary", name, "-o", "out.html")
    assert done.returncode == 3
    assert "terms.csv:1: is no row" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"source,target\n", "holds no terms"),
        ("书店,bookshop\n".encode() + b"\0" * 9, "holds zero bytes, and is no text"),
        ("书店,bookshop\n图书馆,library\n".encode("utf-16-le"), "looks like UTF-16 without its mark"),
        ("书店,bookshop\n图书馆,library\n".encode("utf-16-be"), "looks like UTF-16 without its mark"),
    ],
)
def test_a_glossary_without_terms_is_one_line(data, says, duizhao, tmp_path) -> None:
    (tmp_path / "terms.csv").write_bytes(data)
    done = duizhao("glossary", "check", "terms.csv")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert f"terms.csv: {says}" in done.stderr


def test_nothing_in_a_row_steers_the_terminal(duizhao, terms) -> None:
    done = duizhao("glossary", "check", terms("山城\x1b[31m,Shancheng\x9b2J\n图书馆,library,,\x1b]0;t\x07\n"))
    assert "terms.csv:1: warning: there are control characters in it; taken out" in done.stdout
    assert not {"\x1b", "\x07", "\x9b"} & set(done.stdout + done.stderr)


def test_extract_writes_nothing_where_there_is_no_document(duizhao, tmp_path) -> None:
    (tmp_path / "old.csv").write_text("mine")
    (tmp_path / "empty.txt").write_text("")
    done = duizhao("glossary", "extract", "empty.txt", "-o", "old.csv", "--force")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "empty.txt: " in done.stderr
    assert (tmp_path / "old.csv").read_text() == "mine"


def test_extract_reads_standard_input_and_names_what_it_cannot_read(duizhao, article, tmp_path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = duizhao("glossary", "extract", "-", "empty.txt", "-o", "new.csv", "--least", "2", stdin=article.read_bytes())
    assert done.returncode == 6
    assert "empty.txt: " in done.stderr
    assert "图书馆" in (tmp_path / "new.csv").read_text(encoding="utf-8-sig")
