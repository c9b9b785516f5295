"""What a number counts: the dead, the arrested, rockets, money.

    Amount + parse ──▶ what_is_counted ──▶ Counting (or a reason why it is left open)

The noun tells it ("12 deaths", "30 rockets"), a state beside it ("nine dead"), the verb it depends
on ("killed 12", "12 were arrested"), a noun it belongs to ("the arrest of 40 people"), or a toll.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from onrecord.parse.tree import Token
from onrecord.quantities.amounts import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.found import Found
    from onrecord.quantities.words import CountingWord, QuantityWords


PERSONS = "persons"
NOMINAL = ("NOUN", "PROPN")
UNKNOWN_NOUN = "counts something that is not known to be people"
MIXED = "counts killed and wounded together"
#: Whom a number counts that is a part of those counted before, where no noun names the part.
PART = "part"
#: Tokens that may stand between a number and its noun ("a 24-year-old Lebanese man").
CLOSE = 8
#: Where a verb keeps the words its row may need ("shot to death", "from their homes").
COMPLEMENTS = ("obj", "obl", "advmod", "xcomp", "acomp", "oprd")
#: Relations of a number to the noun it counts.
COUNTS = ("nummod", "compound", "advmod", "amod", "det", "nmod", "quantmod")


class Counting(NamedTuple):
    """What an amount counts.

    Attributes:
        kind: a value of ``quantity_kinds``; None = of the same kind as the number before it.
        of: neutral name of the subset counted, or None for everyone.
        unit: ``persons`` or what is counted.
        head: token that stands for the counted in the clause; last: end of its words.
        verb: the token that told the kind, or None.
        rule: id of the row that told it.
        rest: "others": a part only if the sentence counted some of the kind before.
    """

    kind: str | None
    of: str | None
    unit: str
    head: int
    last: int
    verb: int | None
    rule: str
    rest: bool = False


class Open(NamedTuple):
    """A number that a clause counts, but of what is not known."""

    noun: str
    reason: str


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
        return Counted(amount, _above_bound(tokens, head, amount), head)
    after = tokens[amount.last] if amount.last < len(tokens) else None
    if after is not None and after.lower in words.nouns and after.sentence == top.sentence:
        return Counted(amount, after, after)
    for kid in found.parse.kids(top.i, "nmod"):
        if found.parse.case(kid.i) and kid.i > top.i:
            return Counted(amount, top, kid if _is_noun(kid, words) else None)
    return Counted(amount, top, None)


def _above_bound(tokens: Sequence[Token], carrier: Token, amount: Amount) -> Token:
    """In "a minimum of 40 people" the clause holds the minimum, not the people."""
    bound = range(amount.first, amount.core)
    return tokens[carrier.head] if carrier.head in bound else carrier


def _is_noun(token: Token, words: QuantityWords) -> bool:
    if token.lower in words.nouns:
        return True
    return token.pos in NOMINAL and ("state", token.lower) not in words.counting


def what_is_counted(found: Found, counted: Counted, words: QuantityWords) -> Counting | Open | None:
    """The kind of a counted amount, by the first rule that tells it; None if nothing does."""
    if counted.noun is not None and counted.noun.lower in words.roles["mixed"]:
        return Open(counted.noun.text, MIXED)
    if counted.noun is not None and counted.noun.lower in words.roles["share"]:
        return None
    own = _own_kind(found, counted, words)
    if own is not None:
        return own
    if _is_subset(found, counted, words):
        return _as_people(found, counted, words, None, None)
    for token, row in _tellers(found, counted, words):
        if row.needs != "armed" or _is_armed(counted, words):
            return _as_people(found, counted, words, row, token)
    noun = words.nouns.get(counted.noun.lower) if counted.noun else None
    if noun is not None and noun.when == "alone" and not counted.amount.worded:
        last, carrier = counted.last, counted.carrier.i
        return Counting(noun.kind, noun.of, noun.unit, carrier, last, None, noun.id)
    return None


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
    before = tokens[amount.first - 1].lower if amount.first else ""
    if before in words.roles["subset"]:
        return True
    after = tuple(t.lower for t in tokens[amount.last : amount.last + 2])
    if any(after == phrase for phrase, _ in words.phrases["subset_after"]):
        return True
    carrier = counted.carrier
    if carrier.dep == "conj" and any(
        t.lower in words.roles["subset"] for t in _cases(found, carrier)
    ):
        return True
    return any(t.lower in words.roles["subset"] for t in found.parse.kids(carrier.i, "case"))


def _cases(found: Found, token: Token) -> Iterator[Token]:
    """The prepositions of what a conjunct is joined to."""
    top = _first_conjunct(found, token)
    return found.parse.kids(top.i, "case")


def _first_conjunct(found: Found, token: Token) -> Token:
    """The first member of a list; parsers call the middle of "a, b and c" an apposition."""
    parse = found.parse
    while token.dep == "conj" or (token.dep == "appos" and parse.kid(token.i, "cc")):
        if parse.tokens[token.head].pos in ("VERB", "AUX"):
            break
        token = parse.tokens[token.head]
    return token


def _tellers(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Words that tell what is counted, the surest first."""
    yield from _verbs(found, counted, words)
    yield from _states(found, counted, words)
    yield from _nouns(found, counted, words)
    yield from _tolls(found, counted, words)


def _verbs(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Killed 12; 12 were killed; 12 were forced to flee; lost their lives."""
    parse = found.parse
    carrier = _first_conjunct(found, counted.carrier)
    head = parse.tokens[carrier.head]
    if head.i == carrier.i:
        return
    # "injured 30 more": the parser hangs "more" on the verb as an adverb.
    more = carrier.dep == "advmod" and carrier.lower in words.nouns
    slot = "obj" if more else carrier.dep
    yield from _in_slot(found, head, slot, words)
    for other in _sharing(found, head, carrier):
        yield from _in_slot(found, other, slot, words)
    if carrier.dep in ("nsubj", "nsubj:pass", "obj"):
        for kid in parse.kids(head.i, "xcomp"):
            yield from _in_slot(found, kid, "nsubj", words)
    if carrier.dep in ("nmod", "obj", "nsubj", "nsubj:pass"):
        yield from _lives(found, carrier, words)


def _sharing(found: Found, head: Token, carrier: Token) -> Iterator[Token]:
    """Verbs joined to a verb that share the carrier with it ("was shot and killed")."""
    parse = found.parse
    own = ("nsubj", "nsubj:pass") if carrier.dep != "obj" else ("obj",)
    for other in parse.kids(head.i, "conj"):
        if not any(parse.kids(other.i, *own)) and (carrier.dep != "obj" or carrier.i > other.i):
            yield other


def _in_slot(
    found: Found, verb: Token, slot: str, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The row of a verb that counts what stands in a slot, if the words it needs are there."""
    row = words.counting.get(("verb", verb.lemma))
    if row is None or slot not in (row.slots or "").split():
        return
    if row.needs in (None, "armed") or any(
        kid.lower in words.roles[row.needs] for kid in found.parse.kids(verb.i, *COMPLEMENTS)
    ):
        yield verb, row


def _lives(
    found: Found, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Claimed the lives of seven soldiers; cost 12 lives; 12 lost their lives; found 17 bodies."""
    parse = found.parse
    life: Token | None = parse.tokens[carrier.head] if carrier.dep == "nmod" else carrier
    if carrier.dep == "nsubj":
        life = parse.kid(carrier.head, "obj")
    noun = words.nouns.get(life.lower) if life is not None else None
    if life is None or noun is None or noun.when != "verb":
        return
    verb = parse.tokens[life.head]
    row = words.counting.get(("lives", verb.lemma))
    subject = carrier.dep == "nsubj" and life is not carrier
    if row is not None and (not subject or "nsubj" in (row.slots or "")):
        yield verb, row


def _states(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Nine dead; 40 wounded soldiers; 12 people killed in the raid; were reported dead."""
    parse, carrier = found.parse, counted.carrier
    head = parse.tokens[carrier.head]
    near = list(parse.kids(carrier.i, "amod", "acl", "acl:relcl"))
    if counted.noun is None:
        near += parse.kids(carrier.i, "nmod")
    if head.i != carrier.i and carrier.dep in ("nsubj", "nsubj:pass", "obj"):
        near += [head, *parse.kids(head.i, "xcomp", "acomp", "attr", "oprd")]
    if counted.last < len(parse.tokens):
        near.insert(0, parse.tokens[counted.last])
    for token in near:
        row = words.counting.get(("state", token.lower))
        if row is not None and parse.kid(token.i, "obj") is None:
            yield token, row
        relative = words.counting.get(("verb", token.lemma))
        if relative is not None and token.dep == "acl:relcl" and relative.slots == "nsubj":
            yield token, relative


def _nouns(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    carrier = _first_conjunct(found, counted.carrier)
    head = found.parse.tokens[carrier.head]
    row = words.counting.get(("noun", head.lemma))
    if row is not None and carrier.dep == "nmod" and found.parse.case(carrier.i) == "of":
        yield head, row


def _tolls(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The death toll rose to 23; a toll of 23; put the toll at 23; the number of dead is 40."""
    parse, carrier = found.parse, counted.carrier
    if counted.noun is not None and counted.noun.lower not in words.nouns:
        return
    head = parse.tokens[carrier.head]
    beside = [head] if carrier.dep == "nmod" else []
    if carrier.dep in ("obl", "obj", "attr"):
        beside += [k for k in parse.kids(head.i, "nsubj", "obj", "nsubj:pass") if k.i < carrier.i]
    for token in beside:
        row = words.counting.get(("toll", token.lemma))
        if row is not None:
            yield token, row
        elif ("total", token.lemma) in words.counting and carrier.dep != "nmod":
            yield from _total(found, token, words)


def _total(
    found: Found, total: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The number of wounded; the number of people killed."""
    for kid in found.parse.kids(total.i, "nmod"):
        for token in (kid, *found.parse.kids(kid.i, "acl", "amod")):
            row = words.counting.get(("state", token.lower))
            if row is not None:
                yield token, row


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
        if not _is_group(found, noun):
            return Open(noun.text, UNKNOWN_NOUN)
        of = noun.lower
    if known is not None and known.unit != PERSONS:
        return Open(known.id, UNKNOWN_NOUN)
    if teller is not None and teller.i == last and row is not None and row.pos == "state":
        last += 1
    kind, rule = (row.kind, row.id) if row else (None, "subset")
    verb = teller.i if teller else None
    rest = known is not None and known.when == "rest"
    of = PART if row is None and of is None else of
    return Counting(kind, of, PERSONS, counted.carrier.i, last, verb, rule, rest)


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


def _is_group(found: Found, noun: Token) -> bool:
    """A noun that names people by nation or group ("seven Palestinians")."""
    return noun.entity == "NORP" or (
        noun.pos == "PROPN" and found.actors.index.headed(noun.i) is not None
    )
