"""Which names are surely places, and which stay open.

    draft, context ──▶ accept ──▶ names with their places
                   ──▶ gaps   ──▶ names that surely are places, but nobody knows which

A name is taken by what is said around it, by what the model sees, and by size; in a country that
the document speaks of less is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.model import Gap
from onrecord.places.around import MAYBE, SAID, SEEN, bare
from onrecord.places.build import span_of
from onrecord.places.decide import is_area
from onrecord.places.gazetteer import MAIN
from onrecord.places.names import PLACE_LABELS
from onrecord.places.resolve import AREA_KINDS, TOWN_KINDS
from onrecord.places.shape import CITY
from onrecord.places.spelling import ARTICLES, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.places.around import Around
    from onrecord.places.draft import Draft
    from onrecord.places.resolve import Context
    from onrecord.places.words import Candidate

STAGE = "places"
SEVERAL = "several places of this name, none clearly meant"
UNKNOWN = "a place that the gazetteer does not have"
#: At most so many candidates of a tie are listed.
MOST_CANDIDATES = 8
#: Inhabitants (logarithm) from which a town is taken, by how sure the words are: in a country that
#: the document speaks of; in a document that speaks of none; in another country. Fitted on the
#: development part of GeoVirus and read against that of FA-KES.
LEAST = {SAID: (0.0, 3.7, 4.7), SEEN: (0.0, 4.2, 5.0), MAYBE: (4.3, 5.3, 5.5)}
#: An alternate name must belong to a town so many times bigger (logarithm).
ALTERNATE_LEAST = 1.3
#: What a town must be bigger for if the model takes it for a person or firm (logarithm).
DOUBT = 0.5
#: Longest abbreviation that a country is called by in capitals only ("DRC", "CAR").
SHORT = 4
#: Labels of the model for what is certainly no place, however it is spelled.
OTHER_LABELS = frozenset(
    {"DATE", "TIME", "LANGUAGE", "CARDINAL", "ORDINAL", "MONEY", "QUANTITY", "PERCENT"}
)
#: Labels that the model gives to many a foreign town, and to what is none.
DOUBTFUL_LABELS = frozenset({"PERSON", "ORG", "NORP"})
_NATURAL = frozenset({"river", "mountain", "sea"})
#: Label of the model for buildings, roads, airports.
#: Letters of the shortest word, and how many such words, that show a headline in capitals.
_LONG, _FEW = 4, 4
_BUILDING = "FAC"


def accept(draft: Draft, context: Context) -> list[tuple[Around, Candidate]]:
    """The mentions that are places; one sure mention of a place makes its others sure enough."""
    chosen = list(draft.chosen())
    sure = {place.id for around, place in chosen if _is_sure(draft, around, place, context)}
    taken = [(a, p) for a, p in chosen if p.id in sure and _may_be(draft, a, p)]
    return [(a if fits(a.kind, p) and not _is_shore(a, p) else bare(a), p) for a, p in taken]


def _is_shore(around: Around, place: Candidate) -> bool:
    """Whether a coast of a sea is told: that is no part of the sea."""
    is_part = around.relation == "part" and around.last > around.name.last
    return is_part and place.precision == "water_air"


def fits(kind: str | None, place: Candidate) -> bool:
    """Whether a kind word can go with a place ("Mediterranean port": the port is another thing)."""
    if place.kind == "country" or place.precision == "water_air":
        return kind is None or kind == place.kind
    return kind not in TOWN_KINDS or not is_area(place) or place.kind in AREA_KINDS


def _is_sure(draft: Draft, around: Around, place: Candidate, context: Context) -> bool:
    if not _may_be(draft, around, place):
        return False
    many = around.name.last - around.name.first > 1
    in_focus = context.is_about(place)
    if place.curated and (many or (around.level == SAID and _is_fair(place, context, in_focus))):
        return True
    labels = draft.labels(around)
    if around.level == MAYBE and labels - PLACE_LABELS and not _is_the(draft, around, place):
        return False
    if is_area(place) or (in_focus and around.level == SAID):
        return True
    least = _least(around, place, context, in_focus)
    if around.level == SAID and not context.countries:  # nothing speaks against it
        return place.weight >= least + DOUBT * bool(labels & DOUBTFUL_LABELS)
    return not labels & DOUBTFUL_LABELS and place.weight >= least


def _is_fair(place: Candidate, context: Context, in_focus: bool) -> bool:  # noqa: FBT001
    """Whether a small place may be meant: not its namesake in a text about another country."""
    return in_focus or not context.countries or place.kind not in ("district", "village")


def _is_the(draft: Draft, around: Around, place: Candidate) -> bool:
    """Whether a curated area has an article, as no person and few firms have ("the Levant")."""
    before = draft.tokens[around.begins - 1] if around.begins else None
    return place.curated and is_area(place) and before is not None and before.pos == "DET"


def _least(around: Around, place: Candidate, context: Context, in_focus: bool) -> float:  # noqa: FBT001
    here, nowhere, elsewhere = LEAST[around.level]
    if in_focus:
        return here
    told = around.kind == place.kind or around.name.last - around.name.first > 1
    if told and around.level == SAID and not context.countries:
        return here  # "Masisi territory", "Khan al-Assal"
    least = elsewhere if context.countries else nowhere
    return least if place.rank == MAIN else least + ALTERNATE_LEAST


def _may_be(draft: Draft, around: Around, place: Candidate) -> bool:
    """Whether the letters of a mention and the model's label allow the place."""
    name = around.name
    if name.shared and not _is_also_place(draft, around, place):
        return False
    if _is_own_name(draft, around, place):
        return False
    if draft.labels(around) & OTHER_LABELS and not (
        place.curated and (around.located or around.level == SAID)
    ):
        return False
    word = draft.tokens[name.first].text
    if name.last - name.first > 1 or place.curated:
        return True
    if place.kind == "country":
        return place.rank == MAIN or len(word) > SHORT or word.isupper()
    return not (word.isupper() and len(word) <= SHORT + 2)


def _is_also_place(draft: Draft, around: Around, place: Candidate) -> bool:
    """Whether the name of an actor is a place here: a state only where something happens in it."""
    if place.kind == "country":
        return (around.located or around.direction is not None) and not _is_adjective(draft, around)
    if around.kind == place.kind and fold(place.name) != around.name.folded:  # "Panama City"
        return around.level == SAID
    return around.level == SAID and (place.curated or is_area(place))


def _is_adjective(draft: Draft, around: Around) -> bool:
    """Whether a name only says whose something is: "in US airstrikes"."""
    token = draft.tokens[around.name.last - 1]
    head = draft.tokens[token.head]
    return token.dep == "compound" and head.pos == "NOUN" and around.name.last == around.last


def _is_own_name(draft: Draft, around: Around, place: Candidate) -> bool:
    """Whether a name with the word beside it is another name: "West Nile", "Vistula river"."""
    if around.kind in _NATURAL and place.precision == "point":
        return True
    if around.kind in ("village", "district") and place.weight >= CITY:
        after = (
            around.last > around.name.last
        )  # "Safi village" is no city; "district of Homs" is in it
        return place.kind == "city" and (after or around.kind == "village")
    if _is_called_after(draft, around):
        return True
    if not place.curated and (
        _has_more(draft, around) or (place.weight < CITY and _goes_on(draft, around))
    ):
        return True
    first, last = draft.tokens[around.first].text, draft.tokens[around.last - 1].text
    if around.relation == "part" and first[0].isupper():
        return place.kind in _NATURAL or not (place.curated or place.weight >= LEAST[SAID][-1])
    return around.kind == "facility" and last[0].isupper()


def _is_called_after(draft: Draft, around: Around) -> bool:
    """Whether the model sees a building that only is called after a town ("Baghdad Station")."""
    name, tokens = around.name, draft.tokens
    if around.last > name.last or name.last >= len(tokens):
        return False
    inner, after = tokens[name.last - 1], tokens[name.last]
    joined = inner.dep == "compound" and inner.head == after.i and after.pos == "PROPN"
    return joined and inner.entity == after.entity == _BUILDING and not _is_title(tokens, after.i)


def _is_title(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word stands in a headline whose words all have capitals: they make no names."""
    first, last = i, i + 1
    while first and tokens[first - 1].sentence == tokens[i].sentence:
        first -= 1
    while last < len(tokens) and tokens[last].sentence == tokens[i].sentence:
        last += 1
    long = [t.text for t in tokens[first:last] if len(t.text) >= _LONG and t.text.isalpha()]
    return len(long) >= _FEW and all(word[0].isupper() for word in long)


def _has_more(draft: Draft, around: Around) -> bool:
    """Whether one word is the gate or hill of a longer name: "Bab" of "Bab al-Maqam"."""
    tokens, last = draft.tokens, around.name.last
    if last - around.name.first > 1 or around.last > last or last + 2 >= len(tokens):
        return False
    parts = tokens[last - 1], tokens[last], tokens[last + 1], tokens[last + 2]
    if parts[1].lower not in ARTICLES or len({t.entity for t in parts} - {""}) != 1:
        return False
    known = (a.name.known and last <= a.name.first <= last + 2 for a in draft.arounds)
    return parts[0].entity == parts[1].entity and not any(known)


def _goes_on(draft: Draft, around: Around) -> bool:
    """Whether a name goes on where the gazetteer's ends: "Khan" of "Khan al-Assal"."""
    last = around.last
    if last >= len(draft.tokens) or around.last > around.name.last:
        return False
    inner, after = draft.tokens[last - 1], draft.tokens[last]
    if after.pos == "PROPN" and after.text[0].isupper() and inner.entity == after.entity != "":
        return True
    if last + 1 >= len(draft.tokens) or draft.labels(around) != {"PERSON"}:
        return False
    next_ = draft.tokens[last + 1]
    return after.lower in ARTICLES and (next_.pos == "PROPN" or not next_.text[0].isalpha())


def gaps(found: Found, draft: Draft, context: Context, settled: Iterable[int]) -> Iterator[Gap]:
    """Names that surely are places and stay open: several candidates, or none at all.

    ``settled`` are the first tokens of names that mean a place.
    """
    done = frozenset(settled)
    for key, around in zip(draft.keys, draft.arounds, strict=True):
        if around.name.first in done or around.level < SEEN or not is_open(draft, around):
            continue
        span = span_of(found, around.name.first, around.name.last)
        choice = draft.choices.get(key)
        if choice is None and around.level == SAID:
            yield Gap(STAGE, span, UNKNOWN)
        elif choice is not None and choice.winner is None and _matters(choice.candidates, context):
            listed = tuple(map(_listed, choice.candidates[:MOST_CANDIDATES]))
            yield Gap(STAGE, span, SEVERAL, listed)


def is_open(draft: Draft, around: Around) -> bool:
    """Whether the words or the model say for sure that a name is a place's."""
    labels = draft.labels(around)
    if around.kind is not None and around.level == SAID and around.name.shared is False:
        return not labels & OTHER_LABELS
    if not labels or labels - PLACE_LABELS:
        return False
    return around.level == SAID or draft.tokens[around.name.last - 1].dep != "compound"


def _matters(candidates: Sequence[Candidate], context: Context) -> bool:
    """Whether a tie is more than chance hits of small foreign towns."""
    return any(context.is_about(c) or c.weight >= LEAST[SEEN][-1] for c in candidates)


def _listed(candidate: Candidate) -> str:
    return f"{candidate.id} {candidate.name} ({candidate.kind}, {candidate.country})"
