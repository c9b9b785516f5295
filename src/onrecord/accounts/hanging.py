"""How one telling hangs on another of its sentence.

    two happenings ──▶ Hanging ──▶ "coordinated", "below", "noun_below", "answers", "aside"

What is told below or beside another deed may be that deed, its setting, or what it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.joining import SETTINGS, is_near_by

if TYPE_CHECKING:
    from onrecord.accounts.happening import Happening
    from onrecord.accounts.roles import Roles

#: What an event answers: "retaliated for the ambush by bombing a village" tells two events.
_ANSWERED = "obl:for"


class Hanging:
    """Reads the syntax between the tellings of one document."""

    def __init__(self, roles: Roles) -> None:
        self.roles = roles
        self.tokens = roles.tokens
        self.syntax = roles.syntax

    def is_below(self, old: Happening, new: Happening) -> bool:
        """Whether nouns tell it below the other, and not as its setting.

        "Shelled the town in reprisal for the killing of", but not "killed five in the attack".
        """
        heads = {hit.head for hit in old.drafts[-1].hits}
        return all(
            hit.trigger.row.pos == "noun"
            and self.syntax.slot(hit.head) not in SETTINGS
            and not heads.isdisjoint(self.syntax.parse.ancestors(hit.head))
            for hit in new.drafts[0].hits
        )

    def how(self, old: Happening, new: Happening) -> str | None:
        """How a telling hangs on another of its sentence; None if it does not."""
        one, two = old.drafts[-1].hits[-1].head, new.drafts[0].hits[0].head
        if self.tokens[one].sentence != self.tokens[two].sentence:
            return None
        up, over = ((i, *self.syntax.parse.ancestors(i)) for i in (one, two))
        between = {*up} ^ {*over}  # the words from each up to where they meet
        if self.syntax.is_aside(two) or any(is_near_by(i, self.syntax) for i in between):
            return "aside"
        if any(map(self._is_answered, between)):
            return "answers"
        if self.is_below(old, new):
            return "noun_below"
        if one in over or two in up:
            return "coordinated" if {self.tokens[i].dep for i in between} == {"conj"} else "below"
        return None

    def _is_answered(self, i: int) -> bool:
        """Whether a word says for what something was done, not for what somebody answers."""
        return self.syntax.slot(i) == _ANSWERED and not self.roles.is_owned_up(i)
