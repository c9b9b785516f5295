"""What a file is: by its first bytes, then by its ending; and who reads it.

Source ──▶ format_of ──▶ the collector of the format ──▶ Collected | Failure
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from onrecord.collect.archives import read_gzip, read_tar, read_zip
from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.feeds import read_feed
from onrecord.collect.json_records import read_json
from onrecord.collect.jsonl import read_jsonl
from onrecord.collect.pages import read_html, read_plain
from onrecord.collect.parquet import read_parquet
from onrecord.collect.plain import encoding_of
from onrecord.collect.tables import looks_like_table, read_table
from onrecord.collect.telegram import read_telegram
from onrecord.collect.warc import read_warc
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.collect.columns import Columns
    from onrecord.collect.source import How, Source

Outcomes: TypeAlias = "Iterator[Collected | Failure]"

JSONL = "jsonl"
PLAIN = "plain"
HTML = "html"
#: Formats by how a file begins.
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
)
#: Where a tar archive says so (POSIX, GNU).
_TAR_AT, _TAR = 257, b"ustar"
#: Formats by the ending of the name, where the first bytes do not tell.
_ENDINGS = {
    ".jsonl": JSONL, ".ndjson": JSONL, ".json": "json", ".csv": "table", ".tsv": "table",
    ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".warc": "warc", ".tar": "tar", ".zip": "zip",
    ".wacz": "zip", ".parquet": "parquet", ".rss": "feed", ".atom": "feed", ".gz": "gzip",
}  # fmt: skip
#: Names of web archives whatever they begin with: a damaged head must not hide the rest.
_WARC_NAME = re.compile(r"(?i)\.warc(?:\.gz|\.zst)?$")
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*|<!doctype(?!\s+html)[^\[>]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(!doctype\s+html|[a-z][a-z0-9]*:?[a-z0-9]*)(?=[\s/>]|$)",
    re.I | re.S,
)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "atom:feed", "channel"})
_PAGE_ROOTS = frozenset({"!doctype html", "html", "head", "body"})
#: How a JSON object begins; what stands in one that Telegram exports before its messages.
_OBJECT = re.compile(r"\s*\{\s*(?:[\"}]|$)")
_ARRAY = re.compile(r"\s*\[\s*(?:[\{\]]|$)")
_EXPORT = re.compile(r'\s*\{.*?"(?:messages|chats)"\s*:\s*[\[{]', re.S)
_ONE_LINE = re.compile(r"\s*\{.*\}\s*", re.S)


def collected_from(source: Source, how: How) -> Outcomes:
    """The documents of one file, whatever its format; its faults are failures."""
    empty = True
    try:
        for outcome in _READERS[format_of(source, how.columns.of(source.name))](source, how):
            empty = False
            yield outcome
        if empty:
            yield Failure(source.name, STAGE, "nothing to read: all that is in it was left out")
    except DocumentError as error:
        yield Failure(source.name, STAGE, str(error))
    except OSError as error:
        yield Failure(source.name, STAGE, f"cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  the border: one file never ends a run
        yield Failure(source.name, STAGE, f"{type(error).__name__}: {error}")


def format_of(source: Source, columns: Columns) -> str:
    """The name of the format: content first, ending second, plain text where neither tells.

    Raises:
        DocumentError: markup that is neither a page nor a feed.
    """
    head = source.head()
    if _WARC_NAME.search(source.name):
        return "warc"
    magic = next((form for start, form in _MAGIC if head.startswith(start)), None)
    if magic == "gzip":
        return "warc" if _inflates_to_warc(head) else magic
    if magic or head[_TAR_AT:].startswith(_TAR):
        return magic or "tar"
    text = head.decode(encoding_of(head), "replace")
    return _by_text(text, source, columns) or _ENDINGS.get(source.ending, PLAIN)


def _by_text(text: str, source: Source, columns: Columns) -> str | None:
    ending = _ENDINGS.get(source.ending)
    if ending in (JSONL, "table"):
        return ending  # a line or a cell may begin with anything
    if _OBJECT.match(text) or _ARRAY.match(text):
        return _json(text)
    markup = _markup(text)
    if markup:
        return markup
    first = text.partition("\n")[0]
    return "table" if source.ending != ".txt" and looks_like_table(first, columns) else None


def _json(text: str) -> str:
    first = text.partition("\n")[0]
    if _EXPORT.match(text) and '"type"' in text:
        return "telegram"
    is_line = _ONE_LINE.fullmatch(first) or (first == text and first.lstrip().startswith("{"))
    return JSONL if is_line else "json"


def _markup(text: str) -> str | None:
    found = _MARKUP.match(text)
    root = " ".join(found[1].lower().split()) if found else ""
    if root in _PAGE_ROOTS:
        return HTML
    if root in _FEED_ROOTS:
        return "feed"
    if found and text.lstrip().startswith("<?xml"):
        raise DocumentError(f"XML that is neither a page nor a feed: <{found[1]}>")
    return None


def _inflates_to_warc(head: bytes) -> bool:
    import zlib

    try:
        return zlib.decompressobj(31).decompress(head, 5) == b"WARC/"
    except zlib.error:
        return False


def _gzip(source: Source, how: How) -> Outcomes:
    return read_gzip(source, how, collected_from)


def _tar(source: Source, how: How) -> Outcomes:
    return read_tar(source, how, collected_from)


def _zip(source: Source, how: How) -> Outcomes:
    return read_zip(source, how, collected_from)


_READERS: dict[str, Callable[[Source, How], Outcomes]] = {
    "feed": read_feed,
    "gzip": _gzip,
    HTML: read_html,
    "json": read_json,
    JSONL: read_jsonl,
    "parquet": read_parquet,
    PLAIN: read_plain,
    "table": read_table,
    "tar": _tar,
    "telegram": read_telegram,
    "warc": read_warc,
    "zip": _zip,
}
