"""A check as lines of JSON: one for the report, each topic, each statement, each other document.

Check ──▶ lines_of ──▶ lines of ``onrecord-check/1``, told apart by their key ``line``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.comparing.check import Check


def lines_of(check: Check) -> Iterator[bytes]:
    """The lines, without line breaks: document, topics in order, statements, other documents."""
    yield _line(
        "document", schema=check.schema, document=check.document, itself=check.itself,
        copies=check.copies, compared=check.compared, gaps=check.gaps,
    )  # fmt: skip
    for topic in check.topics:
        yield _line("topic", topic=topic)
    for statement in check.statements:
        yield _line("statement", statement=statement)
    for report in check.others:
        yield _line("other", document=report)


def _line(kind: str, **parts: object) -> bytes:
    return msgspec.json.encode({"line": kind, **parts})
