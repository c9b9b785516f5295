"""Ties between neighbouring names: other names of one actor, a place in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.relations.parties import Parties, Party

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import TokenMention
    from onrecord.relations.words import RelationRow, RelationWords

    #: Row, trigger, subject, object, words, value.
    Found = tuple[RelationRow, int, Party, Party | None, tuple[int, ...], str | None]

_NAMED = frozenset({"name", "abbreviation"})
_OPENING = frozenset("(\u201c\u2018\"'")
_GAP = 4
_LONGEST = 8


def read_names(parties: Parties, words: RelationWords) -> Iterator[Found]:
    """Ties said by alias words, parentheses and places in places."""
    end = 0
    for token in parties.tokens:
        for phrase, row in words.aliases.get(token.lower, ()) if token.i >= end else ():
            if _stands(parties, phrase, token.i):
                end = token.i + len(phrase)
                yield from _alias(parties, row, range(token.i, end))
                break
    for row in words.within.values():
        yield from _within(parties, row)


def _stands(parties: Parties, phrase: tuple[str, ...], i: int) -> bool:
    tokens = parties.tokens
    return tuple(t.lower for t in tokens[i : i + len(phrase)]) == phrase


def _alias(parties: Parties, row: RelationRow, words: range) -> Iterator[Found]:
    before = _mention_before(parties, words[0])
    if before is None:
        return
    subject = Party(before.head, before.id)
    after = _mention_after(parties, words[-1] + 1)
    if after is not None and after.id != before.id:
        yield row, words[0], subject, Party(after.head, after.id), tuple(words), None
    else:
        name = _other_name(parties, words[-1] + 1, after)
        if name is not None:
            yield row, words[0], subject, None, tuple(words), name


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


def _within(parties: Parties, row: RelationRow) -> Iterator[Found]:
    """A place that hangs on a place by the row's preposition."""
    for mention in parties.found.places.index.mentions:
        for kid in parties.slot(mention.head, row.phrase):
            outer = parties.party(kid, "place")
            if outer is not None and outer.id != mention.id:
                words = (mention.head, kid)
                yield row, mention.head, Party(mention.head, mention.id), outer, words, None
