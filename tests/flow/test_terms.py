"""A draft with a glossary: its terms are found in the author's text, verified, and part of the signature."""

from __future__ import annotations

import pytest

import duizhao
from duizhao import hanzi, translation
from duizhao.errors import InputError
from duizhao.recall import Entry, Memory
from duizhao.record import Draft
from duizhao.translation import Hypothesis

TEXT = "山城市圖書館延長開放時間。\n去年共有46萬人次到館。讀者想在下班以後看書。"


class Librarian:
    """An engine that says the same of everything."""

    name, device, compute, input_limit = "ct2", "cpu", "int8", 512
    workers, room = 1, 8192

    def count(self, texts):
        return [len(t) for t in texts]

    def generate(self, texts, decoding):
        return [Hypothesis("The libraries of Mountain City have 460,000 visits.", -0.5, 5, True) for _ in texts]

    def close(self):
        pass


@pytest.fixture
def translate(monkeypatch, tmp_path):
    monkeypatch.setattr(translation, "load", lambda *_: Librarian())

    def run(rows, text=TEXT, **options):
        path = tmp_path / "terms.csv"
        path.write_text(rows, encoding="utf-8")
        return duizhao.translate(text, summary="0", retries=0, **{"memory": "none", "glossary": [str(path)], **options})

    return run


def states(draft):
    return [(t.source, t.state) for s in draft.sentences for t in s.terms]


def test_terms_are_verified_in_the_authors_own_script(translate) -> None:
    draft = translate("图书馆,library\n山城市,Shancheng,,,Mountain City\n读者,patron\n")
    assert states(draft) == [("山城市", "conflicting"), ("图书馆", "used"), ("读者", "missed")]
    first = next(draft.sentences)
    assert [first.source[slice(*t.source_span)] for t in first.terms] == ["山城市", "圖書館"]
    assert [first.target[slice(*t.target_span)] for t in first.terms] == ["Mountain City", "libraries"]
    assert [(f.check, f.severity) for s in draft.sentences for f in s.flags if f.check == "term"] == [
        ("term", "error"),
        ("term", "warning"),
    ]
    assert Draft.from_json(draft.to_json()) == draft


def test_the_first_of_several_files_wins(translate, tmp_path) -> None:
    other = tmp_path / "other.tsv"
    other.write_text("圖書館\tbookshop\n讀者\treader\n", encoding="utf-8")
    draft = translate("图书馆,library\n", glossary=[str(tmp_path / "terms.csv"), str(other)])
    assert states(draft) == [("图书馆", "used"), ("讀者", "missed")]


def test_memory_hits_are_checked_for_terms(translate, tmp_path) -> None:
    path = tmp_path / "memory.sqlite"
    with Memory(path, hanzi.fold) as memory:
        memory.add([Entry("讀者想在下班以後看書。", "Readers want to read after work.", changed="2026")])
    draft = translate("读者,patron\n", memory=str(path))
    recalled = next(s for s in draft.sentences if s.came_from == "edited")
    assert [t.state for t in recalled.terms] == ["missed"]
    assert [f.check for f in recalled.flags] == ["term"]
    assert recalled.confidence == "medium"


def test_the_signature_names_the_terms(translate, tmp_path) -> None:
    bare = translate("图书馆,library\n", glossary=[]).engine.signature
    one, again, other = (
        translate(rows).engine.signature for rows in ("图书馆,library\n", "圖書館,library,a note\n", "图书馆,Library\n")
    )
    assert "glossary" not in bare
    assert one == again
    assert len({bare, one, other}) == 3
    assert translate("", glossary=["none"]).engine.signature == bare


def test_a_row_without_a_target_is_not_to_be_translated(translate) -> None:
    draft = translate("图书馆,\nMountain City,\n", text="圖書館在Mountain City。")
    assert states(draft) == [("图书馆", "missed"), ("Mountain City", "used")]
    (sentence,) = draft.sentences
    assert [f.message for f in sentence.flags if f.check == "term"] == ["“图书馆” is not to be translated"]


@pytest.mark.parametrize("line", ['glossary = ["terms.csv"]', 'glossary = "terms.csv"'])
def test_a_project_keeps_its_glossary_beside_its_settings(line, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "a, b"
    (folder / "texts").mkdir(parents=True)
    (folder / "duizhao.toml").write_text(line + "\n")
    (folder / "terms.csv").write_text("图书馆,library\n", encoding="utf-8")
    monkeypatch.chdir(folder / "texts")
    with duizhao.Translator() as translator:
        assert [t.target for t in translator.glossary.terms] == ["library"]


def test_a_glossary_that_cannot_be_read_stops_at_once(translate) -> None:
    with pytest.raises(InputError, match=r"missing\.csv: cannot be read"):
        translate("", glossary=["missing.csv"])
