"""The few functions that other programs call."""

from __future__ import annotations

from datetime import date

import pytest

import onrecord
from onrecord.errors import DocumentError

TEXT = "The ministry said on Monday that rebels had shelled Osk."


def test_a_text_is_read():
    reading = onrecord.read(TEXT, published="2024-12-04", id="r1", outlet="The Courier")
    assert reading.document.published == "2024-12-04"
    assert reading.document.published_precision == "day"
    assert (reading.document.id, reading.document.outlet) == ("r1", "The Courier")


def test_a_day_may_be_a_date():
    assert onrecord.read(TEXT, published=date(2024, 12, 4)).document.published == "2024-12-04"


def test_a_file_is_read(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(f"date 2024-12-04\n{TEXT}")
    assert onrecord.read(file).document.published == "2024-12-04"


@pytest.mark.parametrize("text", ["", " \n", "a \ud800 b"])
def test_no_text_is_refused(text):
    with pytest.raises(DocumentError):
        onrecord.read(text)


def test_a_day_that_is_not_iso_is_refused():
    with pytest.raises(DocumentError, match="2024-12-04"):
        onrecord.read(TEXT, published="4 December")


def test_a_file_must_hold_one_document(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "a"}\n{"text": "b"}\n')
    with pytest.raises(DocumentError, match="use read_many"):
        onrecord.read(file)
    with pytest.raises(DocumentError, match="cannot be opened"):
        onrecord.read(tmp_path / "no.txt")
    file.write_text('{"text": "a"}\n')
    with pytest.raises(DocumentError, match="names its own"):
        onrecord.read(file, published="2024-12-04")


def test_many_are_read_in_order(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "a"}\n{\n{"id": "2", "text": "b"}\n')
    one, failure, two = onrecord.read_many([tmp_path])
    assert (one.document.id, two.document.id) == ("1", "2")
    assert isinstance(failure, onrecord.Failure)


def test_public_names_are_those_that_are_listed():
    for name in onrecord.__all__:
        assert getattr(onrecord, name)
    with pytest.raises(AttributeError):
        onrecord.unknown  # noqa: B018
