"""For which outlet a document counts: outlets that print one text are one.

documents with their outlets, groups of copies ──▶ outlets_of ──▶ document, name → its group
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def outlets_of(
    documents: Mapping[str, str | None], copies: Iterable[tuple[str, ...]]
) -> dict[str, str]:
    """Of each document the first document of its outlet or of the outlets that share its text.

    The names of the outlets, folded, lead to their groups, too.

    Args:
        documents: outlet of each document id; a document without one is an outlet of its own.
        copies: groups of documents that share their text; others than ``documents`` do not count.
    """
    root = {doc: doc for doc in sorted(documents)}
    same: dict[str, list[str]] = {}
    for doc in root:
        outlet = documents[doc]
        if outlet:
            same.setdefault(outlet, []).append(doc)
    for group in (*same.values(), *([d for d in g if d in root] for g in copies)):
        for one, two in itertools.pairwise(group):
            low, high = sorted((_top(root, one), _top(root, two)))
            root[high] = low
    names = {outlet.casefold(): found[0] for outlet, found in same.items()}
    return {key: _top(root, doc) for key, doc in (*names.items(), *((d, d) for d in root))}


def _top(root: Mapping[str, str], doc: str) -> str:
    while root[doc] != doc:
        doc = root[doc]
    return doc
