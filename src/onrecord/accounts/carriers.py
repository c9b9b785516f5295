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
            verbs = (self.tokens[i].head, *self._below(i))
            self._verbs[i] = next((v for v in verbs if v != i and self._is_carrier(v, i)), None)
        return self._verbs[i]

    def _is_carrier(self, verb: int, event: int) -> bool:
        rows = self._rows(verb)  # "blamed on the army" aims not
        return any(not s.reported and self.carries(verb, s.slot, event) for s in rows)

    def supports(self, i: int, *, said: bool) -> Iterator[tuple[int, Support]]:
        """Verbs and rows that tell whose event it is, the wider construction first.

        Rows that only report count within what somebody is said to say.
        """
        first = self.tokens[i].head
        for verb in (self.tokens[first].head, first, *self._below(i)):
            for support in self._rows(verb):
                if (said or not support.reported) and self.carries(verb, support.slot, i):
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
        return (*verbs, *self.syntax.direct(self.tokens[i].head).get("xcomp", ()))
