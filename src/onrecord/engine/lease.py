"""One run at a time: a lock that the system lets go of when its holder dies.

with held(file): … ──▶ nobody else holds it, or RunError says who does
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from onrecord.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


#: How often the lock is tried, and seconds between: somebody may be looking who holds it.
TRIES, PAUSE = 20, 0.02


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock; ``since`` is ISO 8601, UTC."""

    process: int
    host: str
    since: str


@contextmanager
def held(file: Path) -> Generator[None]:
    """Hold a lock. What a dead holder left in the file means nothing: the system knows.

    Source: flock(2).

    Raises:
        RunError: somebody else holds it.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _taken(handle, fcntl.LOCK_EX, TRIES):
            who = holder(file)
            said = f"process {who.process} on {who.host}, since {who.since}" if who else "somebody"
            raise RunError(
                f"another run works on {file.parent.parent}: {said}; wait until it is done, or end"
                " it: what it did is kept, and the same command goes on"
            )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        os.ftruncate(handle, 0)
        os.pwrite(handle, msgspec.json.encode(Holder(os.getpid(), socket.gethostname(), now)), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def holder(file: Path) -> Holder | None:
    """Who holds a lock now, or ``None`` if nobody does."""
    try:
        handle = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        if _taken(handle, fcntl.LOCK_SH):
            return None
        return msgspec.json.decode(os.read(handle, 4096), type=Holder)
    except msgspec.DecodeError:
        return None  # it was taken a moment ago, by somebody who did not say so yet
    finally:
        os.close(handle)


def _taken(handle: int, how: int, tries: int = 1) -> bool:
    """Take the lock, if nobody has it; who only looks at it lets go at once, so try again."""
    for left in reversed(range(tries)):
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(PAUSE)
        else:
            return True
    return False
