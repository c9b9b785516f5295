"""The whole members of a zip archive whose list is lost: cut off, or damaged at its end.

    file ──▶ local heads, one behind the other ──▶ (name, unpacked bytes)

The list stands at the end of an archive, but each member has a head of its own. A member is handed
out when all of it is there and has its checksum; the search ends at the first that has not.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from onrecord.collect.bounded import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from onrecord.collect.bounded import Budget

#: APPNOTE 4.3.7: mark, version, flags, method, time, day, checksum, packed, unpacked, two lengths.
_HEAD = struct.Struct("<4s5H3L2H")
_MARK, _AFTER = b"PK\x03\x04", b"PK\x07\x08"
_ENCRYPTED, _SIZES_BEHIND = 0x1, 0x8
_STORED, _DEFLATED = 0, 8
#: Larger members are unpacked to disk.
_IN_MEMORY = 16_000_000


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    flags: int
    method: int
    checksum: int
    packed: int


def whole_members(file: BinaryIO, budget: Budget) -> Iterator[tuple[str, IO[bytes]]]:
    """The members from the beginning of the file up to the first that is not whole.

    Args:
        file: the archive, at its beginning.
        budget: how much may be unpacked.

    Raises:
        DocumentError: it unpacks to more than is sound.
    """
    while head := _head(file):
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as into:
            if head.method == _DEFLATED:
                checksum = _inflate(file, into, budget)
            elif head.method == _STORED and not head.flags & _SIZES_BEHIND:
                checksum = _copy(file, into, head.packed)
            else:
                return
            if checksum is None or checksum != _stated(file, head):
                return
            if not head.name.endswith("/"):
                into.seek(0)
                yield head.name, into


def _head(file: BinaryIO) -> _Head | None:
    raw = file.read(_HEAD.size)
    if len(raw) < _HEAD.size or not raw.startswith(_MARK):
        return None
    _, _, flags, method, _, _, checksum, packed, _, name, extra = _HEAD.unpack(raw)
    written = file.read(name)
    if flags & _ENCRYPTED or len(written) < name or len(file.read(extra)) < extra:
        return None
    return _Head(written.decode("utf-8", "replace"), flags, method, checksum, packed)


def _inflate(file: BinaryIO, into: IO[bytes], budget: Budget) -> int | None:
    """Inflate one member; gives its checksum, ``None`` where it is not whole."""
    inflate, checksum = zlib.decompressobj(-15), 0
    packed = b""
    while not inflate.eof:
        packed = inflate.unconsumed_tail or file.read(CHUNK)
        try:
            part = inflate.decompress(packed, CHUNK)
        except zlib.error:
            return None
        if not packed and not part:
            return None
        budget.take(len(part))
        checksum = zlib.crc32(part, checksum)
        into.write(part)
    file.seek(-len(inflate.unused_data), 1)
    return checksum


def _copy(file: BinaryIO, into: IO[bytes], size: int) -> int | None:
    checksum = 0
    while size:
        part = file.read(min(size, CHUNK))
        if not part:
            return None
        size -= len(part)
        checksum = zlib.crc32(part, checksum)
        into.write(part)
    return checksum


def _stated(file: BinaryIO, head: _Head) -> int | None:
    """The checksum that the archive states, in the head or behind the member."""
    if not head.flags & _SIZES_BEHIND:
        return head.checksum
    raw = file.read(16)
    behind = raw[4:] if raw.startswith(_AFTER) else raw
    file.seek(12 - len(behind), 1)
    return int.from_bytes(behind[:4], "little")
