"""The draft on a terminal: side by side where there is room, else one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duizhao.record import Draft, Flag, Paragraph, Sentence
from duizhao.rendering import parts
from duizhao.rendering.safe import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDE = 80
"""Columns from which source and target stand side by side."""

_STYLES = {"error": "bold red", "warning": "yellow"}


def show(draft: Draft, console: Console) -> None:
    """Print the draft: title, data, summary, then paragraph after paragraph. Text is never read as rich's markup."""
    from rich.rule import Rule

    def say(text: RenderableType = "") -> None:
        console.print(text, highlight=False, markup=False)

    if draft.title:
        say(_rows(draft.title, console, "bold"))
    facts = " · ".join(value for _, value in parts.facts(draft.meta))
    for line in filter(None, (facts, parts.tally(draft))):
        say(_text(line, "dim"))
    if draft.summary and draft.summary.sentences:
        say(Rule(_text("摘要 Summary", "bold"), style="dim"))
        for s in draft.summary.sentences:
            rests = " ".join(map(parts.number, s.supports))
            pair = Sentence("", s.source, s.source, s.target, flags=s.flags)
            say(_pairs([(rests, pair)], console, ""))
    say(Rule(style="dim"))
    for paragraph in draft.paragraphs:
        say(_rows(paragraph, console, "bold" if paragraph.kind == "heading" else ""))
        if paragraph.gist:
            say(_text(f"  Gist: {paragraph.gist}", "italic dim"))
        say()
    for label, details in (("Repaired", parts.repaired(draft)), ("Dropped", parts.dropped(draft))):
        if details:
            say(_text(f"{label}: {', '.join(f'{d.name} {d.count}' for d in details)}", "dim"))
    if line := parts.engine(draft):
        say(_text(line, "dim"))


def _rows(paragraph: Paragraph, console: Console, style: str) -> RenderableType:
    return _pairs([(parts.number(s.id) if s.id[:1] == "p" else "", s) for s in paragraph.sentences], console, style)


def _pairs(pairs: list[tuple[str, Sentence]], console: Console, style: str) -> RenderableType:
    from rich.console import Group
    from rich.table import Table

    if console.width < WIDE:
        return Group(*(text for _, s in pairs for text in (_text(s.source.strip(), style), _target(s, style))))
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(style="dim", width=6, justify="right", overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    for name, sentence in pairs:
        table.add_row(_text(name), _text(sentence.source.strip(), style), _target(sentence, style))
    return table


def _target(sentence: Sentence, style: str) -> Text:
    text = _text(sentence.target.strip() or "(not translated)", style if sentence.target.strip() else "dim italic")
    if origin := (parts.origin(sentence) if sentence.id and sentence.target.strip() else ""):
        text.append(f" ({origin})", "dim")
    for flag in sentence.flags:
        text.append(f"\n{_flag(flag)}", _STYLES[flag.severity])
    return text


def _flag(flag: Flag) -> str:
    return visible(f"{parts.MARKS[flag.severity]} {parts.note(flag)}")


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(visible(text), style=style, overflow="fold")  # Chinese has no spaces to break at
