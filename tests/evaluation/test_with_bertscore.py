"""BERTScore as a measure of evaluations and comparisons, and what happens without its encoder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import tiny_models
from duizhao.cli.main import main

ZH = ["雨停以后，山路上的石头还是很滑。", "他们把茶叶装上船。", "镇上的图书馆开了新的阅览室。"]
EN = ["After the rain the stones are slippery.", "They loaded the tea onto boats.", "The library opened a room."]
OTHER = ["The stones are slippery.", "They loaded the tea onto boats.", "A room opened."]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.bert(tmp_path_factory.mktemp("bert") / "tiny")


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, lines in {"t.zh": ZH, "t.en": EN, "same.en": EN, "other.en": OTHER}.items():
        Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [
        {"id": n, "text": "".join(ZH), "summary": [ZH[n], EN[n]], "other": OTHER[n] + "\n" + ZH[0]} for n in range(3)
    ]
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main.main([str(a) for a in arguments], standalone_mode=False)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


EVALUATE = ("evaluate", "t.zh", "--reference", "t.en", "--no-model", "--metrics", "BLEU")
SYSTEMS = ("--system", "same=same.en", "--system", "other=other.en")
COMPARE = ("compare", "a.jsonl", "--methods", "lead,random", "--reference", "zh", "--length", "1")


def test_evaluate_has_it_in_every_output(capsys, encoder) -> None:
    files = ("--segments", "s.csv", "--report", "r.html", "--csv", "t.csv", "--latex", "t.tex")
    code, out, err = run(capsys, *EVALUATE, *SYSTEMS, "--bertscore", encoder, *files)
    assert code == 0, err
    assert "100.0 ±0.0*" in next(line for line in out.splitlines() if line.startswith("same"))
    assert "BERTScore|nrefs:1|F1|best-reference|model:tiny-" in out
    for name in ("r.html", "t.csv", "t.tex"):
        assert "BERTScore" in Path(name).read_text(encoding="utf-8")
    with open("s.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    scores = [float(row["other BERTScore"]) for row in rows]
    assert scores[1] == 100 > max(scores[0], scores[2])
    with open("t.csv", encoding="utf-8", newline="") as file:
        table = {(r["system"], r["measure"]): r for r in csv.DictReader(file)}
    found = table["other", "BERTScore"]
    assert float(found["score"]) == pytest.approx(sum(scores) / 3, abs=0.01)
    assert float(found["difference"]) == pytest.approx(float(found["score"]) - 100, abs=0.01)
    assert 0 < float(found["p"]) <= 1


def test_compare_has_it_in_every_output(capsys, encoder) -> None:
    rows = [json.loads(line) | {"zh": ZH[n]} for n, line in enumerate(Path("a.jsonl").read_text().splitlines())]
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    files = ("--segments", "s.csv", "--report", "r.html", "--csv", "t.csv", "--latex", "t.tex")
    code, out, err = run(capsys, *COMPARE, "--bertscore", encoder, *files)
    assert code == 0, err
    assert "BERTScore[F1|best-reference|model:tiny-" in out
    assert "BERTScore" in out.splitlines()[1]
    for name in ("r.html", "t.tex"):
        assert "BERTScore" in Path(name).read_text(encoding="utf-8")
    with open("s.csv", encoding="utf-8-sig", newline="") as file:
        scores = {(r["article"], r["system"]): float(r["bertscore"]) for r in csv.DictReader(file)}
    assert scores["0", "lead"] == pytest.approx(100, abs=0.01)
    assert scores["1", "lead"] < 99
    with open("t.csv", encoding="utf-8-sig", newline="") as file:
        measures = {(r["system"], r["measure"]): r for r in csv.DictReader(file)}
    lead = measures["lead", "bertscore"]
    assert float(lead["low"]) <= float(lead["score"]) <= float(lead["high"])
    assert any(measures[name, "bertscore"]["p_holm"] for name in ("lead", "random"))


@pytest.mark.parametrize("command", [(*EVALUATE, *SYSTEMS), (*COMPARE[:-4], "--reference", "summary")])
def test_without_its_encoder_the_other_scores_come(capsys, command) -> None:
    code, out, err = run(capsys, *command, "--bertscore", "bert-base-chinese")
    assert code == 6
    assert "BLEU" in out
    assert "BERTScore" not in out
    (said,) = [line for line in err.splitlines() if "BERTScore" in line]
    assert "no folder 'bert-base-chinese'" in said


def test_a_model_that_came_with_duizhao_is_found_by_name(capsys, encoder, monkeypatch, tmp_path) -> None:
    (tmp_path / "data" / "models").mkdir(parents=True)
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    (tmp_path / "data" / "models" / "mine").symlink_to(encoder)
    code, out, _ = run(capsys, *EVALUATE, *SYSTEMS, "--bertscore", "mine", "--json")
    assert code == 0
    assert json.loads(out)["systems"][0]["scores"]["BERTScore"]["score"] == pytest.approx(100, abs=0.01)


def test_without_references_it_is_refused(capsys, encoder) -> None:
    from duizhao.errors import UsageError

    with pytest.raises(UsageError, match="BERTScore looks at references"):
        run(capsys, "compare", "a.jsonl", "--methods", "lead", "--bertscore", encoder)
