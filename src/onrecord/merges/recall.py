"""What the store remembers for merging, the latest of it held: neighbours ask for the same.

Store ──▶ Recall ──▶ accounts of a slice, matches of an account, readings, imprints
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from onrecord.interchange import decode_reading
from onrecord.merge.copies import imprint
from onrecord.merge.packed import unpack_matches, unpack_numbers, unpack_report, unpack_told
from onrecord.merge.text import text_of
from onrecord.store.connection import row, rows
from onrecord.store.documents import get_document
from onrecord.store.rows import BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from onrecord.merge.copies import Imprint
    from onrecord.merge.told import Report, Told
    from onrecord.model import Reading
    from onrecord.store import Store

K = TypeVar("K")
V = TypeVar("V")

#: So many are held: accounts, reports of documents, slices with their matches, whole readings.
ACCOUNTS, REPORTS, SLICES, READINGS = 20_000, 5_000, 400, 300
#: Question marks of one query.
MARKS = 500
_TOLD = "SELECT n, packed FROM told WHERE n IN ({})"


class MovedError(Exception):
    """What was remembered is not there any more: another process took a document away."""


class Latest(Generic[K, V]):
    """Keeps the latest of what it was asked for."""

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        self.make = make
        self.most = most
        self.held: OrderedDict[K, V] = OrderedDict()

    def __call__(self, key: K) -> V:
        """What belongs to a key, made if it is not held."""
        if key in self.held:
            self.held.move_to_end(key)
            return self.held[key]
        return self.put(key, self.make(key))

    def put(self, key: K, value: V) -> V:
        """Hold a value; the one that nobody asked for longest goes."""
        self.held[key] = value
        if len(self.held) > self.most:
            self.held.popitem(last=False)
        return value


class Recall:
    """What a store remembers of accounts, as long as nothing of it changes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._reports: Latest[int, Report] = Latest(self._report, REPORTS)
        self._told: Latest[int, Told] = Latest(self._account, ACCOUNTS)
        self._matches: Latest[int, dict[int, list[tuple[int, float]]]] = Latest(
            self._matches_of_slice, SLICES
        )
        self._slices: Latest[int, tuple[int, ...]] = Latest(self._slices_of, ACCOUNTS)
        self.readings = Held(Latest(self._reading, READINGS))
        self.imprints = Held(Latest(self._imprint, READINGS))

    # ---- accounts -------------------------------------------------------------------------------

    def told(self, numbers: Sequence[int]) -> list[tuple[int, Told]]:
        """Accounts with their numbers, in the order of their keys."""
        found = {n: self._told.held[n] for n in numbers if n in self._told.held}
        missing = [n for n in numbers if n not in found]
        for at in range(0, len(missing), MARKS):
            some = missing[at : at + MARKS]
            for n, packed in rows(self.store, _TOLD.format(", ".join("?" * len(some))), some):
                found[n] = self._told.put(n, unpack_told(packed, self._reports(n >> BITS)))
        if len(found) < len(numbers):
            raise MovedError
        return sorted(found.items(), key=lambda one: one[1].key)

    def slice(self, number: int) -> list[tuple[int, Told]]:
        """The accounts of a slice with their numbers, in the order of their keys."""
        sql = "SELECT account FROM slices WHERE slice = ?"
        return self.told([n for (n,) in rows(self.store, sql, (number,))])

    def _account(self, number: int) -> Told:
        return self.told([number])[0][1]

    def _report(self, document: int) -> Report:
        sql = "SELECT packed FROM merged WHERE document = ?"
        return unpack_report(_there(row(self.store, sql, (document,)))[0])

    # ---- matches --------------------------------------------------------------------------------

    def matches(self, number: int) -> Iterator[tuple[int, float]]:
        """The accounts that match one, with scores; an account of two slices may come twice."""
        for one in self._slices(number):
            yield from self._matches(one).get(number, ())

    def _slices_of(self, number: int) -> tuple[int, ...]:
        found = row(self.store, "SELECT slices FROM told WHERE n = ?", (number,))
        return unpack_numbers(_there(found)[0])

    def matched(self, number: int) -> tuple[tuple[int, int, float], ...]:
        """The matches that a slice gave."""
        found = row(self.store, "SELECT packed FROM matches WHERE slice = ?", (number,))
        return unpack_matches(found[0]) if found else ()

    def _matches_of_slice(self, number: int) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = {}
        for a, b, score in self.matched(number):
            found.setdefault(a, []).append((b, score))
            found.setdefault(b, []).append((a, score))
        return found

    # ---- documents ------------------------------------------------------------------------------

    def _reading(self, doc_id: str) -> Reading:
        sql = (
            "SELECT r.packed FROM documents d JOIN merged m ON m.document = d.n"
            " JOIN readings r ON r.n = m.reading WHERE d.doc_id = ?"
        )
        return decode_reading(zlib.decompress(_there(row(self.store, sql, (doc_id,)))[0]))

    def _imprint(self, doc_id: str) -> Imprint:
        document = get_document(self.store, doc_id)
        reading = self.readings[doc_id]
        part = reading.document
        return imprint(doc_id, text_of(reading, document), part.published, part.outlet)


class Held(Mapping[str, V]):
    """Values by ``doc_id`` that are loaded when they are asked for."""

    def __init__(self, latest: Latest[str, V]) -> None:
        self.latest = latest

    def __getitem__(self, key: str) -> V:
        return self.latest(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.latest.held)

    def __len__(self) -> int:
        return len(self.latest.held)


def _there(found: tuple[bytes, ...] | None) -> tuple[bytes, ...]:
    if found is None:
        raise MovedError
    return found


def numbers_of(store: Store, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of accounts in the store, by id; those that merging knows."""
    from onrecord.store.keys import match

    sql = (
        "SELECT t.n FROM row_keys k CROSS JOIN told t ON t.n = k.rowid"
        " WHERE k.row_keys MATCH ? AND t.account_id = ?"
    )
    found = {
        one: row(store, sql, (match("accounts", [("id", (one,))]), one))
        for one in dict.fromkeys(ids)
    }
    return {one: number[0] for one, number in found.items() if number is not None}
