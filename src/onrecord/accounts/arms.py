"""Whose weapons and aircraft act: "Israeli warplanes", "shells fired by rebels", "its jets".

A weapon in the place of an actor is an instrument; whoever the words say it belongs to, or who is
said to have used it, is the actor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.members import Part

if TYPE_CHECKING:
    from onrecord.accounts.carriers import Carriers
    from onrecord.accounts.conditions import Slot
    from onrecord.accounts.senses import Senses

#: Whose a weapon is; who shoots with it.
#: "Jets believed to be Russian".
_SAID: tuple[Slot, ...] = tuple(
    (clause, "xcomp", what) for clause in ("acl", "up") for what in ("acomp", "attr")
)
_USERS: tuple[Slot, ...] = (("acl", "nsubj"), ("obl:by",), ("obl:from",), ("nmod:poss",))
_OWNERS: tuple[Slot, ...] = (*_USERS, ("amod",), ("compound",), ("obl:of",), *_SAID)
#: Mode of the weapons that only their owners use.
_AIRCRAFT = "aerial"
_SIDE, _OWNER = "@side", "nmod:poss"
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed"})
_PARTIES = frozenset({_SIDE, "@armed", "@group"})


class Arms:
    """Finds the owners and users of the weapons of one document."""

    def __init__(self, senses: Senses, carriers: Carriers) -> None:
        self.senses = senses
        self.carriers = carriers
        self.syntax = senses.syntax

    def is_weapon(self, part: Part) -> bool:
        """A weapon that acts, also one that is named as its owner's ("Israeli warplanes")."""
        return part.role == "actor" and self.senses.weapon(part.token) is not None

    def is_means(self, i: int) -> bool:
        """A weapon rather than somebody: no word of its name says whose it is."""
        mention = self.senses.actors.headed(i)
        if self.senses.weapon(i) is None or self.is_bearer(i):
            return False
        if mention is None:
            return True
        first = min(i, self.senses.weapon_at(i)[1])  # a "fighter jet" is no fighter's jet
        return not any(self._is_whose(k) for k in range(mention.first, first))

    def is_bearer(self, i: int) -> bool:
        """Somebody who is the weapon: "a suicide bomber"."""
        mention = self.senses.actors.headed(i)
        return mention is not None and self.senses.types.get(mention.id) in _PERSONS

    def _is_whose(self, i: int) -> bool:
        """A word before a weapon that names a party: "Russian", "regime", "its", but not "two"."""
        if self.senses.tokens[i].dep == _OWNER:
            return True
        named = self.senses.actors.at(i)
        if named is not None and self.senses.weapon(named.head) is None:
            return True
        return bool(self.senses.kinds(i) & _PARTIES)

    def whose(self, i: int, used: set[int]) -> list[Part]:
        """Actors whose weapon it is, or who shoot; aircraft are used by those whose they are."""
        weapon = self.senses.weapon(i)
        slots = _OWNERS if weapon is not None and weapon.mode == _AIRCRAFT else _USERS
        return self._owners(i, slots, used) or self._carried(i, used)

    def owners(self, i: int, used: set[int]) -> list[Part]:
        """Actors to whom a weapon that acts belongs."""
        return self._owners(i, _OWNERS, used) or self._carried(i, used)

    def _owners(self, i: int, slots: tuple[Slot, ...], used: set[int]) -> list[Part]:
        owners: list[Part] = []
        for slot in slots:
            fillers = [f for k in self._words(i) for f in self.syntax.fill(k, slot)]
            some = [f for f in fillers if f.token not in used and self.may_own(f.token)]
            owners += [Part("actor", f.token, inferred=len(slot) > 1) for f in some]
            used |= {f.token for f in some}
            if slots is _USERS:  # "shells fired by Syrian tanks"
                bare = [f.token for f in fillers if self.is_means(f.token)]
                owners += [o for i in bare for o in self._owners(i, _OWNERS, used)]
        return owners

    def _words(self, i: int) -> range:
        """The words of a weapon, the last first: of "an ISIS mortar shell" the mortar's, too."""
        first = self.senses.weapon_at(i)[1]
        return range(i, min(i, first) - 1, -1)

    def _carried(self, i: int, used: set[int]) -> list[Part]:
        """Whose a verb says that a weapon is: "jets believed to belong to the coalition"."""
        for verb, support in self.carriers.supports(i, said=False):
            fillers = self.syntax.fill(verb, support.actor) if support.actor else []
            some = [f for f in fillers if f.token not in used and self.may_own(f.token)]
            if some:
                used |= {f.token for f in some}
                return [Part("actor", f.token, inferred=True) for f in some]
        return []

    def may_own(self, i: int) -> bool:
        """Whether a word names somebody who may own a weapon or do a deed."""
        named = self.senses.actor(i)
        if named is not None:
            return named.head == i or self.senses.weapon(named.head) is None
        return self.senses.is_armed(i) or _SIDE in self.senses.kinds(i)
