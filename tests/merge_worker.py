"""Merges a project in another process: python merge_worker.py FOLDER [KILL_AT].

With a number it kills itself (SIGKILL) at that write: odd numbers before the write is committed,
even ones after. Without, it prints the hash of all events.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onrecord.merges.merging
import onrecord.store.batches
from merged import events, merged
from onrecord.store import merging, open_store
from onrecord.store.connection import writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

KILL_AT = int(sys.argv[2]) if len(sys.argv) > 2 else 0
writes = 0


@contextmanager
def _writing(*given: Any, **named: Any) -> Iterator[sqlite3.Connection]:
    global writes  # noqa: PLW0603  counted over the whole process
    writes += 1
    with writing(*given, **named) as connection:
        yield connection
        _die_at(KILL_AT % 2 == 1)
    _die_at(KILL_AT % 2 == 0)


def _die_at(now: bool) -> None:  # noqa: FBT001
    if now and writes == KILL_AT:
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    merging.PAGE = 9  # many short writes
    onrecord.store.batches.writing = _writing
    onrecord.merges.merging.writing = _writing  # type: ignore[attr-defined]
    with open_store(Path(sys.argv[1])) as store:
        merged(store)
        found = sha256(b"\n".join(events(store))).hexdigest()
        sys.stdout.write(f"{found} {writes}\n")


if __name__ == "__main__":
    main()
