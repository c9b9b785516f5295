"""The gzip members of a web archive, forward only, and the way on after damage.

    packed bytes ──▶ Members.open ──▶ .pull (inflated bytes of one member) ──▶ .open …
                        └─ damage ──▶ .resync: the next member that inflates to a record

A member is one record as a rule, so whatever is broken costs that record and no other.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from onrecord.collect.bounded import CHUNK, Budget
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from typing import BinaryIO

_MAGIC = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
#: So many packed bytes of a member tell whether it inflates to a record.
_LOOK = 4096
#: Packed bytes of one member that are kept to search them after damage.
_KEEP = 32_000_000


class DamagedError(DocumentError):
    """The bytes here are no gzip member, or a broken one."""


class Members:
    """Reads one member after the other. Mutable: a place in a stream.

    Attributes:
        start: offset of the current member in the file.
    """

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self.start = 0
        self._file = file
        self._whole = budget
        self._held = bytearray()  # packed bytes from ``start`` on
        self._open()

    def _open(self) -> None:
        self._inflate = zlib.decompressobj(31)
        self._budget = Budget()
        self._waiting = b""  # packed bytes that the inflater has not seen
        self._fed = 0  # how many of the held bytes it was given
        self._at_end = False

    def open(self) -> bool:
        """Go to the next member; false at the end of the file.

        Raises:
            DamagedError: no member begins here.
        """
        self._open()
        while len(self._held) < len(_MAGIC) and self._fetch():
            pass
        if not self._held:
            return False
        if not self._held.startswith(_MAGIC):
            raise DamagedError("no gzip member begins here")
        return True

    def pull(self, size: int) -> bytes:
        """The next inflated bytes of the member, at most ``size``; none at its end.

        Raises:
            DamagedError: it is broken, cut off, or a bomb.
        """
        while not self._at_end:
            packed = self._feed()
            try:
                part = self._inflate.decompress(packed, size)
            except zlib.error as error:
                raise DamagedError(f"damaged gzip member ({error})") from error
            self._waiting = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._finish()
            elif not packed and not part:
                raise DamagedError("cut off in the middle of a gzip member")
            if part:
                self._count(len(part))
                return part
        return b""

    def resync(self) -> int:
        """Skip to the next member that inflates to a record; gives how many bytes were skipped."""
        before = self.start
        self._drop(1)
        while self._held or self._fetch():
            place = self._held.find(_MAGIC)
            if place < 0:
                self._drop(max(0, len(self._held) - len(_MAGIC) + 1))
                if not self._fetch():
                    self._drop(len(self._held))
                continue
            self._drop(place)
            if self._is_record():
                break
            self._drop(1)
        self._open()
        return self.start - before

    def _feed(self) -> bytes:
        """Packed bytes for the inflater; none at the end of the file."""
        if self._waiting:
            return self._waiting
        if self._fed == len(self._held):
            self._fetch()
        part = bytes(self._held[self._fed : self._fed + CHUNK])
        self._fed += len(part)
        self._budget.add(len(part))
        self._forget()
        return part

    def _forget(self) -> None:
        """Keep a very long member out of memory: what was inflated of it cannot be searched."""
        if self._fed > _KEEP:
            self._drop(self._fed)
            self._fed = 0

    def _count(self, size: int) -> None:
        self._whole.take(size)
        try:
            self._budget.take(size)
        except DocumentError as error:
            raise DamagedError(str(error)) from error

    def _finish(self) -> None:
        """The member ended: what follows belongs to the next one."""
        self._at_end = True
        self._drop(self._fed - len(self._inflate.unused_data))

    def _drop(self, size: int) -> None:
        del self._held[:size]
        self.start += size

    def _fetch(self) -> bool:
        part = self._file.read(CHUNK)
        self._held += part
        return bool(part)

    def _is_record(self) -> bool:
        """Whether the held bytes begin a member that inflates to a record."""
        while len(self._held) < _LOOK and self._fetch():
            pass
        try:
            look = zlib.decompressobj(31).decompress(bytes(self._held[:_LOOK]), len(_RECORD))
        except zlib.error:
            return False
        return look == _RECORD
