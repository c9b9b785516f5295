"""The arithmetic of commitment: seven values from "certainly not" to "certainly".

A value is a number from -3 (CT-) to 3 (CT+), 0 where the words leave it open (Uu). The scale is
FactBank's (Saurí and Pustejovsky 2009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.found import ClauseValue

if TYPE_CHECKING:
    from onrecord.commitment.words import CommitmentRow

SCALE = {"CT+": 3, "PR+": 2, "PS+": 1, "Uu": 0, "PS-": -1, "PR-": -2, "CT-": -3}
COMMITMENT = ("none", "possible", "probable", "certain")
CERTAIN, PROBABLE, POSSIBLE, OPEN = 3, 2, 1, 0
#: What counts as having happened; other kinds of being real pass down to what they govern.
REAL = frozenset({"actual", "ongoing"})
#: What somebody wants to happen; who wants that it does not wants nothing of the kind.
WANTED = frozenset({"planned", "called_for"})


class Stand(NamedTuple):
    """How a clause is meant: value -3..3, realis, speech act, and the row that decided.

    ``stated`` is the polarity of words that leave it open: "should not leave" is 0 and ``-``.
    """

    value: int = CERTAIN
    realis: str = "actual"
    act: str = "claim"
    rule: str = "plain"
    stated: str = "+"


PLAIN = Stand()


def governed(row: CommitmentRow, parent: Stand) -> Stand:
    """What a word makes of its complement, given how the word itself is meant.

    A word that gives the same value affirmed and denied (know that, want to) gives it anywhere;
    otherwise what is left open above stays open below.

    Args:
        row: the row of the word.
        parent: how the word is meant.
    """
    affirmed, negated = SCALE[row.affirmed], SCALE[row.negated]
    if affirmed == negated:
        realis = _below(row, parent, affirmed)
        if parent.value < 0 and affirmed == 0 and realis in WANTED:
            realis = "hypothetical"  # who does not plan it does not plan it
        return Stand(affirmed, realis, row.act or "claim", row.id)
    if parent.value == 0:
        realis = parent.realis if affirmed > 0 else "hypothetical"
        act = parent.act if affirmed > 0 and realis == "called_for" else "claim"  # "Let us leave"
        return Stand(0, row.realis or realis if parent.realis in REAL else realis, act, row.id)
    value = _weaker(affirmed if parent.value > 0 else negated, parent.value)
    return Stand(value, _below(row, parent, value), row.act or "claim", row.id)


def _below(row: CommitmentRow, parent: Stand, value: int) -> str:
    """The realis of a complement: what is only planned above is only planned below."""
    fixed = row.affirmed == row.negated and value != 0
    if parent.realis not in REAL and parent.value >= 0 and not fixed:
        return parent.realis
    if value < 0 and SCALE[row.affirmed] > 0:
        return "did_not_happen"
    if value > 0 and SCALE[row.affirmed] <= 0 and row.realis in WANTED:
        return "actual"  # did not hesitate to
    return row.realis or "actual"


def _weaker(value: int, limit: int) -> int:
    size = min(abs(value), abs(limit))
    return size if value > 0 else -size


def within(context: Stand, own: Stand) -> Stand:
    """A clause's own words inside what stands above it ("failed not to" turns twice).

    Args:
        context: what stands above makes of the clause.
        own: what its own words make of it, as if nothing stood above.
    """
    if own.rule == "plain":
        return context
    if context.value == CERTAIN and context.realis in REAL:
        return own._replace(act=own.act if own.act != "claim" else context.act)
    value = _weaker(own.value, context.value) if context.value > 0 else 0
    if context.value < 0:
        value = -_weaker(own.value, context.value)
    settled = (context.realis in REAL and value) or own.value == 0
    realis = own.realis if settled else context.realis
    stated = "-" if own.value < 0 or own.stated == "-" else "+"
    return Stand(value, realis, _act(context, own), own.rule, stated)


def _act(context: Stand, own: Stand) -> str:
    return context.act if context.act != "claim" else own.act


def clause_value(head: int, stand: Stand) -> ClauseValue:
    """The value of a clause in the words of the ontology."""
    value, realis, act, rule, stated = stand
    if value <= -PROBABLE:
        realis = "did_not_happen"
    elif realis == "did_not_happen" or (value == 0 and realis in REAL):
        realis = "actual" if value >= PROBABLE else "hypothetical" if value == 0 else "unknown"
    polarity = "+" if value > 0 else "-" if value < 0 else "u"
    if value:
        stated = polarity
    elif stated == "-" and realis in WANTED:
        realis = "hypothetical"
    return ClauseValue(head, polarity, COMMITMENT[abs(value)], realis, act, rule, stated)
