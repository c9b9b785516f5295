"""One person who is killed, wounded, missing or held counts as one, named or described.

    mentions of actors ──▶ find_persons ──▶ Person: "Ali Haddad", "the mayor", "A and B" (two)

The words that name somebody are the figure. Nobody counts twice as the same kind: neither under
one name nor as "the mayor" again, nor by a pronoun. People joined by "and" are one figure only
where each of them is one person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.quantities.attach import first_conjunct
from onrecord.quantities.tellers import of_nouns, of_states, of_verbs
from onrecord.quantities.words import PART

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from onrecord.found import Found, TokenMention
    from onrecord.parse.tree import Token
    from onrecord.quantities.words import CountingWord, QuantityWords

#: Types of actors that are one person.
ONE = frozenset({"person", "person_unnamed"})
#: Kinds that somebody single is counted for.
KINDS = frozenset({"fatalities", "injured", "missing", "detained"})
#: Where somebody stands to whom something happens; the middle of a list is called an apposition.
SLOTS = frozenset({"nsubj", "nsubj:pass", "obj", "nmod", "nmod:poss", "conj", "appos", "root"})
SINGULAR = frozenset({"NN", "NNP"})
PRONOUN = "PRP"
#: Tags of words that say in what state somebody is: dead, shot dead, missing.
STATES = frozenset({"JJ", "VBN"})
#: A definite description takes up a single person counted so many sentences before.
NEAR = 3


class Person(NamedTuple):
    """One or more single people: tokens ``first:last``, their heads, and what is told of them.

    ``of``: their neutral name as a part of the people; verb: the word that told the kind.
    """

    first: int
    last: int
    heads: tuple[int, ...]
    kind: str
    of: str | None
    verb: int
    rule: str


class _Told(NamedTuple):
    """Somebody, the word that tells what happened to them, and its row."""

    token: Token
    mention: TokenMention
    verb: Token
    row: CountingWord

    @property
    def kind(self) -> str:
        return self.row.kind or ""


def find_persons(found: Found, taken: Container[int], words: QuantityWords) -> list[Person]:
    """Single people of whom a clause tells that they were killed, wounded, missing or held.

    Args:
        found: parse and actors.
        taken: heads of the people that a number or an article counts.
        words: the loaded words.

    Returns:
        Each person or group of single people once for each kind, in the order of the text.
    """
    told = {one.token.i: one for one in _all_told(found, words)}
    dead = {one.mention.id for one in told.values() if one.kind == "fatalities"}
    known = _Known()
    persons: list[Person] = []
    done: set[int] = set()
    for i, one in told.items():
        if i in done:
            continue
        group, alone = _group(found, one, told)
        done.update(member.token.i for member in group)
        fresh = not any(known.has(found, member, words) for member in group)
        known.add(group)
        if not fresh or (one.kind == "injured" and one.mention.id in dead):
            continue
        if (len(group) == 1 or not alone) and all(m.token.i in taken for m in group):
            continue
        persons.append(_person(group, words, None if alone else PART))
    return persons


def _all_told(found: Found, words: QuantityWords) -> Iterator[_Told]:
    tokens = found.parse.tokens
    one = {actor.actor_id for actor in found.actors.actors if actor.type in ONE}
    for mention in sorted(found.actors.index.mentions, key=lambda m: m.head):
        token = tokens[mention.head]
        if mention.id not in one or token.dep not in SLOTS or not _one_word(token, mention):
            continue
        if found.actors.index.headed(token.i) is not mention:
            continue
        carrier = first_conjunct(found, token)
        if carrier.dep == "appos":  # "his friend, Ali Haddad" is one, by either word
            carrier = tokens[carrier.head]
            if found.actors.index.headed(carrier.i) is not None or carrier.tag not in SINGULAR:
                continue
        told = [
            _Told(token, mention, verb, row)
            for verb, row in _tellers(found, token, carrier, words)
            if row.kind in KINDS and row.needs != "armed" and _happened(found, verb)
        ]
        if told:
            yield next((one for one in told if one.kind == "fatalities"), told[0])


def _one_word(token: Token, mention: TokenMention) -> bool:
    """Whether the word stands for somebody single; a possessive tells of their things."""
    return token.tag == PRONOUN if mention.form == "pronoun" else token.tag in SINGULAR


def _tellers(
    found: Found, token: Token, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Words that tell what happened to somebody, the surest first."""
    parse = found.parse
    if carrier.dep == "nmod:poss":
        head = parse.tokens[carrier.head]
        row = words.counting.get(("noun", head.lemma))
        if row is not None and not any(parse.case(k.i) == "of" for k in parse.kids(head.i, "nmod")):
            yield head, row
        return
    yield from of_verbs(found, carrier, words)
    yield from of_nouns(found, carrier, words)
    yield from of_states(found, carrier, words)
    if carrier is not token:
        yield from of_states(found, token, words)


def _happened(found: Found, teller: Token) -> bool:
    """Whether the clause tells that it came about: no "to kill", "may die", "was not hurt"."""
    parse = found.parse
    described = teller.dep in ("acomp", "attr", "xcomp", "oprd") and teller.tag in STATES
    verb = parse.tokens[teller.head] if described else teller
    for word in (teller, verb):
        if any(kid.dep == "neg" or kid.tag == "MD" for kid in parse.kids(word.i, "neg", "aux")):
            return False
    bare = verb.tag == "VB" and verb.pos == "VERB"
    return not bare or any(kid.tag in ("VBD", "VBZ", "VBP") for kid in parse.kids(verb.i, "aux"))


def _group(found: Found, one: _Told, told: dict[int, _Told]) -> tuple[list[_Told], bool]:
    """Those joined with somebody to whom the same happened, and whether nobody else is."""
    if one.verb.head == one.token.i:  # "and Ali Haddad, who died"
        return [one], True
    members = list(_joined(found, first_conjunct(found, one.token)))
    group = [told[m.i] for m in members if m.i in told and told[m.i].verb is one.verb]
    return group or [one], len(group) == len(members)


def _joined(found: Found, top: Token) -> Iterator[Token]:
    """The members of a list, from its first on."""
    yield top
    for kid in found.parse.kids(top.i, "conj"):
        yield from _joined(found, kid)
    if found.parse.kid(top.i, "cc") is not None and top.dep in ("nsubj", "nsubj:pass", "obj"):
        for other in found.parse.kids(top.head, top.dep):
            if other.i > top.i:
                yield other


class _Known:
    """Who has been counted, as what, and in which sentence last."""

    def __init__(self) -> None:
        self.keys: set[tuple[str, str]] = set()
        self.last: dict[str, int] = {}

    def add(self, group: list[_Told]) -> None:
        for one in group:
            self.keys.add((one.kind, one.mention.id))
            if one.token.pos == "NOUN":
                self.keys.add((one.kind, one.token.lemma))
            self.last[one.kind] = one.token.sentence

    def has(self, found: Found, one: _Told, words: QuantityWords) -> bool:
        """Whether somebody has been counted: by name, by the same noun, as "the victim"."""
        det = found.parse.kid(one.token.i, "det")
        if det is not None and det.lower in words.roles["article"]:
            return False
        if (one.kind, one.mention.id) in self.keys or (one.kind, one.token.lemma) in self.keys:
            return True
        before = self.last.get(one.kind)
        near = before is not None and one.token.sentence - before <= NEAR
        return near and det is not None and found.parse.kid(one.token.i, "nmod") is None


def _person(group: list[_Told], words: QuantityWords, part: str | None) -> Person:
    first, told = min(one.mention.first for one in group), group[0]
    names = {row.of if (row := words.nouns.get(one.token.lower)) else None for one in group}
    of = names.pop() if len(names) == 1 else None
    return Person(
        first,
        max(one.mention.last for one in group),
        tuple(one.token.i for one in group),
        told.kind,
        of or part,
        told.verb.i,
        told.row.id,
    )
