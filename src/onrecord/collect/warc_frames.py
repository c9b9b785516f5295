"""The records of a web archive by their frames: head, length, block, end.

    stream ──▶ frames ──▶ Frame | Damage, one at a time, in bounded memory

A record is handed out only when it is all there: as many bytes as its head says, its closing empty
lines, and the end of its gzip member with the right checksum. Libraries give the cut last record
of a file without a word, and lose what stands behind damage. Here the search goes on for the next
record, and each skipped byte is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.collect.bounded import CHUNK
from onrecord.collect.warc_members import DamagedError, Members
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.collect.source import Source

_BEGIN = re.compile(rb"WARC/1\.\d\r?\n[A-Za-z-]+:")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"\nContent-Length:[ \t]*(\d{1,15})[ \t]*\r?(?:\n|$)", re.I)
#: A longer head is none.
_LONGEST_HEAD = 65_536
#: The two empty lines behind a block.
_CLOSE = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """One record: where it begins, its head, its block, and how long that is in the archive.

    ``offset`` counts bytes of the file; in a gzip member of several records, ``member+inflated``.
    The block of a record over the limit is its beginning.
    """

    offset: str
    head: bytes
    block: bytes
    length: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that were skipped, from where on, and why."""

    offset: int
    skipped: int
    reason: str


class MisframedError(DocumentError):
    """No record here, or not one as long as it says."""


def frames(source: Source, limit: int) -> Iterator[Frame | Damage]:
    """The records of an archive, plain or in gzip members.

    Args:
        source: the archive.
        limit: bytes of a block that are kept.

    Raises:
        DocumentError: it unpacks to more than is sound.
    """
    packed = source.head().startswith(b"\x1f\x8b") or source.name.lower().endswith(".gz")
    found = _in_members(source, limit) if packed else _in_plain(source, limit)
    yield from _joined(found)


def _in_plain(source: Source, limit: int) -> Iterator[Frame | Damage]:
    records = _Records(source.file.read, limit)
    while True:
        start = records.base
        try:
            frame = records.next()
        except MisframedError as error:
            records.resync()
            yield Damage(start, records.base - start, str(error))
        else:
            if frame is None:
                return
            yield frame


def _in_members(source: Source, limit: int) -> Iterator[Frame | Damage]:
    members = Members(source.file, source.budget)
    while True:
        start = members.start
        try:
            if not members.open():
                return
            yield from _in_member(members, limit)
        except DamagedError as error:
            members.resync()
            yield Damage(start, members.start - start, str(error))


def _in_member(members: Members, limit: int) -> Iterator[Frame | Damage]:
    start = members.start
    records = _Records(members.pull, limit)
    while True:
        inner = records.base
        try:
            frame = records.next()
        except MisframedError as error:
            if not records.resync():
                yield Damage(start, members.start - start, str(error))
                return
            yield Damage(start, 0, f"{error} (inflated bytes {inner} to {records.base})")
        else:
            if frame is None:
                return
            offset = f"{start}+{inner}" if inner else str(start)
            yield Frame(offset, frame.head, frame.block, frame.length)


def _joined(found: Iterator[Frame | Damage]) -> Iterator[Frame | Damage]:
    """Damage right behind damage is one."""
    held: Damage | None = None
    for one in found:
        if isinstance(one, Damage) and held and held.offset + held.skipped == one.offset:
            held = Damage(held.offset, held.skipped + one.skipped, held.reason)
            continue
        if held:
            yield held
        held = one if isinstance(one, Damage) else None
        if isinstance(one, Frame):
            yield one
    if held:
        yield held


class _Records:
    """Cuts a stream into records; holds the current one, to search it when it proves damaged.

    Attributes:
        base: offset in the stream of the first byte that was not handed out.
    """

    def __init__(self, pull: Callable[[int], bytes], limit: int) -> None:
        self.base = 0
        self._pull = pull
        self._limit = limit
        self._held = bytearray()

    def next(self) -> Frame | None:
        """The next record, ``None`` at the end of the stream.

        Raises:
            MisframedError: what stands here is none; ``resync`` goes on.
        """
        while self._have(1) and self._held[0] in b"\r\n":
            self._drop(1)
        if not self._held:
            return None
        start = self.base
        end = self._head_end()
        head = bytes(self._held[:end])
        found = _LENGTH.search(head)
        if not found:
            raise MisframedError("a record that does not say how long it is")
        length = int(found[1])
        block = self._block(end, length)
        frame = Frame(str(start), head, block, length)
        self._drop(end + len(block))
        self._drop_lines(len(_CLOSE))
        return frame

    def _head_end(self) -> int:
        """Where the head of the record ends, its empty line included."""
        if not self._have(5) or not self._held.startswith(b"WARC/"):
            raise MisframedError("no record begins here")
        while not (found := _HEAD_END.search(self._held, 0, _LONGEST_HEAD)):
            if len(self._held) >= _LONGEST_HEAD:
                raise MisframedError("a head without an end")
            if not self._have(len(self._held) + 1):
                raise MisframedError("cut off in the head of a record")
        if not _BEGIN.match(self._held):
            raise MisframedError("no record begins here")
        return found.end()

    def _block(self, start: int, length: int) -> bytes:
        """The block, when all of the record is there; the part over the limit is passed over."""
        kept = min(length, self._limit)
        if not self._have(start + kept):
            have = max(0, len(self._held) - start)
            raise MisframedError(f"cut off: {have} of {length} bytes")
        if length > kept:
            self._pass_over(start, length)
        self._check_close(
            start + kept
        )  # before the block is copied: a hostile archive is all heads
        with memoryview(self._held) as held:
            return bytes(held[start : start + kept])

    def _pass_over(self, start: int, length: int) -> None:
        """Drop the rest of a long block, so that what follows it stands right behind its start."""
        rest = length - self._limit
        self.base += rest
        while rest:
            end = start + self._limit
            if not self._have(end + 1):
                self.base -= rest
                raise MisframedError(f"cut off: {length - rest} of {length} bytes")
            part = min(rest, len(self._held) - end)
            del self._held[end : end + part]
            rest -= part

    def _check_close(self, end: int) -> None:
        more = self._have(end + 16)
        rest = bytes(self._held[end : end + 16])
        if rest.startswith(_CLOSE) or rest.lstrip(b"\r\n").startswith(b"WARC/"):
            return
        if more or rest.strip(b"\r\n"):
            raise MisframedError("a record that is not as long as it says")

    def resync(self) -> bool:
        """Skip to what looks like the next record; false if none comes."""
        self._drop(1)
        while not (found := _BEGIN.search(self._held)):
            self._drop(max(0, len(self._held) - 128))
            if not self._have(len(self._held) + 1):
                self._drop(len(self._held))
                return False
        self._drop(found.start())
        return True

    def _have(self, size: int) -> bool:
        """Hold at least ``size`` bytes, if the stream has them."""
        while len(self._held) < size:
            part = self._pull(CHUNK)
            if not part:
                return False
            self._held += part
        return True

    def _drop_lines(self, most: int) -> None:
        """Drop empty lines at the beginning."""
        end = len(self._held[:most]) - len(self._held[:most].lstrip(b"\r\n"))
        self._drop(end)

    def _drop(self, size: int) -> None:
        size = min(size, len(self._held))
        del self._held[:size]
        self.base += size
