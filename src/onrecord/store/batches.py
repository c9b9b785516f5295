"""Bulk work in short transactions, so that people and other runs get in between.

items ──▶ write_in_batches ──▶ one transaction for as many as fit into some milliseconds
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from onrecord.store.connection import writing
from onrecord.store.turns import BULK

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from onrecord.store.connection import Store

T = TypeVar("T")

#: Seconds that a transaction should take by the clock: others wait for its end.
TARGET = 0.018
#: Seconds that the lock is left alone after each.
REST = 0.002
#: Seconds after which what was gathered is written, even if it is little.
GATHERING = 1.0
#: Weight of the first transaction, and of the smallest: milliseconds on any machine.
FIRST, LEAST = 2_000, 500


@dataclass(frozen=True, slots=True)
class Pace(Generic[T]):
    """How to cut work into transactions.

    Attributes:
        weight: of an item, in any unit that grows with the time it takes to write.
        durable: whether what is committed must survive a loss of power.
    """

    weight: Callable[[T], int]
    durable: bool


def write_in_batches(
    store: Store,
    items: Iterable[T],
    write: Callable[[sqlite3.Connection, list[T]], None],
    pace: Pace[T],
) -> None:
    """Write items, a few in each transaction; an item is never split.

    Args:
        store: where.
        items: taken one after the other; whatever is computed for them is computed here, outside
            of transactions.
        write: writes some of them into an open transaction.
        pace: how to weigh them.

    Raises:
        StoreError: a transaction failed; those before it stay.
    """
    budget, source = float(FIRST), iter(items)
    while batch := _gather(source, pace.weight, budget):
        with writing(store, durable=pace.durable, pause=BULK) as connection:
            start = time.perf_counter()
            write(connection, batch)
        fitting = sum(map(pace.weight, batch)) * TARGET / (time.perf_counter() - start)
        budget = max(LEAST, min(1.5 * budget, fitting))
        time.sleep(REST)


def _gather(source: Iterator[T], weight: Callable[[T], int], budget: float) -> list[T]:
    """The next items, as many as the budget allows, at least one if there is one."""
    batch: list[T] = []
    end = time.monotonic() + GATHERING
    for item in source:
        batch.append(item)
        budget -= weight(item)
        if budget <= 0 or time.monotonic() > end:
            break
    return batch
