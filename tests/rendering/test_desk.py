"""The page as a desk, driven in a real browser: from a file on disk, with no network."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from test_rendering import CONTROLS, HOSTILE

from duizhao.record import Draft, Flag, Origin, Paragraph, Sentence
from duizhao.rendering.html import KEYS
from duizhao.rendering.html import desk as page

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `dev` (playwright) is not installed")

CASES = Path(__file__).parent.parent / "cases" / "rendering"
TARGETS = ".target > [data-hash]"
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft.from_json(json.loads((CASES / "draft.json").read_text(encoding="utf-8")))


@pytest.fixture
def desk(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens a draft from disk in one browser profile; fails where the page asks for anything, or a script fails."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    context.set_default_timeout(5000)
    wrong: list[str] = []

    def open_(draft: Draft, name: str = "draft.html", before: str = "") -> Any:
        path = tmp_path / name
        path.write_text(page(draft), encoding="utf-8")
        tab = context.new_page()
        tab.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(("file:", "blob:")) else None)
        tab.on("pageerror", lambda e: wrong.append(str(e)))
        tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        if before:
            tab.add_init_script(before)
        tab.goto(path.as_uri(), timeout=30000)
        return tab

    yield open_
    context.close()
    assert wrong == []


def target(tab: Any, identity: str) -> Any:
    """The English of a sentence."""
    row = tab.locator(".row", has=tab.locator(f'[id="{identity}"]'))
    at = row.locator(".source > [id]").evaluate_all("(found, id) => found.findIndex((e) => e.id === id)", identity)
    return row.locator(TARGETS).nth(at)


def retype(tab: Any, identity: str, text: str) -> None:
    target(tab, identity).click()
    tab.keyboard.press("Control+A")
    tab.keyboard.type(text)
    tab.keyboard.press("Escape")


def counts(tab: Any) -> str:
    return str(tab.locator(".counts").text_content())


def said(tab: Any) -> str:
    return str(tab.locator(".notice").text_content())


def shows(tab: Any, where: str, text: str) -> None:
    """Wait until a part of the page contains a text."""
    sync_api.expect(tab.locator(where)).to_contain_text(text)


def focused(tab: Any) -> str:
    """The id of the sentence that has the focus."""
    return str(
        tab.evaluate(
            """() => {
              const row = document.activeElement.closest(".row");
              const at = [...(row?.querySelectorAll(".target > [data-hash]") ?? [])].indexOf(document.activeElement);
              return row?.querySelectorAll(".source > [id]")[at]?.id ?? "";
            }"""
        )
    )


def save(tab: Any) -> dict[str, Any]:
    with tab.expect_download() as waiting:
        tab.keyboard.press("Control+S")
    found = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    return {**found, "file": waiting.value.suggested_filename}


def kept(tab: Any) -> None:
    """Wait until the page has put its work away."""
    tab.wait_for_timeout(400)


def many(n: int, flags: tuple[Flag, ...] = ()) -> Draft:
    sentences = [
        Sentence(f"p{i}.s1", f"第{i}句。", f"第{i}句。", f"Sentence {i}.", "model", flags=flags) for i in range(n)
    ]
    return Draft("many", Origin(), paragraphs=tuple(Paragraph(s.id[:-3], "paragraph", None, (s,)) for s in sentences))


def test_an_edit_shows_what_it_changed(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    was = target(tab, "p2.s3").text_content()
    assert target(tab, "p2.s3").locator("mark").count() == 1
    retype(tab, "p2.s3", was.replace("12.6", "126"))
    assert target(tab, "p2.s3").text_content() == was.replace("12.6", "126")
    assert "1 edited" in counts(tab)
    tab.keyboard.press("e")
    assert tab.locator(".earlier del").all_text_contents() == ["12.6"]
    assert tab.locator(".earlier ins").all_text_contents() == ["126"]
    tab.keyboard.press("r")
    assert target(tab, "p2.s3").text_content() == was
    assert target(tab, "p2.s3").locator("mark").count() == 1
    assert "0 edited" in counts(tab)


def test_undo_goes_back_over_the_page(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    first, second = target(tab, "p2.s1").text_content(), target(tab, "p2.s2").text_content()
    retype(tab, "p2.s1", "One.")
    retype(tab, "p2.s2", "Two.")
    tab.keyboard.press("a")
    assert "1 of 27 accepted · 2 edited" in counts(tab)
    for key, expect in [("u", "0 of 27 accepted · 2"), ("Control+z", "· 1 edited"), ("u", "· 0 edited")]:
        tab.keyboard.press(key)
        assert expect in counts(tab)
    assert (target(tab, "p2.s1").text_content(), target(tab, "p2.s2").text_content()) == (first, second)
    for key in ("Shift+U", "Control+Shift+Z", "Control+y"):
        tab.keyboard.press(key)
    assert "1 of 27 accepted · 2 edited" in counts(tab)
    assert focused(tab) == "p2.s2"


def test_undo_in_a_sentence_goes_back_to_the_draft(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    was = target(tab, "p2.s1").text_content()
    retype(tab, "p2.s1", "Once.")
    tab.keyboard.press("Enter")
    tab.keyboard.type(" Twice more.")
    for _ in range(12):
        tab.keyboard.press("Control+z")
    assert target(tab, "p2.s1").text_content() == was
    for _ in range(12):
        tab.keyboard.press("Control+Shift+z")
    assert target(tab, "p2.s1").text_content() == "Once. Twice more."


def test_what_is_pasted_is_plain_and_one_line(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    target(tab, "p2.s1").click()
    tab.keyboard.press("Control+A")
    tab.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<b onclick=alert(1)>bold</b><img src=https://x.example/a.png>");
          data.setData("text/plain", "two\\nlines\\u202e <b>");
          const how = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )
    tab.keyboard.press("Enter")
    assert target(tab, "p2.s1").inner_html() == "two lines &lt;b&gt;"


def test_an_older_browser_edits_plain_text_too(desk: Open, draft: Draft) -> None:
    strict = """
      const real = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "contentEditable");
      Object.defineProperty(HTMLElement.prototype, "contentEditable", { ...real, set(value) {
        if (value === "plaintext-only") throw new SyntaxError("unknown value");
        real.set.call(this, value);
      } });
    """
    tab = desk(draft, before=strict)
    target(tab, "p2.s1").click()
    assert target(tab, "p2.s1").get_attribute("contenteditable") == "true"
    tab.keyboard.press("Control+A")
    tab.keyboard.press("Control+B")
    tab.keyboard.type("Plain  words.")
    tab.keyboard.press("Escape")
    assert target(tab, "p2.s1").inner_html() == "Plain  words."


def test_input_methods_keep_their_keys(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    target(tab, "p2.s1").click()
    tab.keyboard.press("Control+A")
    method = tab.context.new_cdp_session(tab)
    method.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    tab.evaluate(
        """() => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert target(tab, "p2.s1").get_attribute("contenteditable")
    method.send("Input.insertText", {"text": "你 (ni)"})
    tab.keyboard.press("Escape")
    assert target(tab, "p2.s1").text_content() == "你 (ni)"
    assert "1 edited" in counts(tab)


def test_accepting_goes_on_and_deals_with_flags(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    tab.keyboard.press("n")
    assert focused(tab) == "p2.s3"
    tab.keyboard.press("Control+Enter")
    assert focused(tab) == "p2.s4"
    assert "1 of 27 accepted · 0 edited · 1 of 6 flags" in counts(tab)
    tab.keyboard.press("p")
    assert focused(tab) != "p2.s3"
    tab.keyboard.press("d")
    assert "1 of 27 accepted" in counts(tab)
    assert "1 of 6 flags" not in counts(tab)


def test_typing_into_an_accepted_sentence_opens_it_again(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    target(tab, "p2.s1").click()
    tab.keyboard.press("Control+Enter")
    assert focused(tab) == "p2.s2"
    assert target(tab, "p2.s2").get_attribute("contenteditable")  # who was typing goes on typing
    retype(tab, "p2.s1", "Other words.")
    assert "0 of 27 accepted · 1 edited" in counts(tab)


def test_an_empty_sentence_cannot_be_accepted(desk: Open) -> None:
    empty = Sentence("p1.s1", "好。", "好。")
    tab = desk(Draft("d", Origin(), paragraphs=(Paragraph("p1", "paragraph", None, (empty,)),)))
    tab.keyboard.press("Control+Enter")
    assert "no English" in said(tab)
    assert target(tab, "p1.s1").text_content() == "not translated"
    retype(tab, "p1.s1", "Good.")
    assert save(tab)["units"][0]["was"] == ""


def test_minor_flags_come_last(desk: Open) -> None:
    draft = many(4, (Flag("split", "warning", "in 2 pieces"),))
    grave = dataclasses.replace(draft.paragraphs[2].sentences[0], flags=(Flag("number", "error", "1 not found"),))
    blocks = (*draft.paragraphs[:2], dataclasses.replace(draft.paragraphs[2], sentences=(grave,)), draft.paragraphs[3])
    tab = desk(dataclasses.replace(draft, paragraphs=blocks))
    tab.keyboard.press("n")
    assert focused(tab) == "p2.s1"
    tab.keyboard.press("d")
    for expect in ("p3.s1", "p0.s1", "p1.s1"):
        tab.keyboard.press("Alt+ArrowDown")
        assert focused(tab) == expect


def test_work_is_kept_until_the_page_is_opened_again(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    retype(tab, "p2.s1", "One.")
    tab.keyboard.press("Control+Enter")
    target(tab, "p2.s2").click()
    tab.keyboard.press("Control+A")
    tab.keyboard.type("Half a sent")  # never left
    kept(tab)
    tab.close()
    again = desk(draft)
    assert "2 sentences was kept" in said(again)
    assert target(again, "p2.s1").text_content() == "One."
    assert target(again, "p2.s2").text_content() == "Half a sent"
    assert "1 of 27 accepted · 2 edited" in counts(again)


def test_two_documents_do_not_mix(desk: Open, draft: Draft) -> None:
    first = desk(draft)
    retype(first, "p2.s1", "Of the first.")
    kept(first)
    sentences = draft.paragraphs[1].sentences
    other = dataclasses.replace(sentences[0], source="全然不同。")
    block = dataclasses.replace(draft.paragraphs[1], sentences=(other, *sentences[1:]))
    second = desk(dataclasses.replace(draft, paragraphs=(draft.paragraphs[0], block)), "other.html")
    third = desk(dataclasses.replace(draft, id="another"), "another.html")
    for tab in (second, third):
        assert "0 edited" in counts(tab)
        assert "earlier draft" not in said(tab)
        assert target(tab, "p2.s1").text_content() != "Of the first."


def test_a_draft_made_anew_offers_the_work_on_the_old_one(desk: Open, draft: Draft) -> None:
    old = desk(draft)
    retype(old, "p2.s1", "By hand.")
    retype(old, "p2.s2", "By hand too.")
    kept(old)
    sentences = tuple(dataclasses.replace(s, target=f"New: {s.target}") for s in draft.paragraphs[1].sentences)
    moved = dataclasses.replace(sentences[1], source="改了。")
    block = dataclasses.replace(draft.paragraphs[1], sentences=(sentences[0], moved, *sentences[2:]))
    made_anew = dataclasses.replace(draft, paragraphs=(draft.paragraphs[0], block, *draft.paragraphs[2:]))
    new = desk(made_anew, "new.html")
    assert "0 edited" in counts(new)
    assert "earlier draft of this document: 1 sentence" in said(new)
    new.get_by_role("button", name="Take it over").click()
    assert target(new, "p2.s1").text_content() == "By hand."
    assert target(new, "p2.s2").text_content() == moved.target
    new.keyboard.press("u")
    assert target(new, "p2.s1").text_content() == sentences[0].target
    kept(new)
    new.close()
    assert "earlier draft" not in said(desk(made_anew, "new.html"))


def test_the_same_page_in_two_tabs_agrees(desk: Open, draft: Draft) -> None:
    first, second = desk(draft), desk(draft)
    retype(first, "p2.s1", "In the first tab.")
    kept(first)
    shows(second, ".counts", "1 edited")
    assert target(second, "p2.s1").text_content() == "In the first tab."


@pytest.mark.parametrize(
    "broken",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
        "Object.defineProperty(window, 'localStorage', { value: null });",
    ],
    ids=["full", "forbidden", "absent"],
)
def test_a_browser_that_keeps_nothing_is_said(desk: Open, draft: Draft, broken: str) -> None:
    tab = desk(draft, before=broken)
    retype(tab, "p2.s1", "One.")
    kept(tab)
    assert "does not keep unsaved work" in tab.get_by_role("alert").text_content()
    assert save(tab)["units"][0]["target"] == "One."


def test_storage_that_holds_rubbish_harms_nothing(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    retype(tab, "p2.s1", "One.")
    kept(tab)
    for rubbish in ("{", "7", '{"units": 7}', '{"units": [null, 7, {"source_hash": 1}], "known": 3}'):
        tab.evaluate("(text) => Object.keys(localStorage).forEach((key) => localStorage.setItem(key, text))", rubbish)
        again = desk(draft)
        assert "0 edited" in counts(again)
        again.close()


def test_leaving_with_unsaved_work_asks_first(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    asked: list[str] = []
    tab.on("dialog", lambda d: (asked.append(d.type), d.accept()))
    tab.reload()
    assert asked == []
    retype(tab, "p2.s1", "One.")
    tab.reload()
    assert asked == ["beforeunload"]
    target(tab, "p2.s1").click()
    save(tab)
    tab.reload()
    assert asked == ["beforeunload"]
    assert target(tab, "p2.s1").text_content() == "One."


def test_the_file_of_corrections(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    retype(tab, "p2.s1", "One.")
    target(tab, "p2.s2").click()
    tab.keyboard.press("Control+Enter")
    of = {s.id: s for s in draft.sentences}
    first, second = of["p2.s1"], of["p2.s2"]
    found = save(tab)
    assert datetime.fromisoformat(found.pop("saved")) <= datetime.now(UTC)
    assert found == {
        "file": "qingshi-tea.corrections.json",
        "schema": "duizhao-corrections/1",
        "document": "qingshi-tea",
        "duizhao": draft.engine.duizhao,
        "units": [
            {"id": s.id, "source_hash": s.source_hash, "source": s.source, "target": text, "was": s.target} | extra
            for s, text, extra in [(first, "One.", {}), (second, second.target, {"accepted": True})]
        ],
    }


def test_corrections_load_back(desk: Open, draft: Draft, browser: Any, tmp_path: Path) -> None:
    tab = desk(draft)
    retype(tab, "title.s1", "Before the fog lifts: ")
    retype(tab, "p2.s1", "One.")
    tab.keyboard.press("Control+Enter")
    saved = save(tab)
    saved["units"].append({**saved["units"][0], "source_hash": "0" * 16})
    (tmp_path / "c.json").write_text(json.dumps(saved), encoding="utf-8")
    other = desk(dataclasses.replace(draft, engine=dataclasses.replace(draft.engine, beam=9)), "other.html")
    other.evaluate("localStorage.clear()")
    other.reload()
    with other.expect_file_chooser() as waiting:
        other.locator("[data-do=load]").click()
    waiting.value.set_files(tmp_path / "c.json")
    shows(other, ".notice", "loaded")
    assert "2 of 3 corrections loaded; 1 fit no sentence" in said(other)
    assert target(other, "p2.s1").text_content() == "One."
    assert "1 of 27 accepted · 2 edited" in counts(other)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "other/1", "units": []}', '{"schema": "duizhao-corrections/1"}']
)
def test_other_files_are_refused(desk: Open, draft: Draft, tmp_path: Path, text: str) -> None:
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    tab = desk(draft)
    with tab.expect_file_chooser() as waiting:
        tab.locator("[data-do=load]").click()
    waiting.value.set_files(tmp_path / "c.json")
    shows(tab, ".notice", "no file of corrections")
    assert "0 edited" in counts(tab)


def test_nothing_hostile_runs_while_it_is_edited(desk: Open, tmp_path: Path) -> None:
    texts = [case["text"] for case in HOSTILE]
    sentences = tuple(
        Sentence(f"p1.s{i}", t, t, t, "model", flags=(Flag(t, "error", t, (0, 1), (0, 1)),))
        for i, t in enumerate(texts)
    )
    bad = Draft(texts[1], Origin(path=texts[1]), paragraphs=(Paragraph("p1", "paragraph", None, sentences),))
    tab = desk(bad, before="window.alert = () => { window.ran = true; };")
    for i, text in enumerate(texts):
        tab.locator(TARGETS).nth(i).click()
        tab.keyboard.insert_text(text.replace("\n", " "))
        tab.keyboard.press("Escape")
        tab.keyboard.press("a")
        tab.keyboard.press("e")
    found = save(tab)
    assert [(u["id"], u["source"], u["source_hash"]) for u in found["units"]] == [
        (s.id, s.source, s.source_hash) for s in sentences
    ]
    assert found["document"] == texts[1]
    for unit, text in zip(found["units"], texts, strict=True):
        unit["target"] = f"x{text}"
    (tmp_path / "c.json").write_text(json.dumps(found), encoding="utf-8")
    with tab.expect_file_chooser() as waiting:
        tab.locator("[data-do=load]").click()
    waiting.value.set_files(tmp_path / "c.json")
    shows(tab, ".notice", f"{len(texts)} of {len(texts)} corrections loaded")
    assert tab.evaluate("window.ran") is None
    inside = tab.evaluate("[...document.querySelectorAll('.target *, .notes *')].map((e) => e.localName)")
    assert set(inside) <= {"span", "li", "b", "bdi", "mark", "small", "i"}
    assert not CONTROLS & set("".join(tab.locator(TARGETS).all_text_contents()))


def test_filters_and_find(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    retype(tab, "p2.s1", "An azalea.")
    tab.get_by_role("button", name="edited").click()
    assert tab.locator(".block .row:visible").count() == 1
    tab.locator('[data-mark="low"]').click()
    assert tab.locator(".block .row:visible .confidence.low").count() == tab.locator(".block .row:visible").count() > 0
    tab.locator('[data-mark="row"]').click()
    tab.keyboard.press("/")
    tab.keyboard.type("AZALEA")
    assert tab.locator(".block .row:visible").count() == 1
    assert "1 found" in tab.locator(".found").text_content()
    tab.keyboard.press("Escape")
    assert tab.locator(".block .row:visible").count() > 20
    tab.keyboard.press("/")
    tab.keyboard.type("1.26億")
    assert tab.locator(".block .row:visible").count() == 1


def test_by_keyboard_alone(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    tab.keyboard.press("?")
    assert tab.get_by_role("dialog").is_visible()
    for keys, _ in KEYS:
        for key in keys:
            assert key in tab.get_by_role("dialog").text_content()
    tab.keyboard.press("Escape")
    assert not tab.get_by_role("dialog").is_visible()
    tab.keyboard.press("n")
    tab.keyboard.press("Enter")
    tab.keyboard.press("End")
    tab.keyboard.type(" Njpu?")  # letters, not commands
    tab.keyboard.press("Escape")
    assert target(tab, "p2.s3").text_content().endswith(" Njpu?")
    tab.keyboard.press("j")
    assert focused(tab) == "p2.s4"
    tab.keyboard.press("ArrowUp")
    assert focused(tab) == "p2.s3"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.dataset.do") == "accept"
    tab.keyboard.press("Space")
    assert "1 of 27 accepted · 1 edited" in counts(tab)


def test_what_a_screen_reader_is_told(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    tab.keyboard.press("n")
    box = tab.get_by_role("textbox", name="English of 2.3")
    assert box.get_attribute("aria-readonly") == "true"
    assert "flags: number" in box.get_attribute("aria-label")
    tab.keyboard.press("a")
    assert "accepted; dealt with: number" in box.get_attribute("aria-label")
    tab.keyboard.press("Enter")
    assert box.get_attribute("aria-readonly") is None
    assert tab.locator(".counts[aria-live=polite]").count() == 1
    unnamed = tab.evaluate(
        "[...document.querySelectorAll('button')].filter((b) => !(b.ariaLabel || b.textContent.trim())).length"
    )
    assert unnamed == 0


def test_controls_do_not_print(desk: Open, draft: Draft) -> None:
    tab = desk(draft)
    retype(tab, "p2.s1", "Printed as it was edited.")
    tab.keyboard.press("e")
    tab.locator('[data-mark="edited"]').click()
    pdf = pypdfium2.PdfDocument(BytesIO(tab.pdf()))
    text = "".join(p.get_textpage().get_text_range() for p in pdf)
    assert "Printed as it was edited." in text
    assert "pointing at the car park" in text.replace("\r\n", " ")  # what a filter hides is printed
    for word in ("Save", "Load", "accepted", "✓ accept", "not accepted", "Find", "Click an English", "Keys"):
        assert word not in text


def test_reads_without_javascript(browser: Any, draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "draft.html").write_text(page(draft), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1200, "height": 6000})
    tab = context.new_page()
    tab.goto((tmp_path / "draft.html").as_uri())
    shown = tab.locator("body").inner_text()
    assert all(s.target.strip() in shown for s in draft.sentences)
    for word in ("Save", "accept", "Find"):
        assert word not in shown
    context.close()


def test_two_thousand_sentences_stay_quick(desk: Open) -> None:
    tab = desk(many(2000, (Flag("number", "error", "1 not found"),)))
    took = tab.evaluate(
        """() => {
          const press = (key, more) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
          const start = performance.now();
          for (let i = 0; i < 40; i++) press("Enter", { ctrlKey: true });
          document.querySelector("[data-mark=open]").click();
          return (performance.now() - start) / 41;
        }"""
    )
    assert "40 of 2000 accepted" in counts(tab)
    assert took < 200  # milliseconds a command, on a slow machine
