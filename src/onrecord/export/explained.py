"""Reasons in the terminal: a sentence, what was read in it and why, and what was not.

Reasons ──▶ explained ──▶ rich text, one for each sentence
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from onrecord.export.terminal import plain
from onrecord.export.view import NOBODY
from onrecord.model import DOC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.export.wording import Wording
    from onrecord.model import Span
    from onrecord.reasons.notes import (
        AccountNote,
        CircumstanceNote,
        Reasons,
        RoleNote,
        SilentNote,
        StatementNote,
        TieNote,
        TriggerNote,
    )

#: What stands around words of the document in a line, and around names; no text holds such marks.
QUOTE, NAME = ("\x02", "\x03"), ("\x04", "\x05")
_SHOWN = str.maketrans(dict(zip((*QUOTE, *NAME), ("“", "”", "", ""), strict=True)))
#: Conditions of a row are shown up to this many characters; the file has the rest.
CONDITIONS = 160
#: At most so many rows that were tried are shown for a word.
ROWS = 4
_INDENT = "    "
#: Who denies something surely denies it; its polarity need not be said.
_PLAIN_DENIAL = ("denial", "certain")
#: Roles that the table of roles has no words for.
_INSTRUMENT = "instrument"

#: A line: how deep it stands, its name, its text.
Line = tuple[int, str, str]


def explained(reasons: Reasons, say: Wording) -> Text:
    """One sentence with all answers."""
    text = Text(say("explain", "sentence", n=reasons.sentence), "bold")
    text.append(f"  {_quoted(reasons.words.text)}\n".translate(_SHOWN), "default")
    for head, lines in sections(reasons, say):
        text.append(f"  {head}\n", "italic")
        for depth, name, words in lines:
            shown, rest = name.translate(_SHOWN), words.translate(_SHOWN)
            text.append(f"{_INDENT}{'  ' * depth}{shown}", "dim" if depth else "default")
            text.append(f"{': ' if shown and rest else ''}{rest}\n")
    return text


def sections(reasons: Reasons, say: Wording) -> Iterator[tuple[str, list[Line]]]:
    """What there is to say of a sentence, by headings; empty ones are left out."""
    parts: list[tuple[str, Iterator[Line]]] = [
        ("statements", _lines(_statement(s, say) for s in reasons.statements)),
        ("accounts", _lines(_account(a, say) for a in reasons.accounts)),
        ("relations", (_tie(r, say("relation", r.type), say) for r in reasons.relations)),
        ("links", (_tie(k, say("link", k.type), say) for k in reasons.links)),
        ("silent", _lines(_silent(s, say) for s in reasons.silent)),
        ("gaps", ((0, "", f"{gap.stage}: {gap.reason}") for gap in reasons.gaps)),
    ]
    if reasons.unknown:
        words = ", ".join(f"{_quoted(span.text)}" for span in reasons.unknown)
        parts.append(("unknown", iter([(0, "", words)])))
    for key, lines in parts:
        shown = list(lines)
        if shown:
            yield say("explain", key), shown
    if not (reasons.accounts or reasons.relations or reasons.links):
        yield say("explain", "nothing"), []


def _lines(cards: Iterable[Iterable[Line]]) -> Iterator[Line]:
    return (line for card in cards for line in card)


def _statement(note: StatementNote, say: Wording) -> Iterator[Line]:
    holders = " > ".join(_holder(h, say) for h in note.holders[1:] or note.holders)
    plain_denial = (note.speech_act, note.commitment) == _PLAIN_DENIAL
    degree = "" if plain_denial else say("degree", f"{note.commitment} {note.polarity}")
    act = ", ".join(filter(None, (say("act", note.speech_act), degree)))
    yield 0, f"{holders} ({act})", f"{_words(note.content)}"
    if note.cue:
        yield 1, say("explain", "cue"), f"{_words(note.cue)}"
    yield 1, say("explain", "trigger"), note.rule


def _holder(name: str, say: Wording) -> str:
    if name in (DOC, NOBODY):
        return say("page", "the_article" if name == DOC else "nobody_named")
    return _name(name)


def _account(note: AccountNote, say: Wording) -> Iterator[Line]:
    kinds = (say("event", note.type), *(say("event_mode", mode) for mode in note.modes))
    yield 0, f"{', '.join(kinds)} ({say('realis', note.realis)})", ""
    for trigger in note.triggers:
        yield from _trigger(trigger, say)
    for role in note.roles:
        yield 1, _role_name(role, say), _role(role, say)
    for circumstance in note.circumstances:
        yield 1, say("explain", circumstance.kind), _circumstance(circumstance, say)
    for told in note.told:
        key = "denied_by" if told.polarity == "-" else "told_by"
        yield 1, say("explain", key), f"{_holder(told.holder, say)} ({say('realis', told.realis)})"
    if note.also_in:
        yield 1, say("explain", "also_in", numbers=", ".join(map(str, note.also_in))), ""


def _trigger(note: TriggerNote, say: Wording) -> Iterator[Line]:
    yield 1, f"{_words(note.words)}", f"{say('explain', 'trigger')} {note.row} ({note.phrase})"
    for key, terms in (("needs", note.needs), ("excludes", note.excludes)):
        if terms:
            yield 2, say("explain", key), _cut(" ".join(terms))
    yield 2, say("explain", "frame"), note.frame


def _role_name(note: RoleNote, say: Wording) -> str:
    if note.role == _INSTRUMENT:
        return say("explain", _INSTRUMENT)
    return say("role", note.role)


def _role(note: RoleNote, say: Wording) -> str:
    name = f"{_name(note.name)} " if note.name else ""
    path = " ".join(note.path)
    by = f"{say('explain', 'slot')} {note.slot}"
    if note.slot is None:
        by = f"{say('explain', 'other_rule')} {path}"
    inferred = f"; {say('explain', 'inferred')}" if note.inferred else ""
    return f"{name}{_quoted(note.words.text)} ({by}{inferred})"


def _circumstance(note: CircumstanceNote, say: Wording) -> str:
    words = f" {_quoted(note.words.text)}" if note.words else ""
    path = f", {' '.join(note.path)}" if note.path else ""
    return f"{_name(note.name)}{words} ({say('basis', note.basis)}{path})"


def _tie(note: TieNote, kind: str, say: Wording) -> Line:
    denied = say("tie_polarity", note.polarity) if say.has("tie_polarity", note.polarity) else ""
    first, *others = (_name(end) for end in note.ends)
    tie = " ".join(filter(None, (first, denied, kind, *others)))
    return 0, tie, f"{_words(note.words)} ({say('explain', 'trigger')} {note.rule})"


def _silent(note: SilentNote, say: Wording) -> Iterator[Line]:
    yield 0, f"{_quoted(note.words.text)}", say("why", note.reason)
    for miss in note.misses[:ROWS]:
        condition = f" {_cut(miss.condition)}" if miss.condition else ""
        key = miss.reason if miss.reason in ("needs", "excludes") else ""
        yield 1, miss.row, f"{say('explain', key)}{condition}" if key else say("why", miss.reason)


def _cut(text: str) -> str:
    return text if len(text) <= CONDITIONS else f"{text[: CONDITIONS - 1]}…"


def _words(spans: Iterable[Span]) -> str:
    return _quoted(" … ".join(span.text for span in spans))


def _quoted(text: str) -> str:
    """Words of the document, marked as such."""
    return f"{QUOTE[0]}{_flat(text)}{QUOTE[1]}"


def _name(text: str) -> str:
    """A name that may hold words of the document, marked as such."""
    return f"{NAME[0]}{_flat(text)}{NAME[1]}"


def _flat(text: str) -> str:
    return " ".join(plain(text).split())
