"""Words that tie a description to somebody without making it theirs: "Turkish-backed rebels".

    phrase ──▶ TieReader ──▶ which names are only tied, and how the tie is shown

Who backs, leads or opposes a group does not own it: its state and sectors are not the backer's.
What a text says of the tie stays in the description, so that rebels backed by one state are not
taken for rebels backed by another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.actors.rows import BodyRow
    from onrecord.actors.who import Draft
    from onrecord.found import TokenMention
    from onrecord.parse.tree import Token

_HYPHEN = "-"
_BEHIND = ("acl", "amod")
_OBJECTS = ("obl", "obl:agent", "nmod", "obj")


class TieReader:
    """Reads the ties in the noun phrases of one document."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.tokens = draft.found.parse.tokens

    def is_tied(self, mention: TokenMention) -> bool:
        """Whether a name is only tied to the noun: "Iran-led", "pro-Iran", "ethnic Armenian"."""
        if mention.first in self.draft.ends or self._is_prefixed(mention):
            return True
        if mention.last >= len(self.tokens):
            return False
        above = self.tokens[self.tokens[mention.head].head]
        joint = self.tokens[mention.last].text
        return joint == _HYPHEN or above.lower in self.draft.words.roles["tie"]

    def _is_prefixed(self, mention: TokenMention) -> bool:
        """Whether a word before the name changes it: "pro-Russian", "ethnic Russian"."""
        i = mention.first - 1
        if i >= 0 and self.tokens[i].lower in self.draft.words.roles["ethnic"]:
            return True
        return i > 0 and self.tokens[i].text == _HYPHEN and i - 1 not in self.draft.covered

    def has_tie_word(self, last: int) -> bool:
        """Whether "-backed" or the like follows: "government-backed" is not the government."""
        if last + 1 >= len(self.tokens) or self.tokens[last].text != _HYPHEN:
            return False
        return self.tokens[last + 1].lower in self.draft.words.roles["tie"]

    def shown(self, i: int, bodies: dict[int, BodyRow]) -> tuple[str, int] | None:
        """The words of a tie that begins at a token, and where they end."""
        start = i + 2 if self._is_joined(i) else i
        start = i + 1 if self.tokens[i].lower in self.draft.words.roles["ethnic"] else start
        mention = self.draft.covered.get(start)
        if mention is not None and mention.first == start and self.is_tied(mention):
            last = mention.last + 2 * self.has_tie_word(mention.last)
            words = self._words(i, last)
            return words if start == i else words[0].lower() + words[1:], last
        if i in bodies and self.has_tie_word(i + 1):
            noun = self.draft.words.kinds[bodies[i].kind].noun
            return noun + self._words(i + 1, i + 3), i + 3
        return None

    def _words(self, first: int, last: int) -> str:
        """The words as they are written, unless the parser mended their capitals."""
        small = self.tokens[first].text.islower()
        return self.draft.seen(first, last) if small else self.draft.text(first, last)

    def _is_joined(self, i: int) -> bool:
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return after is not None and after.text == _HYPHEN and i not in self.draft.covered

    def behind(self, head: int, last: int) -> tuple[int, int] | None:
        """The tokens of a tie behind the noun: "backed by Iran", "loyal to the president"."""
        words = self.draft.words.roles
        for cue in self._cues(head, last):
            if cue.lower in words["tie"] and cue.lower not in words["tie_place"]:
                return cue.i, max((m.last for m in self._names(cue)), default=cue.i)
        return None

    def owners(self, head: int, last: int) -> tuple[TokenMention, ...]:
        """The names of "fighters belonging to Hamas"."""
        belong = self.draft.words.roles["belong"]
        cues = (cue for cue in self._cues(head, last) if cue.lower in belong)
        return tuple(m for cue in cues for m in self._names(cue))

    def _cues(self, head: int, last: int) -> list[Token]:
        parse = self.draft.found.parse
        return [kid for kid in parse.kids(head, *_BEHIND) if kid.i >= last]

    def _names(self, cue: Token) -> list[TokenMention]:
        parse, covered = self.draft.found.parse, self.draft.covered
        objects = [kid.i for kid in parse.kids(cue.i, *_OBJECTS)]
        return [covered[i] for i in objects if i in covered and i > cue.i]

    def is_defined(self, head: int, last: int) -> bool:
        """Whether a clause right behind the noun says which one is meant."""
        parse = self.draft.found.parse
        clauses = parse.kids(head, "acl", "acl:relcl")
        return any(parse.edges[clause.i][0] == last for clause in clauses)
