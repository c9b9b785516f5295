"""A list whose members are all counted has a sum: "three soldiers and two farmers were killed".

    figures of members ──▶ sums_of_lists ──▶ figures of whole lists

Only what the words exhaust is added up: every member counted, of one kind, told by one verb, each
exact or "at least". Nothing is added where a first member may hold the others ("12 people, five
women and three children").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.quantities.amounts import Amount, Figures, bounded
from onrecord.quantities.attach import first_conjunct
from onrecord.quantities.words import PERSONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.found import Found
    from onrecord.quantities.kinds import Counting

#: Where a list holds everyone to whom the same happened.
WHOLE = frozenset({"nsubj", "nsubj:pass", "obj"})
COMMA = ","
EXACT, AT_LEAST = "exact", "at_least"
RULE = "list"


class Figure(NamedTuple):
    """An amount and what it counts."""

    amount: Amount
    counting: Counting


def sums_of_lists(found: Found, figures: Sequence[Figure]) -> Iterator[Figure]:
    """The sum of each list of people whose members are all counted.

    Args:
        found: the parse.
        figures: what is counted in the document, persons and things.

    Yields:
        One figure for a list of two or more, over the words from its first to its last member.
    """
    by_head = {figure.counting.head: figure for figure in figures}
    for head, figure in by_head.items():
        first = found.parse.tokens[head]
        if first.dep in WHOLE and first_conjunct(found, first) is first:
            heads = list(_members(found, head))
            members = [by_head[i] for i in heads if i in by_head]
            whole = 1 < len(members) == len(heads)
            if whole and _is_one_list(found, members) and _is_all(figures, members):
                yield _sum(figure, members)


def _members(found: Found, head: int) -> Iterator[int]:
    """The tokens of a list, from its first on."""
    yield head
    for kid in found.parse.kids(head, "conj"):
        yield from _members(found, kid.i)


def _is_one_list(found: Found, members: Sequence[Figure]) -> bool:
    first = members[0].counting
    if any(m.counting.unit != PERSONS or m.counting.kind != first.kind for m in members):
        return False
    if first.kind is None or any(m.counting.verb != first.verb for m in members):
        return False
    if any(m.amount.figures.bound not in (EXACT, AT_LEAST) for m in members):
        return False
    numbers = [m.amount.figures.best or 0 for m in members]
    return found.parse.tokens[first.last].text != COMMA or numbers[0] < sum(numbers[1:])


def _is_all(figures: Sequence[Figure], members: Sequence[Figure]) -> bool:
    """Whether the verb tells the same of nobody else who is counted."""
    first = members[0].counting
    same = [f for f in figures if (f.counting.verb, f.counting.kind) == (first.verb, first.kind)]
    return len(same) == len(members)


def _sum(first: Figure, members: Sequence[Figure]) -> Figure:
    last = max(member.counting.last for member in members)
    amount = first.amount._replace(last=last, figures=_added([m.amount.figures for m in members]))
    return Figure(amount, first.counting._replace(of=None, last=last, rule=RULE))


def _added(figures: Sequence[Figures]) -> Figures:
    bound = AT_LEAST if any(one.bound == AT_LEAST for one in figures) else EXACT
    return bounded(sum(one.best or 0 for one in figures), bound)
