"""Who takes part in a happening that is told several times: everybody once.

    casts of the tellings ──▶ People.of ──▶ participants, each with all words for them

"At least 29 rebels", then "29 rebels"; "a convoy", then "the convoy"; "those killed": the second
words tell of nobody new. Within one sentence two phrases are two parties, unless they name one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.accounts.members import Part
    from onrecord.accounts.roles import Cast, Roles
    from onrecord.accounts.triggers import Hit
    from onrecord.found import Found
    from onrecord.model import Participant

_MEDIA = "media"
_SUFFERING = ("recipient", "victim")
#: Parts of speech and tags of words that stand for somebody told elsewhere: "they", "those".
_POINTING, _POINTERS = frozenset({"PRON"}), frozenset({"DT", "PRP", "PRP$"})
_SAYING = frozenset({"ADJ", "NOUN", "PROPN", "VERB"})
#: Relations of words that say more of a noun than how many.
_TELLING = frozenset({"amod", "compound", "nmod:poss", "appos"})


class Wording(NamedTuple):
    """How a phrase tells somebody.

    Attributes:
        sentence: in which it stands.
        trigger: the word for what happens there.
        noun: lemma of its head; ``more`` other words that tell them apart, ``names`` of these
            those with a capital.
        figures: kinds and numbers of the figures it belongs to.
        definite: whether it takes up somebody known.
        named: whether its head is a proper noun.
        points: whether it is only a pronoun, for whomever it stands.
        general: whether its noun says no more than that they are people: "persons", "others".
    """

    sentence: int
    trigger: str
    noun: str
    more: frozenset[str]
    names: frozenset[str]
    figures: frozenset[tuple[str, float]]
    definite: bool
    named: bool
    points: bool
    general: bool


class People:
    """Joins the participants of one document's happenings."""

    def __init__(self, found: Found, roles: Roles) -> None:
        self.roles = roles
        self.senses = roles.senses
        self.tokens = roles.tokens
        self.parse = found.parse
        sources = (r for a in found.attributions.attributions for r in a.source)
        self.sources = frozenset(i for r in sources for i in range(*r))
        values = {q.quantity_id: q for q in found.quantities.quantities}
        self.figures: dict[int, set[tuple[str, float]]] = {}
        for mention in found.quantities.index.mentions:
            quantity = values[mention.id]
            number = quantity.best if quantity.best is not None else quantity.low
            if number is not None:
                for i in range(mention.first, mention.last):
                    self.figures.setdefault(i, set()).add((quantity.kind, number))

    def of(self, hits: Iterable[Hit], casts: Iterable[Cast]) -> tuple[Participant, ...]:
        """Everybody once, with all words for them; those in the event's own clause count first."""
        told = tuple(zip(hits, casts, strict=True))
        casts = [cast for _, cast in told]
        struck = {p.token for cast in casts for p in cast.parts if p.role in _SUFFERING}
        known: list[tuple[Participant, list[Wording]]] = []
        for hit, cast in told:
            for part, someone in self.roles.taking_part(cast):
                if part.role == "actor" and part.inferred and part.token in struck:
                    continue  # of "killing two guards injuring others" the guards injure nobody
                if not (self._only_reports(part, hit) or self._is_among(part, cast)):
                    self._add(known, someone, self._wording(part, hit))
        return tuple(someone for someone, _ in known)

    def _add(
        self, known: list[tuple[Participant, list[Wording]]], new: Participant, said: Wording
    ) -> None:
        """Take in one participant of one telling."""
        alike = [n for n, (p, _) in enumerate(known) if p.role == new.role]
        same = (n for n in alike if _is_same(*known[n], new, said))
        n = next(same, None)
        if n is not None:
            known[n] = _again(known[n][0], new), [*known[n][1], said]
        elif not (said.points and new.actor_id is None and _earlier(known, alike, said)):
            known.append((new, [said]))

    def _only_reports(self, part: Part, hit: Hit) -> bool:
        """Whether an agency or station stands there only as the one who says it."""
        if self.senses.actor_type(self.senses.head(part.token)) != _MEDIA:
            return False
        token = self.tokens[part.token]
        reports = token.dep == "nsubj" and token.head not in hit.tokens and part.role != "actor"
        return reports or part.token in self.sources

    def _is_among(self, part: Part, cast: Cast) -> bool:
        """Whether a second object tells some of the first: "34 civilians, among them 15 boys"."""
        token = self.tokens[part.token]
        before = self.parse.edges[part.token][0] - 1
        if token.dep != "obj" or before < 0 or self.tokens[before].pos not in _POINTING:
            return False
        if not self.roles.syntax.slot(before).startswith("obl:"):
            return False
        others = (self.tokens[p.token] for p in cast.parts if p.role == part.role)
        return any(t.dep == "obj" and t.head == token.head and t.i < before for t in others)

    def _wording(self, part: Part, hit: Hit) -> Wording:
        head = self.senses.head(part.token)
        token = self.tokens[head]
        kids = [self.tokens[i] for i in self.parse.children[head]]
        said = {t.i for t in kids if t.dep in _TELLING}
        said |= {k for i in said if i < head for k in range(self.parse.edges[i][0], i)}
        more = {i for i in said if self.tokens[i].pos in _SAYING} | set(self._below(head))
        kinds = {kind for t in kids for kind in self.senses.kinds(t.i)}
        inside = (self.figures.get(i, set()) for i in {head, part.token})
        return Wording(
            sentence=token.sentence,
            trigger=hit.trigger.row.phrase,
            noun=token.lemma.lower(),
            more=frozenset(self.tokens[i].lemma.lower() for i in more),
            names=frozenset(self.tokens[i].lower for i in more if self.tokens[i].pos == "PROPN"),
            figures=frozenset().union(*inside),
            definite="@definite" in kinds and "@other" not in kinds,
            named=token.pos == "PROPN",
            points=token.pos in _POINTING or token.tag in _POINTERS,
            general=token.pos == "NUM" or "@measure" in self.senses.kinds(head),
        )

    def _below(self, head: int) -> list[int]:
        """Nominals that tell whose or which: "terrorists from X", "the town of Y"."""
        direct = self.roles.syntax.direct(head)
        return [i for slot in direct if slot.startswith("obl:") for i in direct[slot]]


def _is_same(known: Participant, tellings: list[Wording], new: Participant, said: Wording) -> bool:
    """Whether words of one telling mean somebody whom others told."""
    if known.actor_id is not None and known.actor_id == new.actor_id:
        return True
    if known.actor_id is None and known.spans == new.spans:
        return True
    beside = [old for old in tellings if old.sentence == said.sentence]
    known_both = known.actor_id is not None and new.actor_id is not None
    if beside and not all(_is_repeated(old, said, named=not known_both) for old in beside):
        return False  # "members of the Front" and "the Front" stand side by side
    figures = {figure for old in tellings for figure in old.figures}
    return not _are_others(figures, said.figures) and any(_meets(old, said) for old in tellings)


def _is_repeated(old: Wording, new: Wording, *, named: bool) -> bool:
    """Whether one sentence tells it a second time, as a headline that lost its full stop does."""
    alike = old.noun == new.noun or old.general or new.general
    same_toll = old.trigger == new.trigger and bool(old.figures & new.figures)
    return (same_toll and alike) or (named and _is_name_of(old, new))


def _is_name_of(old: Wording, new: Wording) -> bool:
    """Whether the same proper name tells somebody: "the Jobar district", then "Jobar"."""
    shorter = new.names | ({new.noun} if new.named else frozenset())
    longer = old.names | ({old.noun} if old.named else frozenset())
    both = (new.named or old.noun == new.noun) and bool(shorter)
    return both and shorter <= longer


def _are_others(one: Iterable[tuple[str, float]], two: Iterable[tuple[str, float]]) -> bool:
    """Whether two sets of figures tell other people: no number is shared."""
    one, two = set(one), set(two)
    return bool(one and two) and not one & two


def _meets(old: Wording, new: Wording) -> bool:
    """Whether two phrases may tell the same people, by their nouns and figures."""
    if old.figures & new.figures:
        return old.noun == new.noun or old.general or new.general
    if _is_name_of(old, new):
        return True
    if old.noun != new.noun or old.points or new.points or not _fit(old.names, new.names):
        return False
    if new.definite or old.more == new.more:
        return new.definite or not (old.figures or new.figures)
    return old.more <= new.more or new.more <= old.more


def _fit(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether names told of somebody are the same as far as both tell any."""
    return one <= two or two <= one


def _earlier(
    known: list[tuple[Participant, list[Wording]]], alike: list[int], said: Wording
) -> bool:
    """Whether another sentence told somebody in this role."""
    return any(old.sentence != said.sentence for n in alike for old in known[n][1])


def _again(known: Participant, more: Participant) -> Participant:
    """Somebody with the words of two tellings; inferred if both are."""
    first, second = (more, known) if known.inferred and not more.inferred else (known, more)
    spans = tuple(dict.fromkeys((*first.spans, *second.spans)))
    return replace(first, actor_id=first.actor_id or second.actor_id, spans=spans)
