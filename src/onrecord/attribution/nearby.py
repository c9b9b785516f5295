"""Who speaks, or acts, in the sentence beside a quotation that names nobody.

    drafts, parse, actors ──▶ Subjects.speaking, Subjects.of ──▶ draft or token, or None

Only one who speaks, or only one subject who is a person: among several nobody is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.attribution.draft import Draft
    from onrecord.found import Found

#: Types of actors whose words a quotation after a sentence about them is taken to be.
PERSONS = frozenset({"person", "person_unnamed"})


class Subjects:
    """Looks up the sentences of one document."""

    def __init__(self, found: Found) -> None:
        """Take the parse and the types of the actors."""
        self.parse = found.parse
        self.index = found.actors.index
        self.types = {a.actor_id: a.type for a in found.actors.actors}

    def speaking(self, drafts: list[Draft]) -> Draft | None:
        """Of the attributions of a sentence the one whose source alone speaks in it, or None."""
        found = _sourced(drafts)
        inside = {i for d in found for i in d.content}
        outer = [d for d in found if d.cue_head not in inside]
        sources = {d.source_head for d in outer}
        return outer[-1] if len(sources) == 1 else None

    def has_source(self, drafts: list[Draft]) -> bool:
        """Whether anybody speaks in a sentence with these attributions."""
        return bool(_sourced(drafts))

    def of(self, sentence: int) -> int | None:
        """The subject of a sentence, if it is a person and the sentence names no other one."""
        bounds = self.parse.sentences[sentence]
        tokens = self.parse.tokens[bounds.first : bounds.last]
        root = next((t for t in tokens if t.dep == "root"), None)
        subject = None if root is None else self.parse.kid(root.i, "nsubj")
        mention = None if subject is None else self.index.headed(subject.i)
        if subject is None or mention is None or self.types.get(mention.id) not in PERSONS:
            return None
        others = {m.id for t in tokens if (m := self.index.headed(t.i)) is not None}
        persons = {i for i in others if self.types.get(i) in PERSONS}
        return subject.i if persons == {mention.id} else None


def _sourced(drafts: list[Draft]) -> list[Draft]:
    return [d for d in drafts if d.source_head is not None and d.content]
