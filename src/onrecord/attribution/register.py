"""The attributions found so far, looked up by their cue and by the sentences they touch.

Quotations are given out one by one; without these tables each would look at every attribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.attribution.draft import Draft
    from onrecord.parse.tree import Parse


class Register:
    """Drafts by number. Mutable: drafts are added, and replaced by ones with more words."""

    def __init__(self, parse: Parse, drafts: Iterable[Draft]) -> None:
        self._parse = parse
        self.all: list[Draft] = []
        self._heads: dict[int, int] = {}
        self._touching: dict[int, set[int]] = {}
        self._cued: dict[int, list[int]] = {}
        for draft in drafts:
            self.add(draft)

    def __getitem__(self, number: int) -> Draft:
        """The draft with a number."""
        return self.all[number]

    def __setitem__(self, number: int, draft: Draft) -> None:
        """Replace a draft by one with the same cue."""
        self._touch(number, draft.content - self.all[number].content)
        self.all[number] = draft

    def add(self, draft: Draft) -> int:
        """Add a draft and return its number."""
        number = len(self.all)
        self.all.append(draft)
        if draft.cue_head is not None:
            self._heads.setdefault(draft.cue_head, number)
            sentence = self._parse.tokens[draft.cue_head].sentence
            self._cued.setdefault(sentence, []).append(number)
        self._touch(number, draft.content)
        return number

    def headed(self, cue_head: int) -> int | None:
        """The number of the first draft with this cue, or None."""
        return self._heads.get(cue_head)

    def touching(self, sentences: Iterable[int]) -> list[int]:
        """Numbers of the drafts whose contents have words in one of the sentences."""
        return sorted({n for s in sentences for n in self._touching.get(s, ())})

    def cued_in(self, sentence: int) -> list[Draft]:
        """The drafts whose cues stand in a sentence."""
        return [self.all[n] for n in self._cued.get(sentence, ())]

    def _touch(self, number: int, tokens: Iterable[int]) -> None:
        for sentence in {self._parse.tokens[i].sentence for i in tokens}:
            self._touching.setdefault(sentence, set()).add(number)
