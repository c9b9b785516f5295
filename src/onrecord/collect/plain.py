"""Plain text: one file is one document.

    bytes ──▶ decode ──▶ text ──▶ plain_document ──▶ Document

UTF-8, or UTF-16/32 with a byte order mark. The mark belongs to the encoding, not to the text:
offsets count from the character after it. Line ends stay as they are. A first line such as
``date 2024-12-04 …`` gives the day of publication; it stays in the text but is not prose.
"""

from __future__ import annotations

import codecs
import re

from onrecord.collect.days import iso_day, written_days
from onrecord.collect.stated import stated_publication
from onrecord.errors import DocumentError
from onrecord.model import Document, Gap, Span

#: Longest marks first: that of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: How formats that we do not read begin, and what they are called.
_FORMATS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a file of an office program)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"WARC/", "a web archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"\xd0\xcf\x11\xe0", "a file of an office program"),
    (b"SQLite format 3", "a database"),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|rss|feed)\b", re.I | re.S
)
#: ``date`` and something that looks like a day in figures; anything else is prose.
_DATE_LINE = re.compile(
    r"\s*date:?[ \t]+(\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:T\S*)?)(?!\S)[^\r\n]*(?:\r\n|\r|\n|$)", re.I
)


def decode(raw: bytes) -> str:
    r"""The text of a file.

    Raises:
        DocumentError: no text, a format that is not plain text, or not UTF-8.

    >>> decode("déjà\r\n".encode())
    'déjà\r\n'
    """
    mark, encoding = _mark_of(raw)
    if not mark:
        _refuse_other_formats(raw)
    try:
        return raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        place = len(mark) + error.start
        raise DocumentError(f"not {encoding} at byte {place}; convert the file to UTF-8") from error


def encoding_of(head: bytes) -> str:
    """The codec of a file by its byte order mark, which the codec takes away; else UTF-8."""
    mark, encoding = _mark_of(head)
    return {"utf-8": "utf-8-sig"}.get(encoding, encoding[:6]) if mark else encoding


def _mark_of(raw: bytes) -> tuple[bytes, str]:
    return next((m for m in _MARKS if raw.startswith(m[0])), (b"", "utf-8"))


def _refuse_other_formats(raw: bytes) -> None:
    for start, name in _FORMATS:
        if raw.startswith(start):
            raise DocumentError(f"{name}, not plain text; extract the text first")
    if _MARKUP.match(raw[:2000]):
        raise DocumentError("a page with markup, not plain text; extract the text first")
    if raw[:2000].lstrip().startswith((b'{"', b'[{"')):
        raise DocumentError("JSON, not plain text; write one object a line and name it .jsonl")
    nul = raw.find(b"\0")
    if nul >= 0:
        raise DocumentError(f"a binary file (NUL at byte {nul}), not plain text")


def plain_document(text: str, origin: str) -> Document:
    r"""A document of a plain text, with the day of publication of its first line, if any.

    Args:
        text: all characters of the file.
        origin: the file as the caller named it, kept as ``metadata["file"]``.

    Raises:
        DocumentError: nothing to read.

    >>> document = plain_document("date 2024-12-04 wire\nRebels advanced.", "a.txt")
    >>> document.published, document.text[document.prose_start :]
    ('2024-12-04', 'Rebels advanced.')
    """
    line = _DATE_LINE.match(text)
    start = line.end() if line else 0
    if not text[start:].strip():
        raise DocumentError("empty: there is no text to read")
    if line is None:
        return Document(text, metadata={"file": origin})
    day = iso_day(line[1])
    if day is None:
        span = Span(line.start(1), line.end(1), line[1])
        gap = Gap("collect", span, "the day of publication is no ISO 8601 day")
        return Document(text, metadata={"file": origin}, prose_start=start, gaps=(gap,))
    dated, between, gaps = stated_publication(written_days(line[1]), line[1])
    return Document(
        text, metadata={"file": origin} | between, prose_start=start, gaps=gaps, **dated
    )
