"""Names: those of the lexicon, those the model sees, and short forms learned from the text.

    hits, entities ──▶ find_names ──▶ mentions of named actors in the draft

What the lexicon knows comes first. A name it does not know is one if the model says so. A text
teaches its own short forms: "Name (ABBR)", a surname after the full name, "the Observatory".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.actors.bynames import add_bynames, add_told_names
from onrecord.actors.entities import add_entity, add_long_entities
from onrecord.actors.metonyms import is_party
from onrecord.actors.phrases import head_of, is_locative
from onrecord.actors.short_names import add_short, add_short_names, learn, prefer_learned
from onrecord.actors.who import known
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from onrecord.actors.phrases import Hit
    from onrecord.actors.who import Draft
    from onrecord.actors.words import Entry
    from onrecord.parse.tree import Entity, Token

_TABLES = frozenset({"actors", "aliases", "capitals"})
_NAME_POS = frozenset({"PROPN", "ADJ", "NOUN"})
_FUNCTION_POS = frozenset({"PRON", "AUX", "DET", "ADP", "SCONJ", "CCONJ", "PART"})
_SUBJECTS, _AGENT = frozenset({"nsubj", "nsubj:pass"}), "obl:agent"
_COMMA, _RELATIVE = ",", "acl:relcl"
_PLACE_LABELS = frozenset({"PERSON", "GPE", "LOC", "FAC"})


def find_names(draft: Draft, hits: list[Hit]) -> None:
    """Fill the draft with all named actors."""
    unclear = _add_known(draft, hits)
    learn(draft)
    by_last = {hit.last: hit for hit in hits if not _is_name(hit)}
    short = add_long_entities(draft, by_last)
    add_bynames(draft)
    learn(draft)
    prefer_learned(draft)
    for hit, kept in unclear:
        _decide(draft, hit, kept)
    for name in short:
        if not add_short(draft, name.first, name.last):
            add_entity(draft, name, by_last)
    add_told_names(draft, hits)
    add_short_names(draft)


def _add_known(draft: Draft, hits: list[Hit]) -> list[tuple[Hit, list[Entry]]]:
    """Add the names of the lexicon; what may name several actors is given back."""
    entities = _entities_by_token(draft)
    unclear: list[tuple[Hit, list[Entry]]] = []
    tokens = draft.found.parse.tokens
    for hit in hits:
        entries = [e for e in hit.entries if e.what in _TABLES]
        if hit.letters and entries:
            draft.ends[hit.first] = tokens[hit.first].start + hit.letters
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
    if _is_first_name(draft, hit):
        return True
    if entity is None:
        return False
    if hit.last - hit.first > 1:  # "Arab Coalition" in "Syrian Arab Coalition"
        before = [t for t in tokens[entity.first : hit.first] if t.text[0].isupper()]
        before = [t for t in before if t.pos != "DET" and not _is_own_state(draft, hit, t)]
        before = [t for t in before if t.lower not in draft.words.roles["creed"]]
        return entity.label == "ORG" and bool(before)
    if entity.label not in _PLACE_LABELS:
        return False
    others = (tokens[i] for i in range(entity.first, entity.last) if i != hit.first)
    return any(t.pos == "PROPN" and draft.words.generic_row(t.lower) is None for t in others)


def _is_first_name(draft: Draft, hit: Hit) -> bool:
    """Whether a surname of the lexicon is somebody else's first name ("Petro Savchuk")."""
    token = draft.found.parse.tokens[hit.first]
    if hit.last - hit.first > 1 or token.dep != "compound":
        return False
    last = draft.found.parse.tokens[token.head]
    targets = (e.target for e in hit.entries if e.what in _TABLES)
    persons = (draft.words.actors.get(t) for t in targets)
    return (
        last.i == hit.last
        and last.pos == "PROPN"
        and not draft.words.entries(last.lower)
        and last.lower not in draft.words.org_words
        and any(row is not None and row.type == "person" for row in persons)
    )


def _is_own_state(draft: Draft, hit: Hit, before: Token) -> bool:
    """Whether the word before a name only repeats its state ("US State Department")."""
    states = {e.target for e in draft.words.entries(before.lower) if e.what in _TABLES}
    targets = {e.target for e in hit.entries if e.what in _TABLES}
    return bool(states & {known(draft.words, t, "", None).state for t in targets})


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
    after = parse.tokens[head.i + 1 : head.i + 2]
    described = any(parse.tokens[k].dep == _RELATIVE for k in parse.children[head.i])
    if after and after[0].text == _COMMA and not described:
        return False  # "Santiago, 18 May": where the report was sent from
    verb = parse.tokens[head.head]
    if head.dep in (*_SUBJECTS, _AGENT) and verb.lemma in draft.words.verbs:
        return True
    return is_party(parse, head, draft.words.roles)


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
