"""Headlines leave out "was" and "and": who suffers in them is taken for who acts.

    parts of a trigger ──▶ Headlines.turned ──▶ the same, bare people who suffer as victims
    a slot of a verb ──▶ Headlines.fill ──▶ what stands in it, also where "and" is left out

The subject of "Two killed in Kano" is the victim. In "Raids kill a woman injure nine" the woman
injures nobody: a verb of violence takes no clause, so the two verbs share the raids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.members import Part
from onrecord.accounts.syntax import Filler

if TYPE_CHECKING:
    from onrecord.accounts.conditions import Slot
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords
    from onrecord.parse.tree import Token

_SUBJECT, _OBJECT = ("nsubj",), ("obj",)
_VERBS = frozenset({"VB", "VBD", "VBP", "VBZ"})
_VIOLENCE = "ASSAULT"
#: What a clause that begins of its own has.
_OPENING = ("mark", "aux", "aux:pass", "nsubj:pass", "advmod")
#: What tells how many suffer.
_COUNTING = frozenset({"det", "nummod"})


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
        wants = any(source.slot == _OBJECT for group in sources for source in group)
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

    def fill(self, i: int, slot: Slot) -> list[Filler]:
        """What stands in a slot of a word, also where "and" is left out before the next verb."""
        if slot == _SUBJECT and self._goes_on(self.tokens[i]):
            above = self.syntax.fill(self.tokens[i].head, slot)
            return [f._replace(inferred=True) for f in above]
        found = self.syntax.fill(i, slot)
        if slot != _OBJECT or found:
            return found
        going = (c for c in self.syntax.direct(i).get("ccomp", ()) if self._goes_on(self.tokens[c]))
        return [Filler(s) for c in going for s in self.syntax.direct(c)["nsubj"]]

    def _goes_on(self, token: Token) -> bool:
        """Whether a verb of violence hangs below another one whose object it takes as subject."""
        if token.dep != "ccomp" or token.tag not in _VERBS or token.head > token.i:
            return False
        own, above = self.syntax.direct(token.i), self.syntax.direct(token.head)
        subjects = own.get("nsubj", ())
        if "obj" in above or len(subjects) != 1 or not token.head < subjects[0] < token.i:
            return False
        if any(name in own for name in _OPENING) or self.syntax.is_passive(token.head):
            return False
        both = self._is_violent(token) and self._is_violent(self.tokens[token.head])
        return both and self._is_counted(subjects[0])

    def _is_violent(self, token: Token) -> bool:
        known = self.words.triggers.get((token.lemma, "verb"), ())
        return any(trigger.row.type == _VIOLENCE for trigger in known)

    def _is_counted(self, i: int) -> bool:
        if self.tokens[i].pos == "NUM":
            return True
        return any(self.tokens[k].dep in _COUNTING for k in self.syntax.parse.children[i])

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
