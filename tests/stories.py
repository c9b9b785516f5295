"""Stories: several short reports and what must become of them when they are merged.

The format is described in ``stories/README.md``. A line of what is expected is checked by itself,
so that the same lines serve the tests, the bars over all stories, and the fitting of weights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.merge import Merged
from onrecord.model import Document, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.merge import Event

FOLDER = Path(__file__).parent / "stories"
_HEADER = re.compile(r"^## (.+)$", re.MULTILINE)
_REFERENCE = re.compile(r"(\w+)\[([^\]]+)\]")
COUNTS = ("n_documents", "n_outlets", "n_origins")

#: The reading has joined what merging should keep apart.
ONE_ACCOUNT = "read as one account"

#: A document of the story and words of the trigger in it.
Reference = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One expected thing; ``of`` are the accounts of the event it is said of."""

    key: str
    value: str
    of: tuple[Reference, ...] = ()
    known_gap: bool = False

    def __str__(self) -> str:
        told = " ".join(f"{doc}[{words}]" for doc, words in self.of)
        return f"{self.key}: {self.value}" + (f"  (of {told})" if told else "")


@dataclass(frozen=True)
class Story:
    """A story: documents by their letter, and what is expected of them."""

    name: str
    title: str
    documents: dict[str, Document]
    lines: tuple[Line, ...]
    sides: dict[str, str]

    @property
    def groups(self) -> list[tuple[Reference, ...]]:
        """The accounts of each expected event.

        A known gap may name an event again, with more accounts: the widest counts.
        """
        found = [references(line.value) for line in self.lines if line.key == "event"]
        return [g for g in found if not any(set(g) < set(other) for other in found)]

    @property
    def never(self) -> list[tuple[Reference, ...]]:
        """Accounts that must not be in one event."""
        return [references(line.value) for line in self.lines if line.key == "never"]


def references(text: str) -> tuple[Reference, ...]:
    """``a[hit] b[struck]`` as pairs."""
    return tuple((doc, words) for doc, words in _REFERENCE.findall(text))


def load_stories(folder: Path = FOLDER) -> list[Story]:
    """All stories of a folder, by name."""
    return [parse_story(file) for file in sorted(folder.glob("*.txt"))]


def parse_story(file: Path) -> Story:
    """Read one story."""
    head, *parts = _HEADER.split(file.read_text(encoding="utf-8"))
    documents: dict[str, Document] = {}
    lines: list[Line] = []
    sides: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        key, _, _reason = name.partition(":")
        if key in ("expect", "known gaps"):
            lines += _lines(body, sides, known_gap=key == "known gaps")
        else:
            documents[name] = _document(f"{file.stem}/{name}", body)
    return Story(file.stem, head.strip().removeprefix("# "), documents, tuple(lines), sides)


def _document(key: str, body: str) -> Document:
    given = dict(_pairs(body))
    return Document(
        text=given["text"],
        id=key,
        title=given.get("title"),
        outlet=given.get("outlet"),
        published=given.get("published"),
        published_precision="day",
        published_source="metadata",
        language="en",
    )


def _pairs(body: str) -> Iterator[tuple[str, str]]:
    joined = re.sub(r"\n {6}", " ", body.strip())
    for line in joined.splitlines():
        key, _, value = line.partition(": ")
        yield key, value.strip()


def _lines(body: str, sides: dict[str, str], *, known_gap: bool) -> Iterator[Line]:
    of: tuple[Reference, ...] = ()
    for line in filter(str.strip, body.splitlines()):
        key, _, value = line.strip().partition(": ")
        if key == "sides":
            side, *actors = value.split()
            sides.update(dict.fromkeys(actors, side))
            continue
        if not line.startswith(" "):
            of = references(value) if key in ("event", "of") else ()
        if key != "of":
            yield Line(key, value.strip(), of if line.startswith(" ") else (), known_gap)


# ---- what was merged ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A merged story: look up accounts by reference."""

    story: Story
    merged: Merged
    readings: dict[str, Reading]

    def event_of(self, reference: Reference) -> Event | None:
        """The event of the account whose trigger the words meet; None if none was read."""
        account = self.account_of(reference)
        return next(
            (e for e in self.merged.events for a in e.accounts if a.account_id == account), None
        )

    def account_of(self, reference: Reference) -> str | None:
        """The id of an account."""
        doc, words = reference
        text = self.story.documents[doc].text
        start = text.index(words)
        for account in self.readings[doc].accounts:
            if any(s.start < start + len(words) and start < s.end for s in account.trigger):
                return account.account_id
        return None

    def failures(self) -> Iterator[tuple[Line, str]]:
        """Lines that do not hold, each with what was found instead."""
        for line in self.story.lines:
            found = self.check(line)
            if found is not None:
                yield line, found

    def check(self, line: Line) -> str | None:
        """What was found instead of an expected line; None if it holds."""
        if line.key == "event":
            return self._one_event(references(line.value))
        if line.key == "never":
            one, other = references(line.value)
            if self._is_mixed(one) or self._is_mixed(other):
                return ONE_ACCOUNT
            ids = self._id(one), self._id(other)
            return "in one event" if ids[0] is not None and ids[0] == ids[1] else None
        if line.key == "copies":
            return self._copies(line.value.split())
        return self._field(line)

    def _id(self, reference: Reference) -> str | None:
        event = self.event_of(reference)
        return event.event_id if event else None

    def _is_mixed(self, reference: Reference) -> bool:
        """Whether the reading made one account of what belongs to several expected events."""
        account = self.account_of(reference)
        same = {r for g in self.story.groups for r in g if self.account_of(r) == account}
        return sum(bool(same & set(g)) for g in self.story.groups) > 1

    def _one_event(self, group: tuple[Reference, ...]) -> str | None:
        ids = [self._id(r) for r in group]
        if None in ids:
            return f"not read: {[r for r, i in zip(group, ids, strict=True) if i is None]}"
        if len(set(ids)) > 1:
            return f"several events: {ids}"
        others = [r for g in self.story.groups if not set(g) & set(group) for r in g]
        mixed = [r for r in others if self._id(r) == ids[0]]
        return f"also in it: {mixed}" if mixed else None

    def _copies(self, letters: list[str]) -> str | None:
        wanted = {self.story.documents[x].doc_id for x in letters}
        original = self.story.documents[letters[0]].doc_id
        for group in self.merged.copies:
            if set(group.members) == wanted:
                return None if group.original == original else "another original"
        return "no such copy group"

    def _field(self, line: Line) -> str | None:
        event = self.event_of(line.of[0])
        if event is None:
            return "no event"
        if line.key in COUNTS:
            found = str(getattr(event, line.key))
            return None if found == line.value else found
        if line.key == "hostile":
            field = event.fields.get(line.value)
            return None if field and field.hostile_side_agreement else "no hostile-side agreement"
        field = event.fields.get(line.key)
        verdict, _, value = line.value.partition(" ")
        if field is None:
            return "no such field"
        if field.verdict != verdict:
            return f"{field.verdict}: {[(v.name or v.value, v.holders) for v in field.values]}"
        first = field.values[0]
        shown = str(first.name or first.value)
        return None if value in ("", shown) else f"{field.verdict} {shown}"


@dataclass(frozen=True)
class Tally:
    """Sums over stories: pairs of accounts, and verdicts of fields."""

    both: int = 0
    ours: int = 0
    gold: int = 0
    broken: int = 0
    fields: int = 0
    false_agreed: int = 0
    false_disputed: int = 0

    def __add__(self, other: Tally) -> Tally:
        names = self.__dataclass_fields__
        return Tally(**{n: getattr(self, n) + getattr(other, n) for n in names})

    @property
    def f1(self) -> float:
        """Pairwise F1, 0 to 100."""
        return 200 * self.both / (self.ours + self.gold) if self.ours + self.gold else 100.0


def tally(outcome: Outcome) -> Tally:
    """What a story adds to the sums; a pair that was not read counts as missed."""
    group_of = {r: n for n, group in enumerate(outcome.story.groups) for r in group}
    both = ours = gold = 0
    for one, other in combinations(group_of, 2):
        same = group_of[one] == group_of[other]
        ids = outcome._id(one), outcome._id(other)
        found = ids[0] is not None and ids[0] == ids[1]
        both, ours, gold = both + (same and found), ours + found, gold + same
    verdicts = [line for line in outcome.story.lines if line.of and line.key not in COUNTS]
    never = [line for line in outcome.story.lines if line.key == "never"]
    found_verdicts = [(line.value.split()[0], _verdict(outcome, line)) for line in verdicts]
    return Tally(
        both,
        ours,
        gold,
        sum(outcome.check(line) not in (None, ONE_ACCOUNT) for line in never),
        sum(found is not None for _, found in found_verdicts),
        sum(f == "agreed" and w != "agreed" for w, f in found_verdicts),
        sum(f == "disputed" and w != "disputed" for w, f in found_verdicts),
    )


def _verdict(outcome: Outcome, line: Line) -> str | None:
    event = outcome.event_of(line.of[0])
    field = event.fields.get(line.key) if event else None
    return field.verdict if field else None
