"""The published schema of the record."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import duizhao.record as record
from duizhao.record import Draft, Origin
from duizhao.rendering import render

CASES = Path(__file__).parent.parent / "cases" / "rendering"
SCHEMA = json.loads((Path(record.__file__).parent / "schema" / "duizhao-1.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SAMPLE = json.loads((CASES / "draft.json").read_text(encoding="utf-8"))

PARTS: dict[str, dict[str, Any]] = {
    "Draft": SCHEMA,
    "Origin": SCHEMA["$defs"]["origin"],
    "Meta": SCHEMA["$defs"]["meta"],
    "Script": SCHEMA["$defs"]["script"],
    "Flag": SCHEMA["$defs"]["flag"],
    "Sentence": SCHEMA["$defs"]["sentence"],
    "TermUse": SCHEMA["$defs"]["term"],
    "Paragraph": SCHEMA["$defs"]["block"],
    "SummarySentence": SCHEMA["$defs"]["summary_sentence"],
    "Summary": SCHEMA["$defs"]["summary"],
    "Dropped": SCHEMA["$defs"]["dropped"],
    "Repair": SCHEMA["$defs"]["repair"],
    "EngineInfo": SCHEMA["$defs"]["engine"],
}
CLASSES = {n: c for n, c in vars(record).items() if dataclasses.is_dataclass(c) and c.__module__ == record.__name__}


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_dataclass_is_described() -> None:
    assert set(CLASSES) == set(PARTS)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_field_is_described(name: str) -> None:
    described = PARTS[name]["properties"]
    for field in dataclasses.fields(CLASSES[name]):
        key = "from" if field.name == "came_from" else field.name
        assert described[key]["description"].endswith("."), key
    assert PARTS[name]["description"]


def test_every_key_written_is_described() -> None:
    def keys(value: Any, schema: dict[str, Any], where: str) -> None:
        schema = next((s for s in schema.get("anyOf", ()) if "$ref" in s), schema)
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        schema = schema if "$ref" not in schema else SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        if isinstance(value, dict) and "properties" in schema:
            for key, inner in value.items():
                assert key in schema["properties"], f"{where}.{key}"
                keys(inner, schema["properties"][key], f"{where}.{key}")
        if isinstance(value, list) and isinstance(schema.get("items"), dict):
            for inner in value:
                keys(inner, schema["items"], where)

    keys(Draft.from_json(SAMPLE).to_json(), SCHEMA, "")


@pytest.mark.parametrize("draft", [Draft.from_json(SAMPLE), Draft("empty", Origin())], ids=["sample", "empty"])
def test_records_validate(draft: Draft) -> None:
    VALIDATOR.validate(json.loads(render(draft, "jsonl")))


def test_unknown_keys_are_allowed_everywhere() -> None:
    def more(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: more(v) for k, v in value.items()} | {"later": "x"}
        return [more(v) for v in value] if isinstance(value, list) else value

    grown = more(SAMPLE)
    VALIDATOR.validate({**grown, "meta": {**grown["meta"], "evidence": {}}})
    assert Draft.from_json(grown) is not None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "duizhao/2"),
        (("paragraphs", 0, "kind"), "poem"),
        (("paragraphs", 0, "at"), [5]),
        (("paragraphs", 0, "sentences", 0, "from"), "oracle"),
        (("paragraphs", 1, "sentences", 2, "flags", 0, "severity"), "fatal"),
        (("repairs", 0, "edits", 0), [1, 2, "a", "b", "maybe"]),
        (("dropped", 0, "reason"), None),
    ],
)
def test_wrong_values_are_refused(path: tuple[Any, ...], value: Any) -> None:
    data = json.loads(json.dumps(SAMPLE))
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(data)


def test_a_short_record_of_another_program_validates_and_reads() -> None:
    short = {
        "schema": "duizhao/1",
        "id": "a",
        "origin": {},
        "title": {"source": "題", "target": "Title"},
        "paragraphs": [{"id": "p1", "kind": "paragraph", "source": "好。", "target": "Good."}],
    }
    VALIDATOR.validate(short)
    assert Draft.from_json(short).paragraphs[0].target == "Good."
