"""The values: every class travels to JSON and back; nothing is built without its words."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

import jsonschema
import msgspec
import pytest

from onrecord import model
from onrecord.interchange import decode_reading, encode_reading, reading_schema
from onrecord.model import Account, Actor, Document, Link, Place, Relation, Span, Statement

if TYPE_CHECKING:
    from onrecord.reading import Reader

SPAN = Span(0, 4, "Army")
CLASSES = [
    c
    for c in vars(model).values()
    if isinstance(c, type) and (is_dataclass(c) or issubclass(c, msgspec.Struct))
]


def example(kind: Any) -> Any:
    """A value of any type used in the model, with no field left empty."""
    if kind is Span or kind is str:
        return SPAN if kind is Span else "x"
    if kind in (int, float, bool):
        return kind(1)
    if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, msgspec.Struct)):
        return build(kind)
    arguments = [a for a in getattr(kind, "__args__", ()) if a is not type(None)]
    if get_origin(kind) is tuple:
        return tuple(example(a) for a in arguments if a is not Ellipsis)
    if get_origin(kind) is dict:
        return {"key": "value"}
    return example(arguments[0])


def build(kind: type) -> Any:
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)] if is_dataclass(kind) else list(kind.__struct_fields__)
    values = {name: example(hints[name]) for name in names}
    if kind is Statement:
        values["holder_chain"] = (model.DOC, "a")
    if kind is Place:
        values["precision"] = "point"
    return kind(**values)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda c: c.__name__)
def test_every_class_travels_to_json_and_back(kind: type) -> None:
    value = build(kind)
    line = msgspec.json.encode(value)
    assert msgspec.json.decode(line, type=kind) == value


def test_every_class_is_frozen() -> None:
    for kind in CLASSES:
        value = build(kind)
        name = next(iter(getattr(kind, "__struct_fields__", None) or [fields(kind)[0].name]))
        with pytest.raises(AttributeError):
            setattr(value, name, "other")


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Actor, {"mentions": ()}),
        (Place, {"mentions": ()}),
        (Place, {"precision": "country"}),
        (Statement, {"content": ()}),
        (Statement, {"holder_chain": ("a",)}),
        (Account, {"trigger": ()}),
        (Account, {"asserted_by": (), "denied_by": ()}),
        (Relation, {"spans": ()}),
        (Relation, {"asserted_by": (), "denied_by": ()}),
    ],
)
def test_a_value_without_evidence_cannot_be_built(kind: type, change: dict[str, object]) -> None:
    value = build(kind)
    with pytest.raises(ValueError, match=r"no words|told by nobody|start at|not a point"):
        replace(value, **change)


def test_a_link_without_evidence_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="no words"):
        Link("l", "causes", "a", "b", "+", (), ("s",), "r", 0.5)


def test_ids_name_content_and_origin() -> None:
    wire = Document("Same text.", outlet="A", published="2024-12-04")
    reprint = replace(wire, outlet="B")
    assert wire.content_id == reprint.content_id
    assert wire.doc_id != reprint.doc_id
    assert replace(wire, title="other").doc_id == wire.doc_id


def test_the_schema_in_the_docs_is_the_schema_of_the_classes() -> None:
    path = Path(__file__).parent.parent / "docs" / "reading.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(
        json.dumps(reading_schema())
    ), "type: onrecord schema > docs/reading.schema.json"


def test_readings_of_the_sample_are_valid_and_read_back(reader: Reader) -> None:
    file = resources.files("onrecord") / "demo" / "sample.jsonl"
    given = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    document = Document(text=given["text"], published=given["published"], language="en")
    reading = reader(document)
    line = encode_reading(reading)
    assert decode_reading(line) == reading
    jsonschema.validate(json.loads(line), reading_schema())
