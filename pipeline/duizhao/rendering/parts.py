"""What every format says of a draft, said once: its language, its data, its flags, what was repaired and dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from duizhao.record import Draft, Flag, Meta, Paragraph, Sentence

MARKS = {"error": "✖", "warning": "⚠"}
"""The sign of each severity, where there is no colour."""

_VARIANTS = {"zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class Detail:
    """Places of one kind that were repaired or dropped: what it is called, how many, and each text with its number."""

    name: str
    count: int
    items: tuple[tuple[str, str, str, int], ...]
    """before, after (empty where dropped), mark, how often."""


_NUMBERED = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．]|[①-⑳•·●▪])")


def bullet(paragraph: Paragraph) -> str:
    """The mark before an item; none before one that has its own number or mark."""
    return "" if _NUMBERED.match(paragraph.source) else "• "


def language(draft: Draft) -> str:
    """The language tag of the source: by the script it shows, else by what the document says of itself."""
    hant, hans = (int(draft.script.evidence.get(s) or 0) for s in ("hant", "hans"))
    if hant != hans:
        return "zh-Hant" if hant > hans else "zh-Hans"
    said = (draft.meta.lang or "").replace("_", "-").lower()
    if "hant" in said or "hans" in said:
        return "zh-Hant" if "hant" in said else "zh-Hans"
    return _VARIANTS.get(said, "zh")


def has_han(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return bool(re.search("[\u3400-\u9fff\U00020000-\U0003ffff]", text))


def facts(meta: Meta) -> list[tuple[str, str]]:
    """What is known of the document, label and value, in the order in which it is shown."""
    found = [
        ("Subtitle", meta.subtitle),
        ("Date", date(meta.date)),
        ("Place", meta.place),
        ("Source", meta.source),
        ("By", ", ".join(meta.authors)),
        ("Editor", meta.editor),
        ("Section", meta.section),
        ("Address", meta.url),
    ]
    return [(label, value) for label, value in found if value]


def date(value: str | None) -> str | None:
    """An ISO date as people read it: without the T, without seconds."""
    match = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?(.*)$", value or "")
    return " ".join(filter(None, match.groups())) if match else value


def name(draft: Draft) -> str:
    """What the draft is called: its title, in English where it has one, else its id."""
    return (draft.title and (draft.title.target or draft.title.source)) or draft.id


def number(identity: str) -> str:
    """The short name of a sentence: p4.s2 is 4.2."""
    match = re.fullmatch(r"p(\d+)\.s(\d+)", identity)
    return ".".join(match.groups()) if match else identity


def note(flag: Flag) -> str:
    """A flag in words."""
    return f"{flag.check}: {flag.message}"


def counts(draft: Draft) -> Counter[str]:
    """How many sentences there are, from where, with flags of which severity."""
    out: Counter[str] = Counter()
    for sentence in draft.sentences:
        out["sentences"] += 1
        out[sentence.came_from] += 1
        out["flagged"] += bool(sentence.weak_spots)
        out.update({f.severity for f in sentence.weak_spots})
    return out


def tally(draft: Draft) -> str:
    """The counts in words."""
    if draft.summary and not draft.paragraphs:
        return ""
    n = counts(draft)
    said = [_plural(n["sentences"], "sentence")]
    said += [_plural(n[s], "with an error" if s == "error" else "with a warning", "") for s in MARKS if n[s]]
    said += [f"{n[w]} {words}" for w, words in _ORIGINS.items() if n[w]]
    return " · ".join(said)


_ORIGINS = {"memory": "from memory", "edited": "edited", "copied": "copied", "none": "not translated"}


def origin(sentence: Sentence) -> str:
    """Where the target came from, where it was not the model."""
    return _ORIGINS.get(sentence.came_from, "")


def repaired(draft: Draft) -> list[Detail]:
    """What each cleaning step mended, equal edits counted together."""
    return [
        _detail(r.step, r.count, ((e.before, e.after, e.mark) for e in r.edits))
        for r in draft.repairs
        if r.count or r.edits
    ]


def dropped(draft: Draft) -> list[Detail]:
    """What was left out, by reason."""
    reasons = dict.fromkeys(d.reason for d in draft.dropped)
    groups = {reason: [d.text for d in draft.dropped if d.reason == reason] for reason in reasons}
    return [_detail(reason, len(texts), ((t, "", "") for t in texts)) for reason, texts in groups.items()]


def engine(draft: Draft) -> str:
    """What made the draft, on one line; empty where nothing did."""
    e = draft.engine
    model = f"{e.model} ({e.model_sha256[:12]})" if e.model_sha256 else e.model
    beam = f"beam {e.beam}" if e.beam else ""
    version = f"duizhao {e.duizhao}" if e.duizhao else ""
    return " · ".join(filter(None, (version, model, e.engine, e.device, e.compute, beam, e.note)))


def _detail(name: str, count: int, items: Iterable[tuple[str, str, str]]) -> Detail:
    return Detail(name.replace("-", " "), count, tuple((*item, n) for item, n in Counter(items).items()))


def _plural(count: int, word: str, ending: str = "s") -> str:
    return f"{count} {word}{ending if count != 1 else ''}"
