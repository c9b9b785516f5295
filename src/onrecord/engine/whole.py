"""Files that are there whole or not at all, whatever ends us while we write them.

content ──▶ another name ──▶ the disk ──▶ the right name ──▶ its folder, to the disk
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

T = TypeVar("T")

#: Names of files and folders that are being written begin so.
UNFINISHED = ".new-"


def new_name(file: Path) -> Path:
    """A name beside a file under which nobody else writes."""
    return file.with_name(f"{UNFINISHED}{secrets.token_hex(6)}")


@contextmanager
def writing(file: Path) -> Generator[BinaryIO]:
    """Write a file that appears, on the disk, when everything in it is written."""
    new = new_name(file)
    try:
        with new.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    sync(file.parent)


def put(file: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    with writing(file) as stream:
        stream.write(content)


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def get(file: Path, kind: type[T]) -> T | None:
    """What a file of the protocol says, or ``None`` if there is none or it is damaged."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, ValueError):
        return None
