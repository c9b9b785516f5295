"""Headlines leave out "was": the subject of "Two killed in Kano" is the victim.

parts of a trigger ──▶ Headlines.turned ──▶ the same, bare people who suffer as victims
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.members import Part

if TYPE_CHECKING:
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords


class Headlines:
    """Tells who suffers in the headlines of one document."""

    def __init__(self, words: AccountWords, senses: Senses) -> None:
        self.words = words
        self.senses = senses
        self.syntax = senses.syntax
        self.tokens = senses.tokens
        self.quantities = senses.quantities

    def turned(self, hit: Hit, parts: list[Part]) -> list[Part]:
        """A headline leaves out "was": the subject of "Two killed in Kano" is the victim."""
        sources = self.words.frames[hit.trigger.row.frame].roles["victim"]
        wants = any(source.slot == ("obj",) for group in sources for source in group)
        token = self.tokens[hit.head]
        if not wants or token.tag not in ("VBD", "VBN") or "aux" in self.syntax.direct(hit.head):
            return parts
        people = [p for p in parts if p.role == "actor" and self.senses.weapon(p.token) is None]
        victims = [part.token for part in parts if part.role == "victim"]
        if victims and not any(self._is_harmed(i) for i in victims):  # 13 dead, 43 hurt
            people = [p for p in people if self._is_toll(p.token, hit.head)]
        elif victims:
            people = [p for p in people if self._is_bare(p.token)]
        return [Part("victim", p.token, p.inferred) if p in people else p for p in parts]

    def _is_harmed(self, i: int) -> bool:
        """Whether a participle after a word says of what harm: "two killed nine injured in"."""
        below = (self.tokens[k] for k in self.syntax.direct(i).get("acl", ()))
        harms = (t for t in below if t.tag in ("VBN", "VBD") and t.i == i + 1)
        return any(self.words.triggers.get((t.lemma, "verb")) for t in harms)

    def _is_bare(self, i: int) -> bool:
        """People without an article, as headlines have them, and not armed ones."""
        kids = {self.tokens[k].dep for k in self.syntax.parse.children[i]}
        head = self.senses.head(i)
        return "det" not in kids and not self.senses.is_armed(head) and self.senses.is_person(head)

    def _is_toll(self, i: int, verb: int) -> bool:
        """Whether a word and the verb tell a number of harmed: "13 civilians killed"."""
        index = self.quantities
        return any(m.first <= i < m.last and m.first <= verb < m.last for m in index)
