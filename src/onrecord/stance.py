"""For or against: the stance of each statement's holder towards actors, acts and ties.

    statements, loaded words, accounts, relations ──▶ find_stances ──▶ statements with stances

Two things show a stance: the cue ("condemned the raid", ``stance.csv``), and words that judge whom
or what they are said of ("a cowardly raid", "called the mayor a hero"). It is always the stance of
the holder of the statement. Where no words show one there is none; silence is not neutral.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from onrecord.attribution import load_cue_words
from onrecord.lexicon import load_table
from onrecord.loaded import appositions, noun_of, subjects
from onrecord.model import Stance
from onrecord.opinion import OpinionWords, find_marks, load_opinion_words
from onrecord.statements import HAPPENED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Attribution, Found, StatementsFound
    from onrecord.lexicon import DataFolders

#: Loaded categories that speak against, or for, whom or what they are said of.
AGAINST = frozenset({"label", "accusatory_label", "delegitimation", "emotive", "ridicule"})
FOR = frozenset({"praise", "legitimation"})
#: Loaded category of words that keep a distance to the name after them ("so-called heroes").
DISTANCE = "scare_phrase"
#: Roles of those whom an act hits.
HIT = frozenset({"recipient", "victim"})
#: Commitments by which somebody says something of somebody.
SURE = frozenset({"certain", "probable"})
#: Part of speech of rows that are words of the loaded lexicon.
LOADED = "loaded"
#: Class of opinion words whose subject is the holder ("we stand with").
FIRST_PERSON = "first_person"
#: Dependents of a predicate that may be what it judges.
_OBJECTS = ("obj", "obl", "nmod")


@dataclass(frozen=True, slots=True)
class StanceRow:
    """What a cue shows of its source's stance.

    Attributes:
        phrase, pos: the cue, as in ``cues.csv``; or, with ``loaded``, a word of ``loaded.csv``.
        value: pro or con; neutral for loaded words that show no stance towards whom they describe.
        targets: towards whom or what, separated by spaces: ``target`` (who is addressed or
            accused), ``content`` (actor, act or tie at the head of the content), ``object`` (the
            same, only as the cue's own object: who rejects a claim does not reject the act),
            ``recipient`` (whom the acts of the content would hit), ``described`` (of loaded words).
    """

    id: str
    phrase: str
    pos: str
    value: str
    targets: str
    example: str


@dataclass(frozen=True, slots=True)
class StanceWords:
    """Rows by the id of their cue; the words that judge; loaded words that show no stance."""

    cues: dict[str, StanceRow]
    opinions: OpinionWords
    neutral: frozenset[str]


class _Shown(NamedTuple):
    """A stance shown at a token."""

    token: int
    stance: Stance


def load_stance_words(folders: DataFolders) -> StanceWords:
    """Load ``stance.csv``, and ``opinion.csv`` for the words that judge."""
    rows = {(row.pos, row.phrase): row for row in load_table(folders, "stance.csv", StanceRow)}
    cues = load_cue_words(folders).cues
    by_cue = {cue.id: rows[key] for key, cue in cues.items() if key in rows}
    neutral = frozenset(phrase for pos, phrase in rows if pos == LOADED)
    return StanceWords(by_cue, load_opinion_words(folders), neutral)


def find_stances(found: Found, words: StanceWords) -> StatementsFound:
    """Say of each statement for and against whom and what its words speak.

    Args:
        found: parse, actors, attributions, commitments, statements, loaded words, accounts and
            relations are read.
        words: the lexicon.

    Returns:
        The statements in the same order, with the same ids.
    """
    search = _Search(found)
    shown: dict[int, dict[Stance, None]] = {}
    for token, stance in (*search.of_cues(words), *search.of_words(words)):
        number = found.statements.innermost.get(token)
        if number is not None:
            shown.setdefault(number, {})[stance] = None
    statements = tuple(
        replace(statement, stance=tuple(shown[number])) if number in shown else statement
        for number, statement in enumerate(found.statements.statements)
    )
    return replace(found.statements, statements=statements)


class _Search:
    """Looks through one document."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.parse = found.parse
        self.tokens = found.parse.tokens
        self.accounts = {a.account_id: a for a in found.accounts.accounts}
        self.cues = found.attributions.cue_tokens

    def of_cues(self, words: StanceWords) -> Iterator[_Shown]:
        """Stances that cues show."""
        for attribution in self.found.attributions.attributions:
            row = words.cues.get(attribution.cue_row)
            if row is None or not attribution.roots or not self._is_said(attribution.cue_head):
                continue
            for slot in row.targets.split():
                for key in self._targets(attribution, slot):
                    yield _Shown(attribution.roots[0], Stance(key, row.value))

    def _is_said(self, head: int | None) -> bool:
        """Whether the cue itself holds: not "did not condemn", not "may praise"."""
        if head is None:
            return True
        value = self.found.commitments.at(head)
        return value.polarity == "+" and value.commitment in SURE and value.realis in HAPPENED

    def _targets(self, attribution: Attribution, slot: str) -> Iterator[str]:
        match slot:
            case "target":
                yield from self._things(attribution.target)
            case "content":
                for root in attribution.roots:
                    yield from self._things(root)
            case "object":
                for root in attribution.roots:
                    if self.tokens[root].dep == "obj" and self._is_under(root, attribution):
                        yield from self._things(root)
            case _:
                yield from self._hit(attribution)

    def _is_under(self, root: int, attribution: Attribution) -> bool:
        return self.tokens[root].head == attribution.cue_head

    def _hit(self, attribution: Attribution) -> Iterator[str]:
        """Actors whom the acts of a content would hit."""
        for first, last in attribution.content:
            for i in range(first, last):
                trigger = self.found.accounts.index.headed(i)
                account = self.accounts.get(trigger.id) if trigger else None
                for participant in account.participants if account else ():
                    if participant.role in HIT and participant.actor_id:
                        yield participant.actor_id

    def _things(self, token: int | None) -> Iterator[str]:
        """The actor, account or relation that a token and those joined to it stand for."""
        if token is None:
            return
        for i in (token, *(t.i for t in self.parse.kids(token, "conj"))):
            yield from self._thing(i)

    def _thing(self, i: int) -> Iterator[str]:
        mention = self.found.actors.index.headed(i) or self.found.accounts.index.headed(i)
        if mention is not None:
            yield mention.id

    def of_words(self, words: StanceWords) -> Iterator[_Shown]:
        """Stances that judging words show."""
        for i, value, by_speaker in self._judging(words):
            for key in self._objects(i) if by_speaker else self._described(i):
                yield _Shown(i, Stance(key, value))

    def _judging(self, words: StanceWords) -> Iterator[tuple[int, str, bool]]:
        """Judging words: (head token, value, whether the speaker is their subject)."""
        for mark in find_marks(self.found, words.opinions):
            if mark.row.value is not None and mark.first not in self.cues:
                yield mark.last - 1, mark.row.value, mark.row.class_ == FIRST_PERSON
        none = words.neutral
        distant = {noun_of(self.parse, i) for i in self._loaded(frozenset({DISTANCE}), none)}
        for categories, value in ((AGAINST, "con"), (FOR, "pro")):
            for i in self._loaded(categories, none):
                if i not in self.cues and noun_of(self.parse, i) not in distant:
                    yield i, value, False

    def _loaded(self, categories: frozenset[str], neutral: frozenset[str]) -> Iterator[int]:
        """The last tokens of the loaded words of some categories, without neutral ones."""
        for word in self.found.loaded:
            tokens = self.parse.tokens_between(word.span.start, word.span.end)
            if word.category not in categories or not len(tokens):
                continue
            last = self.tokens[tokens[-1]]
            if neutral.isdisjoint((last.lemma.lower(), last.lower, word.span.text.lower())):
                yield last.i

    def _objects(self, i: int) -> Iterator[str]:
        if self._is_said(i):
            for kid in self.parse.kids(i, *_OBJECTS):
                yield from self._things(kid.i)

    def _described(self, i: int) -> Iterator[str]:
        """Whom or what a word names, describes or, if meant so, is said of."""
        top = noun_of(self.parse, i)
        said_of = tuple(subjects(self.found, top))
        if not said_of:
            for place in dict.fromkeys((i, *self._named(i, top), *appositions(self.parse, top))):
                yield from self._thing(place)
        elif self._is_said(top):
            for place in said_of:
                yield from self._things(place)

    def _named(self, i: int, top: int) -> Iterator[int]:
        """The noun that a word describes; one before a noun names its doer ("regime raids")."""
        if self.tokens[i].dep != "compound" or self.found.actors.index.headed(top):
            yield top
