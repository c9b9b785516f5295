"""What sort of thing a word names: actor, place, person, weapon, violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.pronouns import Pronouns

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.accounts.syntax import Syntax
    from onrecord.accounts.words import AccountWords, WeaponRow
    from onrecord.found import Found, TokenMention

#: Labels of the name finder: OntoNotes.
_PARTIES = frozenset({"ORG", "NORP", "GPE", "PERSON"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TIMES = frozenset({"DATE", "TIME"})
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed", "civilians", "population"})
_ARMED = frozenset({"state_military", "police", "non_state_armed_group", "militia"})
_PARTY_KINDS = frozenset({"@person", "@armed", "@group", "@measure"})
_PLACE_KINDS = frozenset({"@place", "@building"})
#: Names, pronouns and numbers stand for somebody even when nobody knows whom.
_NAMING = frozenset({"PRON", "PROPN", "NUM"})
#: A weapon's name has at most this many words: "rocket - propelled grenade".
_LONGEST = 4
#: Letters of the shortest word, and how many such words, that show a headline in capitals.
_LONG, _FEW = 4, 4


class Senses:
    """Sorts the words of one document."""

    def __init__(self, found: Found, words: AccountWords, syntax: Syntax) -> None:
        self.tokens = found.parse.tokens
        self._sentences = found.parse.sentences
        self._headlines: dict[int, bool] = {}
        self._starts = frozenset(sentence.first for sentence in found.parse.sentences)
        self.actors = found.actors.index
        self.places = found.places.index
        self.times = found.times.index
        self.quantities = found.quantities.index.mentions
        self.types = {a.actor_id: a.type for a in found.actors.actors}
        self.words = words
        self.syntax = syntax
        self._kinds: dict[int, frozenset[str]] = {}
        self.pronouns = Pronouns(self)
        self._tests: dict[str, Callable[[int], bool]] = {
            "@actor": self.is_actor,
            "@place": self.is_place,
            "@person": self.is_person,
            "@armed": self.is_armed,
            "@name": self.is_name,
            "@weapon": lambda i: self.weapon(i) is not None,
            "@violence": lambda i: self.tokens[i].lemma.lower() in words.violence,
        }

    def sentence_start(self, i: int) -> bool:
        """Whether a word begins its sentence."""
        return i in self._starts

    def in_headline(self, i: int) -> bool:
        """Whether a word stands in a sentence whose words all have capitals."""
        number = self.tokens[i].sentence
        known = self._headlines.get(number)
        if known is None:
            sentence = self._sentences[number]
            words = (self.tokens[k].text for k in range(sentence.first, sentence.last))
            long = [word for word in words if len(word) >= _LONG and word.isalpha()]
            known = len(long) >= _FEW and all(word[0].isupper() for word in long)
            self._headlines[number] = known
        return known

    def is_a(self, i: int, kind: str) -> bool:
        """Whether a word is of a class (``@…``; "" takes anything)."""
        if not kind:
            return True
        head = self.head(i)
        test = self._tests.get(kind)
        return test(head) if test else kind in self.kinds(head)

    def kinds(self, i: int) -> frozenset[str]:
        """Kinds of a common noun, as ``targets.csv`` sorts it."""
        found = self._kinds.get(i)
        if found is None:
            token, known = self.tokens[i], self.words.kinds
            found = known.get(token.lemma.lower()) or known.get(token.lower) or frozenset()
            self._kinds[i] = found
        return found

    def head(self, i: int) -> int:
        """The word that says what is counted: "villagers" in "dozens of villagers"."""
        counted = self.syntax.direct(i).get("obl:of")
        if counted and (self.tokens[i].pos == "NUM" or "@measure" in self.kinds(i)):
            return counted[0]
        return i

    def actor(self, i: int) -> TokenMention | None:
        """The mention of an actor that a word heads or belongs to."""
        known = self.actors.headed(i) or self.actors.at(i)
        if known is None and self.tokens[i].pos == "PRON":
            return self.pronouns.of(i)
        return known

    def actor_type(self, i: int) -> str | None:
        """Type of the actor that a word names."""
        mention = self.actor(i)
        return self.types.get(mention.id) if mention else None

    def is_time(self, i: int) -> bool:
        """Part of an expression of time."""
        return self.times.at(i) is not None or self.tokens[i].entity in _TIMES

    def is_actor(self, i: int) -> bool:
        """Somebody who can act or be acted upon."""
        if self.actor(i) is not None or self.kinds(i) & _PARTY_KINDS:
            return True
        return self.tokens[i].entity in _PARTIES or self.tokens[i].pos in _NAMING

    def is_place(self, i: int) -> bool:
        """A place by name or by kind."""
        if self.places.at(i) is not None or self.kinds(i) & _PLACE_KINDS:
            return True
        return self.tokens[i].entity in _PLACES and self.actor_type(i) not in _ARMED

    def is_person(self, i: int) -> bool:
        """A person or people."""
        if self.places.at(i) is not None and self.actor(i) is None:
            return False
        if self.actor_type(i) in _PERSONS or self.tokens[i].entity == "PERSON":
            return True
        return bool(self.kinds(i) & {"@person", "@displaced"})

    def is_name(self, i: int) -> bool:
        """A name that stands for nobody known: what soldiers seize is then a place."""
        token = self.tokens[i]
        unknown = token.pos == "PROPN" and token.entity != "PERSON" and self.actor(i) is None
        return unknown and not self.is_time(i) and self.weapon(i) is None

    def is_armed(self, i: int) -> bool:
        """Armed people."""
        return "@armed" in self.kinds(i) or self.actor_type(i) in _ARMED

    def weapon(self, i: int) -> WeaponRow | None:
        """The weapon that a word and the words before it name; the longest name wins."""
        return self.weapon_at(i)[0]

    def weapon_at(self, i: int) -> tuple[WeaponRow | None, int]:
        """The weapon named by words that end here, and its first word."""
        token = self.tokens[i]
        for ending in {token.lemma.lower(): None, token.lower: None}:
            if ending not in self.words.weapon_heads:
                continue
            for first in range(max(0, i - _LONGEST + 1), i + 1):
                before = " ".join(self.tokens[k].lower for k in range(first, i))
                phrase = f"{before} {ending}".strip().replace(" - ", "-")
                row = self.words.weapons.get(phrase)
                if row is not None:
                    return row, first
        return None, i
