"""Whom "its raids", "their fighters", "they had seized" mean, where a clause above says it.

    a pronoun that nobody has resolved ──▶ subjects of the clauses above ──▶ a mention, or None

"The coalition said its raids killed nine": the nearest subject above that is somebody of the right
number is meant. Where that subject is itself a pronoun that names nobody, the next one above is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.found import TokenMention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.senses import Senses
    from onrecord.accounts.syntax import Filler

#: Kinds of pronouns in ``targets.csv``: "it", "its"; "they", "their", "them".
_THING, _MANY = "@thing", "@many"
_VERBAL = frozenset({"VERB", "AUX"})
_PLURAL = frozenset({"NNS", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_OWNER = "nmod:poss"
_PERSONS = frozenset({"person", "person_unnamed"})
#: Bodies whose people are "they".
_MANNED = frozenset(
    {"state_military", "police", "non_state_police", "non_state_armed_group", "militia",
     "non_state_political", "political_org", "group_unspecified"}
)  # fmt: skip
#: A subject is looked for in at most so many clauses above.
_CLIMB = 5


class Pronouns:
    """Finds who is meant by the pronouns of one document; remembers it."""

    def __init__(self, senses: Senses) -> None:
        self.senses = senses
        self.tokens = senses.tokens
        self._found: dict[int, TokenMention | None] = {}

    def of(self, i: int) -> TokenMention | None:
        """Somebody whom a pronoun means, as a mention by pronoun; None where nothing decides."""
        if i not in self._found:
            self._found[i] = None  # a pronoun that leads back to itself means nobody
            kinds = self.senses.kinds(i)
            if _THING in kinds or _MANY in kinds:
                who = self._meant(i, many=_MANY in kinds)
                self._found[i] = None if who is None else TokenMention(i, i + 1, i, who, "pronoun")
        return self._found[i]

    def _meant(self, i: int, *, many: bool) -> str | None:
        for filler in self._subjects(i):
            if self.tokens[filler.token].pos == "PRON" and self._named(filler.token) is None:
                continue
            mention = self._named(filler.token)
            return mention.id if mention is not None and self._fits(mention, many=many) else None
        return None

    def _named(self, i: int) -> TokenMention | None:
        return self.senses.actor(self.senses.head(i))

    def _subjects(self, i: int) -> Iterator[Filler]:
        """The subjects of the clauses above, the nearest first, without the word's own phrase."""
        syntax, own = self.senses.syntax, {i}
        apart = self.tokens[i].dep not in (*_SUBJECTS, _OWNER)  # "killed them": not who kills
        verbs = 0
        for above in syntax.parse.ancestors(i):
            if self.tokens[above].pos in _VERBAL:
                verbs += 1
                found = syntax.subject(above) or syntax.surface(above)
                if verbs > _CLIMB:
                    return
                if not (apart and verbs == 1):
                    yield from (f for f in found[:1] if f.token not in own)
            own.add(above)

    def _fits(self, mention: TokenMention, *, many: bool) -> bool:
        """Whether the number of somebody's name fits the pronoun."""
        kind = self.senses.types.get(mention.id)
        plural = self.tokens[mention.head].tag in _PLURAL
        if many:
            return plural or kind in _MANNED
        return not plural and kind not in _PERSONS
