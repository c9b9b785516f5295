"""Why words that could tell of an event tell of none here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.attitudes import Attitudes
from onrecord.reasons.notes import MissNote, SilentNote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.senses import Senses
    from onrecord.accounts.triggers import Hit, Matcher, Miss
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found
    from onrecord.model import Span
    from onrecord.parse.tree import Token
    from onrecord.reasons.told import Told

#: Parts of speech that could tell of an event.
_TELLING = frozenset({"VERB", "NOUN", "ADJ", "PROPN"})
_EXCLUDES, _TAKEN = "excludes", "taken"


class Silence:
    """Asks the words of one document why they tell of nothing."""

    def __init__(self, words: AccountWords, senses: Senses, matcher: Matcher, told: Told) -> None:
        """Bind a document; ``told`` knows what was coded."""
        self.words = words
        self.senses = senses
        self.matcher = matcher
        self.told = told
        self.found: Found = told.found
        self.attitudes = Attitudes(told.found, senses)
        self.taken = {i for hit in told.hits.values() for i in hit.tokens}
        self.phrases = {phrase for phrase, _ in words.triggers}

    def notes(self, tokens: tuple[Token, ...]) -> Iterator[SilentNote]:
        """The words of a sentence that some row names, and why nothing came of them."""
        for token in tokens:
            reason = self._reason(token)
            if reason is not None:
                yield reason

    def _reason(self, token: Token) -> SilentNote | None:
        span = self._span(token)
        hit = self.told.hits.get(token.i)
        if hit is not None:
            told = token.i in self.told.account_of
            why = self._uncoded(hit)
            return None if told else SilentNote(span, why, (MissNote(hit.trigger.row.id, why),))
        misses = self.matcher.misses(token) if token.pos in _TELLING else ()
        if not misses:
            return None
        if token.i in self.taken:
            return SilentNote(span, _TAKEN)
        # rows that only an exception keeps out tell most
        nearest = sorted(misses, key=lambda miss: miss.reason != _EXCLUDES)
        notes = tuple(_note(miss) for miss in nearest if miss.trigger is not None)
        return SilentNote(span, nearest[0].reason, notes)

    def _uncoded(self, hit: Hit) -> str:
        """Why a trigger that meets its row became no account."""
        if self.attitudes.tell([hit.head]) is None:
            return "untold"
        return "points_back" if hit.trigger.joined else "generic"

    def unknown(self, tokens: tuple[Token, ...]) -> Iterator[Span]:
        """Verbs and nouns that stand in no list: candidates for new rows."""
        cues = self.found.attributions.cue_tokens
        indexes = (self.found.actors.index, self.found.places.index, self.found.times.index)
        for token in tokens:
            if token.pos not in ("VERB", "NOUN") or token.i in cues:
                continue
            if any(index.at(token.i) is not None for index in indexes):
                continue
            if not self._is_known(token):
                yield self._span(token)

    def _is_known(self, token: Token) -> bool:
        names = {token.lemma.lower(), token.lower}
        listed = not names.isdisjoint(self.phrases) or not names.isdisjoint(self.words.support)
        return listed or bool(self.senses.kinds(token.i)) or self.senses.weapon(token.i) is not None

    def _span(self, token: Token) -> Span:
        return self.told.roles.span(token.i, token.i + 1)


def _note(miss: Miss) -> MissNote:
    """The row that was tried, and the words of the condition that failed."""
    row = miss.trigger.row if miss.trigger is not None else None
    if row is None or miss.term is None:
        return MissNote(row.id if row else "", miss.reason)
    cell = row.excludes if miss.reason == _EXCLUDES else row.needs
    return MissNote(row.id, miss.reason, (cell or "").split()[miss.term])
