"""The objects of a JSON file of any size, one at a time, in bounded memory.

    stream ──▶ values_of ──▶ Value: the bytes of one object, and those of the object around it

The objects are those at the top and in an array at the top, or those of every array under a given
key, wherever it stands. Only brackets and strings are told apart here; the bytes of an object are
decoded by whoever takes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.collect.bounded import CHUNK
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

#: A whole string, a bracket, or the beginning of a string whose end is not there yet.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]|"', re.S)
_INSIDE = re.compile(rb'(?:[^"\\]|\\.)*+', re.S)
#: What stands between values.
_BETWEEN = b" \t\r\n,:"
_MARK = b"\xef\xbb\xbf"
#: Deeper than any export.
_DEEPEST = 500
#: So much of what stands before an array in its object is kept.
_AROUND = 65_536


@dataclass(frozen=True, slots=True)
class Value:
    """One object, or what stands where one should.

    Attributes:
        offset: of its first byte in the file.
        raw: its bytes; ``None`` where it is longer than the limit.
        around: the beginning of the object that holds the array, up to the array.
    """

    offset: int
    raw: bytes | None
    around: bytes = b""


@dataclass(frozen=True, slots=True)
class _Level:
    """An open bracket: where, whether its elements are wanted, what its object says before."""

    start: int
    wanted: bool
    around: bytes = b""


def values_of(file: BinaryIO, limit: int, key: bytes | None = None) -> Iterator[Value]:
    """The objects of a file.

    Args:
        file: JSON in UTF-8.
        limit: a longer object is passed over.
        key: take the objects of the arrays under this key, not those at the top.

    Raises:
        DocumentError: the brackets do not fit, or the file ends in the middle.
    """
    scan = _Scan(file, limit)
    top = _Level(0, wanted=key is None)
    levels: list[_Level] = []
    while True:
        level = levels[-1] if levels else top
        token = scan.token(in_elements=level.wanted)
        if not token:
            break
        start = scan.start
        if token in b"]}":
            if not levels:
                raise DocumentError(f"no JSON: byte {start} closes a bracket that none opened")
            levels.pop()
        elif level.wanted and token != b"[":
            raw = scan.to_end() if token == b"{" else token
            yield Value(start, raw, level.around)
        elif token in b"[{":
            levels.append(_opened(scan, levels, token, key))
    if levels:
        raise DocumentError(f"cut off: the file ends in the middle, at byte {scan.start}")


def _opened(scan: _Scan, levels: list[_Level], token: bytes, key: bytes | None) -> _Level:
    if len(levels) >= _DEEPEST:
        raise DocumentError(f"no JSON: nested deeper than {_DEEPEST} at byte {scan.start}")
    if token == b"[" and key is None:
        return _Level(scan.start, wanted=not levels)
    if token == b"[" and scan.key == key and levels:
        return _Level(scan.start, wanted=True, around=scan.since(levels[-1].start))
    return _Level(scan.start, wanted=False)


class _Scan:
    """Goes from token to token. Mutable: a place in a stream.

    Attributes:
        start: offset of the current token in the file.
        key: the last string, without its marks.
    """

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self.start = 0
        self.key = b""
        self._file = file
        self._limit = limit
        self._held = bytearray()
        self._base = 0  # offset of the first held byte
        self._at = 0  # where in the held bytes to go on
        if self._more() and self._held.startswith(_MARK):
            self._at = len(_MARK)

    def token(self, *, in_elements: bool) -> bytes:
        """The next bracket; among elements also whatever else stands there. Empty at the end."""
        while True:
            found = _TOKEN.search(self._held, self._at)
            end = found.start() if found else len(self._held)
            between = bytes(self._held[self._at : end]).strip(_BETWEEN) if in_elements else b""
            whole = found is not None and found[0] != b'"'
            if len(between) > CHUNK:
                place = self._base + self._held.index(between, self._at)
                raise DocumentError(f"no JSON behind byte {place}")
            if between and (found or not self._more()):
                self.start = self._base + self._held.index(between, self._at)
                self._at = end
                return between
            if found is None or not whole:
                if between or self._go_on(end):
                    continue
                return b""
            self.start = self._base + end
            self._at = found.end()
            if found[0][:1] != b'"' or in_elements:
                return found[0]
            self.key = found[0][1:-1]

    def _go_on(self, end: int) -> bool:
        """Read on, with ``end`` the first byte that is still needed; false at the end."""
        kept = max(0, end - _AROUND)
        self._drop(kept)
        if len(self._held) - self._at > self._limit + _AROUND:
            raise DocumentError(f"no JSON: a string without an end at byte {self._base + self._at}")
        if self._more():
            return True
        if end - kept < len(self._held):
            raise DocumentError(f"cut off: a string has no end, at byte {self._base + end - kept}")
        return False

    def to_end(self) -> bytes | None:
        """The bytes of the object that the current token begins; ``None`` if it is too long."""
        self._drop(self._at - 1)
        depth, too_long = 1, False
        while depth:
            found = _TOKEN.search(self._held, self._at)
            if found is None or found[0] == b'"':
                if len(self._held) > self._limit:  # it is only passed over from here
                    too_long = True
                    self._drop(found.start() if found else len(self._held))
                if not (self._pass_string() if found and too_long else self._more()):
                    raise DocumentError(f"cut off: the object at byte {self.start} has no end")
                continue
            depth += (found[0] in b"[{") - (found[0] in b"]}")
            self._at = found.end()
        raw = None if too_long or self._at > self._limit else bytes(self._held[: self._at])
        self._drop(self._at)
        return raw

    def _pass_string(self) -> bool:
        """Drop the string that the held bytes begin with, however long; false if it has no end."""
        self._drop(1)
        while not self._held.startswith(b'"'):
            inside = _INSIDE.match(self._held)
            self._drop(inside.end() if inside else 0)
            if len(self._held) <= 1 and not self._held.startswith(b'"') and not self._more():
                return False
        self._at = 1
        return True

    def since(self, start: int) -> bytes:
        """The bytes from an offset up to the current token; empty if they are not held any more."""
        if start < self._base:
            return b""
        return bytes(self._held[start - self._base : self.start - self._base])

    def _more(self) -> bool:
        part = self._file.read(max(CHUNK, len(self._held)))
        self._held += part
        return bool(part)

    def _drop(self, size: int) -> None:
        del self._held[:size]
        self._base += size
        self._at = max(0, self._at - size)
