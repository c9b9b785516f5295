"""The words of events: triggers, frames, weapons, targets, support verbs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from onrecord.accounts.conditions import Slot, Source, Term, read_slot, read_sources, read_terms
from onrecord.accounts.contexts import ContextWords, load_context_words
from onrecord.accounts.control import Control
from onrecord.accounts.ontology import EventType, TypeTrigger, load_event_types
from onrecord.attribution import load_cue_words, speech_verbs
from onrecord.errors import LexiconError
from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.lexicon import DataFolders

PartOfSpeech = Literal["verb", "noun", "adjective"]
#: The roles of a frame, in the order in which they take their words.
ROLES = ("victim", "recipient", "mediator", "actor")

#: Marks a row whose word only takes up what was told before.
JOINED = "@joined"
#: Slots whose words belong to a nominal trigger unless they name somebody ("air strike").
_DESCRIBING: frozenset[Slot] = frozenset({("compound",), ("amod",)})
_SUBJECT = "nsubj"


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A wording of an event.

    Attributes:
        phrase: lemma of the head word.
        needs: dependents that make the word this trigger (see ``conditions``).
        modes: modes of the event type, separated by spaces.
        frame: row of ``frames.csv``.
        excludes: dependents that make it something else (sport, finance, metaphor).
        forms: forms of the word whose lemma the parser misses, separated by spaces.
    """

    id: str
    phrase: str
    pos: PartOfSpeech
    needs: str | None
    type: str
    modes: str | None
    frame: str
    excludes: str | None
    forms: str | None
    example: str


@dataclass(frozen=True, slots=True)
class FrameRow:
    """Which dependents fill which role: cells as in ``conditions.read_sources``."""

    id: str
    actor: str | None
    recipient: str | None
    victim: str | None
    place: str | None
    instrument: str | None
    mediator: str | None
    example: str


@dataclass(frozen=True, slots=True)
class WeaponRow:
    """A weapon or means and the mode of violence it stands for."""

    id: str
    phrase: str
    plural: str | None
    mode: str
    example: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A common noun and its kind: place, person, armed, group, displaced, measure and others."""

    id: str
    phrase: str
    plural: str | None
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A verb that only carries a nominal event: where the noun stands, whom the verb adds.

    ``reported`` rows add somebody only within what somebody is said to say: a blame, a charge or a
    claim of responsibility stays its speaker's and is never the article's own voice.
    """

    id: str
    phrase: str
    slot: str
    actor: str | None
    recipient: str | None
    example: str
    reported: bool = False


@dataclass(frozen=True, slots=True)
class ControlRow:
    """Whose act a clause without a subject is, if not that of the subject above.

    ``slot`` is ``obj`` for a word before a participle ("accused X of arming"); with any other slot
    the phrase is the verb above ("called on X to stop").
    """

    id: str
    phrase: str
    slot: str
    example: str


@dataclass(frozen=True, slots=True)
class SignWeight:
    """How much signs that hold together count for two tellings being one (``coreference.csv``).

    Attributes:
        signs: names of signs of ``alike.py``, separated by spaces; none holds always.
        weight: logarithm of odds; below 0 it speaks against.
    """

    id: str
    weight: float
    example: str
    signs: str = ""

    @property
    def wanted(self) -> frozenset[str]:
        """The signs, one by one."""
        return frozenset(self.signs.split())


class Trigger(NamedTuple):
    """A trigger row, read.

    ``wording`` are slots whose words belong to the trigger; a ``joined`` one tells of an event only
    when it takes up an earlier one.
    """

    row: TriggerRow
    needs: tuple[Term, ...]
    excludes: tuple[Term, ...]
    modes: tuple[str, ...]
    wording: frozenset[Slot]
    joined: bool


class Frame(NamedTuple):
    """A frame row, read: the sources of each role, of the place and of the instrument."""

    roles: dict[str, tuple[tuple[Source, ...], ...]]
    place: tuple[tuple[Source, ...], ...]
    instrument: tuple[tuple[Source, ...], ...]


class Support(NamedTuple):
    """A support row, read."""

    slot: Slot
    actor: Slot | None
    recipient: Slot | None
    reported: bool


@dataclass(frozen=True, slots=True)
class AccountWords:
    """Lookups by lemma; built once, picklable.

    Attributes:
        triggers: (lemma, part of speech) -> rows, most conditions first.
        kinds: word -> kinds of ``targets.csv``, with ``@``.
        singular: plural -> singular of the words of ``targets.csv`` and ``weapons.csv``.
        weapons: phrase -> row; ``weapon_heads`` are their last words.
        support: lemma of a verb -> rows.
        violence: lemmas of nouns that are violent events.
        control: where the doer of a clause without a subject stands, if not in the subject above.
        weights: what speaks for and against two tellings being one; none where rules decide.
    """

    rows: tuple[TriggerRow, ...]
    triggers: dict[tuple[str, str], tuple[Trigger, ...]]
    frames: dict[str, Frame]
    weapons: dict[str, WeaponRow]
    weapon_heads: frozenset[str]
    kinds: dict[str, frozenset[str]]
    singular: dict[str, str]
    support: dict[str, tuple[Support, ...]]
    violence: frozenset[str]
    control: Control
    event_types: dict[str, EventType]
    weights: tuple[SignWeight, ...]
    contexts: ContextWords


def load_account_words(folders: DataFolders, *, learned: bool = True) -> AccountWords:
    """Load and check the words of events; unless ``learned``, no weights are loaded.

    Raises:
        LexiconError: a table is wrong, or a row names an unknown type, mode or frame (E5).
    """
    frames = {r.id: _read_frame(r) for r in load_table(folders, "frames.csv", FrameRow)}
    event_types = load_event_types(folders)
    rows = _trigger_rows(folders, frames, event_types)
    weapons = load_table(folders, "weapons.csv", WeaponRow)
    by_phrase = {name: row for row in weapons for name in (row.phrase, row.plural) if name}
    targets = load_table(folders, "targets.csv", TargetRow)
    return AccountWords(
        rows=rows,
        triggers=_by_lemma(rows, frames),
        frames=frames,
        weapons=by_phrase,
        weapon_heads=frozenset(name.split()[-1] for name in by_phrase),
        kinds=_kinds(targets),
        singular=_singular(
            [(r.plural, r.phrase) for r in weapons] + [(r.plural, r.phrase) for r in targets]
        ),
        support=_support(load_table(folders, "support.csv", SupportRow)),
        violence=frozenset(r.phrase for r in rows if r.type == "ASSAULT" and r.pos == "noun"),
        control=_control(
            load_table(folders, "control.csv", ControlRow), speech_verbs(load_cue_words(folders))
        ),
        event_types=event_types,
        weights=load_table(folders, "coreference.csv", SignWeight) if learned else (),
        contexts=load_context_words(folders),
    )


def _trigger_rows(
    folders: DataFolders, frames: dict[str, Frame], types: dict[str, EventType]
) -> tuple[TriggerRow, ...]:
    """The rows of ``triggers.csv``, then those in the files of types, which may replace them."""
    rows = {row.id: row for row in load_table(folders, "triggers.csv", TriggerRow)}
    for row in rows.values():
        _check(f"triggers.csv: {row.id}", row, frames, types)
    own: dict[str, str] = {}
    for kind in types.values():
        for n, trigger in enumerate(kind.triggers):
            row = trigger_row(kind, trigger)
            place = f"{kind.file}: triggers[{n}]"
            _check(place, row, frames, types)
            if row.id in own:
                raise LexiconError(f"E2 {place}: id {row.id} is also that of {own[row.id]}")
            own[row.id] = place
            rows[row.id] = row
    return tuple(rows.values())


def trigger_row(kind: EventType, trigger: TypeTrigger) -> TriggerRow:
    """The row of a type's own words; its id is made of type, phrase and part of speech."""
    made = f"{kind.id.lower()}_{trigger.phrase.replace(' ', '_')}_{trigger.pos}"
    cells = (trigger.needs, trigger.modes, trigger.excludes, trigger.forms)
    needs, modes, excludes, forms = (" ".join(cell) or None for cell in cells)
    return TriggerRow(
        id=trigger.id or made,
        phrase=trigger.phrase,
        pos=trigger.pos,
        needs=needs,
        type=kind.id,
        modes=modes,
        frame=trigger.frame,
        excludes=excludes,
        forms=forms,
        example=trigger.example,
    )


def _check(
    place: str, row: TriggerRow, frames: dict[str, Frame], types: dict[str, EventType]
) -> None:
    if row.type not in types:
        raise LexiconError(f"E5 {place}: no event type {row.type!r}")
    unknown = set((row.modes or "").split()) - types[row.type].modes.keys()
    if unknown:
        raise LexiconError(f"E5 {place}: {row.type} has no mode {min(unknown)!r}")
    if row.frame not in frames:
        raise LexiconError(f"E5 {place}: no frame {row.frame!r}; frames.csv has them")


def _by_lemma(
    rows: Iterable[TriggerRow], frames: dict[str, Frame]
) -> dict[tuple[str, str], tuple[Trigger, ...]]:
    found: dict[tuple[str, str], list[Trigger]] = defaultdict(list)
    for row in rows:
        trigger = _read_trigger(row, frames[row.frame])
        for name in (row.phrase, *(row.forms or "").split()):
            found[name, row.pos].append(trigger)
    return {key: tuple(sorted(some, key=_generality)) for key, some in found.items()}


def _read_trigger(row: TriggerRow, frame: Frame) -> Trigger:
    needs = read_terms(row.needs)
    groups = (*frame.roles.values(), frame.place, frame.instrument)
    filled = {source.slot for sources in groups for group in sources for source in group}
    slots = {f.slot for term in needs for f in term if f.words}
    subjects = {slot for slot in slots if slot[-1] == _SUBJECT}  # tell events of their own
    wording = frozenset(slots - (filled - _DESCRIBING) - subjects)
    modes = tuple((row.modes or "").split())
    joined = any(JOINED in filling.classes for term in needs for filling in term)
    return Trigger(row, needs, read_terms(row.excludes), modes, wording, joined)


def _generality(trigger: Trigger) -> tuple[bool, int, int, str]:
    """Rows with more conditions come first, then those that name words rather than classes."""
    loose = sum(len(filling.classes) for term in trigger.needs for filling in term)
    return trigger.joined, -len(trigger.needs), loose, trigger.row.id


def _read_frame(row: FrameRow) -> Frame:
    roles = {role: read_sources(getattr(row, role)) for role in ROLES}
    return Frame(roles, read_sources(row.place), read_sources(row.instrument))


def _kinds(rows: Iterable[TargetRow]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in filter(None, (row.phrase, row.plural)):
            found[name].add(f"@{row.kind}")
    return {phrase: frozenset(kinds) for phrase, kinds in found.items()}


def _control(rows: Iterable[ControlRow], speech: frozenset[str]) -> Control:
    slots: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        if row.slot != "obj":
            slots[row.phrase] += read_slot(row.slot)
    return Control(frozenset(r.phrase for r in rows if r.slot == "obj"), dict(slots), speech)


def _singular(pairs: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    return {plural: phrase for plural, phrase in pairs if plural}


def _support(rows: Iterable[SupportRow]) -> dict[str, tuple[Support, ...]]:
    found: dict[str, list[Support]] = defaultdict(list)
    for row in rows:
        actor, recipient = (read_slot(c) if c else None for c in (row.actor, row.recipient))
        found[row.phrase].append(Support(read_slot(row.slot), actor, recipient, row.reported))
    return {phrase: tuple(some) for phrase, some in found.items()}
