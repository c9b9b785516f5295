"""The characters of a page: from bytes in any encoding to text, in bounded time.

    bytes ──▶ decode_page ──▶ Decoded: text, the encoding used, the one the page stated

What a page states is checked, not believed: many state one encoding and are written in another.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

#: Longest marks first: that of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: HTML asks for the charset within the first 1,024 bytes; real pages put it a little later.
HEAD = 4096
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I)
#: Wide encodings cannot be what a page states in plain ASCII letters (HTML: read as UTF-8).
_WIDE = ("utf-16", "utf-32", "utf16", "utf32", "utf-7", "utf7")
#: A page with a few broken bytes is still UTF-8: at most this share of its non-ASCII bytes.
FEW_BROKEN = 0.05
#: Bytes that are looked at for UTF-16 without a mark, and the share of NUL that tells it.
SAMPLE_WIDE, MOSTLY = 400, 0.8
#: What browsers take a page for that states nothing that fits.
WESTERN = "cp1252"
#: Bytes that the detector looks at (half from each end).
SAMPLE = 131_072


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded page.

    Attributes:
        text: every byte decoded; what the encoding does not know became U+FFFD.
        encoding: Python's name of the encoding used.
        stated: what mark, header or page said, as written; None if nothing was said.
    """

    text: str
    encoding: str
    stated: str | None


def decode_page(raw: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page: byte order mark, then UTF-8 if it is, then what is stated, then detection.

    Bytes that are valid UTF-8 with characters beyond ASCII are UTF-8 whatever the page states:
    other encodings do not make such bytes by chance.

    Args:
        raw: the page.
        content_type: the header of the response, if there was one.

    >>> page = '<meta charset="iso-8859-1"><p>déjà'
    >>> decode_page(page.encode()).encoding, decode_page(page.encode("cp1252")).encoding
    ('utf-8', 'cp1252')
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, encoding)
    stated = _stated(raw, content_type)
    if wide := _wide(raw):
        return Decoded(raw.decode(wide, "replace"), wide, stated)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8", stated)
    except UnicodeDecodeError:
        pass
    known = _known(stated) if stated else None
    used = known if known is not None and _fits(raw, known) else _detected(raw)
    return Decoded(raw.decode(used, "replace"), used, stated)


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Latin markup is NUL."""
    head = raw[:SAMPLE_WIDE]
    for start, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        if head and head[start::2].count(0) > MOSTLY * len(head[start::2]):
            return encoding if head[1 - start :: 2].count(0) == 0 else None
    return None


def _stated(raw: bytes, content_type: str | None) -> str | None:
    header = charset_in(content_type or "")
    if header:
        return header
    head = raw[:HEAD]
    found = _XML.match(head) or _META.search(head)
    return found[1].decode("ascii") if found else None


def charset_in(content_type: str) -> str | None:
    """The encoding that a header states.

    >>> charset_in("text/html; charset=utf-8"), charset_in("text/html")
    ('utf-8', None)
    """
    header = _HEADER.search(content_type)
    return header[1] if header else None


def _known(stated: str) -> str | None:
    """Python's name of a stated encoding, as browsers read the label (latin-1 is cp1252)."""
    from resiliparse.parse.encoding import map_encoding_to_html5

    if stated.lower().startswith(_WIDE):
        return None
    try:
        name: str | None = map_encoding_to_html5(stated, fallback_utf8=False)
        return codecs.lookup(name).name if name is not None else None
    except LookupError:
        return None


def _fits(raw: bytes, encoding: str) -> bool:
    """Whether (nearly) all bytes beyond ASCII mean something in the encoding."""
    beyond = sum(len(run) for run in re.findall(rb"[\x80-\xff]+", raw))
    broken = raw.decode(encoding, "replace").count("\ufffd")
    return broken <= FEW_BROKEN * beyond


def _detected(raw: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    if _fits(raw, "utf-8"):
        return "utf-8"
    name = detect_encoding(raw, max_len=SAMPLE) or "utf-8"
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return WESTERN if found == "utf-8" else found  # it is not, as was seen
