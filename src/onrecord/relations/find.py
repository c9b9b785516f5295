"""Go through a text and read the ties that its words say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from onrecord.model import Relation, Span, content_hash
from onrecord.relations.labels import read_label
from onrecord.relations.names import read_names
from onrecord.relations.parties import OF_PLACES, Parties, Party
from onrecord.relations.telling import tell
from onrecord.relations.words import RelationWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.found import Found
    from onrecord.relations.words import RelationRow

#: How often a reading of this kind is right, judged by eye; a prior, not calibrated.
CONFIDENCE = {
    "verb": 0.8, "noun": 0.75, "compound": 0.9, "prefix": 0.85, "alias": 0.85,
    "designation": 0.85, "within": 0.8,
}  # fmt: skip
_HYPHENS = frozenset("-\u2010\u2011\u2013")


class Tie(NamedTuple):
    """A tie as its words say it, before it is known who tells it."""

    row: RelationRow
    trigger: int
    subject: Party
    object: Party | None
    words: tuple[int, ...]
    value: str | None = None
    authority: str | None = None


def find_relations(found: Found, words: RelationWords) -> tuple[Relation, ...]:
    """Find the ties of a document.

    Args:
        found: parse, actors, places, times, commitments and statements are read.
        words: the patterns.

    Returns:
        One relation for each tie and statement that tells it, in the order of the text. Ties
        that nobody asserts or denies (wishes, questions) are left out.
    """
    parties = Parties(found, words.control)
    ties = sorted(_Search(parties, words).ties(), key=lambda t: (t.trigger, t.row.id))
    built = (_relation(parties, words, tie) for tie in ties)
    relations = {r.relation_id: r for r in built if r is not None}
    return tuple(relations.values())


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for the words of ties in one document."""

    parties: Parties
    words: RelationWords

    def ties(self) -> Iterator[Tie]:
        """Every tie that the words say."""
        words = self.words
        for token in self.parties.tokens:
            lemma = token.lemma.lower()
            if token.pos in ("VERB", "AUX"):
                if lemma in words.verbs:
                    yield from self._verb(token.i, words.verbs[lemma])
                if lemma in words.designations:
                    yield from self._designation(token.i, words.designations[lemma])
            elif lemma in words.nouns and token.pos in ("NOUN", "PROPN"):
                yield from self._noun(token.i, words.nouns)
            if token.text in _HYPHENS:
                yield from self._hyphened(token.i)
        yield from (Tie(*parts) for parts in read_names(self.parties, words))

    def _verb(self, i: int, rows: Iterable[RelationRow]) -> Iterator[Tie]:
        for row in rows:
            particle = self.parties.parse.kid(i, "compound:prt")
            if row.needed and not self._has_object(i, row.needed):
                continue
            yield from self._pairs(i, row, (i,) if particle is None else (i, particle.i))

    def _has_object(self, i: int, needed: frozenset[str]) -> bool:
        return any(self.parties.tokens[o].lemma in needed for o in self.parties.slot(i, "patient"))

    def _noun(self, i: int, nouns: dict[str, tuple[RelationRow, ...]]) -> Iterator[Tie]:
        """The rows of the longest title that ends at a noun ("foreign minister")."""
        tokens = self.parties.tokens
        lemma = tokens[i].lemma.lower()
        longer = f"{tokens[i - 1].lower} {lemma}" if i else lemma
        for row in nouns.get(longer) or nouns[lemma]:
            words = (i - 1, i) if row.phrase == longer else (i,)
            yield from self._pairs(i, row, words)

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
        trigger, words = said[1], tuple(range(said[0], said[1] + 1))
        for row in rows:
            head = self.parties.party(above, "place" if row.type in OF_PLACES else "actor")
            if modifier is None or head is None or modifier.id == head.id:
                continue
            ends = {"modifier": modifier, "head": head}
            value = read_label(self.parties, above, row) if row.needs else row.value
            if row.object is not None:
                yield Tie(row, trigger, ends[row.subject], ends[row.object], words, value)
            elif value is not None:
                yield Tie(row, trigger, head, None, words, value, modifier.id)

    def _designation(self, i: int, row: RelationRow) -> Iterator[Tie]:
        label = next((t for t in self._labels(i) if read_label(self.parties, t, row)), None)
        if label is None:
            return
        authority = self.parties.find(i, ("agent",), "actor")
        authority = authority or self.parties.find(label, ("by",), "actor")
        who = authority[0].id if authority else None
        party = self._designated(i, label)
        if party is not None and party.id != who:
            value = read_label(self.parties, label, row)
            yield Tie(row, i, party, None, (i, label), value, who)

    def _labels(self, i: int) -> Iterator[int]:
        yield from self.parties.slot(i, "as")
        yield from (k.i for k in self.parties.parse.kids(i, "xcomp", "ccomp", "obj", "attr", "dep"))

    def _designated(self, i: int, label: int) -> Party | None:
        """Whom the label is given to: an object that is not the label itself."""
        tokens = [*self.parties.slot(i, "iobj"), *self.parties.slot(i, "patient")]
        tokens += [k.i for k in self.parties.parse.kids(label, "nsubj")]
        if self.parties.syntax.is_passive(i):
            tokens += [f.token for f in self.parties.syntax.surface(i)]
        parties = (self.parties.party(t, "actor") for t in tokens if t != label)
        return next((p for p in parties if p is not None), None)

    def _pairs(self, i: int, row: RelationRow, words: tuple[int, ...]) -> Iterator[Tie]:
        """Every subject with every object; a member of a list has the tie like the others."""
        kind = "place" if row.type in OF_PLACES else "actor"
        first = "place" if row.type == "located_in" else "actor"
        subjects = self.parties.find(i, row.subject_slots, first)
        objects = self._objects(i, row, kind) if subjects else []
        for subject in subjects:
            for other in objects:
                if subject.id != other.id and self.parties.may_be(row.type, subject, other):
                    yield Tie(row, i, subject, other, words, row.value)
            if not objects and kind == "place":
                for noun in self._unnamed(i, row):
                    yield Tie(row, i, subject, None, (*words, noun), row.value)

    def _unnamed(self, i: int, row: RelationRow) -> list[int]:
        """A place without a name ("controls the valley"): the tie has no object, only words."""
        found = (t for slot in row.object_slots for t in self.parties.slot(i, slot))
        return [t for t in found if self.parties.tokens[t].lemma in self.words.place_nouns][:1]

    def _objects(self, i: int, row: RelationRow, kind: str) -> list[Party]:
        found = self.parties.find(i, row.object_slots, kind)
        if found or not row.needed:
            return found
        for noun in self.parties.slot(i, "patient"):
            if self.parties.tokens[noun].lemma in row.needed:
                return self.parties.find(noun, row.object_slots, kind)
        return []


def _relation(parties: Parties, words: RelationWords, tie: Tie) -> Relation | None:
    telling = tell(parties.found, words, tie.trigger, tie.row)
    if telling is None:
        return None
    spans = _spans(parties, tie)
    ends = [tie.subject.id, tie.object.id if tie.object else None, tie.value]
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
