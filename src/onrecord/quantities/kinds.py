"""What a number counts: the dead, the arrested, rockets, money.

    Amount + parse ──▶ what_is_counted ──▶ Counting (or a reason why it is left open)

The noun tells it ("12 deaths", "30 rockets"), a state beside it ("nine dead"), the verb it depends
on ("killed 12", "12 were arrested"), a noun it belongs to ("the arrest of 40 people"), or a toll.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.quantities.attach import Counted
    from onrecord.quantities.words import CountingWord, QuantityWords
from onrecord.quantities.attach import first_conjunct
from onrecord.quantities.tellers import is_mixed, tellers
from onrecord.quantities.words import OTHERS, PART, PERSONS

UNKNOWN_NOUN = "counts something that is not known to be people"
MIXED = "counts killed and wounded together"
#: A number without a verb of its own: in another place, or by another teller.
ELLIPTIC, OTHER_TELLER = "elliptic", "other_teller"
PLACES = ("GPE", "LOC", "FAC", "ORG", "PERSON")


class Counting(NamedTuple):
    """What an amount counts.

    Attributes:
        kind: a value of ``quantity_kinds``; None = of the same kind as the number before it.
        of: neutral name of the subset counted, or None for everyone.
        unit: ``persons`` or what is counted.
        head: token that stands for the counted in the clause; last: end of its words.
        verb: the token that told the kind, or None.
        rule: id of the row that told it.
        rest: others than those before: no part if the sentence counted only other kinds before.
        single: one person or several single ones, by their words.
    """

    kind: str | None
    of: str | None
    unit: str
    head: int
    last: int
    verb: int | None
    rule: str
    rest: bool = False
    single: bool = False


class Open(NamedTuple):
    """A number that a clause counts, but of what is not known."""

    noun: str
    reason: str


def what_is_counted(found: Found, counted: Counted, words: QuantityWords) -> Counting | Open | None:
    """The kind of a counted amount, by the first rule that tells it; None if nothing does."""
    noun = counted.noun.lower if counted.noun else ""
    if noun in words.roles["mixed"] or is_mixed(found, counted, words):
        return Open(counted.carrier.text, MIXED)
    if noun in words.roles["share"]:
        return None
    own = _own_kind(found, counted, words)
    if own is not None:
        return own
    if _is_subset(found, counted, words):
        return _as_people(found, counted, words, None, None)
    for token, row in tellers(found, counted, words):
        if row.needs != "armed" or _is_armed(counted, words):
            return _as_people(found, counted, words, row, token)
    if counted.amount.worded:
        return None
    return _alone(counted, words) if counted.noun else _elliptic(found, counted)


def _alone(counted: Counted, words: QuantityWords) -> Counting | None:
    """What a noun counts where no other word tells it: 5,000 protesters."""
    known = words.nouns.get(counted.noun.lower) if counted.noun else None
    if known is None or known.when != "alone":
        return None
    head, last = counted.carrier.i, counted.last
    return Counting(known.kind, known.of, known.unit, head, last, None, known.id)


def _elliptic(found: Found, counted: Counted) -> Counting | None:
    """Twelve were killed, *seven in Sake*; the army says five were killed, *activists 12*."""
    tokens, number, amount = found.parse.tokens, counted.carrier, counted.amount
    of = None
    after = tokens[amount.last] if amount.last < len(tokens) else None
    if after is not None and after.dep == "case" and after.head > after.i:
        where = tokens[after.head]
        if where.head == number.i and where.entity in PLACES:
            of = PART
    head = tokens[number.head]
    beside = head.i == amount.first - 1 and found.actors.index.headed(head.i) is not None
    opens = tokens[found.parse.edges[head.i][0] - 1].dep in ("punct", "cc")
    if of is None and not (beside and opens):
        return None
    rule = ELLIPTIC if of else OTHER_TELLER
    return Counting(None, of, PERSONS, number.i, counted.last, None, rule)


def _own_kind(found: Found, counted: Counted, words: QuantityWords) -> Counting | None:
    """Deaths, rockets, square kilometres, money: the noun or the sign tells the kind."""
    tokens, amount = found.parse.tokens, counted.amount
    before = tokens[amount.core - 1].lower if amount.core else ""
    if before in words.roles["currency"]:
        unit = words.values["currency", before]
        return Counting("money", None, unit, counted.carrier.i, amount.last, None, before)
    if counted.noun is None:
        return None
    row = words.nouns.get(counted.noun.lower)
    if row is None or row.when not in ("always", "squared"):
        return None
    if row.when == "squared":
        squared = tokens[counted.noun.i - 1].lower in words.roles["square"]
        if not squared:
            return None
    return Counting(row.kind, row.of, row.unit, counted.carrier.i, counted.last, None, row.id)


def _is_subset(found: Found, counted: Counted, words: QuantityWords) -> bool:
    """Including four children; four of them children."""
    tokens, amount = found.parse.tokens, counted.amount
    subset = words.roles["subset"]
    before = [t.lower for t in tokens[max(amount.first - 2, 0) : amount.first]]
    if before and (before[-1] in subset or " ".join(before) in subset):
        return True
    after = [t.lower for t in tokens[amount.last : amount.last + 2]]
    if " ".join(after) in words.roles["subset_after"]:
        return True
    carrier = counted.carrier
    if (
        carrier.dep == "conj"
        and not _adds(found, counted, words)
        and any(t.lower in words.roles["subset"] for t in _cases(found, carrier))
    ):
        return True
    return any(t.lower in subset for t in found.parse.kids(carrier.i, "case"))


def _cases(found: Found, token: Token) -> list[Token]:
    """The prepositions of what a conjunct is joined to."""
    top = first_conjunct(found, token)
    return found.parse.kids(top.i, "case")


def _is_armed(counted: Counted, words: QuantityWords) -> bool:
    row = words.nouns.get(counted.noun.lower) if counted.noun else None
    return row is not None and row.armed is not None


def _as_people(
    found: Found,
    counted: Counted,
    words: QuantityWords,
    row: CountingWord | None,
    teller: Token | None,
) -> Counting | Open:
    """People of the kind that a row tells; what is not known to be people stays open."""
    noun = counted.noun
    known = words.nouns.get(noun.lower) if noun is not None else None
    of, last = known.of if known else _said_to_be(found, counted, words), counted.last
    if noun is not None and known is None:
        if not (_is_group(found, noun) or _has_age(found, noun, words) or _leads(found, noun)):
            return Open(noun.text, UNKNOWN_NOUN)
        of = noun.lower
    if known is not None and known.unit != PERSONS:
        return Open(known.id, UNKNOWN_NOUN)
    if teller is not None and teller.i == last and row is not None and row.pos == "state":
        last += 1
    kind, rule = (row.kind, row.id) if row else (None, "subset")
    verb = teller.i if teller else None
    rest = (known is not None and known.when == "rest") or _adds(found, counted, words)
    if of is None:
        of = PART if row is None else OTHERS if rest else None
    return Counting(kind, of, PERSONS, counted.carrier.i, last, verb, rule, rest)


def _adds(found: Found, counted: Counted, words: QuantityWords) -> bool:
    """Another five; five more people."""
    tokens, amount = found.parse.tokens, counted.amount
    near = (*tokens[max(amount.first - 1, 0) : amount.first], *tokens[amount.end : amount.end + 1])
    return any(t.lower in words.roles["increment"] for t in near)


def _said_to_be(found: Found, counted: Counted, words: QuantityWords) -> str | None:
    """Four of them children; seven of the dead were children."""
    tokens, last = found.parse.tokens, counted.last
    after = tuple(t.lower for t in tokens[last : last + 2])
    near = list(found.parse.kids(tokens[counted.carrier.i].head, "attr"))
    if counted.carrier.dep != "nsubj" or not any(found.parse.kids(counted.carrier.i, "nmod")):
        near = []
    if any(after == phrase for phrase, _ in words.phrases["subset_after"]):
        near = [*tokens[last + 2 : last + 3], *near]
    known = [words.nouns[token.lower] for token in near if token.lower in words.nouns]
    return known[0].of if known else None


def _has_age(found: Found, noun: Token, words: QuantityWords) -> bool:
    """Whoever has an age is somebody: a 34-year-old conductor."""
    return any(kid.lower in words.roles["age"] for kid in found.parse.kids(noun.i, "amod"))


def _leads(found: Found, noun: Token) -> bool:
    """A noun for people by the body that they belong to: "nine heads of the Sham Legion"."""
    mention = found.actors.index.headed(noun.i)
    if mention is None or mention.last <= noun.i + 1:
        return False
    return found.actors.by_id()[mention.id].type == "persons_unnamed"


def _is_group(found: Found, noun: Token) -> bool:
    """A noun that names people by nation or group ("seven Palestinians")."""
    return noun.entity == "NORP" or (
        noun.pos == "PROPN" and found.actors.index.headed(noun.i) is not None
    )
