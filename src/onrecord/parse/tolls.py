"""Tolls of headlines that the parser takes for deeds: "2 civilians killed 9 injured in attack".

    heads, relations ──▶ mend_tolls ──▶ heads, relations: both participles are passive, side by side

Told so by a count before the first participle, a bare count between the two, and nothing after the
second that it could be done to. "Two gunmen killed nine people" and "rebels killed 9" stay deeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMA = ","
SUBJECT, PASSIVE = "nsubj", "nsubj:pass"
PAST, PARTICIPLE = frozenset({"VBD", "VBN"}), "VBN"
COUNTED = frozenset({"det", "nummod"})
AUXILIARY = frozenset({"aux", "aux:pass"})
#: Parts of speech that may follow the second participle.
AFTER = frozenset({"ADP", "PUNCT", "SCONJ", "CCONJ", "ADV"})


class Columns(NamedTuple):
    """Columns of a parse in UD style; heads and relations are changed in place."""

    heads: list[int]
    deps: list[str]
    tags: Sequence[str]
    pos: Sequence[str]
    counts: Sequence[bool]  #: whether a token is a number


def mend_tolls(columns: Columns) -> None:
    """Make both participles of a toll passive, where the parser made the first a deed."""
    if PARTICIPLE not in columns.tags:
        return
    for first in range(1, len(columns.tags) - 2):
        if columns.tags[first] in PAST and columns.deps[first - 1] == SUBJECT:
            number = first + 1 + (columns.tags[first + 1] == COMMA)
            if _is_toll(columns, first, number):
                _mend(columns, first, number)


def _is_toll(columns: Columns, first: int, number: int) -> bool:
    heads, deps, tags, pos, counts = columns
    second = number + 1
    if second >= len(tags) or not counts[number] or tags[second] != PARTICIPLE:
        return False
    if second + 1 < len(tags) and pos[second + 1] not in AFTER:
        return False
    kids = [
        (i, deps[i]) for i, head in enumerate(heads) if head in (first - 1, first) and i != head
    ]
    counted = any(dep in COUNTED and heads[i] == first - 1 for i, dep in kids)
    helped = any(dep in AUXILIARY and heads[i] == first for i, dep in kids)
    around = heads[first] not in (first, second) and second in _above(heads, first)
    return heads[first - 1] == first and counted and not helped and not around


def _above(heads: Sequence[int], i: int) -> set[int]:
    """All words that a word depends on."""
    found: set[int] = set()
    while heads[i] not in found:
        i = heads[i]
        found.add(i)
    return found


def _mend(columns: Columns, first: int, number: int) -> None:
    heads, deps = columns.heads, columns.deps
    second = number + 1
    if heads[first] == second:  # the first depended on the second
        heads[first] = first if heads[second] == second else heads[second]
        deps[first] = deps[second]
    heads[second], deps[second] = first, "conj"
    deps[first - 1] = PASSIVE
    heads[number], deps[number] = second, PASSIVE
