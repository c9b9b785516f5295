"""Find the words that tell of events: one pass over the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.words import JOINED

if TYPE_CHECKING:
    from onrecord.accounts.conditions import Filling, Slot, Term
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.syntax import Filler, Syntax
    from onrecord.accounts.words import AccountWords, Trigger
    from onrecord.parse.tree import Token

_POS = {"VERB": "verb", "NOUN": "noun", "ADJ": "adjective"}
_TELLING = frozenset({*_POS, "PROPN"})
#: A noun that only describes another noun tells of nothing: "attack helicopter".
_DESCRIBING = frozenset({"compound", "amod"})
#: "Rebel-held", "besieged" tell of a lasting state, not of an event.
#: A participle right after its noun describes it: "forces backed by Russia".
_DESCRIPTIONS = frozenset({"acl", "amod"})
_LASTING = frozenset({"hold", "besiege"})
_NOMINAL = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "nmod"})


class Hit(NamedTuple):
    """A trigger in the text: its head token, all its tokens, and its row."""

    head: int
    tokens: tuple[int, ...]
    trigger: Trigger


class Miss(NamedTuple):
    """Why a word is not a trigger: the reason, and of a row that was tried which cell's term."""

    reason: str
    trigger: Trigger | None = None
    term: int | None = None


class Matcher:
    """Matches the trigger rows against one document."""

    def __init__(self, words: AccountWords, syntax: Syntax, senses: Senses) -> None:
        self.words = words
        self.syntax = syntax
        self.senses = senses
        self.tokens = syntax.tokens

    def find(self) -> list[Hit]:
        """All triggers in the order of the text; a word belongs to one trigger only."""
        words = (token for token in self.tokens if token.pos in _TELLING)
        hits = [hit for token in words if (hit := self._match(token))]
        taken = {i for hit in hits for i in hit.tokens if i != hit.head}
        return [hit for hit in hits if hit.head not in taken]

    def _match(self, token: Token) -> Hit | None:
        rows = self._rows(token)
        if not rows or self.senses.is_time(token.i):  # "on 4 March"
            return None
        for trigger in rows:
            if token.dep == "amod" and not self._may_describe(token, trigger):
                continue
            tokens = self._fits(token.i, trigger)
            if tokens is not None:
                return Hit(token.i, tokens, trigger)
        return None

    def _may_describe(self, token: Token, trigger: Trigger) -> bool:
        """A participle before its noun tells of what was done to it: "the murdered priest"."""
        kind = self.words.event_types[trigger.row.type]
        lasting = not _LASTING.isdisjoint(trigger.modes)
        return token.tag == "VBN" and kind.quad == "material_conflict" and not lasting

    def _rows(self, token: Token) -> tuple[Trigger, ...]:
        """The rows of a word; a gerund in the place of a noun is one ("shelling hit the town")."""
        pos, known = _POS.get(token.pos), self.words.triggers
        if pos is None:
            return self._initial_noun(token) if token.pos == "PROPN" else ()
        if token.tag == "VBG" and token.dep in _NOMINAL and (token.lower, "noun") in known:
            return known[token.lower, "noun"]
        if pos == "noun" and token.dep in _DESCRIBING:
            return ()
        return known.get((token.lemma.lower(), pos)) or known.get((token.lower, pos)) or ()

    def _initial_noun(self, token: Token) -> tuple[Trigger, ...]:
        """A common noun that only its place in a headline or opening a sentence made a name."""
        if token.entity or token.dep in _DESCRIBING:
            return ()
        if not (self.senses.sentence_start(token.i) or self.senses.in_headline(token.i)):
            return ()
        known, singular = self.words.triggers, self.words.singular.get(token.lower, "")
        return known.get((token.lower, "noun")) or known.get((singular, "noun")) or ()

    def _fits(self, i: int, trigger: Trigger) -> tuple[int, ...] | None:
        """The tokens of a trigger, or None if a condition fails."""
        tokens = {i}
        for term in trigger.needs:
            held = self._holds(i, term, trigger.wording)
            if held is None:
                return None
            tokens |= held
        if any(self._is_excluded(i, term) for term in trigger.excludes):
            return None
        return tuple(sorted(tokens))

    def _is_excluded(self, i: int, term: Term) -> bool:
        """Whether a dependent makes the word something else; weapons do not ("sniper fire")."""
        for filling in term:
            if not filling.slot or filling.slot[-1] in ("tag", "head") or not filling.words:
                if self._filled(i, filling) is not None:
                    return True
                continue
            for filler in self.syntax.fill(i, filling.slot):
                if self._is_meant(filler.token, filling) and not self.senses.weapon(filler.token):
                    return True
        return False

    def _holds(self, i: int, term: Term, wording: frozenset[Slot]) -> frozenset[int] | None:
        """The tokens that meet a term and belong to the wording, or None."""
        for filling in term:
            found = self._filled(i, filling)
            if found is not None:
                return found if filling.slot in wording else frozenset()
        return None

    def _filled(self, i: int, filling: Filling) -> frozenset[int] | None:
        """The word that meets one alternative, no words for a flag, None if it does not hold."""
        if not filling.slot:
            return frozenset() if self._has_flag(i, filling) else None
        last = filling.slot[-1]
        if last == "tag":
            return frozenset() if self.tokens[i].tag in filling.words else None
        if last == "head":
            above = self.tokens[self.tokens[i].head]
            return frozenset() if above.lemma in filling.words else None
        for filler in self.syntax.fill(i, filling.slot):
            if self._is_meant(filler.token, filling):
                return self._wording(filler, filling)
        return None

    def _wording(self, filler: Filler, filling: Filling) -> frozenset[int]:
        """The word itself if the row names it and it stands in the same clause."""
        own = not filler.inferred and self.tokens[filler.token].pos != "VERB"
        named = own and self._is_named(filler.token, filling.words)
        return frozenset({filler.token} if named else ())

    def _has_flag(self, i: int, filling: Filling) -> bool:
        if JOINED in filling.classes:  # whether it is joined shows later
            return True
        if "@described" in filling.classes:
            token = self.tokens[i]
            return token.tag == "VBN" and token.dep in _DESCRIPTIONS
        return "@passive" in filling.classes and self.syntax.is_passive(i)

    def _is_meant(self, i: int, filling: Filling) -> bool:
        if filling.words and self._is_named(i, filling.words):
            return True
        return any(
            not self.senses.is_time(i) if kind == "*" else self.senses.is_a(i, kind)
            for kind in filling.classes
        )

    def _is_named(self, i: int, words: frozenset[str]) -> bool:
        """Whether a word, or what a measure counts, is one of some words."""
        head = self.senses.head(i)
        return self._is_word(i, words) or (head != i and self._is_word(head, words))

    def _is_word(self, i: int, words: frozenset[str]) -> bool:
        token = self.tokens[i]
        if token.lemma in words or token.lower in words or token.lemma.lower() in words:
            return True
        return self.words.singular.get(token.lower) in words

    # ---- why not -----------------------------------------------------------------------------

    def misses(self, token: Token) -> tuple[Miss, ...]:
        """Why a word that some row names is no trigger here; nothing if no row names it.

        Only asked when somebody wants to know: a reading does not come here.
        """
        if not any(self._names(token, pos) for pos in _POS.values()):
            return ()
        if self.senses.is_time(token.i):
            return (Miss("time"),)
        rows = self._rows(token)
        if not rows:
            describes = token.dep in _DESCRIBING and self._names(token, _POS.get(token.pos, ""))
            return (Miss("describes" if describes else "word_class"),)
        return tuple(miss for row in rows if (miss := self._miss(token, row)) is not None)

    def _names(self, token: Token, pos: str) -> bool:
        known = self.words.triggers
        return (token.lemma.lower(), pos) in known or (token.lower, pos) in known

    def _miss(self, token: Token, trigger: Trigger) -> Miss | None:
        """The first condition of a row that a word does not meet."""
        if token.dep == "amod" and not self._may_describe(token, trigger):
            return Miss("describes", trigger)
        for n, term in enumerate(trigger.needs):
            if self._holds(token.i, term, trigger.wording) is None:
                return Miss("needs", trigger, n)
        for n, term in enumerate(trigger.excludes):
            if self._is_excluded(token.i, term):
                return Miss("excludes", trigger, n)
        return None
