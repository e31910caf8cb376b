"""A draft to and from the JSON of its record (`schema/duizhao-1.json`)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict, fields, is_dataclass, replace
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from duizhao.edits import Edit
from duizhao.errors import InputError
from duizhao.record import (
    SCHEMA,
    CameFrom,
    Draft,
    Dropped,
    EngineInfo,
    Flag,
    Json,
    Kind,
    Meta,
    Origin,
    Paragraph,
    Repair,
    Script,
    Sentence,
    Summary,
    SummarySentence,
    TermState,
    TermUse,
)


def to_json(draft: Draft) -> Json:
    """The record, its keys in the order in which people read them."""
    return {
        "schema": SCHEMA,
        "id": draft.id,
        "origin": asdict(draft.origin),
        "meta": _meta(draft.meta),
        "script": asdict(draft.script),
        "title": draft.title and _paragraph(draft.title),
        "paragraphs": [_paragraph(p) for p in draft.paragraphs],
        "summary": draft.summary and _summary(draft.summary),
        "dropped": [{"text": d.text, "reason": d.reason, "at": list(d.at)} for d in draft.dropped],
        "repairs": [
            {"step": r.step, "count": r.count, "edits": [[e.start, e.end, e.before, e.after, e.mark] for e in r.edits]}
            for r in draft.repairs
        ],
        "engine": asdict(draft.engine),
    }


def _meta(meta: Meta) -> Json:
    out = asdict(meta)
    out["authors"] = list(meta.authors)
    out["evidence"] = {k: list(v) if isinstance(v, tuple) else v for k, v in meta.evidence.items()}
    return out


def _paragraph(p: Paragraph) -> Json:
    return {
        "id": p.id,
        "kind": p.kind,
        "at": p.at and list(p.at),
        "place": p.place,
        "source": p.source,
        "target": p.target,
        "gist": p.gist,
        "sentences": [_sentence(s) for s in p.sentences],
    }


def _sentence(s: Sentence) -> Json:
    return {
        "id": s.id,
        "source": s.source,
        "source_hash": s.source_hash,
        "normalised": s.normalised,
        "target": s.target,
        "target_hash": s.target_hash,
        "from": s.came_from,
        "score": s.score,
        "confidence": s.confidence,
        "flags": [_flag(f) for f in s.flags],
        "terms": [_term(t) for t in s.terms],
    }


def _term(t: TermUse) -> Json:
    return {
        "source": t.source,
        "target": t.target,
        "state": t.state,
        "source_span": list(t.source_span),
        "target_span": t.target_span and list(t.target_span),
    }


def _flag(f: Flag) -> Json:
    return {
        "check": f.check,
        "severity": f.severity,
        "message": f.message,
        "source_span": f.source_span and list(f.source_span),
        "target_span": f.target_span and list(f.target_span),
    }


def _summary(s: Summary) -> Json:
    sentences = [
        {
            "source": x.source,
            "target": x.target,
            "supports": list(x.supports),
            "support_scores": list(x.support_scores),
            "flags": [_flag(f) for f in x.flags],
        }
        for x in s.sentences
    ]
    return {"method": s.method, "asked": s.asked, "signature": s.signature, "sentences": sentences}


def from_json(data: Json) -> Draft:
    """A draft from a record; unknown keys are ignored. Raises InputError where it is no `duizhao/1` record."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise InputError(f"is no {SCHEMA} record", remedy='A record is an object with "schema": "duizhao/1".')
    try:
        draft = _draft(data)
        _refuse_unfit(draft)
        return draft
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as e:
        name = e.args[0] if isinstance(e, KeyError) else e
        raise InputError(f"is a damaged {SCHEMA} record ({name})", remedy="See schema/duizhao-1.json.") from e


def _refuse_unfit(value: Any) -> None:
    """Raise ValueError for a field, of a dataclass or of those in it, that holds what its annotation does not allow."""
    for name, hint in _hints(value.__class__).items():
        said = getattr(value, name)
        if not _fits(said, hint):
            raise ValueError(f"{name} is {said!r:.80}")


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, hint: Any) -> bool:
    kind, arguments = get_origin(hint), get_args(hint)
    if kind is Literal:
        return isinstance(value, str) and value in arguments
    if kind in (Union, UnionType):
        return any(_fits(value, one) for one in arguments)
    if kind is tuple and arguments[-1] is not ...:
        return isinstance(value, tuple) and len(value) == len(arguments) and all(map(_fits, value, arguments))
    if kind is tuple:
        return isinstance(value, tuple) and all(_fits(one, arguments[0]) for one in value)
    if is_dataclass(hint) and is_dataclass(value):  # which is of that kind, for it was made here
        _refuse_unfit(value)
        return True
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind or hint) and (hint is not int or not isinstance(value, bool))


def _draft(data: Json) -> Draft:
    summary = data.get("summary")
    return Draft(
        id=str(data["id"]),
        origin=_known(Origin, data["origin"]),
        meta=_read_meta(data.get("meta") or {}),
        script=_known(Script, data.get("script") or {}),
        title=_read_paragraph({"id": "title", "kind": "heading"} | data["title"]) if data.get("title") else None,
        paragraphs=tuple(_read_paragraph(p) for p in data["paragraphs"]),
        summary=summary and _read_summary(summary),
        dropped=tuple(Dropped(d["text"], d["reason"], _span(d["at"])) for d in data.get("dropped", ())),
        repairs=tuple(
            Repair(r["step"], r["count"], tuple(_read_edit(e, r["step"]) for e in r["edits"]))
            for r in data.get("repairs", ())
        ),
        engine=_known(EngineInfo, data.get("engine") or {}),
    )


def _read_edit(data: list[Any], step: str) -> Edit:
    start, end, before, after, mark = data
    return Edit(start, end, before, after, mark, step)


def _known(kind: type, data: Json) -> Any:
    names = {f.name for f in fields(kind)}
    return kind(**{k: v for k, v in data.items() if k in names})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{type(value).__name__} where a text belongs")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _one_of(value: Any, known: Any) -> Any:
    if value not in get_args(known):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(known))}")
    return value


def _span(value: Any) -> tuple[int, int]:
    start, end = value
    return int(start), int(end)


def _read_meta(data: Json) -> Meta:
    evidence = {k: v if isinstance(v, str) else _span(v) for k, v in data.get("evidence", {}).items()}
    names = ("title", "subtitle", "date", "place", "source", "editor", "section", "url", "lang")
    values = {name: _text_or_none(data.get(name)) for name in names}
    return Meta(**values, authors=tuple(_text(a) for a in data.get("authors") or ()), evidence=evidence)


def _read_paragraph(data: Json) -> Paragraph:
    at = data.get("at")
    sentences = [_read_sentence(s) for s in data.get("sentences", ())]
    if not sentences:
        source = _text(data["source"])
        sentences = [Sentence(f"{data['id']}.s1", source, source, _text(data.get("target") or ""))]
    return Paragraph(
        _text(data["id"]),
        _one_of(data["kind"], Kind),
        _span(at) if at else None,
        tuple(sentences),
        data.get("place"),
        _text_or_none(data.get("gist")),
    )


def _read_sentence(data: Json) -> Sentence:
    """A sentence; one whose target is no longer that of its hash was edited by hand."""
    said = _sentence_as_said(data)
    written = data.get("target_hash")
    return said if written in (None, said.target_hash) else replace(said, came_from="edited")


def _sentence_as_said(data: Json) -> Sentence:
    return Sentence(
        _text(data["id"]),
        _text(data["source"]),
        _text(data.get("normalised") or data["source"]),
        _text(data.get("target") or ""),
        _one_of(data.get("from", "none"), CameFrom),
        data.get("score"),
        data.get("confidence"),
        tuple(_read_flag(f) for f in data.get("flags", ())),
        tuple(_read_term(t) for t in data.get("terms", ())),
    )


def _read_term(data: Json) -> TermUse:
    target = data.get("target_span")
    return TermUse(
        _text(data["source"]),
        _text(data["target"]),
        _one_of(data["state"], TermState),
        _span(data["source_span"]),
        _span(target) if target else None,
    )


def _read_flag(data: Json) -> Flag:
    source, target = data.get("source_span"), data.get("target_span")
    return Flag(
        data["check"],
        data["severity"],
        data["message"],
        _span(source) if source else None,
        _span(target) if target else None,
    )


def _read_summary(data: Json) -> Summary:
    sentences = tuple(
        SummarySentence(
            s["source"],
            s["target"],
            tuple(s["supports"]),
            tuple(_read_flag(f) for f in s.get("flags", ())),
            tuple(map(float, s.get("support_scores", ()))),
        )
        for s in data["sentences"]
    )
    return Summary(data["method"], data["asked"], sentences, str(data.get("signature", "")))
