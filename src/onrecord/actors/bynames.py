"""Names that a text gives by saying so: "the charity X", "a group called X", "Y, known as X".

    hits, "called", "known as", "or" ──▶ add_told_names, add_bynames ──▶ mentions; two names of one
    actor become one actor

The language model need not know such a name; it is written with capitals after words that say
that it is one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.actors.phrases import head_of
from onrecord.actors.short_names import is_abbreviation, learn_name, teach
from onrecord.actors.traits import codes, is_organised
from onrecord.actors.who import Who
from onrecord.found import TokenMention
from onrecord.model import content_hash

if TYPE_CHECKING:
    from onrecord.actors.phrases import Hit
    from onrecord.actors.rows import GenericRow
    from onrecord.actors.who import Draft
    from onrecord.parse.tree import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_HYPHEN, _COMMA, _OPEN = "-", ",", "("
#: Relations of a cue to the noun whose name it gives.
_BESIDE = frozenset({"acl", "amod", "appos"})
_QUOTES = frozenset("\"“”'‘’")
#: Parts of speech that may stand between "known as" and the name ("by its initials").
_BETWEEN = frozenset({"DET", "ADV", "PRON", "ADJ", "NOUN", "PUNCT"})
#: The name stands at most so many tokens after "known".
_REACH = 6
#: Actors that are not renamed by a text.
_LANDS = frozenset({"state", "population"})
_UNKNOWN = "n_"


def add_told_names(draft: Draft, hits: list[Hit]) -> None:
    """Names right after a noun for an organisation: "the news agency X said"."""
    tokens = draft.found.parse.tokens
    for hit in hits:
        row = _organisation(draft, hit)
        if row is None or hit.last >= len(tokens) or not tokens[hit.last - 1].text.islower():
            continue
        last = hit.last
        mention = draft.covered.get(last) or _new_name(draft, last, row)
        if mention is not None and mention.first == last and _are_one(draft, hit, mention, row):
            _settle(draft, mention, row)
            noun = head_of(draft.found.parse, hit.first, hit.last)
            draft.named.setdefault(noun, mention.id)


def _organisation(draft: Draft, hit: Hit) -> GenericRow | None:
    rows = (
        draft.words.generic[e.id]
        for e in hit.entries
        if e.what == "generic_actors" and not e.plural
    )
    row = next(rows, None)
    group = row is not None and row.category in ("group", "unit")
    return row if row is not None and group and is_organised(row) else None


def _are_one(draft: Draft, hit: Hit, mention: TokenMention, row: GenericRow) -> bool:
    """Whether a noun and the name behind it are one phrase, not object and new subject."""
    tokens = draft.found.parse.tokens
    noun, name = tokens[head_of(draft.found.parse, hit.first, hit.last)], tokens[mention.head]
    unclear = draft.who[mention.id].type == "person" and row.type == "group_unspecified"
    if noun.head == name.i or name.head == noun.i:
        # "the scientist leading the team X": a person may come after any noun
        return not unclear or noun.dep in (*_SUBJECTS, "compound")
    return noun.head == name.head and noun.dep in _SUBJECTS and name.dep in _SUBJECTS


def _new_name(draft: Draft, first: int, row: GenericRow) -> TokenMention | None:
    """A name in capitals that nobody knows, of what the row says."""
    last = _run(draft, first)
    if last is None:
        return None
    name = draft.seen(first, last)
    who = Who(
        id=name_id(draft, name),
        name=name,
        type=row.type if is_organised(row) else "person",
        state=None,
        sectors=codes(row.sectors),
        label=name,
        rule=row.id,
    )
    mention = TokenMention(first, last, head_of(draft.found.parse, first, last), who.id)
    draft.add_name(draft.who.get(who.id, who), mention)
    learn_name(draft, mention)
    return mention


def name_id(draft: Draft, name: str) -> str:
    """The id of an actor that no table knows: the same in every text and spelling."""
    return content_hash(_UNKNOWN, (draft.words.spelling(name),))


def _run(draft: Draft, first: int) -> int | None:
    """The end of the capitalised words from a token on, if they are a name of their own."""
    tokens = draft.found.parse.tokens
    i = first
    while i < len(tokens) and i not in draft.covered and _goes_on(tokens[i], tokens[first]):
        i += 1
    while i > first and tokens[i - 1].text == _HYPHEN:
        i -= 1
    after = tokens[i] if i < len(tokens) else None
    open_end = i in draft.covered or (
        after is not None and after.lower in draft.words.roles["part_of"]
    )
    named = i > first and tokens[first].pos == "PROPN" and tokens[first].text[0].isupper()
    return i if named and not open_end else None


def _goes_on(token: Token, first: Token) -> bool:
    same = token.sentence == first.sentence
    return same and (token.pos == "PROPN" or token.text == _HYPHEN)


def _settle(draft: Draft, mention: TokenMention, row: GenericRow) -> None:
    """An actor of no known kind, or one taken for a person, is what the noun says."""
    who = draft.who[mention.id]
    if who.id.startswith(_UNKNOWN) and who.type in ("person", "group_unspecified"):
        sectors = who.sectors or codes(row.sectors)
        draft.who[who.id] = replace(
            who, type=row.type, sectors=sectors, personal_data="none", rule=row.id
        )


def add_bynames(draft: Draft) -> None:
    """Second names: "X, also called Y", "X, known by its initials XYZ", "a group called Y"."""
    cues = draft.words.roles["byname"]
    for token in draft.found.parse.tokens:
        if token.lower in cues:
            holder = _named_before(draft, token)
            if holder is not None or token.dep in _BESIDE:
                _read_byname(draft, token, holder or draft.covered.get(token.head))


def _named_before(draft: Draft, cue: Token) -> TokenMention | None:
    """The name before ", also known": the parser joins it to the cue too seldom."""
    tokens = draft.found.parse.tokens
    i = cue.i - 1
    while i > 0 and tokens[i].pos == "ADV":
        i -= 1
    return draft.covered.get(i - 1) if i > 0 and tokens[i].text in (_COMMA, _OPEN) else None


def _read_byname(draft: Draft, cue: Token, holder: TokenMention | None) -> None:
    first = _after_cue(draft, cue)
    if first is None:
        return
    name = draft.covered.get(first)
    if name is not None:
        if holder is not None and name.first == first:
            _join(draft, holder, name)
        elif name.first == first:
            draft.named[cue.head] = name.id
    elif holder is not None and draft.who[holder.id].type not in _LANDS:
        _add_second(draft, holder, first)
    else:
        row = draft.words.generic_row(draft.found.parse.tokens[cue.head].lower)
        if row is not None and (new := _new_name(draft, first, row)):
            draft.named[cue.head] = new.id


def _after_cue(draft: Draft, cue: Token) -> int | None:
    """Where the name begins: "known [simply as the] X"; "known for X" gives none."""
    tokens, roles = draft.found.parse.tokens, draft.words.roles
    for i in range(cue.i + 1, min(cue.i + _REACH, len(tokens))):
        token = tokens[i]
        mention = draft.covered.get(i)
        if mention is not None and mention.form == "demonym":
            continue  # "known by its French initials"
        if mention is not None or (token.pos == "PROPN" and token.text[0].isupper()):
            return i if token.sentence == cue.sentence else None
        passes = token.pos in _BETWEEN or token.lower in roles["byname_mark"]
        if not passes or (token.pos == "PUNCT" and token.text not in _QUOTES):
            return None
    return None


def _add_second(draft: Draft, holder: TokenMention, first: int) -> None:
    last = _run(draft, first)
    if last is None:
        return
    who = draft.who[holder.id]
    head = head_of(draft.found.parse, first, last)
    short = is_abbreviation(draft.text(first, last))
    mention = TokenMention(first, last, head, who.id, "abbreviation" if short else "name")
    draft.add_name(who, mention)
    if short:
        teach(draft, "abbreviation", draft.text(first, last), who.id)
    else:
        learn_name(draft, mention)
    same = name_id(draft, draft.seen(first, last))
    if same != who.id and same in draft.who:
        draft.merge(same, who.id)


def _join(draft: Draft, holder: TokenMention, name: TokenMention) -> None:
    """Make two names one actor, if a table knows at most one of them."""
    one, other = draft.who[holder.id], draft.who[name.id]
    if one.id == other.id or one.type in _LANDS or other.type in _LANDS:
        return
    if (one.type == "person") != (other.type == "person") and not _is_free(one, other):
        return
    if other.id.startswith(_UNKNOWN):
        draft.merge(other.id, one.id)
    elif one.id.startswith(_UNKNOWN):
        draft.merge(one.id, other.id)


def _is_free(one: Who, other: Who) -> bool:
    """Whether only the model says that one of them is a person."""
    return any(who.type == "person" and who.rule.startswith("ner:") for who in (one, other))
