"""Answers to "why": values that are shown or written as JSON, one line a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Gap, Span

SCHEMA = "onrecord-reasons/1"


@dataclass(frozen=True, slots=True)
class StatementNote:
    """A statement told in the sentence: its holders, outermost first, and what read it."""

    statement_id: str
    holders: tuple[str, ...]
    speech_act: str
    polarity: str
    commitment: str
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class TriggerNote:
    """Words that tell of an event, and the row of ``triggers.csv`` that they meet.

    Attributes:
        needs, excludes: the row's conditions, all met and none met.
        frame: the row of ``frames.csv`` that fills the roles.
    """

    words: tuple[Span, ...]
    row: str
    phrase: str
    pos: str
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    frame: str


@dataclass(frozen=True, slots=True)
class RoleNote:
    """Somebody or something in a role.

    Attributes:
        slot: the source of the frame that leads to the word; None if another rule led there: a
            verb that carries the noun, the owner of a weapon, a headline without "was".
        path: relations from the trigger to the word.
        inferred: whether the word stands in another clause.
    """

    role: str
    name: str | None
    words: Span
    slot: str | None
    path: tuple[str, ...]
    inferred: bool


@dataclass(frozen=True, slots=True)
class CircumstanceNote:
    """A place or time and how it belongs to the event.

    Attributes:
        basis: ``trigger`` it hangs on the event's words, ``sentence`` it stands in the sentence,
            ``document`` another sentence that tells the event gives it, ``report`` the text around.
        path: relations from the trigger to its words, where they hang on it.
    """

    kind: str
    name: str
    words: Span | None
    basis: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldNote:
    """Who tells an event, how real it is to them."""

    statement_id: str
    holder: str
    polarity: str
    realis: str


@dataclass(frozen=True, slots=True)
class AccountNote:
    """An event told in the sentence; ``also_in`` are other sentences that tell it."""

    account_id: str
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    realis: str
    triggers: tuple[TriggerNote, ...]
    roles: tuple[RoleNote, ...]
    circumstances: tuple[CircumstanceNote, ...]
    told: tuple[ToldNote, ...]
    also_in: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TieNote:
    """A relation or link told in the sentence."""

    id: str
    type: str
    ends: tuple[str, ...]
    words: tuple[Span, ...]
    polarity: str
    rule: str


@dataclass(frozen=True, slots=True)
class MissNote:
    """A row of ``triggers.csv`` that was tried: why it fails, and by which condition."""

    row: str
    reason: str
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class SilentNote:
    """A word that tells of an event elsewhere, but not here.

    Attributes:
        reason: ``needs`` a condition is not met, ``excludes`` one is that must not be, ``time`` it
            is part of a date, ``describes`` it only describes another word, ``word_class`` it is
            known as another part of speech, ``taken`` another trigger has it, ``untold`` no
            statement tells it, ``points_back`` it only takes up what was told and nothing was,
            ``generic`` nothing is said of it.
        misses: every row that was tried.
    """

    words: Span
    reason: str
    misses: tuple[MissNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """All answers for one sentence.

    Attributes:
        sentence: its number in the document, from 1.
        unknown: verbs and nouns that stand in no list of events, things or ways to say something.
    """

    schema: str
    doc_id: str
    sentence: int
    words: Span
    statements: tuple[StatementNote, ...]
    accounts: tuple[AccountNote, ...]
    relations: tuple[TieNote, ...]
    links: tuple[TieNote, ...]
    silent: tuple[SilentNote, ...]
    unknown: tuple[Span, ...]
    gaps: tuple[Gap, ...]
