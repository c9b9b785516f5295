"""Whose people somebody is: "members of the Front", "two army units", "alleged Hamas fighters".

What an organisation's people do, the organisation does: it takes part beside them. What is done to
them, or done by its opponents and relatives, is not its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.conditions import Slot
    from onrecord.accounts.senses import Senses
    from onrecord.found import TokenMention

_PLURAL = frozenset({"NNS", "NNPS"})
#: People and parts of an organisation, and where it is named.
_PEOPLE = frozenset({"@armed", "@measure", "@part", "@serving"})
_PARTS = frozenset({"@measure", "@part"})
_WHOSE: tuple[Slot, ...] = (
    *(("compound",), ("obl:of",), ("nmod:poss",), ("obl:of", "obl:of")),
    ("obl:of", "obl:from"),  # "a group of fighters from the Front"
)
#: Parts of something come "from" it; of people this may tell where they were driven out.
_FROM: tuple[Slot, ...] = (("obl:from",),)
#: Other words for the same people: "a Front guerrilla unit", "gunmen believed to be members of …".
_KIND: Slot = ("compound",)
_PRESUMED: Slot = ("acl", "xcomp", "attr")
#: Organisations that act through their people; of groups only those with a name.
_BODIES = frozenset({"state_military", "police", "non_state_police"})
_GROUPS = frozenset(
    {"non_state_armed_group", "militia", "non_state_political", "political_org",
     "group_unspecified"}
)  # fmt: skip
_ARMED = frozenset({"state_military", "non_state_armed_group", "militia"})
#: What an armed body holds and fights with.
_HELD = frozenset({"@place", "@vehicle", "@part"})
_NAMES = frozenset({"name", "abbreviation"})


class Part(NamedTuple):
    """A token in a role; ``first`` where its name begins with other words that describe."""

    role: str
    token: int
    inferred: bool
    first: int | None = None


class Members:
    """Finds the organisations of the people in one document."""

    def __init__(self, senses: Senses) -> None:
        self.senses = senses

    def organisations(self, parts: Iterable[Part]) -> list[Part]:
        """The organisations whose people act, as actors of their own."""
        known = {m.id for p in parts if (m := self.senses.actor(self.senses.head(p.token)))}
        found: dict[str, Part] = {}
        for part in parts:
            for i, presumed in self._whose(part) if part.role == "actor" else ():
                mention = self.senses.actors.headed(i)
                if mention is not None and mention.id not in known and self._is_force(mention):
                    inferred = part.inferred or presumed
                    found.setdefault(mention.id, Part("actor", i, inferred, mention.first))
        return list(found.values())

    def owner(self, i: int, role: str) -> TokenMention | None:
        """Whose positions, vehicles and weapons are attacked: "Syrian army positions"."""
        senses = self.senses
        if role != "recipient" or not (senses.kinds(i) & _HELD or senses.weapon(i)):
            return None
        found = (f.token for slot in _WHOSE[:3] for f in senses.syntax.fill(i, slot))
        mentions = (senses.actors.headed(token) for token in found)
        armed = (m for m in mentions if m is not None and senses.types.get(m.id) in _ARMED)
        return next(armed, None)

    def _whose(self, part: Part) -> Iterator[tuple[int, bool]]:
        """The words that may say whose people somebody in a role is, and whether it is presumed."""
        here, fill = self.senses.head(part.token), self.senses.syntax.fill
        kinds = self.senses.kinds(here)
        below = self.senses.syntax.direct(here).get("obl:of", ()) if "@group" in kinds else ()
        if any(self.senses.kinds(i) & _PEOPLE for i in below):  # "a group of fighters"
            kinds = kinds | _PARTS
        several = self.senses.tokens[here].tag in _PLURAL or kinds & _PARTS
        if not (several and kinds & _PEOPLE) or self._are_others(here):
            return
        for slot in (*_WHOSE, *(_FROM if kinds & _PARTS else ())):
            yield from ((f.token, False) for f in fill(here, slot))
        for above, slot in ((_KIND, ("compound",)), (_PRESUMED, ("obl:of",))):
            people = (t.token for t in fill(here, above) if self.senses.kinds(t.token) & _PEOPLE)
            yield from ((f.token, above == _PRESUMED) for i in people for f in fill(i, slot))

    def _are_others(self, i: int) -> bool:
        """Whether they are told apart from people of the same side: "other Hamas fighters"."""
        return any(
            "@other" in self.senses.kinds(k) for k in self.senses.syntax.direct(i).get("amod", ())
        )

    def _is_force(self, mention: TokenMention) -> bool:
        """Whether somebody is an organisation that acts through its people."""
        kind = self.senses.types.get(mention.id)
        return kind in _BODIES or (kind in _GROUPS and mention.form in _NAMES)
