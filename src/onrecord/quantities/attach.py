"""Which noun a number counts, and where in the clause the counted stand.

Amount + parse ──▶ attach ──▶ Counted
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.parse.tree import Token
from onrecord.quantities.amounts import Amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.found import Found
    from onrecord.quantities.words import QuantityWords

NOMINAL = ("NOUN", "PROPN")
#: Tokens that may stand between a number and its noun ("a 24-year-old Lebanese man").
CLOSE = 8
SINGULAR, PLURAL = "NN", "NNS"
#: Relations of a number to the noun it counts.
COUNTS = ("nummod", "compound", "advmod", "amod", "det", "nmod", "quantmod")


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount with the token it hangs on, and the noun it counts (None: a bare number)."""

    amount: Amount
    carrier: Token
    noun: Token | None

    @property
    def last(self) -> int:
        """End of the words: the noun belongs to them where it follows closely."""
        ends = [self.amount.last]
        if self.noun is not None and self.noun.i - self.amount.last <= CLOSE:
            ends.append(self.noun.i + 1)
        return max(ends)


def attach(found: Found, amount: Amount, words: QuantityWords) -> Counted:
    """Find the noun that an amount counts."""
    tokens = found.parse.tokens
    core = range(amount.core, amount.end)
    top = next((tokens[i] for i in reversed(core) if tokens[i].head not in core), tokens[core[-1]])
    head = tokens[top.head]
    if head.i > top.i and top.dep in COUNTS and _is_noun(head, words):
        shared = _shared_noun(found, head, words)
        return Counted(amount, _above_bound(tokens, head, amount), shared or head)
    after = tokens[amount.last] if amount.last < len(tokens) else None
    if after is not None and after.lower in words.nouns and after.sentence == top.sentence:
        carrier = top if after.head == top.i else after  # "dozens more were hurt"
        return Counted(amount, carrier, after)
    for kid in found.parse.kids(top.i, "nmod"):
        if found.parse.case(kid.i) in words.roles["partitive"] and kid.i > top.i:
            return Counted(amount, top, kid if _is_noun(kid, words) else None)
    return Counted(amount, top, None)


def _shared_noun(found: Found, head: Token, words: QuantityWords) -> Token | None:
    """The people counted where two words stand before one noun: "70 army and rebel fighters"."""
    if head.tag != SINGULAR or head.lower in words.nouns:
        return None
    joined = found.parse.kids(head.i, "conj")
    return next((t for t in joined if t.tag == PLURAL and t.lower in words.nouns), None)


def _above_bound(tokens: Sequence[Token], carrier: Token, amount: Amount) -> Token:
    """In "a minimum of 40 people" the clause holds the minimum, not the people."""
    bound = range(amount.first, amount.core)
    return tokens[carrier.head] if carrier.head in bound else carrier


def _is_noun(token: Token, words: QuantityWords) -> bool:
    if token.lower in words.nouns:
        return True
    return token.pos in NOMINAL and ("state", token.lower) not in words.counting


def first_conjunct(found: Found, token: Token) -> Token:
    """The first member of a list; parsers call the middle of "a, b and c" an apposition."""
    parse = found.parse
    while token.dep == "conj" or (token.dep == "appos" and parse.kid(token.i, "cc")):
        if parse.tokens[token.head].pos in ("VERB", "AUX"):
            break
        token = parse.tokens[token.head]
    return token
