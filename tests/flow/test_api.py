"""`import duizhao`, as its documentation says."""

from __future__ import annotations

import inspect
import threading
from pathlib import Path

import pytest

import duizhao

TEXT = "今天，山城市公布了新的规划。\n\n全市将投资1.23亿元，修建3座桥。"


@pytest.fixture(scope="module")
def draft():
    return duizhao.translate(TEXT)


def test_a_text_becomes_a_draft(draft) -> None:
    assert [p.source for p in draft.paragraphs] == TEXT.split("\n\n")
    assert all(s.target and s.came_from == "model" and s.score is not None for s in draft.sentences)
    assert "model:zh-en-small@" in draft.engine.signature


def test_a_path_a_name_bytes_and_text_are_the_same_document(tmp_path, monkeypatch, draft) -> None:
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(TEXT, encoding="utf-8")
    expected = [p.target for p in draft.paragraphs]
    for source in (Path("article.txt"), "article.txt", TEXT.encode(), TEXT.encode("gb18030")):
        assert [p.target for p in duizhao.translate(source).paragraphs] == expected
    with duizhao.Translator() as t:
        assert [d.id for d in t.translate_all(["article.txt", Path("article.txt")])] == ["article", "article"]


@pytest.mark.parametrize("format", ["html", "md", "txt", "jsonl"])
def test_a_draft_renders(format, draft) -> None:
    page = duizhao.render(draft, format)
    assert "1.23亿" in (page if isinstance(page, str) else page.decode())


def test_a_record_comes_back_from_json(draft) -> None:
    assert duizhao.Draft.from_json(draft.to_json()) == draft


def test_a_translator_streams_and_may_be_shared(draft) -> None:
    expected = [p.target for p in draft.paragraphs]
    found: list[list[str]] = []
    with duizhao.Translator(model="auto", device="auto") as t:
        assert inspect.isgenerator(t.translate_all([TEXT]))
        drafts = list(t.translate_all([TEXT, TEXT + "\n又及。"]))
        assert [[p.target for p in d.paragraphs][:2] for d in drafts] == [expected, expected]
        threads = [
            threading.Thread(target=lambda: found.append([p.target for p in t.translate(TEXT).paragraphs]))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [expected] * 4


def test_errors_go_to_on_error_and_the_others_go_on() -> None:
    failures: list[duizhao.InputError] = []
    with duizhao.Translator(summary="0") as t:
        drafts = list(t.translate_all(["nothing here", TEXT, b"\x00\x01\x02" * 99], on_error=failures.append))
        with pytest.raises(duizhao.InputError):
            list(t.translate_all(["nothing here", TEXT]))
    assert (len(drafts), len(failures)) == (1, 2)


def test_summaries() -> None:
    draft = duizhao.summarise(TEXT, method="lead", length=1)
    assert [(s.source, s.supports) for s in draft.summary.sentences] == [("今天，山城市公布了新的规划。", ("p1.s1",))]
    assert draft.summary.sentences[0].target
    assert duizhao.summarise(TEXT, length="100%").summary.sentences[1].supports == ("p2.s1",)


def test_what_could_not_be_decoded_is_flagged() -> None:
    draft = duizhao.translate("\ufffd\ufffd市今天公布了新的规划。", summary="0")
    (flag,) = [f for _, f in draft.flags if f.check == "damaged_source"]
    assert flag.source_span == (0, 2)


def test_conversion_and_checks() -> None:
    assert duizhao.convert("頂著風，著名", to="s") == "顶着风，著名"
    assert duizhao.convert("发展", to="t") == "發展"
    assert [f.check for f in duizhao.check("投资1.23亿元", "an investment of 1.23 billion yuan")] == ["number"]
    assert not duizhao.check("投资1.23亿元", "an investment of 123 million yuan")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: duizhao.translate(""), duizhao.InputError),
        (lambda: duizhao.translate("Hello."), duizhao.InputError),
        (lambda: duizhao.translate(Path("no such file.txt")), duizhao.InputError),
        (lambda: duizhao.translate("no such file.html"), duizhao.InputError),
        (lambda: duizhao.translate(7), duizhao.UsageError),
        (lambda: duizhao.translate(TEXT, baem=4), duizhao.UsageError),
        (lambda: duizhao.translate(TEXT, model="none-such"), duizhao.ModelError),
        (lambda: duizhao.summarise(TEXT, length=-1), duizhao.UsageError),
        (lambda: duizhao.convert(TEXT, to="x"), duizhao.UsageError),
        (lambda: duizhao.Draft.from_json({"schema": "other"}), duizhao.InputError),
    ],
)
def test_what_makes_no_sense_says_so(call, error) -> None:
    with pytest.raises(error) as caught:
        call()
    assert "\n" not in str(caught.value)
