"""Names: those of the lexicon, those the model sees, and short forms learned from the text.

    hits, entities ──▶ find_names ──▶ mentions of named actors in the draft

What the lexicon knows comes first. A name it does not know is one if the model says so. A text
teaches its own short forms: "Name (ABBR)", a surname after the full name, "the Observatory".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.actors.phrases import head_of, is_locative
from onrecord.actors.short_names import (
    add_short,
    add_short_names,
    core,
    is_abbreviation,
    learn,
    prefer_learned,
)
from onrecord.actors.who import Who, known
from onrecord.actors.words import fold
from onrecord.found import TokenMention
from onrecord.model import content_hash
from onrecord.parse.tree import Entity

if TYPE_CHECKING:
    from onrecord.actors.phrases import Hit
    from onrecord.actors.who import Draft
    from onrecord.actors.words import Entry
    from onrecord.parse.tree import Token

_TABLES = frozenset({"actors", "aliases", "capitals"})
_NAME_POS = frozenset({"PROPN", "ADJ", "NOUN"})
_FUNCTION_POS = frozenset({"PRON", "AUX", "DET", "ADP", "SCONJ", "CCONJ", "PART"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_OBJECTS = frozenset({"obj", "obl", "nmod"})
#: The rule of an organisation that nothing but the model knows.
_UNKNOWN = "ner:ORG"
_COMMA = ","
#: Labels of the model that may name an actor; places are left to the places stage.
_ACTOR_LABELS = frozenset({"PERSON", "ORG", "NORP"})
_PLACE_LABELS = frozenset({"PERSON", "GPE", "LOC", "FAC"})


def find_names(draft: Draft, hits: list[Hit]) -> None:
    """Fill the draft with all named actors."""
    unclear = _add_known(draft, hits)
    by_last = {hit.last: hit for hit in hits if not _is_name(hit)}
    names = [n for e in draft.found.parse.entities if (n := _trim(draft, e, by_last))]
    short = [name for name in names if len(core(draft, name.first, name.last)) == 1]
    for name in names:
        if name not in short:
            _add_entity(draft, name, by_last)
    learn(draft)
    prefer_learned(draft)
    for hit, kept in unclear:
        _decide(draft, hit, kept)
    for name in short:
        if not add_short(draft, name.first, name.last):
            _add_entity(draft, name, by_last)
    add_short_names(draft)


def _add_known(draft: Draft, hits: list[Hit]) -> list[tuple[Hit, list[Entry]]]:
    """Add the names of the lexicon; what may name several actors is given back."""
    entities = _entities_by_token(draft)
    unclear: list[tuple[Hit, list[Entry]]] = []
    for hit in hits:
        entries = [e for e in hit.entries if e.what in _TABLES]
        if entries and (kept := _kept(draft, hit, entries, entities)):
            if len({e.target for e in kept}) == 1:
                _add(draft, hit, kept[0])
            else:
                unclear.append((hit, kept))
    return unclear


def _entities_by_token(draft: Draft) -> dict[int, Entity]:
    return {
        i: entity
        for entity in draft.found.parse.entities
        if entity.last - entity.first > 1
        for i in range(entity.first, entity.last)
    }


def _kept(draft: Draft, hit: Hit, entries: list[Entry], entities: dict[int, Entity]) -> list[Entry]:
    if _in_longer_name(draft, hit, entities):
        return []
    return [entry for entry in entries if _fits(draft, hit, entry)]


def _in_longer_name(draft: Draft, hit: Hit, entities: dict[int, Entity]) -> bool:
    """Whether a phrase is only a part of a longer name ("Jordan Smith")."""
    entity = entities.get(hit.first)
    tokens = draft.found.parse.tokens
    if entity is None:
        return False
    if hit.last - hit.first > 1:  # "Arab Coalition" in "Syrian Arab Coalition"
        before = tokens[entity.first : hit.first]
        return entity.label == "ORG" and any(t.text[0].isupper() and t.pos != "DET" for t in before)
    if entity.label not in _PLACE_LABELS:
        return False
    others = (tokens[i] for i in range(entity.first, entity.last) if i != hit.first)
    return any(t.pos == "PROPN" and not _is_title(draft, t) for t in others)


def _is_title(draft: Draft, token: Token) -> bool:
    node = draft.words.phrases.get(token.lower)
    ending = node.get("") if isinstance(node, dict) else None
    return isinstance(ending, tuple) and any(e.what == "generic_actors" for e in ending)


def _fits(draft: Draft, hit: Hit, entry: Entry) -> bool:
    """Whether the letters and the place in the sentence allow this reading of a phrase."""
    parse = draft.found.parse
    written = draft.text(hit.first, hit.last)
    head = parse.tokens[head_of(parse, hit.first, hit.last)]
    if entry.form == "metonym":
        return written[0].isupper() and _may_be_metonym(draft, entry, head)
    if entry.exact:
        same = written.replace("’", "'") == entry.exact
        if not same or (head.text != written and head.pos in _FUNCTION_POS):
            return False  # "who" in a text all in capitals, which the parser saw in lower case
        return not _is_place(draft, entry, head)
    if not entry.caseless and not _is_capitalised(draft, hit, entry):
        return False
    if hit.last - hit.first == 1 and head.pos not in _NAME_POS:
        return False
    return not _is_place(draft, entry, head)


def _is_capitalised(draft: Draft, hit: Hit, entry: Entry) -> bool:
    """Whether a name has a capital letter.

    In a text all in capitals the parser saw common words in lower case: such a word alone is no
    name ("DAWN"), unless it is a demonym.
    """
    if draft.seen(hit.first, hit.last).islower():
        long = hit.last - hit.first > 1 or entry.form == "demonym"
        return long and not draft.text(hit.first, hit.last).islower()
    return True


def _may_be_metonym(draft: Draft, entry: Entry, head: Token) -> bool:
    parse = draft.found.parse
    if entry.what != "capitals":
        return not is_locative(parse, head.i, draft.words.locative)
    if parse.tokens[head.i + 1 : head.i + 2] and parse.tokens[head.i + 1].text == _COMMA:
        return False  # "Santiago, 18 May": where the report was sent from
    return head.dep in _SUBJECTS and parse.tokens[head.head].lemma in draft.words.verbs


def _is_place(draft: Draft, entry: Entry, head: Token) -> bool:
    """Whether a country's name says where; the text still speaks of the country."""
    if not _is_state(draft, entry):
        return False
    draft.states.add(entry.target)
    joint = draft.found.parse.tokens[head.i + 1 : head.i + 3]
    if len(joint) > 1 and joint[0].text == "-" and joint[1].lower in draft.words.roles["tie_place"]:
        return True  # "Britain-based"
    return is_locative(draft.found.parse, head.i, draft.words.locative)


def _is_state(draft: Draft, entry: Entry) -> bool:
    """Whether a name is that of a country or land (a demonym is no place)."""
    row = draft.words.actors.get(entry.target)
    if row is None or entry.form == "demonym":
        return False
    return row.type == "state" or (row.type == "government" and "PRE" in (row.sectors or ""))


def _add(draft: Draft, hit: Hit, entry: Entry) -> None:
    published = draft.found.document.published
    who = known(draft.words, entry.target, entry.id, published)
    head = head_of(draft.found.parse, hit.first, hit.last)
    form = entry.form
    draft.add_name(who, TokenMention(hit.first, hit.last, head, who.id, form))


def _decide(draft: Draft, hit: Hit, kept: list[Entry]) -> None:
    """Choose among actors of one name: by the long form or the state that the text names."""
    learned = draft.learned.get(("abbreviation", draft.text(hit.first, hit.last)), ())
    targets = {entry.target for entry in kept}
    states = {who.state for who in draft.who.values() if who.state} | draft.states
    for evidence in (set(learned), set(draft.who), _of_states(draft, targets, states)):
        if len(chosen := targets & evidence) == 1:
            _add(draft, hit, next(e for e in kept if e.target in chosen))
            return
    draft.leave_open(hit.first, hit.last, "one name of several actors", targets)


def _of_states(draft: Draft, targets: set[str], states: set[str]) -> set[str]:
    who = (known(draft.words, target, "", None) for target in targets)
    return {w.id for w in who if w.state in states}


def _is_name(hit: Hit) -> bool:
    return any(e.what in _TABLES for e in hit.entries)


def _trim(draft: Draft, entity: Entity, by_last: dict[int, Hit]) -> Entity | None:
    """Leave out determiners, titles and possessive endings; None if no name is left."""
    if entity.label not in _ACTOR_LABELS:
        return None
    tokens = draft.found.parse.tokens
    first, last = entity.first, entity.last
    while last > first and tokens[last - 1].pos in ("PART", "PUNCT"):
        last -= 1
    while first < last and tokens[first].pos in ("DET", "PUNCT", "ADP"):
        first += 1
    label = entity.label
    for end in range(first + 1, last + 1):
        hit = by_last.get(end)
        if hit is not None and hit.first <= first and (title := _title(draft, hit)):
            label = "PERSON" if title == "title" else label
            first = end if label == "PERSON" and (end < last or title == "title") else first
    if first >= last or not any(tokens[i].text[:1].isupper() for i in range(first, last)):
        return None
    return Entity(first, last, label)


def _title(draft: Draft, hit: Hit) -> str | None:
    """The category of a generic noun: only a "title" makes sure that a person follows."""
    rows = (draft.words.generic[e.id] for e in hit.entries if e.what == "generic_actors")
    return next((row.category for row in rows), None)


def _add_entity(draft: Draft, entity: Entity, by_last: dict[int, Hit]) -> None:
    inside = {draft.covered[i] for i in range(entity.first, entity.last) if i in draft.covered}
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
    who = _named(draft, entity, head, inside)
    if token.pos not in _NAME_POS or _may_be_place(draft, entity, who):
        return
    mention = TokenMention(entity.first, entity.last, head, who.id)
    draft.add(who, mention)
    for i in range(entity.first, entity.last):
        draft.covered.setdefault(i, mention)


def _may_be_place(draft: Draft, entity: Entity, who: Who) -> bool:
    """The model takes many towns for persons or organisations.

    A single word it alone knows, and any organisation of no known kind, is left alone unless it
    acts, or is an abbreviation.
    """
    single = len(core(draft, entity.first, entity.last)) == 1
    if who.rule != _UNKNOWN and not (single and who.rule == "ner:PERSON"):
        return False
    if is_abbreviation(draft.text(entity.first, entity.last)) and entity.label == "ORG":
        return False
    head = draft.found.parse.tokens[head_of(draft.found.parse, entity.first, entity.last)]
    titled = entity.first > 0 and _is_title(draft, draft.found.parse.tokens[entity.first - 1])
    return not titled and (head.dep in _OBJECTS or (single and head.dep == "compound"))


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


def _named(draft: Draft, entity: Entity, head: int, inside: set[TokenMention]) -> Who:
    name = draft.seen(entity.first, entity.last)
    who = Who(
        id=content_hash("n_", (fold(name),)),
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
