"""Ties between neighbouring names: other names of one actor, a place in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.phrases import stands_at
from onrecord.relations.parties import Parties, Party, Tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import TokenMention
    from onrecord.relations.words import RelationRow, RelationWords

_NAMED = frozenset({"name", "abbreviation"})
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed"})
#: Subjects of the rows that read any person, and of those that read only a named one.
_ANYONE = "self"
_GAP = 4
_LONGEST = 8


def read_names(parties: Parties, words: RelationWords) -> Iterator[Tie]:
    """Ties said by alias words, brackets, places in places and persons of bodies."""
    end = 0
    for token in parties.tokens:
        for phrase, rows in words.aliases.get(token.lower, ()) if token.i >= end else ():
            if stands_at(parties.tokens, token.i, phrase):
                end = token.i + len(phrase)
                yield from _alias(parties, rows[0], range(token.i, end))
                break
        if token.lower in words.same:
            yield from _same(parties, words.same[token.lower], token.i)
    for row in words.within.values():
        yield from _within(parties, row)
    if words.persons:
        yield from _persons(parties, words)


def _alias(parties: Parties, row: RelationRow, words: range) -> Iterator[Tie]:
    before = _mention_before(parties, words[0])
    if before is None:
        return
    subject = Party(before.head, before.id)
    after = _mention_after(parties, words[-1] + 1)
    if after is not None and after.id != before.id:
        other = Party(after.head, after.id)
        if parties.may_be(row.type, subject, other):
            yield Tie(row, words[0], subject, other, tuple(words))
    else:
        name = _other_name(parties, words[-1] + 1, after)
        if name is not None:
            yield Tie(row, words[0], subject, None, tuple(words), name)


def _same(parties: Parties, row: RelationRow, i: int) -> Iterator[Tie]:
    """Two names of one actor with a bracket or an "or" between them."""
    index = parties.found.actors.index
    before = _mention_before(parties, i)
    after = index.at(i + 1) if before is not None else None
    if before is None or after is None or after.first != i + 1 or after.id != before.id:
        return
    if before.form in _NAMED and after.form in _NAMED:
        name = parties.text(after.first, after.last)
        if name != parties.text(before.first, before.last):
            yield Tie(row, i, Party(before.head, before.id), None, (i, after.head), name)


def _persons(parties: Parties, words: RelationWords) -> Iterator[Tie]:
    """A person whom a preposition or a noun before the name puts into a body."""
    for mention in parties.found.actors.index.mentions:
        if parties.types.get(mention.id) not in _PERSONS or _has_office(parties, words, mention):
            continue
        person = Party(mention.head, mention.id)
        for row in words.persons:
            if row.subject != _ANYONE and mention.form not in _NAMED:
                continue
            body = parties.find(mention.head, row.object_slots, "actor")
            if body and parties.may_be_of(body[0]) and body[0].id != person.id:
                yield Tie(row, mention.head, person, body[0], (mention.head,))
                break


def _has_office(parties: Parties, words: RelationWords, mention: TokenMention) -> bool:
    """Whether a noun of the mention, or one beside it, says what ties the person to a body."""
    near = [*range(mention.first, mention.head + 1)]
    near += [k.i for k in parties.parse.kids(mention.head, "compound", "appos", "amod")]
    lemmas = {w for i in near for w in (parties.tokens[i].lower, parties.tokens[i].lemma.lower())}
    return not lemmas.isdisjoint(words.nouns)


def _mention_before(parties: Parties, i: int) -> TokenMention | None:
    """The name that ends just before a word, a comma or "is" between them."""
    sentence = parties.parse.sentences[parties.tokens[i].sentence]
    for k in range(i - 1, max(sentence.first, i - _GAP) - 1, -1):
        mention = parties.found.actors.index.at(k)
        if mention is not None:
            return mention
        if parties.tokens[k].pos not in ("PUNCT", "AUX", "ADV"):
            return None
    return None


def _mention_after(parties: Parties, i: int) -> TokenMention | None:
    """The name that begins just after a word, an article or mark between them."""
    for token in parties.tokens[i : i + _GAP]:
        mention = parties.found.actors.index.at(token.i)
        if mention is not None and mention.form in _NAMED:
            return mention
        if token.pos not in ("DET", "PUNCT"):
            return None
    return None


def _other_name(parties: Parties, i: int, after: TokenMention | None) -> str | None:
    """The words of a name that is no actor of its own."""
    if after is not None:
        return parties.text(after.first, after.last)
    first = i
    while first < len(parties.tokens) and parties.tokens[first].pos in ("DET", "PUNCT"):
        first += 1
    last = first
    while last < min(len(parties.tokens), first + _LONGEST) and _in_name(parties, first, last):
        last += 1
    while last > first and not parties.tokens[last - 1].text[0].isupper():
        last -= 1
    return parties.text(first, last) if last > first else None


def _in_name(parties: Parties, first: int, k: int) -> bool:
    token = parties.tokens[k]
    return token.text[0].isupper() or (k > first and token.pos in ("ADP", "DET", "PART"))


def _within(parties: Parties, row: RelationRow) -> Iterator[Tie]:
    """A place that hangs on a place by the row's preposition."""
    for mention in parties.found.places.index.mentions:
        for kid in parties.slot(mention.head, row.phrase):
            outer = parties.party(kid, "place")
            if outer is not None and outer.id != mention.id:
                words = (mention.head, kid)
                yield Tie(row, mention.head, Party(mention.head, mention.id), outer, words)
