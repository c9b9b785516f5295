"""Go through a text and read the ties that its words say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from onrecord.model import Relation, Span, content_hash
from onrecord.phrases import stands_at
from onrecord.relations.labels import read_designation, read_label
from onrecord.relations.names import read_names
from onrecord.relations.parties import HYPHENS, OF_PLACES, Parties, Party, Tie, tail
from onrecord.relations.telling import tell
from onrecord.relations.words import RelationWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.found import Found
    from onrecord.relations.words import Phrases, RelationRow

#: How often a reading of this kind is right, judged by eye; a prior, not calibrated.
CONFIDENCE = {
    "verb": 0.8, "noun": 0.75, "adjective": 0.8, "compound": 0.9, "prefix": 0.85, "alias": 0.85,
    "same": 0.85, "designation": 0.85, "within": 0.8, "person": 0.75,
}  # fmt: skip
_VERBAL = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
#: Participles that stand where adjectives do ("opposed to").
_ADJECTIVAL = frozenset({"acomp", "acl"})
_NOUN_TAGS = frozenset({"NN", "NNS"})
#: Ties that need a second party: "its allies", "the enemies of X" alone say nothing of anybody.
_TWO_PARTIES = frozenset({"backs", "allied_with", "opposes", "linked_to", "derived_from"})
_TITLES = frozenset({"compound", "nmod"})
#: Object of the rows that tie the parties of one slot to each other.
TOGETHER = "together"
#: Where else the other side of a tie may stand than in the list itself ("enemies of X").
_OTHER_SIDE = ("of", "poss", "to", "against")
_TWO = 2
_TWO_SIDED = frozenset({"opposes"})


def find_relations(found: Found, words: RelationWords) -> tuple[Relation, ...]:
    """Find the ties of a document.

    Args:
        found: parse, actors, places, times, commitments and statements are read.
        words: the patterns.

    Returns:
        One relation for each tie and statement that tells it, in the order of the text. Ties
        that nobody asserts or denies (wishes, questions) are left out.
    """
    parties = Parties(found, words.control, words.own)
    built = (_relation(parties, words, tie) for tie in _Search(parties, words).ties())
    relations = {r.relation_id: r for r in built if r is not None}
    return tuple(relations.values())


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for the words of ties in one document."""

    parties: Parties
    words: RelationWords

    def ties(self) -> Iterator[Tie]:
        """Every tie that the words say; "the leader of X" is one only if nobody else is."""
        ties = sorted(self._said(), key=lambda t: (t.trigger, t.row.id))
        named = {(t.trigger, t.row.type) for t in ties if not _is_itself(t)}
        return (
            t
            for t in ties
            if not _is_itself(t)
            or (t.row.type not in _TWO_PARTIES and (t.trigger, t.row.type) not in named)
        )

    def _said(self) -> Iterator[Tie]:
        words = self.words
        for token in self.parties.tokens:
            if token.pos in _VERBAL:
                lemma = token.lemma.lower()
                yield from self._verb(token.i, words.verbs.get(lemma, ()))
                for row in words.designations.get(lemma, ()):
                    yield from read_designation(self.parties, token.i, row)
            if token.pos == "ADJ" or token.dep in _ADJECTIVAL:
                known = words.adjectives
                phrases = known.get(token.lower) or known.get(token.lemma.lower()) or ()
                yield from self._adjective(token.i, phrases)
        yield from self._nouns()
        yield from self._compounds()
        yield from read_names(self.parties, words)

    def _nouns(self) -> Iterator[Tie]:
        """The nouns from the left, the longest phrase first ("deputy foreign minister")."""
        end, nouns = 0, self.words.nouns
        for token in self.parties.tokens:
            phrases = nouns.get(token.lower) or nouns.get(token.lemma.lower())
            phrase = self._phrase(token.i, phrases) if phrases and token.i >= end else None
            if phrase is not None:
                end = token.i + len(phrase[0])
                yield from self._noun(range(token.i, end), phrase[1])

    def _compounds(self) -> Iterator[Tie]:
        compounds = self.words.compounds
        for token in self.parties.tokens:
            if token.text in HYPHENS:
                yield from self._hyphened(token.i)
            elif token.tag not in _NOUN_TAGS and (last := tail(token.text)) in compounds:
                said = (self._start(token.i), token.i)
                yield from self._compound(token.i, token.head, said, compounds[last])

    def _verb(self, i: int, phrases: Phrases) -> Iterator[Tie]:
        for phrase, rows in phrases:
            particles = self._particles(i, phrase[1:])
            if particles is None:
                continue
            for row in rows:
                if not row.needed or self._has_object(i, row.needed):
                    yield from self._pairs(i, row, (i, *particles))

    def _particles(self, i: int, wanted: tuple[str, ...]) -> tuple[int, ...] | None:
        """The particles of a verb; None if it lacks one that its phrase has."""
        kids = {k.lower: k.i for k in self.parties.parse.kids(i, "compound:prt", "advmod")}
        if not wanted:
            particle = self.parties.parse.kid(i, "compound:prt")
            return () if particle is None else (particle.i,)
        return tuple(kids[w] for w in wanted) if all(w in kids for w in wanted) else None

    def _has_object(self, i: int, needed: frozenset[str]) -> bool:
        return any(self.parties.tokens[o].lemma in needed for o in self.parties.slot(i, "patient"))

    def _adjective(self, i: int, phrases: Phrases) -> Iterator[Tie]:
        for phrase, rows in phrases:
            for row in rows if len(phrase) == 1 else ():
                yield from self._pairs(i, row, (i,))

    def _phrase(
        self, i: int, phrases: Phrases
    ) -> tuple[tuple[str, ...], tuple[RelationRow, ...]] | None:
        """The longest phrase that begins at a word ("foreign minister") and is a noun."""
        tokens = self.parties.tokens
        for phrase, rows in phrases:
            if stands_at(tokens, i, phrase):
                head = self._head(range(i, i + len(phrase)))
                if tokens[head].pos in _NOUNS:
                    return phrase, rows
        return None

    def _head(self, words: range) -> int:
        """The word of a phrase that hangs on a word outside it."""
        tokens = self.parties.tokens
        inside = (i for i in words if i < len(tokens) and tokens[i].head not in words)
        return next(inside, words[0])

    def _noun(self, words: range, rows: Iterable[RelationRow]) -> Iterator[Tie]:
        head = self._head(words)
        for row in rows:
            if row.which is None or row.which == self._which(head):
                yield from self._pairs(head, row, tuple(words))

    def _which(self, i: int) -> str:
        """Whether a noun means the only one of its kind, or one of several."""
        tokens, parse = self.parties.tokens, self.parties.parse
        above = tokens[i].head if tokens[i].head > i and tokens[i].dep in _TITLES else i
        kids = [k for t in {i, above} for k in parse.kids(t, "det", "amod", "nmod:poss", "nummod")]
        known = [k for k in kids if k.dep == "nmod:poss" or k.tag == "DT"]
        words = {k.lower for k in (known or kids)}
        several = self.parties.is_plural(i) or bool(words & self.words.one_of)
        return "one_of" if several or self._has_department(i) else "the"

    def _has_department(self, i: int) -> bool:
        """Whether a common noun says what one is the head of: "a front's finance chief"."""
        kids = self.parties.parse.kids(i, "compound", "nmod")
        return any(k.i < i and k.pos == "NOUN" and k.text.islower() for k in kids)

    def _hyphened(self, i: int) -> Iterator[Tie]:
        """X-backed Y, anti-X Y: the words on both sides of a hyphen."""
        tokens, words = self.parties.tokens, self.words
        if not 0 < i < len(tokens) - 1:
            return
        before, after = tokens[i - 1], tokens[i + 1]
        if after.lower in words.compounds and after.tag != "NN":
            said = (self._start(before.i), after.i)
            yield from self._compound(before.i, after.head, said, words.compounds[after.lower])
        elif before.lower in words.prefixes:
            above = after.head if after.head not in (before.i, after.i) else before.head
            said = (before.i, after.i)
            yield from self._compound(after.i, above, said, words.prefixes[before.lower])

    def _start(self, i: int) -> int:
        mention = self.parties.found.actors.index.at(i)
        return i if mention is None else mention.first

    def _compound(
        self, name: int, above: int, said: tuple[int, int], rows: Iterable[RelationRow]
    ) -> Iterator[Tie]:
        """The ties of a compound: the name in it, and the noun above that it describes."""
        modifier = self.parties.party(name, "actor")
        if modifier is not None and above in range(*self.parties.mention(modifier, "actor")):
            return  # the whole is a name: "the US-led coalition"
        trigger, words = said[1], tuple(range(said[0], said[1] + 1))
        for row in rows:
            head = self.parties.party(above, "place" if row.type in OF_PLACES else "actor")
            if modifier is None or head is None or modifier.id == head.id:
                continue
            ends = {"modifier": modifier, "head": head}
            value = read_label(self.parties, above, row) if row.needs else row.value
            if row.object is not None:
                if self.parties.may_be(row.type, ends[row.subject], ends[row.object]):
                    yield Tie(row, trigger, ends[row.subject], ends[row.object], words, value)
            elif value is not None:
                yield Tie(row, trigger, head, None, words, value, modifier.id)

    def _pairs(self, i: int, row: RelationRow, words: tuple[int, ...]) -> Iterator[Tie]:
        """Every subject with every object; a member of a list has the tie like the others."""
        if row.object == TOGETHER:
            yield from self._together(i, row, words)
            return
        kind = "place" if row.type in OF_PLACES else "actor"
        first = "place" if row.type == "located_in" else "actor"
        subjects = self.parties.find(i, row.subject_slots, first)
        objects = self._objects(i, row, kind) if subjects else []
        for subject in subjects:
            for other in objects:
                if subject.id != other.id and self._fit(row, subject, other):
                    yield Tie(row, i, subject, other, words, row.value)
            if not objects and kind == "place":
                for noun in self._unnamed(i, row):
                    yield Tie(row, i, subject, None, (*words, noun), row.value)

    def _fit(self, row: RelationRow, subject: Party, other: Party) -> bool:
        """Whether two parties are of the kinds that the relation and its words allow."""
        if row.kind == "noun" and row.needed and self.parties.types[other.id] not in row.needed:
            return False
        return self.parties.may_be(row.type, subject, other)

    def _together(self, i: int, row: RelationRow, words: tuple[int, ...]) -> Iterator[Tie]:
        """Those of one slot with each other; enemies must be two, who else is one is not said."""
        parties = self.parties
        if any(parties.find(i, (slot,), "actor") for slot in _OTHER_SIDE):
            return
        ends = parties.find(i, row.subject_slots, "actor")
        if len(ends) > _TWO and row.type in _TWO_SIDED:
            return
        for first, second in combinations(ends, 2):
            if first.id != second.id and parties.may_be(row.type, first, second):
                yield Tie(row, i, first, second, words, row.value)

    def _unnamed(self, i: int, row: RelationRow) -> list[int]:
        """A place without a name ("controls the valley"): the tie has no object, only words."""
        found = (t for slot in row.object_slots for t in self.parties.slot(i, slot))
        return [t for t in found if self.parties.tokens[t].lemma in self.words.place_nouns][:1]

    def _objects(self, i: int, row: RelationRow, kind: str) -> list[Party]:
        found = self.parties.find(i, row.object_slots, kind)
        if found or not row.needed or row.kind != "verb":
            return found
        for noun in self.parties.slot(i, "patient"):
            if self.parties.tokens[noun].lemma in row.needed:
                return self.parties.find(noun, row.object_slots, kind)
        return []


def _is_itself(tie: Tie) -> bool:
    """Whether one end is but the noun of the tie: an unnamed leader, spokesman, member."""
    ends = (tie.subject.token, tie.object.token if tie.object else None)
    return tie.row.kind == "noun" and tie.trigger in ends


def _relation(parties: Parties, words: RelationWords, tie: Tie) -> Relation | None:
    telling = tell(parties.found, words, tie.trigger, tie.row)
    if telling is None:
        return None
    spans = _spans(parties, tie)
    ends = [tie.subject.id, tie.object.id if tie.object else None, tie.value]
    ends += [tie.authority] if tie.authority else []
    where = [(s.start, s.end) for s in spans]
    denied = telling.polarity == "-"
    doc_id = parties.found.document.doc_id
    told = (telling.statement_id,)
    return Relation(
        relation_id=content_hash("r_", [doc_id, tie.row.type, *ends, where]),
        type=tie.row.type,
        subject=tie.subject.id,
        object=tie.object.id if tie.object else None,
        value=tie.value,
        authority=tie.authority,
        status=telling.status,
        polarity=telling.polarity,
        since=telling.since,
        until=telling.until,
        spans=spans,
        asserted_by=() if denied else told,
        denied_by=told if denied else (),
        rule=tie.row.id,
        confidence=CONFIDENCE[tie.row.kind],
    )


def _spans(parties: Parties, tie: Tie) -> tuple[Span, ...]:
    """The words that say the tie, neighbours joined, and the mentions it joins."""
    runs: list[tuple[int, int]] = []
    for i in sorted(set(tie.words)):
        if runs and parties.tokens[i].start - parties.tokens[runs[-1][1] - 1].end <= 1:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    kind = "place" if tie.row.type in OF_PLACES else "actor"
    first = "place" if tie.row.type == "located_in" else "actor"
    ends = [parties.mention(tie.subject, first)]
    ends += [parties.mention(tie.object, kind)] if tie.object else []
    apart = [(a, b) for a, b in ends if all(b <= c or d <= a for c, d in runs)]
    return tuple(_span(parties, a, b) for a, b in sorted({*runs, *apart}))


def _span(parties: Parties, first: int, last: int) -> Span:
    start, end = parties.tokens[first].start, parties.tokens[last - 1].end
    return Span(start, end, parties.found.document.text[start:end])
