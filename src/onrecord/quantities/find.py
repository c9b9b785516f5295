"""Find how many: "killed 12 people", "the toll rose to 23", "dozens wounded", "30 rockets".

    Found ──▶ find_quantities ──▶ QuantitiesFound: a Quantity for each figure, its tokens, gaps

Who says it and of which account it is told stays open here; later stages find the quantity by its
tokens: the head of its mention is the counted noun (or the bare number).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.found import Found, MentionIndex, QuantitiesFound, TokenMention
from onrecord.model import Gap, Quantity, Span, Time, content_hash
from onrecord.quantities.amounts import find_amounts
from onrecord.quantities.attach import attach
from onrecord.quantities.kinds import Counting, Open, what_is_counted

if TYPE_CHECKING:
    from onrecord.quantities.amounts import Amount
    from onrecord.quantities.words import QuantityWords


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What has been counted in one sentence so far: the last kind, for subsets."""

    number: int
    kinds: list[str] = field(default_factory=list)


def find_quantities(found: Found, words: QuantityWords) -> QuantitiesFound:
    """The figures of a document, in the order of the text.

    Args:
        found: document, parse and times.
        words: the loaded words.

    Returns:
        Quantities, their tokens, and a gap for each number that a clause counts but whose noun is
        not known to be people.
    """
    quantities: list[Quantity] = []
    mentions: list[TokenMention] = []
    gaps: list[Gap] = []
    doc_id = found.document.doc_id
    here = _Sentence(-1)
    for amount in find_amounts(found, words):
        counted = attach(found, amount, words)
        counting = what_is_counted(found, counted, words)
        if isinstance(counting, Open):
            gaps.append(Gap("quantities", _span(found, amount, counted.last), counting.reason))
        if not isinstance(counting, Counting):
            continue
        if (number := found.parse.tokens[amount.core].sentence) != here.number:
            here = _Sentence(number)
        kind = counting.kind or (here.kinds[-1] if here.kinds else None)
        if kind is None:
            continue
        if counting.rest and kind not in here.kinds:
            counting = counting._replace(of=None)
        here.kinds.append(kind)
        span = _span(found, amount, counting.last)
        quantity_id = content_hash("q_", (doc_id, span.start, span.end, kind))
        dates = _dates(found, counting, words)
        quantities.append(_quantity(amount, counting, kind, span, (quantity_id, *dates)))
        mentions.append(TokenMention(amount.first, counting.last, counting.head, quantity_id))
    return QuantitiesFound(tuple(quantities), MentionIndex(tuple(mentions)), tuple(gaps))


def _span(found: Found, amount: Amount, last: int) -> Span:
    tokens = found.parse.tokens
    start, end = tokens[amount.first].start, tokens[last - 1].end
    return Span(start, end, found.document.text[start:end])


def _quantity(
    amount: Amount,
    counting: Counting,
    kind: str,
    span: Span,
    known: tuple[str, str | None, str | None],
) -> Quantity:
    low, best, high, bound = amount.figures
    quantity_id, as_of, since = known
    return Quantity(
        quantity_id,
        span,
        kind,
        counting.unit,
        low,
        best,
        high,
        bound,
        of=counting.of,
        as_of=as_of,
        said_by=None,
        account_id=None,
        cumulative_since=since,
    )


def _dates(found: Found, counting: Counting, words: QuantityWords) -> tuple[str | None, str | None]:
    """As of which day a figure is told, and since which day it has added up."""
    as_of, since = None, None
    for mention, time in _times_of(found, counting):
        before = found.parse.tokens[max(mention.first - 2, 0) : mention.first + 1]
        lowers = [token.lower for token in before]
        if lowers[-1] in words.roles["since"] and time.end is None:
            since = time.start
        if " ".join(lowers[:2]) in words.roles["as_of"] or (
            time.start is None and time.end is not None
        ):
            as_of = time.end
    return as_of, since


def _times_of(found: Found, counting: Counting) -> list[tuple[TokenMention, Time]]:
    """The times of the sentence that hang on the word that tells what is counted."""
    teller = counting.head if counting.verb is None else counting.verb
    sentence = found.parse.sentences[found.parse.tokens[teller].sentence]
    times = {time.time_id: time for time in found.times.times}
    return [
        (mention, times[mention.id])
        for mention in found.times.index.mentions
        if sentence.first <= mention.first < sentence.last
        and (teller in found.parse.ancestors(mention.head) or mention.head == teller)
    ]
