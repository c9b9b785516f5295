"""A reading as one HTML page: nothing is loaded from anywhere, everything works without scripts.

    Reading + text ──▶ view ──▶ templates ──▶ page

The page holds its style and its few lines of script, and a policy that lets nothing else in. Words
of the document are escaped, kept in order, and marked where something was read in them.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from onrecord.errors import DocumentError
from onrecord.export.explained import NAME, QUOTE, sections
from onrecord.export.segments import shown
from onrecord.export.view import look
from onrecord.export.wording import load_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from onrecord.export.explained import Line
    from onrecord.export.view import View
    from onrecord.export.wording import Wording
    from onrecord.model import Reading
    from onrecord.reasons import Reasons

#: What can be lit in the text, in the order of the switches, and what is lit at first.
LAYERS = ("content", "denied", "own", "source", "cue", "loaded",
          "trigger", "actor", "place", "time", "quantity")  # fmt: skip
LAYERS_ON = frozenset({"content", "denied", "source", "cue", "loaded", "trigger"})


def render_page(reading: Reading, text: str, wording: Wording | None = None) -> str:
    """One document on one page.

    Args:
        reading: what was read.
        text: the text of the document, as it was read.
        wording: what values are called; the bundled English words without it.

    Raises:
        DocumentError: the text is not the one that was read.
    """
    return render_pages([(reading, text)], wording)


def render_pages(
    documents: Sequence[tuple[Reading, str]],
    wording: Wording | None = None,
    reasons: Mapping[str, Sequence[Reasons]] | None = None,
) -> str:
    """Several documents on one page, with a list of them at the top.

    Args:
        documents: readings with the texts that were read.
        wording: what values are called; the bundled English words without it.
        reasons: why each sentence was read so, by ``doc_id``; left out where there are none.

    Raises:
        DocumentError: there is no document, or a text is not the one that was read.
    """
    if not documents:
        raise DocumentError("no document to show on a page")
    words = wording or load_wording()
    several = len(documents) > 1
    views = [
        look(_checked(reading, text), text, words, f"d{number}-" if several else "")
        for number, (reading, text) in enumerate(documents, 1)
    ]
    style, script = _asset("style.css"), _asset("script.js")
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            views=views,
            w=words,
            title=_title(views, words),
            parts_of=partial(_parts, reasons or {}),
            reasons_of=partial(_reasons, reasons or {}, words),
            layers=LAYERS,
            layers_on=LAYERS_ON,
            style=Markup(style),
            script=Markup(script),
            style_hash=_digest(style),
            script_hash=_digest(script),
        )
    )


def write_page(reading: Reading, text: str, path: Path) -> None:
    """Write one document as a page.

    Raises:
        DocumentError: the text is not the one that was read.
        OSError: the file cannot be written.
    """
    write_pages([(reading, text)], path)


def write_pages(documents: Sequence[tuple[Reading, str]], path: Path) -> None:
    """Write several documents as a page; errors as those of ``write_page``."""
    path.write_text(render_pages(documents), encoding="utf-8", newline="\n")


def _checked(reading: Reading, text: str) -> Reading:
    found = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if found != reading.document.sha256:
        raise DocumentError(f"{reading.document.doc_id}: this is not the text that was read")
    return reading


def _title(views: Sequence[View], words: Wording) -> str:
    if len(views) > 1:
        return words("page", "many", n=len(views))
    document = views[0].reading.document
    return document.title or document.id or words("page", "untitled")


def _reasons(
    reasons: Mapping[str, Sequence[Reasons]], words: Wording, view: View
) -> list[tuple[Reasons, list[tuple[str, list[Line]]]]]:
    """The sentences of a document, each with what there is to say of it, by headings."""
    own = reasons.get(view.reading.document.doc_id, ())
    return [(one, list(sections(one, words))) for one in own]


def _parts(reasons: Mapping[str, Sequence[Reasons]], view: View) -> list[tuple[str, int | None]]:
    """The parts of a document's page that hold something, with how much."""
    reading = view.reading
    counted = {
        "accounts": len(reading.accounts),
        "relations": len(reading.relations),
        "links": len(reading.links),
        "loaded": len(reading.loaded),
        "actors": len(reading.actors),
        "places": len(reading.places),
        "times": len(reading.times),
        "quantities": len(reading.quantities),
        "gaps": len(reading.gaps),
        "explain": len(reasons.get(reading.document.doc_id, ())),
    }
    filled: list[tuple[str, int | None]] = [(key, n) for key, n in counted.items() if n]
    return [("statements", len(reading.statements)), *filled, ("about", None)]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("onrecord.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["shown"] = _shown
    environment.filters["kept"] = _kept
    environment.filters["marked"] = _marked
    return environment


def _shown(text: str | None) -> str:
    return "" if text is None else shown(text)


def _kept(text: str) -> Markup:
    """Escaped, with carriage returns that a browser would otherwise turn into line feeds."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))


def _marked(line: str) -> Markup:
    """A line of reasons, whose words are safe to show: those of the document in ``<q>``."""
    text = str(escape(line))
    for opening, closing in (QUOTE, NAME):
        text = text.replace(opening, "<q>").replace(closing, "</q>")
    return Markup(text)


@cache
def _asset(name: str) -> str:
    file = resources.files("onrecord.export") / "templates" / name
    return file.read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
