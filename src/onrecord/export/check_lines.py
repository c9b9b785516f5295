"""A check as lines of JSON: one for the report, each topic, each statement, each other document.

Check ──▶ lines_of ──▶ lines of ``onrecord-check/1``, told apart by their key ``line``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.comparing.check import Check
    from onrecord.comparing.say import Said


def lines_of(check: Check) -> Iterator[bytes]:
    """The lines, without line breaks: document, topics in order, statements, other documents."""
    yield _line(
        "document", schema=check.schema, document=check.document, itself=check.itself,
        copies=check.copies, compared=check.compared, unmerged=check.unmerged, gaps=check.gaps,
    )  # fmt: skip
    for topic in check.topics:
        yield _line("topic", topic=topic)
    for statement in check.statements:
        yield _line("statement", statement=statement)
    for report in check.others:
        yield _line("other", document=report)


def _line(kind: str, **parts: object) -> bytes:
    return msgspec.json.encode({"line": kind, **parts})


def lines_of_said(said: Said) -> Iterator[bytes]:
    """The lines of what a holder says: holder, topics, statements, other documents."""
    yield _line("holder", schema=said.schema, holder=said.holder)
    for topic in said.topics:
        yield _line("topic", topic=topic)
    for one in said.statements:
        yield _line("statement", statement=one)
    for report in said.others:
        yield _line("other", document=report)
