"""Verbs that only carry a nominal event: "launched an attack", "an attack launched by rebels".

Above the noun, in a clause that describes it, or one verb further down ("is suspected to have been
carried out"): what hangs on them belongs to the event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.conditions import Slot
    from onrecord.accounts.syntax import Syntax
    from onrecord.accounts.words import AccountWords, Support

#: What says of a noun who did it: "an attack launched by rebels", "the Dutch-led raids",
#: "the killing at the hands of rebels".
_UP = ("up",)
#: Kind of words that count, and how many may stand above one another.
_MEASURE, _DEEPEST = "@measure", 3
_CLAUSES = ("acl", "acl:relcl", "amod", "obl:at")


class Carriers:
    """Finds the support verbs of nouns in one document."""

    def __init__(self, words: AccountWords, syntax: Syntax) -> None:
        """Bind the support verbs and the syntax of a document."""
        self.words = words
        self.syntax = syntax
        self.tokens = syntax.tokens
        self._verbs: dict[int, int | None] = {}

    def verb(self, i: int) -> int | None:
        """The first verb that only carries the noun: what hangs on it belongs to the noun."""
        if i not in self._verbs:
            whole = self.whole(i)
            verbs = (self.tokens[whole].head, *self._below(i))
            found = (v for v in verbs if v != whole and self._is_carrier(v, whole, i))
            self._verbs[i] = next(found, None)
        return self._verbs[i]

    def whole(self, i: int) -> int:
        """The word that counts an event: "a series of attacks", "one of the attacks"."""
        for _ in range(_DEEPEST):
            above = self.tokens[i].head
            if self.syntax.slot(i) != "obl:of" or not self._counts(above):
                break
            i = above
        return i

    def _counts(self, i: int) -> bool:
        token = self.tokens[i]
        known = self.words.kinds.get(token.lemma.lower()) or self.words.kinds.get(token.lower)
        return token.pos == "NUM" or bool(known and _MEASURE in known)

    def _is_carrier(self, verb: int, *events: int) -> bool:
        rows = [s for s in self._rows(verb) if not s.reported]  # "blamed on the army" aims not
        return any(self.carries(verb, s.slot, event) for s in rows for event in events)

    def supports(self, i: int, *, said: bool) -> Iterator[tuple[int, Support]]:
        """Verbs and rows that tell whose event it is, the wider construction first.

        Rows that only report count within what somebody is said to say.
        """
        whole = self.whole(i)
        first = self.tokens[whole].head
        for verb in (self.tokens[first].head, first, *self._below(i)):
            for support in self._rows(verb):
                if support.reported and not said:
                    continue
                if any(self.carries(verb, support.slot, event) for event in {i: 0, whole: 0}):
                    yield verb, support

    def _rows(self, verb: int) -> tuple[Support, ...]:
        return self.words.support.get(self.tokens[verb].lemma, ())

    def carries(self, verb: int, slot: Slot, event: int) -> bool:
        """Whether an event stands in a slot of a verb, as a noun or as a gerund."""
        if self.tokens[event].pos != "VERB" or slot == _UP:
            return any(f.token == event for f in self.syntax.fill(verb, slot))
        *above, last = slot
        marks = self.syntax.direct(event).get("mark", ())
        marked = any(last == f"obl:{self.tokens[m].lower}" for m in marks)
        head = self.tokens[event].head
        return marked and any(f.token == head for f in self.syntax.fill(verb, tuple(above)))

    def _below(self, i: int) -> tuple[int, ...]:
        """Verbs of clauses that describe a noun, or that complete the verb it stands with."""
        direct = self.syntax.direct(i)
        verbs = [verb for relation in _CLAUSES for verb in direct.get(relation, ())]
        further = [f for verb in verbs for f in self.syntax.direct(verb).get("xcomp", ())]
        return (*verbs, *further, *self.syntax.direct(self.tokens[i].head).get("xcomp", ()))
