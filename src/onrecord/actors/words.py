"""Load the actor tables and build what the stage looks up.

    actors.csv, aliases.csv, bodies.csv, … ──▶ load_actor_words ──▶ ActorWords

All names, bodies and generic nouns are one tree of tokens, so that a text is matched in one pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from onrecord.actors.rows import (
    ActorRow,
    AliasRow,
    BodyRow,
    CapitalRow,
    GenericRow,
    GrammarRow,
    KindRow,
    ModifierRow,
    OfficeRow,
    OrgWordRow,
    PeriodRow,
    Role,
    SpellingRow,
    VerbRow,
)
from onrecord.actors.spelling import by_spelling, fold, spelling, word_key
from onrecord.errors import LexiconError
from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.lexicon import DataFolders

#: Joins the code of a state and the kind of one of its bodies: ``SYR-MIL``.
JOINT = "-"
#: Tokens that stand inside names without being part of them: al-Qaeda, FARC-EP, Lt. Gen.
JOINTS = frozenset({"-", "/", "–", "."})
#: Categories of the nouns that name an office.
_OFFICES = frozenset({"office", "title"})
#: The parser's tokenizer splits hyphens and slashes between letters, and apostrophe + s.
_CUT = re.compile(r"(?<=[^\W\d])[-/](?=[^\W\d])|\s+")
_PART = re.compile(r"[(),&]|[^(),&]+")
_OWNER = re.compile(r"(.+?)('s|')$")


class Entry(NamedTuple):
    """What a phrase stands for.

    Attributes:
        what: the table it comes from.
        id: the row's id, cited as the rule.
        target: actor id (names), else the row's id.
        form: mention form of a name.
        exact: the letters it must have, for abbreviations; else "".
        plural: whether the phrase is the plural of a generic noun.
        caseless: whether a name may be written in lower case.
    """

    what: Literal["actors", "aliases", "capitals", "bodies", "generic_actors", "actor_modifiers"]
    id: str
    target: str
    form: str = "name"
    exact: str = ""
    plural: bool = False
    caseless: bool = False


#: Phrases by token: a token leads to the next node, "" to what ends here.
Node: TypeAlias = "dict[str, Node | tuple[Entry, ...]]"


class Locative(NamedTuple):
    """Prepositions of place, and words after which "to X" and "from X" mean X as a party."""

    prepositions: frozenset[str]
    directions: frozenset[str]
    transfer: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActorWords:
    """All tables, by what is looked up. Pickles."""

    actors: dict[str, ActorRow]
    periods: dict[str, tuple[PeriodRow, ...]]
    offices: tuple[OfficeRow, ...]
    holders: dict[tuple[str, str], tuple[OfficeRow, ...]]
    kinds: dict[str, KindRow]
    bodies: dict[str, BodyRow]
    generic: dict[str, GenericRow]
    modifiers: dict[str, ModifierRow]
    verbs: frozenset[str]
    org_words: dict[str, OrgWordRow]
    roles: dict[Role, frozenset[str]]
    locative: Locative
    phrases: Node
    variants: dict[str, str]
    spellings: dict[str, str]

    def spelling(self, name: str) -> str:
        """The key of a name, the same for all its romanisations."""
        return spelling(name, self.roles["article"], self.variants)

    def word_key(self, word: str) -> str:
        """The same of one word."""
        return word_key(word, self.variants)

    def entries(self, word: str) -> tuple[Entry, ...]:
        """What one word alone may stand for."""
        node = self.phrases.get(word)
        ending = node.get("") if isinstance(node, dict) else None
        return ending if isinstance(ending, tuple) else ()

    def generic_row(self, word: str) -> GenericRow | None:
        """The row of a word that is a generic noun or a title."""
        ids = (e.id for e in self.entries(word) if e.what == "generic_actors")
        return next((self.generic[i] for i in ids), None)


def load_actor_words(folders: DataFolders) -> ActorWords:
    """Load the actor tables and the project's rows.

    Raises:
        LexiconError: a row is wrong, or an alias, part or office names no known actor (E5).
    """
    actors = load_table(folders, "actors.csv", ActorRow)
    grammar = load_table(folders, "actor_grammar.csv", GrammarRow)
    words = ActorWords(
        actors={row.id: row for row in actors},
        periods=_periods(load_table(folders, "actor_periods.csv", PeriodRow)),
        offices=load_table(folders, "offices.csv", OfficeRow),
        holders={},
        kinds={row.id: row for row in load_table(folders, "body_kinds.csv", KindRow)},
        bodies={row.id: row for row in load_table(folders, "bodies.csv", BodyRow)},
        generic={row.id: row for row in load_table(folders, "generic_actors.csv", GenericRow)},
        modifiers={r.id: r for r in load_table(folders, "actor_modifiers.csv", ModifierRow)},
        verbs=frozenset(r.phrase for r in load_table(folders, "actor_verbs.csv", VerbRow)),
        org_words={r.phrase: r for r in load_table(folders, "org_words.csv", OrgWordRow)},
        roles={role: _of_role(grammar, role) for role in get_args(Role)},
        locative=load_locative(folders),
        phrases={},
        variants=_variants(load_table(folders, "name_spellings.csv", SpellingRow)),
        spellings={},
    )
    aliases = load_table(folders, "aliases.csv", AliasRow)
    capitals = load_table(folders, "capitals.csv", CapitalRow)
    _check_targets(words, [*aliases, *capitals])
    _check_offices(words)
    for phrase, entry in _entries(words, aliases, capitals):
        _insert(words.phrases, phrase, entry)
    words.spellings.update(_spellings(words, aliases))
    words.holders.update(_holders(words))
    return words


def _holders(words: ActorWords) -> dict[tuple[str, str], tuple[OfficeRow, ...]]:
    """Rows by the label of the office and whose it is."""
    found: dict[tuple[str, str], tuple[OfficeRow, ...]] = {}
    for row in words.offices:
        key = words.generic[row.office].label, row.of
        found[key] = (*found.get(key, ()), row)
    return found


def _variants(rows: Iterable[SpellingRow]) -> dict[str, str]:
    return {variant: row.id for row in rows for variant in row.variants.split()}


def _spellings(words: ActorWords, aliases: Iterable[AliasRow]) -> dict[str, str]:
    """Actors by the spelling of their names of several words."""
    names = [(row.name, row.id) for row in words.actors.values()]
    names += [(row.phrase, row.actor) for row in aliases if row.form == "name"]
    found = by_spelling(names, words.roles["article"], words.variants)
    return {key: actor for key, actor in found.items() if " " in key}


def load_locative(folders: DataFolders) -> Locative:
    """The words that ``is_locative`` needs."""
    rows = load_table(folders, "actor_grammar.csv", GrammarRow)
    directions = _of_role(rows, "direction")
    places = _of_role(rows, "locative") | directions
    return Locative(places, directions, _of_role(rows, "transfer"))


def _of_role(rows: Iterable[GrammarRow], role: Role) -> frozenset[str]:
    return frozenset(row.phrase for row in rows if row.role == role)


def _periods(rows: Iterable[PeriodRow]) -> dict[str, tuple[PeriodRow, ...]]:
    found: dict[str, tuple[PeriodRow, ...]] = {}
    for row in rows:
        found[row.actor] = (*found.get(row.actor, ()), row)
    return found


def until(day: str, last: str | None) -> bool:
    """Whether a day does not lie after a day, month or year (ISO 8601); None is open."""
    return last is None or day[: len(last)] <= last


def split_id(words: ActorWords, actor_id: str) -> tuple[str, str] | None:
    """State and kind of a body's id, or None if it is an actor of the table."""
    if actor_id in words.actors:
        return None
    state, _, kind = actor_id.rpartition(JOINT)
    return (state, kind) if state in words.actors and kind in words.kinds else None


def _check_targets(words: ActorWords, rows: Iterable[AliasRow | CapitalRow]) -> None:
    named = [(row.id, row.actor) for row in rows]
    named += [(row.id, row.parent) for row in words.actors.values() if row.parent]
    named += [(r.id, r.actor) for rows in words.periods.values() for r in rows]
    named += [(row.id, row.of) for row in words.offices]
    for row_id, actor in named:
        if actor not in words.actors and split_id(words, actor) is None:
            raise LexiconError(f"E5 row {row_id}: no actor {actor!r} in actors.csv")


def _check_offices(words: ActorWords) -> None:
    """Each office is held by a person, its noun names one, and it ends after it begins."""
    for row in words.offices:
        person, noun = words.actors.get(row.actor), words.generic.get(row.office)
        if person is None or person.type != "person":
            raise LexiconError(f"E5 row {row.id}: no person {row.actor!r} in actors.csv")
        if noun is None or noun.category not in _OFFICES or noun.phrase != noun.label:
            raise LexiconError(f"E5 row {row.id}: no office {row.office!r} in generic_actors.csv")
        if row.valid_from and row.valid_to and row.valid_from > row.valid_to:
            raise LexiconError(f"E1 row {row.id}: it ends before it begins")


def _entries(
    words: ActorWords, aliases: Iterable[AliasRow], capitals: Iterable[CapitalRow]
) -> Iterable[tuple[str, Entry]]:
    for actor in words.actors.values():
        yield actor.name, _name("actors", actor.id, actor.id, actor.name)
    for alias in aliases:
        yield alias.phrase, _name("aliases", alias.id, alias.actor, alias.phrase, alias.form)
    for capital in capitals:
        yield capital.phrase, Entry("capitals", capital.id, capital.actor, "metonym")
    for body in words.bodies.values():
        yield body.phrase, Entry("bodies", body.id, body.id)
    for row in words.generic.values():
        yield row.phrase, Entry("generic_actors", row.id, row.id)
        if row.plural:
            yield row.plural, Entry("generic_actors", row.id, row.id, plural=True)
    for modifier in words.modifiers.values():
        yield modifier.phrase, Entry("actor_modifiers", modifier.id, modifier.id)


def _name(
    what: Literal["actors", "aliases"], row_id: str, target: str, phrase: str, form: str = "name"
) -> Entry:
    exact = phrase if form == "abbreviation" else ""
    return Entry(what, row_id, target, form, exact, caseless=phrase.islower())


def _insert(root: Node, phrase: str, entry: Entry) -> None:
    node = root
    for token in phrase_tokens(phrase):
        following = node.setdefault(token, {})
        if isinstance(following, tuple):
            raise LexiconError(f"E1 row {entry.id}: {phrase!r} has an empty token")
        node = following
    ending = node.get("", ())
    if isinstance(ending, tuple) and all(_differs(entry, other) for other in ending):
        node[""] = (*ending, entry)


def _differs(entry: Entry, other: Entry) -> bool:
    """The same phrase of one noun (singular = plural) or actor is one entry."""
    same = (entry.what, entry.target, entry.exact) == (other.what, other.target, other.exact)
    return not same


def phrase_tokens(phrase: str) -> list[str]:
    """A phrase in the tokens of the parser, folded; hyphens, slashes and final dots left out.

    >>> phrase_tokens("al-Aqsa Martyrs' Brigades")
    ['al', 'aqsa', 'martyrs', "'", 'brigades']
    """
    found: list[str] = []
    for piece in _CUT.split(fold(phrase)):
        for part in _PART.findall(piece):
            owner = _OWNER.match(part)
            found += list(owner.groups()) if owner else [part]
    found = [word for word in found if word not in JOINTS]
    return [word[:-1] if word.count(".") == 1 and word[-1] == "." else word for word in found]
