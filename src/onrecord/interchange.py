"""Readings at the border: JSON out, JSON in, and the schema of both.

Reading ──▶ encode_reading ──▶ one line of JSON ──▶ decode_reading ──▶ Reading
"""

from __future__ import annotations

import msgspec

from onrecord.model import Reading


def encode_reading(reading: Reading) -> bytes:
    """A reading as one line of JSON without the line break."""
    return msgspec.json.encode(reading)


def decode_reading(line: bytes | str) -> Reading:
    """Read back a line; raises ``msgspec.ValidationError`` with the path of what is wrong."""
    return msgspec.json.decode(line, type=Reading)


def reading_schema() -> dict[str, object]:
    """The JSON Schema of a reading, made from the classes above."""
    return msgspec.json.schema(Reading)
