"""What a page shows of a reading: numbers, anchors and names, in the order of the text.

    Reading, text ──▶ look ──▶ View

A view adds no fact. It numbers the statements as they stand in the text, gives each value an
anchor, and calls it by its neutral label; the templates put it on the page.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from onrecord.export.segments import Layer, first_word, paragraphs
from onrecord.export.wording import Wording, is_denial
from onrecord.merge.said import ROLES, who_says
from onrecord.model import DOC, Mention, Reading, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onrecord.export.segments import Paragraph
    from onrecord.export.wording import How
    from onrecord.model import Account, Loaded, Participant, Quantity

#: Stands for the holder of "it was reported that", whom nobody names.
NOBODY = "NOBODY"
#: The document and one holder.
_ONE_HOLDER = 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Thing:
    """What an id stands for.

    Attributes:
        label: a word of ours.
        words: of the document, that tell of it.
        anchor: where it is shown.
        called: what the document calls it, where our own label would judge or say too little.
    """

    label: str
    words: tuple[Span, ...]
    anchor: str
    called: tuple[Span | Mention, ...] = ()

    @property
    def name(self) -> str:
        """Label and quoted words in one line, for media without links."""
        return " ".join((self.label, *(f"“{words.text}”" for words in self.called)))


@dataclass(frozen=True, slots=True)
class Teller:
    """Who says so: the holders from the outermost on, and the numbers of their statements."""

    chain: tuple[Thing, ...]
    numbers: tuple[int, ...]
    realis: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Statements by voice; ``denied`` are reported too, and not counted in ``reported``."""

    own: int
    reported: int
    denied: int

    @property
    def all(self) -> int:
        """All statements."""
        return self.own + self.reported + self.denied


@dataclass(frozen=True)
class View:
    """A reading, ready to be put on a page.

    Attributes:
        prefix: before every anchor, so that several documents fit on one page.
        statements: in the order of the text.
        numbers: of the statements, from 1, by id.
        things: all values by id.
    """

    reading: Reading
    text: str
    wording: Wording
    prefix: str
    statements: tuple[Statement, ...]
    numbers: dict[str, int]
    things: dict[str, Thing]

    def thing(self, key: str) -> Thing:
        """What an id stands for; words that are no id stand for themselves."""
        return self.things.get(key) or Thing(key, (), "")

    def moment(self, key: str) -> Thing:
        """A time by its id or its first or last day; a day that no words give stands as a day."""
        time = self._days.get(key)
        if key in self.things or time is None:
            return self.things.get(key) or Thing(_day(key, self.wording), (), "")
        return self.things[time]

    def at(self, span: Span | Mention) -> str:
        """The anchor of the words in the article."""
        return f"{self.prefix}c{first_word(self.text, span.start)}"

    def how(self, statement: Statement) -> How:
        """How the holder stands to the words."""
        return self.wording.how(statement)

    def holders(self, statement: Statement) -> tuple[Thing, ...]:
        """The holder chain, outermost first."""
        return tuple(self.thing(holder) for holder in holders_of(statement))

    def tellers(
        self, keys: Iterable[str], realis: Mapping[str, str] | None = None
    ) -> tuple[Teller, ...]:
        """Who stands behind these statements, each once, with the numbers of the statements.

        Args:
            keys: ids of statements.
            realis: how real the event is by statement; who holds it for different is told apart.
        """
        seen: dict[tuple[tuple[str, ...], str], list[int]] = {}
        for statement in self._known(keys):
            value = (realis or {}).get(statement.statement_id, "")
            numbers = seen.setdefault((holders_of(statement), value), [])
            numbers.append(self.numbers[statement.statement_id])
        return tuple(
            Teller(tuple(self.thing(h) for h in _short(holders)), tuple(sorted(numbers)), value)
            for (holders, value), numbers in seen.items()
        )

    def realis(self, account: Account) -> dict[str, str]:
        """How real the event is, by the statement that speaks of it."""
        return {attitude.statement_id: attitude.realis for attitude in account.attitudes}

    def roles(self, account: Account) -> dict[str, list[Participant]]:
        """Participants by role; the actor's role is always there, empty if nobody is named."""
        found: dict[str, list[Participant]] = {"actor": []}
        for role in ("recipient", "victim", "supporter", "mediator"):
            found |= {role: [p for p in account.participants if p.role == role]}
        for participant in account.participants:
            if participant.role not in found or participant.role == "actor":
                found.setdefault(participant.role, []).append(participant)
        return {role: people for role, people in found.items() if people or role == "actor"}

    def named_by(self, account: Account, one: Participant) -> tuple[Teller, ...]:
        """Who names a participant, where others tell the account without it; else empty."""
        told_by = (*account.asserted_by, *account.denied_by)
        telling = [(s, account.realis) for s in self._known(told_by)]
        naming = who_says(ROLES.get(one.role, one.role), one.spans, telling)
        if {holders_of(s) for s, _ in naming} == {holders_of(s) for s, _ in telling}:
            return ()
        return self.tellers(s.statement_id for s, _ in naming)

    def figures(self, account: Account) -> tuple[Quantity, ...]:
        """The figures of an account."""
        return tuple(self._figures[key] for key in account.quantities if key in self._figures)

    def loaded_in(self, statement: Statement) -> tuple[Loaded, ...]:
        """Words that judge in a statement."""
        return tuple(self._loaded.get(statement.statement_id, ()))

    def counts(self) -> Counts:
        """Statements by voice."""
        reported = [s for s in self.statements if s.voice == "reported"]
        denied = sum(is_denial(s) for s in reported)
        return Counts(len(self.statements) - len(reported), len(reported) - denied, denied)

    def voice(self, statement: Statement) -> str:
        """own, reported or denied, as the bar counts."""
        if statement.voice != "reported":
            return "own"
        return "denied" if is_denial(statement) else "reported"

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The text, cut at everything that was read in it, with the numbers of statements."""
        notes: dict[int, list[int]] = {}
        for number, statement in enumerate(self.statements, 1):
            notes.setdefault(max(s.end for s in statement.content), []).append(number)
        layers = [layer for layer in self._layers() if layer.start < layer.end]
        return paragraphs(self.text, layers, {at: tuple(n) for at, n in notes.items()})

    def metadata(self) -> dict[str, str]:
        """Further metadata; of a file only its name, since a page may be handed on."""
        given = dict(self.reading.document.metadata)
        if isinstance(given.get("file"), str):
            given["file"] = PurePath(given["file"]).name
        return {
            key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for key, value in given.items()
        }

    def has_private(self) -> bool:
        """Whether somebody is named whom exports should protect."""
        return any(self.wording.has("personal_data", a.personal_data) for a in self.reading.actors)

    def _known(self, keys: Iterable[str]) -> Iterator[Statement]:
        """The statements of these ids, in the order of the text."""
        numbers = sorted({self.numbers[key] for key in keys if key in self.numbers})
        return (self.statements[number - 1] for number in numbers)

    @cached_property
    def _days(self) -> dict[str, str]:
        times = reversed(self.reading.times)
        return {day: t.time_id for t in times for day in (t.end, t.start) if day is not None}

    @cached_property
    def _figures(self) -> dict[str, Quantity]:
        return {quantity.quantity_id: quantity for quantity in self.reading.quantities}

    @cached_property
    def _loaded(self) -> dict[str, list[Loaded]]:
        found: dict[str, list[Loaded]] = {}
        for loaded in self.reading.loaded:
            found.setdefault(loaded.statement_id, []).append(loaded)
        return found

    def _layers(self) -> Iterator[Layer]:
        for statement in self.statements:
            yield from _statement_layers(statement, self.thing(statement.statement_id).anchor)
        for key, spans, kind in _values(self.reading):
            yield from _layers(spans, kind, self.thing(key).anchor)
        for number, loaded in enumerate(self.reading.loaded, 1):
            yield from _layers((loaded.span,), "loaded", f"{self.prefix}w{number}")
        for number, gap in enumerate(self.reading.gaps, 1):
            if gap.span:
                yield from _layers((gap.span,), "", f"{self.prefix}g{number}")


def look(reading: Reading, text: str, wording: Wording, prefix: str = "") -> View:
    """Make the view of a reading.

    Args:
        reading: what was read.
        text: the text of its document, all of it.
        wording: what values are called.
        prefix: before every anchor.
    """
    statements = tuple(sorted(reading.statements, key=_place))
    numbers = {s.statement_id: number for number, s in enumerate(statements, 1)}
    things = {
        DOC: Thing(wording("page", "the_article"), (), ""),
        NOBODY: Thing(wording("page", "nobody_named"), (), ""),
    }
    things |= {
        s.statement_id: Thing(
            wording("page", "statement", n=number), s.content, f"{prefix}s{number}"
        )
        for number, s in enumerate(statements, 1)
    }
    things |= _things(reading, wording, prefix)
    things |= _unlabelled(reading, wording, things)
    things |= {
        time.time_id: replace(things[time.time_id], called=(time.span,))
        for time in reading.times
        if time.start is None and time.end is None
    }
    return View(reading, text, wording, prefix, statements, numbers, things)


def _place(statement: Statement) -> tuple[int, int, int, str]:
    first = min(span.start for span in statement.content)
    last = max(span.end for span in statement.content)
    return first, -last, len(statement.holder_chain), statement.statement_id


def _things(reading: Reading, wording: Wording, prefix: str) -> Iterator[tuple[str, Thing]]:
    named = chain(
        (("n", a.actor_id, a.label or a.name, ()) for a in reading.actors),
        (("p", p.place_id, p.name, ()) for p in reading.places),
        (("t", t.time_id, wording.days(t), ()) for t in reading.times),
        (("q", q.quantity_id, wording.figure(q), ()) for q in reading.quantities),
        (("a", a.account_id, wording("event", a.type), a.trigger) for a in reading.accounts),
        (("r", r.relation_id, wording("relation", r.type), r.spans) for r in reading.relations),
        (("l", k.link_id, wording("link", k.type), k.spans) for k in reading.links),
    )
    counted: dict[str, int] = {}
    for letter, key, label, words in named:
        counted[letter] = counted.get(letter, 0) + 1
        yield key, Thing(label, words, f"{prefix}{letter}{counted[letter]}")


def _unlabelled(
    reading: Reading, wording: Wording, things: Mapping[str, Thing]
) -> Iterator[tuple[str, Thing]]:
    """Actors whose label holds a word that judges: we name their type and quote the rest."""
    spans = (set(_WORD.findall(loaded.span.text.casefold())) for loaded in reading.loaded)
    judging = [words for words in spans if words]
    for actor in reading.actors:
        thing = things[actor.actor_id]
        words = set(_WORD.findall(thing.label.casefold()))
        if any(judged <= words for judged in judging):
            called = replace(thing, label=wording("actor_type", actor.type))
            yield actor.actor_id, replace(called, called=actor.mentions[:1])


def _day(key: str, wording: Wording) -> str:
    try:
        return wording.day(key)
    except ValueError:  # no ISO 8601 day: it stands for itself
        return key


def _statement_layers(statement: Statement, anchor: str) -> Iterator[Layer]:
    kinds = ["own"] if statement.voice != "reported" else ["content"]
    kinds += ["denied"] if is_denial(statement) else []
    kinds += ["nested"] if len(statement.holder_chain) > _ONE_HOLDER else []
    for kind in kinds:
        yield from _layers(statement.content, kind, anchor)
    yield from _layers(statement.source, "source", anchor)
    yield from _layers(statement.cue, "cue", anchor)


def _values(reading: Reading) -> Iterator[tuple[str, Iterable[Span | Mention], str]]:
    for account in reading.accounts:
        yield account.account_id, account.trigger, "trigger"
        yield account.account_id, account.instruments, ""
        for participant in account.participants:
            yield account.account_id, participant.spans, ""
    yield from ((a.actor_id, a.mentions, "actor") for a in reading.actors)
    yield from ((p.place_id, p.mentions, "place") for p in reading.places)
    yield from ((t.time_id, (t.span,), "time") for t in reading.times)
    yield from ((q.quantity_id, (q.span,), "quantity") for q in reading.quantities)
    yield from ((r.relation_id, r.spans, "") for r in reading.relations)
    for link in reading.links:
        yield link.link_id, (*link.spans, *link.from_spans, *link.to_spans), ""


def _layers(spans: Iterable[Span | Mention], kind: str, anchor: str) -> Iterator[Layer]:
    return (Layer(span.start, span.end, kind, anchor) for span in spans)


def holders_of(statement: Statement) -> tuple[str, ...]:
    """The holder chain, ending with nobody named where it is only said that somebody says so."""
    unnamed = statement.voice == "reported" and statement.holder_chain == (DOC,)
    return (DOC, NOBODY) if unnamed else statement.holder_chain


def _short(holders: tuple[str, ...]) -> tuple[str, ...]:
    """Without the article, where somebody else stands behind the words."""
    return holders[1:] or holders
