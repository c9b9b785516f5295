"""As of which day a figure is told, and since when it has added up.

Counting + times ──▶ dates_of ──▶ Dates
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Found, TokenMention
    from onrecord.model import Time
    from onrecord.parse.tree import Token
    from onrecord.quantities.kinds import Counting
    from onrecord.quantities.words import QuantityWords


class Dates(NamedTuple):
    """Days (ISO) or None; ``adds_up``: counted since something, with or without a known day."""

    as_of: str | None = None
    since: str | None = None
    adds_up: bool = False


def dates_of(found: Found, counting: Counting, words: QuantityWords) -> Dates:
    """The dates of a figure, from the words that hang on what tells its kind."""
    teller = found.parse.tokens[counting.head if counting.verb is None else counting.verb]
    as_of, since, adds_up = None, None, False
    for mention, time, hangs in _times_of(found, teller, counting.head):
        before = found.parse.tokens[max(mention.first - 2, 0) : mention.first + 1]
        lowers = [token.lower for token in before]
        phrase = " ".join(lowers[:2])
        if phrase in words.roles["as_of"]:
            as_of = time.end
        if not hangs:
            continue
        lasting = lowers[-1] in words.roles["since"] and time.end is None
        if lasting or phrase in words.roles["so_far"]:
            since, adds_up = time.start, True
        elif time.start is None and time.end is not None:
            as_of = time.end
    return Dates(as_of, since, adds_up or _since_something(found, teller, words))


def _times_of(found: Found, teller: Token, head: int) -> Iterator[tuple[TokenMention, Time, bool]]:
    """The times of the sentence, and whether they hang on what is counted or what tells it."""
    sentence = found.parse.sentences[teller.sentence]
    near = [m for m in found.times.index.mentions if sentence.first <= m.first < sentence.last]
    for mention in near:
        above = (mention.head, *found.parse.ancestors(mention.head))
        time = next(t for t in found.times.times if t.time_id == mention.id)
        yield mention, time, teller.i in above or head in above


def _since_something(found: Found, teller: Token, words: QuantityWords) -> bool:
    """Since the war began; since the invasion: a total even where no day is known."""
    parse, since = found.parse, words.roles["since"]
    return any(
        mark.lower in since
        for kid in parse.kids(teller.i, "advcl", "obl")
        for mark in parse.kids(kid.i, "mark", "case")
    )
