"""Names that only the language model knows: persons and organisations, seldom sure.

    entities ──▶ add_long_entities, add_entity ──▶ mentions of named actors in the draft

What the lexicon knows, and descriptions like "Israeli Foreign Ministry", are left to it and to
the grammar; so are words that may well be places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.actors.bynames import name_id
from onrecord.actors.phrases import head_of, is_locative
from onrecord.actors.short_names import add_family, core, is_abbreviation, learn_name
from onrecord.actors.spelling import fold
from onrecord.actors.who import PERSONS, Who, known
from onrecord.found import TokenMention
from onrecord.parse.tree import Entity, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.actors.phrases import Hit
    from onrecord.actors.rows import GenericRow
    from onrecord.actors.who import Draft

_NAME_POS = frozenset({"PROPN", "ADJ", "NOUN"})
_OBJECTS = frozenset({"obj", "obl", "nmod"})
#: The rules of names that nothing but the model knows.
_UNKNOWN, _PERSON = "ner:ORG", "ner:PERSON"
#: Labels of the model that may name an actor; places are left to the places stage.
_ACTOR_LABELS = frozenset({"PERSON", "ORG", "NORP"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


def add_long_entities(draft: Draft, by_last: dict[int, Hit]) -> list[Entity]:
    """Add the names of several words, the longest first; give back those of one word.

    A shorter form of a person's name already there ("Vargas Haro" of "Samir Vargas Haro") is
    that person.
    """
    _note_places(draft)
    names = [n for e in draft.found.parse.entities if (n := _trim(draft, e, by_last))]
    sizes = [len(core(draft, name.first, name.last)) for name in names]
    long = [(-size, name) for size, name in zip(sizes, names, strict=True) if size > 1]
    for _, name in sorted(long, key=lambda pair: pair[0]):
        if not _add_part(draft, name):
            add_entity(draft, name, by_last)
    return [name for size, name in zip(sizes, names, strict=True) if size == 1]


def _note_places(draft: Draft) -> None:
    """Count for each name how often the model takes it for a place, less how often not."""
    for entity in draft.found.parse.entities:
        name = fold(draft.text(entity.first, entity.last))
        if entity.label in _PLACE_LABELS:
            draft.places[name] = draft.places.get(name, 0) + 1
        elif entity.label in _ACTOR_LABELS:
            draft.places[name] = draft.places.get(name, 0) - 1


def _add_part(draft: Draft, name: Entity) -> bool:
    tokens = draft.found.parse.tokens
    words = [draft.key(tokens[i].text) for i in core(draft, name.first, name.last)]
    persons = draft.learned.get(("surname", words[-1]), ())
    longer = [p for p in persons if any(_is_in(words, name) for name in _names(draft, p))]
    free = all(i not in draft.covered for i in range(name.first, name.last))
    if len(longer) != 1 or not free:
        return False
    head = head_of(draft.found.parse, name.first, name.last)
    draft.add_name(draft.who[longer[0]], TokenMention(name.first, name.last, head, longer[0]))
    return True


def _names(draft: Draft, person: str) -> Iterator[str]:
    """The name of a person as the table has it, and as the text writes it in full."""
    yield draft.words.spelling(draft.who[person].name)
    told = (m for m in draft.mentions if m.id == person and m.form == "name")
    yield from {draft.words.spelling(draft.text(m.first, m.last)) for m in told}


def _is_in(words: list[str], name: str) -> bool:
    """Whether words stand in a name in their order."""
    rest = iter(name.split())
    return all(any(word == part for part in rest) for word in words)


def _trim(draft: Draft, entity: Entity, by_last: dict[int, Hit]) -> Entity | None:
    """Leave out determiners, titles and possessive endings; None if no name is left."""
    if entity.label not in _ACTOR_LABELS or _is_torn(draft, entity):
        return None
    tokens = draft.found.parse.tokens
    first, last = _widened(draft, entity)
    while last > first and tokens[last - 1].pos in ("PART", "PUNCT"):
        last -= 1
    while first < last and tokens[first].pos in ("DET", "PUNCT", "ADP"):
        first += 1
    label = entity.label
    for end in range(first + 1, last + 1):
        hit = by_last.get(end)
        if hit is not None and hit.first <= first and (title := _title(draft, hit)):
            if title.category == "title" or _has_person_behind(draft, title, end, last):
                label = "PERSON"
            cut = end < last or title.category == "title"
            first = end if label == "PERSON" and cut else first
    if first >= last or not any(tokens[i].text[:1].isupper() for i in range(first, last)):
        return None
    return Entity(first, last, label)


def _is_torn(draft: Draft, entity: Entity) -> bool:
    """Whether a place is tied to whose army follows a lost full stop: "in Homs Syrian"."""
    tokens = draft.found.parse.tokens
    last = tokens[entity.last - 1]
    ends = entity.last - entity.first > 1 and last.dep == "amod" and last.head >= entity.last
    nouns = ends and _is_noun(draft, tokens[last.head])
    led = nouns and tokens[entity.first - 1].pos == "ADP" and entity.first > 0
    return led and any(e.form == "demonym" for e in draft.words.entries(last.lower))


def _is_noun(draft: Draft, token: Token) -> bool:
    nouns = ("generic_actors", "bodies", "actor_modifiers")
    return any(e.what in nouns for e in draft.words.entries(token.lower))


def _widened(draft: Draft, entity: Entity) -> tuple[int, int]:
    """The model cuts long names: "Orlinian Red [Crescent Society]", "[Sky] Monitor"."""
    first, last = entity.first, entity.last
    if entity.label != "ORG":
        return first, last
    tokens = draft.found.parse.tokens
    while first > 0 and _is_part_of_name(tokens[first - 1], first, last):
        first -= 1
    head = tokens[tokens[last - 1].head]
    if head.i != last or tokens[last - 1].dep != "compound" or _is_noun(draft, head):
        return first, last
    return first, last + (head.text[0].isupper() and head.pos == "PROPN" and not head.entity)


def _is_part_of_name(before: Token, first: int, last: int) -> bool:
    inside = first <= before.head < last
    name = before.pos == "PROPN" and before.text[0].isupper() and not before.entity
    return inside and name and before.dep == "compound"


def _title(draft: Draft, hit: Hit) -> GenericRow | None:
    """The row of a generic noun: only a "title" makes sure that a person follows."""
    rows = (draft.words.generic[e.id] for e in hit.entries if e.what == "generic_actors")
    return next(rows, None)


def _has_person_behind(draft: Draft, row: GenericRow, first: int, last: int) -> bool:
    """Whether an office and two more names are a person, whatever the model says.

    "General Petro Savchuk" is one; "General Motors" and "General Security Directorate" are not.
    """
    if row.category != "office" or row.type not in PERSONS:
        return False
    kept = core(draft, first, last)
    tokens = [draft.found.parse.tokens[i] for i in kept]
    names = all(t.pos == "PROPN" and not _is_noun(draft, t) for t in tokens)
    return len(kept) > 1 and names and tokens[-1].lower not in draft.words.org_words


def add_entity(draft: Draft, entity: Entity, by_last: dict[int, Hit]) -> None:
    """Add a name of the model, unless the lexicon or the grammar reads it."""
    inside = {draft.covered[i] for i in range(entity.first, entity.last) if i in draft.covered}
    if entity.last == entity.first + 1 and add_family(draft, entity.first):
        return
    if any(not _is_nested(draft, entity, mention) for mention in inside):
        return
    if _is_description(draft, entity, inside, by_last):
        return
    head = head_of(draft.found.parse, entity.first, entity.last)
    token = draft.found.parse.tokens[head]
    if entity.label == "NORP" and token.tag not in ("NNS", "NNPS"):
        return
    if entity.label == "ORG" and is_locative(draft.found.parse, head, draft.words.locative):
        return
    who = _of_table(draft, entity) or _named(draft, entity, head, inside)
    if token.pos not in _NAME_POS or _may_be_place(draft, entity, who):
        return
    mention = TokenMention(entity.first, entity.last, head, who.id)
    draft.add(who, mention)
    for i in range(entity.first, entity.last):
        draft.covered.setdefault(i, mention)
    learn_name(draft, mention)


def _may_be_place(draft: Draft, entity: Entity, who: Who) -> bool:
    """The model takes many towns for persons or organisations.

    A single word it alone knows, and any organisation of no known kind, is left alone unless it
    acts, or is an abbreviation.
    """
    single = len(core(draft, entity.first, entity.last)) == 1
    if who.rule in (_UNKNOWN, _PERSON) and draft.places.get(fold(who.name), 0) > 0:
        return True
    if who.rule == _UNKNOWN and _is_capital(draft, entity):
        return True
    if who.rule != _UNKNOWN and not (single and who.rule == _PERSON):
        return False
    if is_abbreviation(draft.text(entity.first, entity.last)) and entity.label == "ORG":
        return False
    head = draft.found.parse.tokens[head_of(draft.found.parse, entity.first, entity.last)]
    before = draft.found.parse.tokens[entity.first - 1].lower if entity.first else ""
    if before and draft.words.generic_row(before):
        return False
    return head.dep in _OBJECTS or (single and head.dep == "compound")


def _is_capital(draft: Draft, entity: Entity) -> bool:
    """A capital in capitals, where the report was sent from: "BEIRUT A raid killed nine"."""
    word = draft.text(entity.first, entity.last)
    known = draft.words.entries(word.lower()) if word.isupper() else ()
    return any(entry.what == "capitals" for entry in known)


def _is_nested(draft: Draft, entity: Entity, mention: TokenMention) -> bool:
    """A state or people within an organisation's name: "Syrian Commission for Justice"."""
    shorter = mention.last - mention.first < entity.last - entity.first
    within = entity.first <= mention.first and mention.last <= entity.last
    kind = draft.who[mention.id].type
    return shorter and within and kind in ("state", "population") and entity.label == "ORG"


def _is_description(
    draft: Draft, entity: Entity, inside: set[TokenMention], by_last: dict[int, Hit]
) -> bool:
    """A state and a common noun, as "Israeli Foreign Ministry": the grammar reads it."""
    hit = by_last.get(entity.last)
    if hit is None or entity.label != "ORG":
        return False
    before = max((m.last for m in inside), default=entity.first)
    owner = draft.found.parse.tokens[before].pos == "PART" if before < entity.last else False
    return hit.first <= before + owner


def _of_table(draft: Draft, entity: Entity) -> Who | None:
    """The actor of the table that has this name in another spelling."""
    if len(core(draft, entity.first, entity.last)) == 1:
        return None
    actor = draft.words.spellings.get(draft.words.spelling(draft.seen(entity.first, entity.last)))
    published = draft.found.document.published
    return known(draft.words, actor, actor, published) if actor is not None else None


def _named(draft: Draft, entity: Entity, head: int, inside: set[TokenMention]) -> Who:
    name = draft.seen(entity.first, entity.last)
    who = Who(
        id=name_id(draft, name),
        name=name,
        type="person" if entity.label == "PERSON" else "group_unspecified",
        state=next((s for m in sorted(inside, key=_place) if (s := draft.who[m.id].state)), None),
        sectors=(),
        label=name,
        rule=f"ner:{entity.label}",
        plural=entity.label == "NORP",
    )
    return who if who.type == "person" else _typed(draft, entity, head, who)


def _typed(draft: Draft, entity: Entity, head: int, who: Who) -> Who:
    """What kind of organisation a name tells, by its head or last word."""
    tokens = draft.found.parse.tokens
    for token in (tokens[head], tokens[entity.last - 1]):
        if row := draft.words.org_words.get(token.lower):
            sectors = tuple((row.sectors or "").split())
            return replace(who, type=row.type, sectors=sectors, rule=row.id)
    return who


def _place(mention: TokenMention) -> int:
    return mention.first
