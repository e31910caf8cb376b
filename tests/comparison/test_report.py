"""The report in a real browser: from a file on disk, with no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from duizhao import comparison
from duizhao.comparison import Comparison, Request, compare
from duizhao.comparison.charts import Bar, Point, bars, scatter
from duizhao.scoring import Interval
from duizhao.settings import load

HOSTILE = "<script>document.title='taken'</script>"


@pytest.fixture(scope="module")
def found(cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("report")
    rows = [json.loads(x) for x in (cases / "comparison" / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["id"] != "bus"]
    rows[1]["summary"] = f"青河老桥开始修理{HOSTILE}"
    path = folder / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    system = folder / "hostile.jsonl"
    line = {"id": "bridge", "summary": f"青河上的老桥要修了，要花9900万元{HOSTILE}"}
    system.write_text(json.dumps(line), encoding="utf-8")
    request = Request(path, ("lead", "lsa", "oracle"), (f"<b>hostile</b>={system}",), "summary")
    return compare(request, load({"summary": "2"}))


@pytest.fixture
def tab(browser: Any, found: Comparison, tmp_path: Path) -> Iterator[Any]:
    """The report, opened from disk; fails where it asks for anything, or a script fails."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(5000)
    wrong: list[str] = []
    path = tmp_path / "report.html"
    path.write_text(comparison.page(found), encoding="utf-8")
    tab = context.new_page()
    tab.on("request", lambda r: wrong.append(r.url) if r.url != path.as_uri() else None)
    tab.on("pageerror", lambda e: wrong.append(str(e)))
    tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    tab.goto(path.as_uri(), timeout=30000)
    yield tab
    context.close()
    assert wrong == []


def test_a_summary_shows_what_it_rests_on(tab: Any) -> None:
    article = tab.locator(".article[data-id=fair]")
    article.evaluate("e => e.open = true")
    line = article.locator(".one", has_text="lead").locator(".line").nth(1)
    line.hover()
    assert article.locator(".s.lit").all_text_contents() == [line.text_content()]
    tab.locator("h1").hover()
    assert tab.locator(".lit").count() == 0
    line.focus()
    assert article.locator(".s.lit").count() == 1
    article.locator(".s").first.hover()
    assert line.text_content() not in article.locator(".line.lit").all_text_contents()
    assert article.locator(".line.lit").count() >= 1


def test_numbers_that_the_article_does_not_have_are_marked(tab: Any, found: Comparison) -> None:
    article = tab.locator(".article[data-id=bridge]")
    assert "9900万" in article.locator("mark.unsupported").all_text_contents()[0]
    assert "9900万" in article.locator(".missing").text_content()
    assert tab.locator("mark.unsupported").count() == 1, "nothing that was chosen from the article is marked"
    hostile = next(s for s in found.sides[0].standings if "hostile" in s.system)
    assert hostile.scores["supported"].score < 100


def test_the_most_disagreement_comes_first(tab: Any, found: Comparison) -> None:
    ids = tab.locator(".article").evaluate_all("all => all.map(a => a.dataset.id)")
    assert ids == sorted(found.disagreement, key=lambda id: -found.disagreement[id])
    tab.locator(".tools select").select_option("id")
    assert tab.locator(".article").evaluate_all("all => all.map(a => a.dataset.id)") == sorted(ids)
    tab.locator(".tools input").fill("沙滩")
    assert tab.locator(".article:visible").evaluate_all("all => all.map(a => a.dataset.id)") == ["fair#2"]


def test_a_table_is_sorted_by_a_column(tab: Any, found: Comparison) -> None:
    table = tab.locator("table.grid").first
    names = "rows => rows.map(r => r.cells[0].textContent)"
    before = table.locator("tbody tr").evaluate_all(names)
    assert before == [s.system for s in found.sides[0].standings]
    for down in (True, False):
        table.get_by_role("button", name="ROUGE-2", exact=True).click()
        scores = {s.system: s.scores["rouge2"].score for s in found.sides[0].standings}
        assert table.locator("tbody tr").evaluate_all(names) == sorted(scores, key=lambda n: scores[n], reverse=down)


def test_what_texts_say_does_not_run(tab: Any) -> None:
    assert "taken" not in tab.title()
    assert tab.locator("script").count() == 1
    assert "<b>hostile</b>" in tab.locator("table.grid").first.inner_text()


def test_charts_are_read_without_eyes(tab: Any) -> None:
    assert tab.locator("svg[role=img] > title").count() == tab.locator("svg").count() >= 4
    assert all(tab.locator("svg > desc").all_text_contents())


def test_paper(tab: Any) -> None:
    pdf = pypdfium2.PdfDocument(tab.pdf())
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "ROUGE-1" in text
    assert "江心洲" in text, "articles that are folded on the screen are on paper"
    assert "unfold" not in text


def test_a_page_may_hold_a_part_of_the_articles(found: Comparison) -> None:
    page = comparison.page(found, limit=2)
    assert page.count('<details class="article"') == 2
    assert "The 2 of 5" in page
    assert '<details class="article"' not in comparison.page(found, limit=0)


def test_names_in_a_scatter_do_not_cover_each_other() -> None:
    drawn = scatter("t", "x", "y", [Point(f"system {i}", 1, 2 + i / 100) for i in range(5)])
    heights = [float(part.split('y="')[1].split('"')[0]) for part in drawn.split('class="name"')[1:]]
    assert len({*heights}) == 5
    assert min(b - a for a, b in zip(sorted(heights), sorted(heights)[1:], strict=False)) >= 13


def test_names_in_a_scatter_cover_no_point_and_no_axis() -> None:
    points = [Point(f"system {i}", x, y) for i, (x, y) in enumerate([(0, 0), (1, 0), (2, 0), (2, 0), (10, 9), (0, 9)])]
    drawn = scatter("t", "x", "y", points)
    parts = drawn.split("<g>")[1:]
    circles = [tuple(float(p.split(f'{at}="')[1].split('"')[0]) for at in ("cx", "cy")) for p in parts]
    names = [tuple(float(p.split('class="name"')[1].split(f'{at}="')[1].split('"')[0]) for at in "xy") for p in parts]
    floor = max(y for _, y in circles)
    assert all(y <= floor for _, y in names)
    assert not [(n, c) for n in names for c in circles if 0 <= c[0] - n[0] < 60 and abs(c[1] - n[1] + 4) < 8]


def test_names_are_cut_by_what_they_take() -> None:
    drawn = bars(
        "t",
        [Bar("对照" * 9, Interval(1, 1, 1)), Bar("\u202e" * 9, Interval(1, 1, 1)), Bar("对" * 10, Interval(1, 1, 1))],
    )
    names = [part.split(">")[1].split("<")[0] for part in drawn.split('class="name end"')[1:]]
    assert names == ["对照对照对照对照对…", "⟨U+202E⟩⟨U+202E⟩⟨U+…", "对" * 10]


def test_a_share_goes_no_further_than_100() -> None:
    assert ">120</text>" not in scatter("t", "x", "ROUGE-L", [Point("a", 1, 98), Point("b", 2, 3)], None, 100)
    drawn = scatter("t", "Coverage", "y", [Point("a", 100, 1), Point("b", 64, 2)], 100)
    assert ">100</text>" in drawn
    assert ">105</text>" not in drawn
    assert ">110</text>" not in drawn


@pytest.mark.parametrize("value", [0.0, 1e-9, 0.3, 97.2, 12345.6])
def test_charts_of_any_size(value: float) -> None:
    for drawn in (
        bars("t", [Bar("<a>", Interval(value, value, value))]),
        scatter("t", "x", "y", [Point("p", value, value)]),
    ):
        assert drawn.startswith("<svg")
        assert "<a>" not in drawn
        assert "nan" not in drawn
    assert bars("t", []).startswith("<svg")
