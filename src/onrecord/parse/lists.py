"""Lists that the parser takes for descriptions: "a man, two women and a child were killed".

    heads, relations ──▶ mend_lists ──▶ relations: the second member is joined, not an apposition

A description is closed by a comma where the clause goes on ("Haddad, a doctor and a poet, left");
a list is not. At the end of a clause only numbers and plurals tell the two apart.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMA = ","
SINGULAR, PLURAL = "NN", "NNS"
#: What makes a noun one of several that are counted or named apart.
DETERMINERS = frozenset({"det", "nummod", "nmod:poss"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


class Columns(NamedTuple):
    """Columns of a parse in UD style: head token numbers, relations, tags of words."""

    heads: Sequence[int]
    deps: list[str]
    tags: Sequence[str]


def mend_lists(columns: Columns) -> None:
    """Change ``appos`` to ``conj`` in place, where a list was meant."""
    deps = columns.deps
    if "appos" not in deps:
        return
    kids: dict[int, list[int]] = defaultdict(list)
    for i, head in enumerate(columns.heads):
        if head != i:
            kids[head].append(i)
    for i, dep in enumerate(deps):
        if dep == "appos" and _is_member(columns, kids, i):
            deps[i] = "conj"


def _is_member(columns: Columns, kids: dict[int, list[int]], i: int) -> bool:
    """Whether an apposition is the second member of a list."""
    heads, deps, tags = columns
    first = heads[i]
    joined = [kid for kid in kids[i] if deps[kid] == "conj"]
    if not joined or not any(deps[kid] == "cc" for kid in kids[i]):
        return False
    members = (first, i, *joined)
    if not all(any(deps[k] in DETERMINERS for k in kids[m]) for m in members):
        return False
    below = _below(kids, i)
    if tags[min(below) - 1] != COMMA:
        return False
    after = max(below) + 1
    if deps[first] in SUBJECTS:
        return after < len(tags) and tags[after] != COMMA
    several = any(tags[m] == PLURAL or _counted(deps, kids, m) for m in members[1:])
    closed = after < len(tags) and tags[after] == COMMA
    return tags[first] == SINGULAR and several and not closed


def _counted(deps: Sequence[str], kids: dict[int, list[int]], i: int) -> bool:
    return any(deps[kid] == "nummod" for kid in kids[i])


def _below(kids: dict[int, list[int]], i: int) -> list[int]:
    """A word and all words below it."""
    found = [i]
    for word in found:
        found += kids[word]
    return found
