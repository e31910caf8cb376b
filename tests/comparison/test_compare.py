"""Methods and systems over a few articles: what is scored, what is told, what is not made twice."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao import comparison
from duizhao.comparison import Request, compare
from duizhao.comparison.articles import language
from duizhao.comparison.ranking import Side, Standing
from duizhao.errors import InputError, OutputError, UsageError
from duizhao.scoring import to_csv, to_latex
from duizhao.settings import Settings

IDS = ["fair", "bridge", "tea", "bus", "fair#2", "short"]


def side(found: comparison.Comparison, lang: str = "zh") -> Side:
    return next(s for s in found.sides if s.lang == lang)


def standing(found: comparison.Comparison, system: str, lang: str = "zh") -> Standing:
    return next(s for s in side(found, lang).standings if s.system == system)


def request(articles: Path, **more: object) -> Request:
    """Without a reference in English nothing is translated."""
    # the keys of **more have values of their own types
    return Request(articles, **({"methods": ("lead", "centroid"), "reference": "summary"} | more))  # type: ignore[arg-type]


@pytest.fixture
def chinese(articles: Path, tmp_path: Path) -> Path:
    """The articles without the one whose reference is English."""
    path = tmp_path / "chinese.jsonl"
    lines = articles.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"bus"' not in line), encoding="utf-8")
    return path


def test_what_is_the_reference_is_the_best(chinese: Path, settings: Settings) -> None:
    methods = ("lead", "random", "textrank", "oracle")
    found = compare(request(chinese, methods=methods, systems=("person=other",)), settings)
    zh = side(found)
    assert zh.standings[0].system == zh.baseline == "person"
    assert [zh.standings[0].scores[m].score for m in ("rouge1", "rouge2", "rougeL", "rougeLsum")] == [100] * 4
    assert zh.standings[0].scores["chrF2"].score == pytest.approx(100)
    oracle, lead = standing(found, "oracle"), standing(found, "lead")
    assert oracle.scores["rouge1"].score >= lead.scores["rouge1"].score
    assert lead.scores["coverage"].score == 100
    assert lead.scores["novel2"].score == 0
    assert lead.scores["position"].score == 0
    difference = lead.differences["rougeL"].difference
    assert difference.score == pytest.approx(lead.scores["rougeL"].score - 100)
    assert difference.low <= difference.score <= difference.high < 0
    assert lead.holm["rougeL"] >= lead.differences["rougeL"].p
    assert found.exit_code == 0


def test_the_oracle_is_no_competitor(chinese: Path, settings: Settings) -> None:
    found = compare(request(chinese, methods=("lead", "oracle")), settings)
    assert side(found).standings[0].system == "oracle"
    assert side(found).baseline == "lead"


def test_nothing_is_lost_and_everything_is_told(chinese: Path, settings: Settings) -> None:
    found = compare(request(chinese), settings)
    assert [a.id for a in found.corpus.articles] == [i for i in IDS if i != "bus"]
    told = "\n".join(found.notes)
    assert "1 id comes again" in told
    assert "of 5 articles have no reference" in told
    assert "normalised to the script of the articles: references of 1 of 5" in told
    lead = standing(found, "lead")
    assert lead.articles == 4, "the sentence of one article is too short to stand in a summary"
    assert "lead, centroid: nothing for 1 of 5 articles (short)" in told
    assert lead.count["rougeL"] == 3
    assert lead.count["length"] == 4


def test_the_script_of_a_reference_makes_no_difference(chinese: Path, tmp_path: Path, settings: Settings) -> None:
    rows = [json.loads(line) for line in chinese.read_text(encoding="utf-8").splitlines()]
    tea = next(r for r in rows if r["id"] == "tea")
    scores = []
    for text in (tea["summary"], "暖冬使头采茶早了六天，霜冻使山上茶园减产两成"):
        path = tmp_path / "tea.jsonl"
        path.write_text(json.dumps(tea | {"summary": text}), encoding="utf-8")
        found = compare(request(path), settings)
        scores.append(standing(found, "lead").scores["rouge1"].score)
    assert scores[0] == scores[1] > 0


def test_an_english_reference_makes_an_english_side(articles: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "bus.jsonl"
    path.write_text(articles.read_text(encoding="utf-8").splitlines()[3], encoding="utf-8")
    runs = tmp_path / "runs.jsonl"
    methods = ("lead", "centroid", "oracle")
    found = compare(request(path, methods=methods, runs=runs), settings)
    lead = standing(found, "lead", "en")
    assert standing(found, "oracle", "en").scores["rouge1"].score >= lead.scores["rouge1"].score
    assert 0 < lead.scores["rouge1"].score < 100
    assert not side(found, "zh").ranked
    assert len(found.english["bus"]) == 4
    assert all(language(text) == "en" for text in found.english["bus"])
    made = runs.read_bytes()
    again = compare(request(path, methods=methods, runs=runs), settings)
    assert again.sides == found.sides
    assert runs.read_bytes() == made


def test_a_run_goes_on(chinese: Path, tmp_path: Path, settings: Settings) -> None:
    runs = tmp_path / "runs.jsonl"
    first = compare(request(chinese, runs=runs), settings)
    whole = runs.read_bytes()
    assert whole.count(b"\n") == 2 * 5
    cut = whole.splitlines(keepends=True)
    runs.write_bytes(b"".join(cut[:4]) + cut[4][:30])
    assert compare(request(chinese, runs=runs), settings).sides == first.sides
    assert runs.read_bytes() == whole

    other = replace(settings, summarising=replace(settings.summarising, summary="2"))
    found = compare(request(chinese, runs=runs), other)
    assert any("10 results of other settings" in note for note in found.notes)
    assert runs.read_bytes().startswith(whole)
    assert standing(found, "lead").scores["length"].score > standing(first, "lead").scores["length"].score


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1}\n',
        "My only notes",
        '{"id": "x", "article": "今年茶园丰收了。"}',
        "\n",
        '{"id": "a", "article": "0123',
    ],
)
def test_a_file_that_is_no_file_of_runs_is_left_alone(
    chinese: Path, tmp_path: Path, settings: Settings, text: str
) -> None:
    runs = tmp_path / "precious.jsonl"
    runs.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no result of a comparison"):
        compare(request(chinese, runs=runs), settings)
    assert runs.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("kept", [0, 120])
def test_a_file_that_is_empty_or_has_a_torn_first_result_is_taken(
    chinese: Path, tmp_path: Path, settings: Settings, kept: int
) -> None:
    runs = tmp_path / "runs.jsonl"
    compare(request(chinese, runs=runs), settings)
    whole = runs.read_bytes()
    runs.write_bytes(whole[:kept])
    compare(request(chinese, runs=runs), settings)
    assert runs.read_bytes() == whole


def test_a_system_of_ids(chinese: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "bart.jsonl.gz"
    rows = [
        {"id": "bridge", "summary": "青河老桥开始修。"},
        {"id": "fair", "summary": "城东书市开门。"},
        {"id": "fair", "summary": "江心洲沙滩开放。"},
        {"id": "nowhere", "summary": "没有这篇文章。"},
    ]
    path.write_bytes(gzip.compress("\n".join(json.dumps(r) for r in rows).encode()))
    found = compare(request(chinese, systems=(f"bart={path}",)), settings)
    assert {id: o.text("zh") for id, o in found.outputs["bart"].items()} == {
        "fair": "城东书市开门。",
        "bridge": "青河老桥开始修。",
        "fair#2": "江心洲沙滩开放。",
    }
    told = "\n".join(found.notes)
    assert "bart: 1 summary is of no article here" in told
    assert "bart: nothing for 2 of 5 articles" in told
    assert found.outputs["bart"]["bridge"].zh[0].supports[0] == 0


def test_a_system_of_lines(chinese: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("城东书市开门。来了120家书店。\r\n\n頭採茶早了六天\n\n\n", encoding="utf-8")
    found = compare(request(chinese, methods=(), systems=(f"lines={path}",)), settings)
    assert {id: o.text("zh") for id, o in found.outputs["lines"].items()} == {
        "fair": "城东书市开门。\n来了120家书店。",
        "tea": "头采茶早了六天",
    }
    path.write_text("一\n" * 9, encoding="utf-8")
    with pytest.raises(InputError, match="9 lines, and there are 5 articles"):
        compare(request(chinese, systems=(f"lines={path}",)), settings)
    compare(request(chinese, systems=(f"lines={path}",), limit=2), settings)
    path.write_text("一\n二\u2028三\n", encoding="utf-8")
    with pytest.raises(InputError, match="2 lines, and there are 5 articles"):
        compare(request(chinese, systems=(f"lines={path}",)), settings)
    found = compare(request(chinese, methods=(), systems=(f"lines={path}",), limit=2), settings)
    assert found.outputs["lines"]["fair"].text("zh") == "一"


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"methods": ()}, UsageError, "nothing to compare"),
        ({"methods": ("leed",)}, UsageError, "Did you mean 'lead'"),
        ({"methods": ("oracle",), "reference": None}, UsageError, "--reference"),
        ({"reference": "headline"}, InputError, "has no field 'headline'"),
        ({"systems": ("bart",)}, UsageError, "NAME=FILE"),
        ({"systems": ("lead=other",)}, UsageError, "two systems"),
        ({"systems": ("bart=nowhere.jsonl",)}, InputError, "no such file"),
        ({"baseline": "centroit"}, UsageError, "Did you mean 'centroid'"),
        ({"methods": ("mmr:translate-summarise",)}, UsageError, "--english"),
        ({"methods": ("kmeans",)}, UsageError, r"lead.*oracle"),
    ],
    ids=lambda v: "",
)
def test_requests_that_make_no_sense(
    chinese: Path, settings: Settings, more: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        compare(request(chinese, **more), settings)


@pytest.mark.parametrize("length", ["0", "0%", "0字"])
def test_summaries_of_no_length(chinese: Path, settings: Settings, length: str) -> None:
    with pytest.raises(UsageError, match="--length"):
        compare(request(chinese), replace(settings, summarising=replace(settings.summarising, summary=length)))


def test_a_system_whose_rows_have_no_summary(chinese: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "bart.jsonl"
    path.write_text('{"id": "bridge", "abstract": "老桥要修了。"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"no field 'summary' \(its fields: id, abstract\)"):
        compare(request(chinese, systems=(f"bart={path}",)), settings)


def test_rows_that_are_no_articles(chinese: Path, settings: Settings) -> None:
    text = chinese.read_text(encoding="utf-8")
    chinese.write_text('{"id": "x"}\n[1]\n{"article": "No Chinese."}\nnot json\n' + text, encoding="utf-8")
    found = compare(request(chinese), settings)
    assert len(found.corpus.articles) == 5
    assert [str(e).split(": ")[0].rpartition(":")[2] for e in found.corpus.failures[:2]] == ["1", "2"]
    assert len(found.corpus.failures) == 4
    assert found.exit_code == 6


def test_no_article_at_all(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "none.jsonl"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InputError):
        compare(request(path), settings)


def test_a_model_that_is_missing(chinese: Path, settings: Settings) -> None:
    found = compare(request(chinese, methods=("mt5", "lead")), settings)
    assert list(found.outputs) == ["lead"]
    assert list(found.failed) == ["mt5"]
    assert found.exit_code == 6
    assert compare(request(chinese, methods=("mt5",)), settings).exit_code == 4


@pytest.mark.parametrize(("length", "short"), [("1", 0), ("2", 1), ("9", 5), ("20%", 0), ("20c", 1), ("500字", 5)])
def test_articles_that_are_shorter_than_the_summary(chinese: Path, settings: Settings, length: str, short: int) -> None:
    found = compare(request(chinese), replace(settings, summarising=replace(settings.summarising, summary=length)))
    told = [n for n in found.notes if "shorter than the summary" in n]
    assert [int(n.split()[0]) for n in told] == [short] * bool(short)
    assert all(o.zh for o in found.outputs["lead"].values())


def test_what_an_english_summary_rests_on(articles: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "bus.jsonl"
    path.write_text(articles.read_text(encoding="utf-8").splitlines()[3], encoding="utf-8")
    settings = replace(settings, summarising=replace(settings.summarising, summary="2"))
    first = compare(request(path), settings)
    translated = first.english["bus"][2]
    system = tmp_path / "system.txt"
    system.write_text(f"{translated} It cost 77 million yuan.\n", encoding="utf-8")
    methods = ("lead", "lead:translate-summarise")
    found = compare(request(path, methods=methods, systems=(f"other={system}",)), settings)
    other = found.outputs["other"]["bus"]
    assert 2 in other.en[0].supports
    scored = found.scored["en"]
    assert scored["other"]["bus"].unsupported
    assert scored["lead"]["bus"].values["agreement"] == scored["lead"]["bus"].values["supported"] == 100
    assert found.outputs["lead:translate-summarise"]["bus"].text("en") == found.outputs["lead"]["bus"].text("en")
    assert not found.outputs["lead:translate-summarise"]["bus"].zh
    assert not any("coverage" in row.values for rows in scored.values() for row in rows.values())
    assert "article-en:none" in found.signature
    asked = compare(request(path, systems=(f"other={system}",), english=True), settings)
    assert asked.scored["en"]["lead"]["bus"].values["coverage"] == 100
    assert "article-en:zh-en-small" in asked.signature
    assert any("as zh-en-small translates them" in note for note in asked.notes)


def test_tables(chinese: Path, settings: Settings) -> None:
    found = compare(request(chinese, methods=("lead", "centroid", "oracle")), settings)
    rows = list(csv.DictReader(io.StringIO(to_csv(comparison.long(found.sides, found.signature)))))
    row = next(r for r in rows if r["system"] == "centroid" and r["measure"] == "rougeL")
    lead = standing(found, "centroid")
    assert float(row["score"]) == pytest.approx(lead.scores["rougeL"].score, abs=1e-5)
    assert float(row["low"]) <= float(row["score"]) <= float(row["high"])
    assert {"rouge1.p", "rouge1.r"} <= {r["measure"] for r in rows}
    assert "length:1|" in row["signature"]
    assert "tokens:zh=char" in row["signature"]
    latex = to_latex(comparison.wide(side(found), found.signature))
    assert latex.count(r" \\") == 4
    assert r"\textbf" in latex
    assert latex.count(r"$\pm$") == 3 * 6 + 1
    json.dumps(comparison.as_json(found))


def test_a_table_says_what_its_figures_are_of(chinese: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "bart.jsonl"
    path.write_text('{"id": "bridge", "summary": "城里下了雨。"}', encoding="utf-8")
    methods = ("lead", "lsa", "oracle")
    found = compare(request(chinese, methods=methods, systems=("person=other", f"bart={path}")), settings)
    scores = comparison.wide(side(found), found.signature)
    counts = {row[0]: row[1] for row in scores.rows}
    assert counts == {"person": "4", "oracle": "3‡", "lead": "3‡", "lsa": "3‡", "bart": "1‡"}
    free = {row[0]: row[1] for row in comparison.wide(side(found), found.signature, free=True).rows}
    assert free == {"person": "4‡", "oracle": "3‡", "lead": "4‡", "lsa": "4‡", "bart": "1‡"}
    assert "‡ lacks articles" in scores.caption
    lead = standing(found, "lead")
    cell = next(row for row in scores.rows if row[0] == "lead")[2]
    half = (lead.scores["rouge1"].high - lead.scores["rouge1"].low) / 2
    assert str(cell).startswith(f"{lead.scores['rouge1'].score:.2f} ±{half:.2f}")
    assert "†" in str([row for row in scores.rows if row[0] == "bart"])
    assert "† differs from person" in scores.caption


def test_an_oracle_costs_the_others_no_significance(chinese: Path, settings: Settings) -> None:
    with_oracle = compare(request(chinese, methods=("lead", "lsa", "random", "oracle")), settings)
    without = compare(request(chinese, methods=("lead", "lsa", "random")), settings)
    assert standing(with_oracle, "oracle").holm == {}
    assert standing(with_oracle, "oracle").differences
    for name in ("lead", "lsa", "random"):
        assert standing(with_oracle, name).holm == standing(without, name).holm
    json.dumps(comparison.as_json(with_oracle))


def test_scores_of_every_article(chinese: Path, settings: Settings) -> None:
    found = compare(request(chinese, methods=("lead", "oracle")), settings)
    rows = list(csv.DictReader(io.StringIO(to_csv(comparison.by_article(found)))))
    assert len(rows) == 4 + 3
    lead = {r["article"]: r for r in rows if r["system"] == "lead"}
    assert list(lead) == ["fair", "bridge", "tea", "fair#2"]
    scored = [float(r["rougeL"]) for r in lead.values() if r["rougeL"]]
    assert sum(scored) / 3 == pytest.approx(standing(found, "lead").scores["rougeL"].score, abs=1e-4)
    assert not lead["fair#2"]["rougeL"]
    assert lead["fair#2"]["coverage"] == "100.0"
    objects = [json.loads(line) for line in comparison.to_jsonl(found).splitlines()]
    assert [(o["article"], o["system"]) for o in objects] == [(r["article"], r["system"]) for r in rows]
    assert all(o["language"] == "zh" and o["signature"] == found.signature for o in objects)


def test_tokens_are_in_the_signature_and_count(chinese: Path, settings: Settings) -> None:
    by_char = compare(request(chinese), settings)
    by_word = compare(request(chinese, tokens="word"), settings)
    assert "tokens:zh=word" in by_word.signature
    assert "rjieba:" in by_word.signature
    assert standing(by_char, "lead").scores["rouge2"] != standing(by_word, "lead").scores["rouge2"]


def test_equal_requests_give_equal_results(chinese: Path, settings: Settings) -> None:
    methods = ("random", "lexrank", "oracle")
    first, second = (compare(request(chinese, methods=methods), settings) for _ in range(2))
    assert comparison.as_json(first) == comparison.as_json(second)
    other = compare(request(chinese, methods=methods), replace(settings, seed=7))
    assert first.outputs["random"] != other.outputs["random"]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("茶园减产", "zh"),
        ("vivo推出X5Pro", "zh"),
        ("A book called 书 is out", "en"),
        ("Frost hits tea", "en"),
        ("12.5% !", None),
    ],
)
def test_language(text: str, expect: str | None) -> None:
    assert language(text) == expect


def test_ids_stay_apart(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "ids.jsonl"
    texts = [f"第{n}个茶园今年丰收了，大家都很高兴。" for n in "一二三四"]
    rows = zip(("tea", "tea", "tea#2", "tea"), texts, strict=True)
    path.write_text("".join(json.dumps({"id": i, "article": t}) + "\n" for i, t in rows), encoding="utf-8")
    found = compare(Request(path, ("lead",)), settings)
    assert [o.text("zh") for o in found.outputs["lead"].values()] == texts


def test_what_an_article_is_called_in_another_script_is_not_kept(tmp_path: Path, settings: Settings) -> None:
    path, runs = tmp_path / "a.jsonl", tmp_path / "runs.jsonl"
    for text in ("茶園今年豐收了，大家都很高興。", "茶园今年丰收了，大家都很高兴。"):
        path.write_text(json.dumps({"id": "tea", "article": text}), encoding="utf-8")
        found = compare(Request(path, ("lead",), runs=runs), settings)
        assert found.outputs["lead"]["tea"].zh[0].text == text


def test_what_is_too_long_for_a_summary_is_told(tmp_path: Path, settings: Settings) -> None:
    path, system = tmp_path / "a.jsonl", tmp_path / "long.txt"
    rows = [
        {"id": "one", "article": "茶" * 50_000, "summary": "茶园丰收"},
        {"id": "two", "article": "茶园今年丰收了，大家都很高兴。", "summary": "茶" * 50_000},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    system.write_text("茶" * 20_000 + "\n" + "园" * 50_000, encoding="utf-8")
    found = compare(Request(path, ("lead",), (f"long={system}",), reference="summary"), settings)
    told = "\n".join(found.notes)
    assert "lead: 1 summary left out as longer than 20,000 characters" in told
    assert "long: 1 summary left out" in told
    assert "longer than 20,000 characters: references of 1 of 2 articles" in told
    assert found.outputs["lead"].keys() == {"two"}
    assert found.scored["zh"]["long"]["one"].values["density"] == 20_000


def test_halves_of_characters_are_no_end(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps({"id": "\ud800", "article": "茶园今年丰收了，大家都很高兴\ud800。", "own": "丰收\ud800"}),
        encoding="utf-8",
    )
    found = compare(Request(path, ("lead",), ("own=own",)), settings)
    assert comparison.sheet(found, 0)[0].count("\n") == 3
    assert comparison.page(found)


@pytest.mark.parametrize("result", ['{"zh": [{"text": "one"}]}', "[1]", '{"zh": "one"}'])
def test_a_damaged_result_is_told(chinese: Path, tmp_path: Path, settings: Settings, result: str) -> None:
    runs = tmp_path / "runs.jsonl"
    compare(request(chinese, methods=("lead",), runs=runs), settings)
    first, rest = runs.read_text(encoding="utf-8").split("\n", 1)
    runs.write_text(first.partition('"result": ')[0] + f'"result": {result}}}\n{rest}', encoding="utf-8")
    with pytest.raises(InputError, match=r"runs\.jsonl:1: is no result of a comparison"):
        compare(request(chinese, methods=("lead",), runs=runs), settings)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_of_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from duizhao.comparison import runs

    monkeypatch.setattr(runs, "_appending", lambda path: Path("/dev/full").open("wb"))  # noqa: SIM115 (Runs closes it)
    with pytest.raises(OutputError, match="No space left"), runs.Runs(tmp_path / "full") as file:
        file.put(("a", "b", "c"), "id", {"zh": []})
