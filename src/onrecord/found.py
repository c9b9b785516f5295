"""What the stages have found so far about one document.

    Found ──▶ stage ──▶ Found with one more field set (``dataclasses.replace``)

Every stage is a function ``find_x(found, words)``; it reads earlier fields and never changes
them. Token indexes count tokens of the document (``Parse.tokens``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from onrecord.model import (
    Account,
    Actor,
    Document,
    Gap,
    Link,
    Loaded,
    Place,
    Quantity,
    Relation,
    Statement,
    Time,
)
from onrecord.parse.tree import Parse
from onrecord.text import Layout

#: Form of a figure's mention that adds up since something, with or without a known day.
CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class TokenMention:
    """Where a value stands: tokens ``first:last`` (end exclusive), its head, and the value's id."""

    first: int
    last: int
    head: int
    id: str
    form: str = "name"


@dataclass(frozen=True)
class MentionIndex:
    """Mentions by token. Not slotted: the lookups are built once, on first use."""

    mentions: tuple[TokenMention, ...] = ()

    @cached_property
    def _covering(self) -> dict[int, TokenMention]:
        narrowest: dict[int, TokenMention] = {}
        for mention in sorted(self.mentions, key=lambda m: m.first - m.last):
            narrowest |= dict.fromkeys(range(mention.first, mention.last), mention)
        return narrowest

    @cached_property
    def _headed(self) -> dict[int, TokenMention]:
        return {m.head: m for m in sorted(self.mentions, key=lambda m: m.last - m.first)}

    def at(self, token: int) -> TokenMention | None:
        """The narrowest mention that covers a token."""
        return self._covering.get(token)

    @property
    def heads(self) -> frozenset[int]:
        """Head tokens of all mentions."""
        return frozenset(self._headed)

    def headed(self, token: int) -> TokenMention | None:
        """The widest mention whose head is this token."""
        return self._headed.get(token)


@dataclass(frozen=True, slots=True)
class ActorsFound:
    """Result of the actors stage. ``relations`` between names (X (ABBR)) are read later."""

    actors: tuple[Actor, ...] = ()
    index: MentionIndex = field(default_factory=MentionIndex)
    gaps: tuple[Gap, ...] = ()

    def by_id(self) -> dict[str, Actor]:
        """Actors by ``actor_id``."""
        return {actor.actor_id: actor for actor in self.actors}


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """Result of the places stage."""

    places: tuple[Place, ...] = ()
    index: MentionIndex = field(default_factory=MentionIndex)
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class TimesFound:
    """Result of the times stage; the index leads from tokens to ``time_id``."""

    times: tuple[Time, ...] = ()
    index: MentionIndex = field(default_factory=MentionIndex)
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class QuantitiesFound:
    """Result of the quantities stage; the index leads from tokens to ``quantity_id``."""

    quantities: tuple[Quantity, ...] = ()
    index: MentionIndex = field(default_factory=MentionIndex)
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody is said to say something: source, cue, content, as tokens.

    Attributes:
        source: token ranges of the source phrase (may be empty: "it was reported that").
        source_head: head token of the source, or None.
        holder: actor_id of the source, or None when nobody is named.
        cue: token ranges of the cue; cue_row: id of the cue's row in the lexicon.
        content: token ranges of the content, whole and minimal, nested contents included.
        roots: head tokens of the content's top clauses.
        mode: direct, indirect or mixed.
        parent: index of the attribution whose content holds this one, or None.
        target: head token of the one accused, addressed or described, or None.
    """

    source: tuple[tuple[int, int], ...]
    source_head: int | None
    holder: str | None
    cue: tuple[tuple[int, int], ...]
    cue_head: int | None
    cue_row: str
    content: tuple[tuple[int, int], ...]
    roots: tuple[int, ...]
    mode: str
    parent: int | None = None
    target: int | None = None


@dataclass(frozen=True)
class Attributions:
    """Result of the attribution stage. Not slotted: the lookups are built once, on first use."""

    attributions: tuple[Attribution, ...] = ()
    #: actors that only attribution needed: unnamed sources ("a source", "officials")
    actors: tuple[Actor, ...] = ()
    #: token -> index of the innermost attribution whose content holds it; absent = own voice
    innermost: dict[int, int] = field(default_factory=dict)
    #: tokens of labels that only say who speaks ("Army statement:")
    labels: frozenset[int] = frozenset()
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def cue_tokens(self) -> frozenset[int]:
        """Tokens of all cues."""
        return frozenset(i for a in self.attributions for r in a.cue for i in range(*r))

    @cached_property
    def described(self) -> frozenset[int]:
        """Heads of contents of two parts: of somebody, and of what is said of them."""
        return frozenset(i for a in self.attributions if len(a.roots) > 1 for i in a.roots)


@dataclass(frozen=True, slots=True)
class ClauseValue:
    """How surely and how really the innermost holder means one clause.

    ``head`` is the token of the clause's predicate; polarity, commitment and realis are values of
    the ontology, relative to the innermost holder; ``speech_act`` is the act the words themselves
    show (question, call_to_action, prediction …) or ``claim``. ``stated`` is the polarity of the
    words where they leave open whether it is so: "should not leave" states ``-``.
    """

    head: int
    polarity: str = "+"
    commitment: str = "certain"
    realis: str = "actual"
    speech_act: str = "claim"
    rule: str = "plain"
    stated: str = "+"


@dataclass(frozen=True, slots=True)
class Commitments:
    """Result of the commitment stage.

    ``clause_of`` maps every token to the head of its clause; ``values`` has that head's value;
    ``nouns`` has the nouns that are meant otherwise than their clause: in "did not condemn the
    attack" the attack is real.
    """

    clause_of: tuple[int, ...] = ()
    values: dict[int, ClauseValue] = field(default_factory=dict)
    nouns: dict[int, ClauseValue] = field(default_factory=dict)

    def at(self, token: int) -> ClauseValue:
        """How a token is meant: the noun's own value, else that of its clause."""
        return self.nouns.get(token) or self.values[self.clause_of[token]]


@dataclass(frozen=True, slots=True)
class StatementsFound:
    """Result of the statements stage.

    ``innermost`` maps each token of prose to the index of the statement that says it: the one
    with the innermost holder and the narrowest content.
    """

    statements: tuple[Statement, ...] = ()
    innermost: dict[int, int] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    def at(self, token: int) -> Statement | None:
        """The statement that says a token, or None outside prose."""
        place = self.innermost.get(token)
        return None if place is None else self.statements[place]


@dataclass(frozen=True, slots=True)
class AccountsFound:
    """Result of the accounts stage; ``index`` leads from trigger tokens to ``account_id``.

    ``quantities`` are all quantities of the document again, with ``account_id`` and ``said_by``.
    """

    accounts: tuple[Account, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    index: MentionIndex = field(default_factory=MentionIndex)
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found so far; a stage reads it and returns its own result."""

    document: Document
    layout: Layout
    parse: Parse
    actors: ActorsFound = field(default_factory=ActorsFound)
    places: PlacesFound = field(default_factory=PlacesFound)
    times: TimesFound = field(default_factory=TimesFound)
    quantities: QuantitiesFound = field(default_factory=QuantitiesFound)
    attributions: Attributions = field(default_factory=Attributions)
    commitments: Commitments = field(default_factory=Commitments)
    statements: StatementsFound = field(default_factory=StatementsFound)
    loaded: tuple[Loaded, ...] = ()
    accounts: AccountsFound = field(default_factory=AccountsFound)
    relations: tuple[Relation, ...] = ()
    links: tuple[Link, ...] = ()
