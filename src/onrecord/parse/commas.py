"""Give texts that lost their commas those before who speaks: "two shells fell, the army said".

    words of a piece, words around speakers ──▶ give_commas ──▶ words with some commas

Collections of news that lost every comma on the way leave no mark between what is said and who says
it: the parser takes the speaker for one more victim, and nobody is read to speak. In a text without
a single comma one is shown to the parser before the speaker at the end of a sentence: a pronoun, a
name, or a phrase with an article that ends right before a verb of speech. It has no width: offsets
stay those of the text, and it is gone after the parse.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.errors import LexiconError
from onrecord.lexicon import load_table
from onrecord.parse.possessives import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.lexicon import DataFolders

TABLE = "speaker_words.csv"
COMMA = ","
#: What joins the parts of a word, and may stand within a name.
_HYPHEN = "-"
_JOINTS = frozenset({_HYPHEN, "(", ")", "'s"})
KINDS = frozenset(
    {"speech", "told", "hearer", "after", "pronoun", "article", "within", "none", "adverb"}
    | {"speaker", "modifier"}
)
#: A speaker stands behind so many words at least, has so many at most, and so many may follow.
BEFORE, LONGEST, AFTER = 4, 12, 14


@dataclass(frozen=True, slots=True)
class SpeakerWord:
    """A word around those who speak.

    Attributes:
        kind: ``speech`` (said), ``told`` (needs a ``hearer``), what may stand ``after`` it,
            ``pronoun``, ``article``, ``within`` (prepositions in a speaker's name), ``none``
            (nobody begins to speak after it), ``adverb``, ``speaker`` (police) and ``modifier``
            (several), as far as the tables of actors do not have them.
        example: a sentence with a bar where the comma is lost; without one where none is.
    """

    id: str
    phrase: str
    kind: str
    example: str


@dataclass(frozen=True)
class SpeakerWords:
    """The words by their kinds. Not slotted: the sets are built once, on first use.

    The others are of the tables of actors, so that all sides are there, in small letters: words for
    several people (``people``: "activists") and for one (``titles``: "director"), and those that
    tell which (``described``: "local", "Syrian").
    """

    rows: tuple[SpeakerWord, ...]
    people: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """The words of each kind."""
        own = {k: frozenset(r.phrase for r in self.rows if r.kind == k) for k in KINDS}
        people = own["speaker"] | self.people | self.titles
        described = own["modifier"] | own["speaker"] | self.described
        return own | {"speaker": people, "modifier": described, "title": self.titles}


def load_speaker_words(
    folders: DataFolders, people: frozenset[str], titles: frozenset[str], described: frozenset[str]
) -> SpeakerWords:
    """Load ``speaker_words.csv``; raises ``LexiconError`` for a kind that is none.

    Args:
        folders: where the words come from.
        people: see ``SpeakerWords``.
        titles: likewise.
        described: likewise.
    """
    rows = load_table(folders, TABLE, SpeakerWord)
    for row in rows:
        if row.kind not in KINDS:
            allowed = ", ".join(sorted(KINDS))
            raise LexiconError(f"{TABLE}: {row.id}: kind {row.kind!r} is none of {allowed}")
    return SpeakerWords(rows, people, titles, described)


def give_commas(piece: Piece, starts: frozenset[int], words: SpeakerWords) -> Piece:
    """The words of a piece of a text without commas, with those before who speaks.

    Args:
        piece: words, spaces, and where each stands in the piece.
        starts: where sentences start in the piece.
        words: the words around speakers.
    """
    firsts = [i for i, (start, _) in enumerate(piece.ends) if start in starts or not i]
    bounds = pairwise([*firsts, len(piece.words)])
    places = {first + i for first, last in bounds for i in lost(piece.words[first:last], words)}
    if not places:
        return piece
    given = Piece([], [], [])
    for i, (word, space, ends) in enumerate(zip(*piece, strict=True)):
        if i in places:
            given.spaces[-1] = False
            given.words.append(COMMA)
            given.spaces.append(True)
            given.ends.append((piece.ends[i - 1][1], piece.ends[i - 1][1]))
        given.words.append(word)
        given.spaces.append(space)
        given.ends.append(ends)
    return given


def lost(sentence: Sequence[str], words: SpeakerWords) -> list[int]:
    """Words of a sentence before which a comma is lost."""
    lower = [word.lower() for word in sentence]
    search = _Search(sentence, lower, words.kinds)
    ends = range(max(BEFORE + 1, len(lower) - AFTER - 1), len(lower))
    found = (search.speaker(v) for v in ends if search.may_speak(v))
    return sorted({first for first in found if first is not None})


class _Search:
    """The search in one sentence."""

    def __init__(
        self, sentence: Sequence[str], lower: Sequence[str], kinds: dict[str, frozenset[str]]
    ) -> None:
        self.sentence = sentence
        self.lower = lower
        self.kinds = kinds

    def _is(self, i: int, *kinds: str) -> bool:
        return any(self.lower[i] in self.kinds[kind] for kind in kinds)

    def may_speak(self, v: int) -> bool:
        """Whether a word is a verb of speech behind which nothing is said."""
        if v + 1 == len(self.lower):
            return self._is(v, "speech")
        if self._is(v, "told"):
            return self._is(v + 1, "hearer") or self._is_name(v + 1)
        return self._is(v, "speech") and self._is(v + 1, "after")

    def speaker(self, v: int) -> int | None:
        """First word of who speaks before a verb, if that can be told."""
        last = v - 1
        while last > BEFORE and self._is(last, "adverb"):
            last -= 1
        if self._is(last, "pronoun"):
            found = [last]
        else:
            other = self._named(last) if self._is_name(last) else self._bare(last)
            both = [self._with_article(last), other]
            both = both[::-1] if self._is_only_name(other, last) else both
            found = [first for first in both if first is not None]
        return next((first for first in found if self._may_begin(first)), None)

    def _may_begin(self, first: int) -> bool:
        """Whether a speaker may begin here: enough is said before, and nothing leads to it."""
        return first >= BEFORE and not self._is(first - 1, "none", "article")

    def _with_article(self, last: int) -> int | None:
        """The article of a phrase: of "a source at the ministry" the first."""
        i = last
        while i > max(0, last - LONGEST):
            if self._is(i, "article"):
                if not self._is(i - 1, "within"):
                    return i
                i -= 1
            elif self._is(i, "none") and not self._is(i, "within"):
                return None
            i -= 1
        return None

    def _named(self, last: int) -> int | None:
        """The first word of a name with its titles; after a preposition only an abbreviation."""
        i = last
        while i and (self._is_name(i) or self._is(i, "title", "modifier")):
            i -= 1
        if not self._is(i, "none"):
            return i + 1
        word = self.sentence[last]
        return last if i + 1 < last and word.isupper() and len(word) > len("UN") else None

    def _is_only_name(self, first: int | None, last: int) -> bool:
        """Whether letters have no title: of "fled the battlefield AFP reported" AFP speaks."""
        names = first is not None and all(map(self._is_name, range(first, last + 1)))
        return names and self.sentence[last].isupper()

    def _bare(self, last: int) -> int | None:
        """The first word of those who need no article: "local media", "two activists"."""
        if not self._is(last, "speaker"):
            return None
        i = last
        while i and self._is(i - 1, "modifier"):
            i -= 1
            if i > 1 and self.sentence[i - 1] == _HYPHEN:  # "pro-army", "state-run"
                i -= 2
        return i

    def _is_name(self, i: int) -> bool:
        word = self.sentence[i]
        return word[0].isupper() or word in _JOINTS
