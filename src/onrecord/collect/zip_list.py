"""How long the list of members of a zip archive is, before it is read into memory."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

#: The longest list that is read: some 300,000 members, 200 MB in memory.
_LONGEST = 30_000_000
#: The end record and its comment (APPNOTE 4.3.16), and what stands before it in large archives.
_TAIL = 22 + 65_535 + 76
#: Stands for a length that only the record of large archives has.
_SEE_THERE = 0xFFFFFFFF
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"


def check_list(path: Path) -> None:
    """Refuse an archive whose list of members is too long.

    Raises:
        DocumentError: it is.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    if _length(tail) > _LONGEST:
        raise DocumentError("zip: more than some 300,000 members; split the archive")


def _length(tail: bytes) -> int:
    """Bytes of the list, as the end record says, or that of large archives."""
    end, end64 = tail.rfind(_END), tail.rfind(_END64)
    length = _at("<L", tail, end + 12) if end >= 0 else 0
    return max(
        length if length != _SEE_THERE else 0, _at("<Q", tail, end64 + 40) if end64 >= 0 else 0
    )


def _at(form: str, tail: bytes, place: int) -> int:
    try:
        return int(struct.unpack_from(form, tail, place)[0])
    except struct.error:
        return 0
