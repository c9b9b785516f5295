"""The members of a tar archive, forward only, and the way on after damage.

    stream ──▶ tar_members ──▶ TarMember (its bytes are read before the next) | Gone

The library ends without a word at a broken or missing header; here the next block that is a header
is searched, and what was skipped is told.
"""

from __future__ import annotations

import io
import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.collect.bounded import CHUNK
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

_BLOCK = tarfile.BLOCKSIZE
#: Longer names and extended headers are damage.
_LONGEST_HEADER = 1_000_000
_LONGEST_MEMBER = 10**13
_PAX_FIELD = re.compile(rb"(\d{1,7}) (path|size)=")


@dataclass(frozen=True, slots=True)
class TarMember:
    """One member: its name, whether it is a plain file, its bytes."""

    name: str
    plain: bool
    file: io.RawIOBase


@dataclass(frozen=True, slots=True)
class Gone:
    """Bytes that are no member: from which offset of the archive on, and why."""

    offset: int
    reason: str


def tar_members(file: BinaryIO) -> Iterator[TarMember | Gone]:
    """The members of an archive; folders are none."""
    yield from _Walk(file).members()


class _Walk:
    """Goes from header to header. Mutable: a place in a stream."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.at = 0
        self._more: dict[str, str] = {}  # what extended headers say of the next member

    def members(self) -> Iterator[TarMember | Gone]:
        skipped = 0
        while block := self.read(_BLOCK):
            header = _header(block)
            if header is None and block.strip(b"\0"):
                skipped += len(block)
                continue
            if skipped:
                yield Gone(self.at - len(block) - skipped, f"damaged: {skipped} bytes skipped")
                skipped = 0
            if header is None:
                if self._is_end():
                    return
                continue
            yield from self._member(header)
        if skipped:
            yield Gone(self.at - skipped, f"damaged: {skipped} bytes skipped")
        yield Gone(self.at, "cut off: the archive has no end mark; members may be missing")

    def _is_end(self) -> bool:
        """Whether only zeros follow a block of zeros, as at the end of an archive."""
        following = self.read(_BLOCK)
        return not following.strip(b"\0")

    def _member(self, header: tarfile.TarInfo) -> Iterator[TarMember | Gone]:
        start = self.at
        if header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME):
            if header.size <= _LONGEST_HEADER:
                self._extend(header.type, self.read(header.size))
                self.skip(-header.size % _BLOCK)
                return
            yield Gone(start, f"damaged: a header of {header.size} bytes")
        name, size = self._named(header)
        if header.isdir() or header.type in (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK):
            self.skip(size + -size % _BLOCK)
            return
        part = _Part(self, size)
        if header.type != tarfile.XHDTYPE:
            yield TarMember(name, header.isreg() and not header.issparse(), part)
        told = part.told
        if self.skip(part.left) + self.skip(-size % _BLOCK) and not told:
            yield Gone(start, f"cut off in the middle of {name}")

    def _named(self, header: tarfile.TarInfo) -> tuple[str, int]:
        more, self._more = self._more, {}
        stated = more.get("size", "")
        size = int(stated) if stated.isdecimal() and stated.isascii() else header.size
        return more.get("path") or header.name, min(size, _LONGEST_MEMBER)

    def _extend(self, kind: bytes, raw: bytes) -> None:
        if kind == tarfile.GNUTYPE_LONGNAME:
            self._more["path"] = raw.rstrip(b"\0").decode("utf-8", "replace")
            return
        at = 0
        while found := _PAX_FIELD.match(raw, at) or re.compile(rb"(\d{1,7}) ").match(raw, at):
            end = at + int(found[1])
            if end <= found.end():
                return
            if found.re is _PAX_FIELD:
                value = raw[found.end() : end].rstrip(b"\n").decode("utf-8", "replace")
                self._more[found[2].decode()] = value
            at = end

    def read(self, size: int) -> bytes:
        part = self.file.read(size)
        self.at += len(part)
        return part

    def skip(self, size: int) -> int:
        """Pass over so many bytes; gives how many are missing."""
        while size:
            part = self.read(min(size, CHUNK))
            if not part:
                break
            size -= len(part)
        return size


class _Part(io.RawIOBase):
    """The bytes of one member."""

    def __init__(self, walk: _Walk, size: int) -> None:
        super().__init__()
        self.left = size
        self.told = False
        self._size = size
        self._walk = walk

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: WriteableBuffer, /) -> int:
        """The next bytes.

        Raises:
            DocumentError: the archive ends before the member.
        """
        view = memoryview(into)
        wanted = min(len(view), self.left)
        part = self._walk.read(wanted)
        if wanted and not part:
            self.told = True
            have = self._size - self.left
            self.left = 0
            raise DocumentError(f"cut off: {have} of {self._size} bytes")
        view[: len(part)] = part
        self.left -= len(part)
        return len(part)


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError):
        return None
    return header if 0 <= header.size <= _LONGEST_MEMBER else None
