"""Unpacking in bounds: a small file that unpacks to an enormous one is refused, not read.

    packed bytes ──▶ Inflated / Counted ──▶ bytes, each taken from a Budget ──▶ DocumentError

Source of the numbers: gzip and zip cannot pack better than 1,030 to 1, real pages and dumps are
packed 3 to 30 to 1; a bomb is what is far beyond that and large.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Protocol

from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import WriteableBuffer


class Readable(Protocol):
    """What a library gives to read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most ``size``; none at the end."""
        ...


#: Unpacked bytes for each packed byte.
RATIO = 200
#: So much may be unpacked of any file, however small.
ALLOWANCE = 32_000_000
#: More is never unpacked of one file.
MOST = 1_000_000_000_000
#: Bytes read at once.
CHUNK = 65_536


class Budget:
    """How much may still be unpacked of one file, and of the archive it lies in. Mutable: counts.

    >>> Budget(1000, allowance=10).take(200_001)
    Traceback (most recent call last):
    onrecord.errors.DocumentError: unpacks to more than 200 times its size; refused
    """

    def __init__(
        self, packed: int = 0, parent: Budget | None = None, *, allowance: int = ALLOWANCE
    ) -> None:
        self._packed = packed
        self._taken = 0
        self._parent = parent
        self._allowance = allowance

    def add(self, packed: int) -> None:
        """So many packed bytes came from a source of unknown size."""
        self._packed += packed

    def take(self, unpacked: int) -> None:
        """So many bytes were unpacked.

        Raises:
            DocumentError: they are too many for the size of what they were packed in.
        """
        self._taken += unpacked
        if self._taken > min(MOST, max(self._allowance, RATIO * self._packed)):
            raise DocumentError(f"unpacks to more than {RATIO} times its size; refused")
        if self._parent:
            self._parent.take(unpacked)

    def inside(self, packed: int) -> Budget:
        """The budget of a member with so many packed bytes."""
        return Budget(packed, self, allowance=self._allowance)


class Counted(io.RawIOBase):
    """A stream whose bytes are counted as packed ones: for standard input, whose size is open."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        super().__init__()
        self._file = file
        self._budget = budget

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: WriteableBuffer, /) -> int:
        """The next bytes."""
        view = memoryview(into)
        part = self._file.read(len(view))
        view[: len(part)] = part
        self._budget.add(len(part))
        return len(part)


class Unpacked(io.RawIOBase):
    """A stream of a library that unpacks, with each byte taken from a budget."""

    def __init__(
        self, file: Readable, budget: Budget, broken: tuple[type[Exception], ...] = ()
    ) -> None:
        super().__init__()
        self._file = file
        self._budget = budget
        self._broken = broken

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: WriteableBuffer, /) -> int:
        """The next unpacked bytes.

        Raises:
            DocumentError: a bomb, or damage.
        """
        view = memoryview(into)
        try:
            part = self._file.read(len(view))
        except self._broken as error:
            raise DocumentError(f"damaged: {error}") from error
        view[: len(part)] = part
        self._budget.take(len(part))
        return len(part)


class Inflated(io.RawIOBase):
    """What a gzip stream holds, all its members one after the other."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        super().__init__()
        self._file = file
        self._budget = budget
        self._inflate = zlib.decompressobj(31)
        self._packed = b""
        self._read = 0
        self._full = False  # the last output was cut by its size: more may wait inside

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: WriteableBuffer, /) -> int:
        """The next inflated bytes, 0 at the end.

        Raises:
            DocumentError: a bomb, damage, or an end before the end.
        """
        view = memoryview(into)
        part = b""
        while not part and self._more():
            part = self._inflated(len(view))
        view[: len(part)] = part
        self._budget.take(len(part))
        return len(part)

    def _more(self) -> bool:
        """Have packed bytes for the inflater, or know that there are none."""
        if self._inflate.eof:
            self._packed = self._inflate.unused_data or self._next()
            if not self._packed.strip(b"\0"):  # padding of tapes and disks
                return False
            self._inflate = zlib.decompressobj(31)
        elif not self._packed:
            self._packed = self._next()
            if not self._packed and not self._full:
                raise DocumentError(f"gzip: ends in the middle, after {self._read} bytes")
        return True

    def _next(self) -> bytes:
        part = self._file.read(CHUNK)
        self._read += len(part)
        return part

    def _inflated(self, size: int) -> bytes:
        try:
            part = self._inflate.decompress(self._packed, size)
        except zlib.error as error:
            place = max(0, self._read - len(self._packed))
            reason = f"gzip: damaged after byte {place} ({error}); nothing behind it can be read"
            raise DocumentError(reason) from error
        self._packed = self._inflate.unconsumed_tail
        self._full = len(part) == size
        return part
