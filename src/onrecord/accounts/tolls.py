"""Figures of a document by the words that they count or are told by.

    quantities ──▶ tolls_by_word ──▶ token ──▶ kinds and numbers

By its toll a happening is known again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.found import Found

#: Kind and number of a figure.
Toll = tuple[str, float]


def tolls_by_word(found: Found) -> dict[int, list[Toll]]:
    """Figures by the words that they stand at or hang on, up to the first verb."""
    values = {q.quantity_id: q for q in found.quantities.quantities}
    tolls: dict[int, list[Toll]] = {}
    for mention in found.quantities.index.mentions:
        quantity = values[mention.id]
        number = quantity.best if quantity.best is not None else quantity.low
        if number is None:
            continue
        for i in (mention.head, *found.parse.ancestors(mention.head)):
            tolls.setdefault(i, []).append((quantity.kind, number))
            if found.parse.tokens[i].pos == "VERB":
                break
    return tolls
