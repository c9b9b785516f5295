"""The stages of merging a project, each done in short transactions.

documents ──▶ slices ──▶ accounts, again until nothing is to be done
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from onrecord import __version__
from onrecord.engine.lease import held
from onrecord.interchange import decode_reading
from onrecord.merge.blocks import slices_of
from onrecord.merge.cluster import Matching
from onrecord.merge.locks import settle
from onrecord.merge.packed import pack_report, pack_told, slice_number
from onrecord.merges.grouping import Groups, many
from onrecord.merges.recall import MovedError, Recall, numbers_of
from onrecord.merges.units import Units
from onrecord.model import content_hash
from onrecord.runs import RUNS
from onrecord.store import merging
from onrecord.store.batches import Pace, write_in_batches
from onrecord.store.connection import now, row, writing
from onrecord.store.decisions import load_decisions, touched
from onrecord.store.documents import get_document
from onrecord.store.journal import packed_json, write_log
from onrecord.store.merging import (
    ACCOUNT,
    EVENT,
    GROUP,
    SLICE,
    Compared,
    MergeRun,
    Remembered,
    ToldRow,
)
from onrecord.store.turns import BULK

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterator, Mapping

    from onrecord.merge import MergeWords
    from onrecord.merge.blocks import Slice
    from onrecord.merge.told import Told
    from onrecord.store import Store
    from onrecord.store.merging import Unit

#: Raised whenever other code gives other events for the same readings and words.
CODE = 3
LOCK = "merge"
TO_DO = (SLICE, ACCOUNT, GROUP, EVENT)
#: Accounts that are grouped at once.
AT_ONCE = 1000
_EVENT_OF = "SELECT n, event FROM told WHERE n IN ({})"
_THERE = "SELECT n FROM told WHERE n IN ({}) AND grouped IS NULL"


@dataclass(frozen=True, slots=True)
class Step:
    """How far merging is.

    Attributes:
        stage: ``documents`` are made comparable, ``slices`` compared, ``accounts`` grouped,
            ``events`` made.
        done: how many of the stage are done.
        of: how many there are to do.
        why: why everything is merged anew, if it is.
    """

    stage: str
    done: int
    of: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What one merging did.

    Attributes:
        run: its number, ``merge_runs.n``; 0 if nothing had changed.
        documents: documents that were new, read anew, withdrawn, or known by other words.
        slices: slices that were compared.
        compared: pairs of accounts that were weighed.
        accounts: accounts that were grouped anew.
        events: events that were written.
        crowded: blocks too large to compare all their accounts.
    """

    run: int = 0
    documents: int = 0
    slices: int = 0
    compared: int = 0
    accounts: int = 0
    events: int = 0
    crowded: int = 0


def merge_project(
    store: Store, words: MergeWords, sides: Mapping[str, str]
) -> Generator[Step, None, MergeCounts]:
    """Merge what changed: new readings, withdrawn documents, judgements, words, sides.

    Args:
        store: the project.
        words: from ``load_merge_words``.
        sides: of each actor id the side that the user has confirmed.

    Yields:
        How far it is.

    Returns:
        What was done.

    Raises:
        StoreError: it cannot be written; what was committed stays.
        RunError: another process merges the project.
    """
    folder = store.folder / RUNS
    folder.mkdir(exist_ok=True)
    with held(folder / LOCK):
        return (yield from _Merging(store, words, sides).all())


class _Merging:
    """One merging of a project."""

    def __init__(self, store: Store, words: MergeWords, sides: Mapping[str, str]) -> None:
        self.store = store
        self.words = words
        self.sides = sides
        self.version = version_of(words)
        self.counts: Counter[str] = Counter()
        self.run = 0
        self.why = ""
        self.withdrawn = merging.withdrawals(store.connection)

    def all(self) -> Generator[Step, None, MergeCounts]:
        """All stages, until nothing is to be done."""
        begun = self._begin()
        while begun and self._left():
            self.withdrawn = merging.withdrawals(self.store.connection)
            try:
                yield from self._documents()
                yield from self._slices()
                yield from self._accounts()
                yield from self._events()
            except MovedError:
                continue  # what was computed was not written; it is to be done still
        done = MergeCounts(self.run, **self.counts)
        if begun:
            self._end(done)
        return done

    # ---- begin and end --------------------------------------------------------------------------

    def _begin(self) -> bool:
        """Note what has changed besides documents; whether there is anything to do."""
        last = merging.last_run(self.store)
        since = last.locked if last else 0
        judged = row(self.store, "SELECT max(n) FROM judgements")
        locked: int = (judged[0] if judged else 0) or 0
        sides = content_hash("", (sorted(self.sides.items()),))
        left = self._left()
        # what decisions hold depends on which of their accounts are there
        judged_since = touched(self.store, 0 if left else since) if locked else ()
        accounts = numbers_of(self.store, judged_since)
        new_sides = last is not None and last.sides != sides
        going_on = last is not None and last.ended is None
        if not (accounts or new_sides or going_on or left):
            return False
        if last is not None and last.words != self.version:
            self.why = "other words or another version of onrecord than the last time"
        number = last.n if last is not None and going_on else 0
        at = now()
        with writing(self.store, durable=True) as connection:
            merging.do_accounts(connection, accounts.values())
            if new_sides:
                merging.do_all_events(connection)
            run = MergeRun(number, self.version, sides, locked)
            self.run = merging.begin_run(connection, run, at)
        return True

    def _left(self) -> int:
        kinds = sum(merging.count_unmerged(self.store, kind) for kind in TO_DO)
        return kinds + merging.count_changed(self.store, self.version)

    def _end(self, done: MergeCounts) -> None:
        counts = {name: n for name, n in asdict(done).items() if name != "run"}
        with writing(self.store, durable=True) as connection:
            merging.end_run(connection, self.run, now(), packed_json(counts))
        write_log(self.store, "merge", f"merging {self.run}", counts)

    def _check(self, connection: sqlite3.Connection) -> None:
        """Write nothing that was computed before a document was withdrawn."""
        if merging.withdrawals(connection) != self.withdrawn:
            raise MovedError

    # ---- documents ------------------------------------------------------------------------------

    def _documents(self) -> Iterator[Step]:
        of, done = merging.count_changed(self.store, self.version), 0
        for page in merging.changed(self.store, self.version):
            items = (self._remembered(*one) for one in page)
            write_in_batches(self.store, items, self._keep_documents, Pace(_weight, durable=False))
            done += len(page)
            self.counts["documents"] += len(page)
            yield Step("documents", done, max(of, done), self.why)

    def _remembered(self, document: int, reading: int | None) -> Remembered | int:
        """A document made comparable, or its key if it is gone."""
        if reading is None:
            return document
        sql = (
            "SELECT r.packed, d.doc_id FROM readings r JOIN documents d ON d.n = r.document"
            " WHERE r.n = ?"
        )
        found = row(self.store, sql, (reading,))
        if found is None:
            raise MovedError
        whole = decode_reading(zlib.decompress(found[0]))
        told = self.words.teller(whole, get_document(self.store, found[1]))
        accounts = zip(told, whole.accounts, strict=True)
        made = tuple(_told_row(one, a.trigger[0].start) for one, a in accounts)
        report = pack_report(told[0].report) if told else b""
        return Remembered(document, reading, report, made)

    def _keep_documents(
        self, connection: sqlite3.Connection, batch: list[Remembered | int]
    ) -> None:
        self._check(connection)
        for one in batch:
            if isinstance(one, Remembered):
                merging.remember(connection, self.version, one)
            else:
                merging.forget(connection, one)

    # ---- slices ---------------------------------------------------------------------------------

    def _slices(self) -> Iterator[Step]:
        of, done = merging.count_unmerged(self.store, SLICE), 0
        recall, matching = Recall(self.store), Matching(self.words.matcher)
        while page := merging.unmerged(self.store, SLICE):
            items = (self._compared(number, recall, matching) for _, number in page)
            write_in_batches(self.store, items, self._keep_matches, Pace(_size, durable=False))
            done += len(page)
            self.counts["slices"] += len(page)
            yield Step("slices", done, max(of, done), self.why)

    def _compared(self, number: int, recall: Recall, matching: Matching) -> Compared:
        members = recall.slice(number)
        found: list[tuple[int, int, float]] = []
        for one, accounts in _by_slice(number, members).items():
            matches = matching.matches(one, [told for _, told in accounts])
            self.counts["compared"] += matches.compared
            self.counts["crowded"] += len(matches.crowded)
            for a, b, score in matches.pairs:
                low, high = sorted((accounts[a][0], accounts[b][0]))
                found.append((low, high, score))
        found.sort()
        differing = {*found} ^ {*recall.matched(number)}
        changed = {n for match in differing for n in match[:2]}
        event = {n: e for n, e in many(self.store, _EVENT_OF, sorted(changed)) if e is not None}
        events = {event[a] for a, b, _ in differing if a in event and event[a] == event.get(b)}
        days = tuple((_day(told), n) for n, told in members if n in changed)
        return Compared(number, tuple(found), days, tuple(sorted(events)))

    def _keep_matches(self, connection: sqlite3.Connection, batch: list[Compared]) -> None:
        self._check(connection)
        for one in batch:
            merging.keep_matches(connection, one)

    # ---- accounts -------------------------------------------------------------------------------

    def _accounts(self) -> Iterator[Step]:
        dissolved = merging.groups_to_dissolve(self.store)
        write_in_batches(self.store, dissolved, self._dissolve, Pace(_many, durable=False))
        of = merging.count_unmerged(self.store, ACCOUNT)
        recall, locks = Recall(self.store), settle(load_decisions(self.store))
        groups = Groups(recall, self.words, locks)
        while page := merging.unmerged(self.store, ACCOUNT, AT_ONCE):
            there = [n for (n,) in many(self.store, _THERE, [n for _, n in page])]
            made = groups.new_groups(groups.of(there))
            done = {*page, *(account for one in made for account in one.accounts)}
            with writing(self.store, durable=False, pause=BULK) as connection:
                self._check(connection)
                merging.keep_groups(connection, made, done)
            self.counts["accounts"] += sum(len(one.accounts) for one in made)
            left = merging.count_unmerged(self.store, ACCOUNT)
            yield Step("accounts", max(0, of - left), of, self.why)

    def _dissolve(self, connection: sqlite3.Connection, batch: list[list[int]]) -> None:
        self._check(connection)
        for groups in batch:
            merging.ungroup(connection, groups)

    # ---- events ---------------------------------------------------------------------------------

    def _events(self) -> Iterator[Step]:
        locks = settle(load_decisions(self.store))
        units = Units(Recall(self.store), self.words, self.sides, locks)
        of = sum(merging.count_unmerged(self.store, kind) for kind in (GROUP, EVENT))
        for kind in (GROUP, EVENT):
            while page := merging.unmerged(self.store, kind):
                made = _units_of(kind, page, units)
                write_in_batches(self.store, made, self._keep_units, Pace(_members, durable=False))
                left = sum(merging.count_unmerged(self.store, k) for k in (GROUP, EVENT))
                yield Step("events", max(0, of - left), of, self.why)

    def _keep_units(self, connection: sqlite3.Connection, batch: list[Unit]) -> None:
        self._check(connection)
        at = now()
        for one in batch:
            merging.keep_unit(connection, one, self.run, at)
            self.counts["events"] += sum(made.cells is not None for made in one.made)


def _units_of(kind: str, page: list[tuple[int, int]], units: Units) -> Iterator[Unit]:
    """The units of what is to be done, each once."""
    done: set[tuple[str, int, int]] = set()
    for day, number in page:
        seed = (kind, day, number)
        if seed not in done:
            unit = units.of(seed)
            done.update(unit.todo)
            yield unit


def _told_row(told: Told, start: int) -> ToldRow:
    slices = tuple(dict.fromkeys(slice_number(one) for one in slices_of(told)))
    return ToldRow(told.order, told.account_id, _day(told), start, slices, pack_told(told))


def _day(told: Told) -> int:
    return told.report.published or 0


def _by_slice(number: int, members: list[tuple[int, Told]]) -> dict[Slice, list[tuple[int, Told]]]:
    """The accounts of a number by slices; two seldom share a number."""
    found: dict[Slice, list[tuple[int, Told]]] = {}
    for n, told in members:
        for one in dict.fromkeys(slices_of(told)):
            if slice_number(one) == number:
                found.setdefault(one, []).append((n, told))
    return found


def _weight(one: Remembered | int) -> int:
    return 20 + 10 * len(one.told) if isinstance(one, Remembered) else 100


def _size(one: Compared) -> int:
    return 5 + len(one.changed) + len(one.matches) // 10


def _many(groups: list[int]) -> int:
    return 20 * len(groups)


def _members(one: Unit) -> int:
    return 10 + 10 * one.accounts


def version_of(words: MergeWords) -> str:
    """Hash of everything that events depend on besides readings, sides and decisions."""
    matcher, teller = words.matcher, words.teller
    parts = (
        CODE,
        __version__,
        sorted(teller.parents.items()),
        sorted(matcher.rarity.weights.items()),
        matcher.rarity.unknown,
        sorted(matcher.alone.items()),
        sorted((sorted(signs), weight) for signs, weight in matcher.joint),
        sorted(matcher.words.items()),
        sorted(words.types.items()),
    )
    return content_hash("m_", parts)
