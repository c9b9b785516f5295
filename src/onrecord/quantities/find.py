"""Find how many: "killed 12 people", "the toll rose to 23", "dozens wounded", "30 rockets".

    Found ──▶ find_quantities ──▶ QuantitiesFound: a Quantity for each figure, its tokens, gaps

Who says it and of which account it is told stays open here; later stages find the quantity by its
tokens: the head of its mention is the counted noun (or the bare number).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.found import CUMULATIVE, Found, MentionIndex, QuantitiesFound, TokenMention
from onrecord.model import Gap, Quantity, Span, content_hash
from onrecord.quantities.amounts import Amount, bounded, find_amounts
from onrecord.quantities.attach import attach
from onrecord.quantities.kinds import ELLIPTIC, OTHER_TELLER, Counting, Open, what_is_counted
from onrecord.quantities.lists import Figure, sums_of_lists
from onrecord.quantities.persons import find_persons
from onrecord.quantities.since import dates_of
from onrecord.quantities.words import OTHERS, PART, PERSONS

if TYPE_CHECKING:
    from onrecord.quantities.amounts import Figures
    from onrecord.quantities.persons import Person
    from onrecord.quantities.since import Dates
    from onrecord.quantities.words import QuantityWords

REPLACED = "an earlier or denied figure that the same clause replaces"
#: Somebody single is one of several counted so many sentences before.
NEAR = 2


@dataclass(slots=True)
class _Told:
    """The kinds counted in this sentence and the one before, and where several were counted."""

    number: int = -1
    kinds: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    several: dict[str, int] = field(default_factory=dict)

    def move_to(self, sentence: int) -> None:
        if sentence != self.number:
            self.before = self.kinds if sentence == self.number + 1 else []
            self.number, self.kinds = sentence, []

    def settle(self, counting: Counting) -> Counting | None:
        """The kind and the part, where they lie in what was counted before; None: no kind."""
        whole = counting.kind is None and counting.of is None  # "put the number at 40"
        bare = whole or counting.rule in (ELLIPTIC, OTHER_TELLER)
        before = self.kinds[::-1] if bare else (*self.kinds[::-1], *self.before[::-1])
        kind = counting.kind or next(iter(before), None)
        if kind is None:
            return None
        of = counting.of
        if counting.rest and self.kinds and kind not in self.kinds:
            of = None if of == OTHERS else of
        elif counting.single and of is None and self._lately(kind):
            of = PART
        return counting._replace(kind=kind, of=of)

    def _lately(self, kind: str) -> bool:
        return self.number - self.several.get(kind, -NEAR - 1) <= NEAR

    def add(self, kind: str, figures: Figures) -> None:
        self.kinds.append(kind)
        if figures.best != 1:
            self.several[kind] = self.number


def find_quantities(found: Found, words: QuantityWords) -> QuantitiesFound:
    """The figures of a document, in the order of the text.

    Args:
        found: document, parse, actors and times.
        words: the loaded words.

    Returns:
        Quantities, their tokens, and a gap for each number that a clause counts but whose noun is
        not known to be people, or that the same clause replaces by another.
    """
    quantities: list[Quantity] = []
    mentions: list[TokenMention] = []
    figures, gaps = _figures(found, words)
    told = _Told()
    for amount, unsettled in figures:
        told.move_to(found.parse.tokens[amount.core].sentence)
        counting = told.settle(unsettled)
        if counting is None or counting.kind is None:
            continue
        told.add(counting.kind, amount.figures)
        span = _span(found, amount, counting.last)
        parts = (found.document.doc_id, span.start, span.end, counting.kind)
        quantity_id = content_hash("q_", parts)
        dates = dates_of(found, counting, words)
        quantities.append(_quantity(amount, counting, span, quantity_id, dates))
        mentions.append(_mention(amount, counting, quantity_id, dates))
    return QuantitiesFound(tuple(quantities), MentionIndex(tuple(mentions)), tuple(gaps))


def _mention(amount: Amount, counting: Counting, quantity_id: str, dates: Dates) -> TokenMention:
    form = CUMULATIVE if dates.adds_up else "name"
    form = OTHER_TELLER if counting.rule == OTHER_TELLER else form
    return TokenMention(amount.first, counting.last, counting.head, quantity_id, form)


def _figures(found: Found, words: QuantityWords) -> tuple[list[Figure], list[Gap]]:
    """What numbers and articles count, then single people; both in the order of the text."""
    figures: list[Figure] = []
    gaps: list[Gap] = []
    for amount in find_amounts(found, words):
        counted = attach(found, amount, words)
        counting = what_is_counted(found, counted, words)
        if isinstance(counting, Open):
            gaps.append(Gap("quantities", _span(found, amount, counted.last), counting.reason))
        elif counting is not None and amount.replaced:
            gaps.append(Gap("quantities", _span(found, amount, amount.last), REPLACED))
        elif counting is not None:
            figures.append(Figure(amount, counting))
    taken = frozenset(figure.counting.head for figure in figures)
    figures += [_figure(person) for person in find_persons(found, taken, words)]
    figures += sums_of_lists(found, figures)
    return sorted(figures, key=lambda figure: figure.amount), gaps


def _figure(person: Person) -> Figure:
    number, head = len(person.heads), person.heads[0]
    amount = Amount(person.first, person.last, head, head + 1, bounded(number, "exact"))
    counting = Counting(
        person.kind, person.of, PERSONS, head, person.last, person.verb, person.rule, single=True
    )
    return Figure(amount, counting)


def _span(found: Found, amount: Amount, last: int) -> Span:
    tokens = found.parse.tokens
    start, end = tokens[amount.first].start, tokens[last - 1].end
    return Span(start, end, found.document.text[start:end])


def _quantity(
    amount: Amount, counting: Counting, span: Span, quantity_id: str, dates: Dates
) -> Quantity:
    low, best, high, bound = amount.figures
    return Quantity(
        quantity_id,
        span,
        counting.kind or "",
        counting.unit,
        low,
        best,
        high,
        bound,
        of=counting.of,
        as_of=dates.as_of,
        said_by=None,
        account_id=None,
        cumulative_since=dates.since,
    )
