"""A reading in the terminal: the marked text, then who says what, accounts, ties and gaps.

    Document, Reading ──▶ rendered ──▶ rich renderables

Text of a document is never taken for markup, and characters that would steer the terminal or turn
the direction of writing are shown as a mark, one for one, so that offsets hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.model import DOC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from onrecord.model import Account, Document, Gap, Link, Reading, Relation, Span, Statement

#: Controls (but line ends and tabs), soft hyphen, zero-width, direction and byte order marks.
_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
#: What is shown in place of one such character.
MARK = "\N{REPLACEMENT CHARACTER}"
#: Longest cell of a table, in characters; the marked text has all words.
CELL = 160
ACCOUNT_COLUMNS = ("event", "words", "who", "whom", "where", "when", "figures", "told by")
RELATION_COLUMNS = ("relation", "of", "to", "status", "words", "told by")
#: What is marked, how, and what the legend calls it.
STYLES = {
    "content": ("cyan", "reported words"),
    "source": ("bold magenta", "who says"),
    "cue": ("italic green", "how it is said"),
    "trigger": ("underline", "event"),
    "loaded": ("black on yellow", "loaded word"),
}


def plain(text: str) -> str:
    r"""Text that is safe to print: steering characters become a mark, one for one.

    >>> plain("a\x1b[2Jb") == f"a{MARK}[2Jb"
    True
    """
    return _STEERING.sub(MARK, text.replace("\r\n", " \n").replace("\r", "\n"))


def rendered(document: Document, reading: Reading) -> Iterator[RenderableType]:
    """What to print of a document, from top to bottom."""
    names = _Names(reading)
    yield Rule(Text(plain(document.title or document.id or _file(document))))
    yield _origin(document, reading)
    yield _legend()
    yield Text()
    yield marked(document, reading)
    yield Text()
    yield from _tables(reading, names)


def summary(readings: Sequence[Reading]) -> Table:
    """One line for each of several readings: how much was read in it."""
    columns = ("document", "outlet", "published", "statements", "holders", "accounts", "relations")
    table = Table(*columns, title="All documents", title_justify="left")
    for reading in readings:
        document = reading.document
        counts = (len(reading.statements), len(_holders(reading)), len(reading.accounts))
        texts = (document.id or document.doc_id, document.outlet or "", document.published or "")
        numbers = (str(n) for n in (*counts, len(reading.relations)))
        table.add_row(*(Text(_cell(text)) for text in (*texts, *numbers)))
    return table


def _holders(reading: Reading) -> set[str]:
    return {s.holder_chain[-1] for s in reading.statements if s.voice == "reported"}


def marked(document: Document, reading: Reading) -> Text:
    """The text with its statements, events and loaded words marked."""
    text = Text(plain(document.text))
    reported = [s for s in reading.statements if s.voice == "reported"]
    for statement in reported:
        _mark(text, "content", statement.content)
    for statement in reported:
        _mark(text, "source", statement.source)
        _mark(text, "cue", statement.cue)
    for account in reading.accounts:
        _mark(text, "trigger", account.trigger)
    _mark(text, "loaded", (loaded.span for loaded in reading.loaded))
    return text


def _mark(text: Text, what: str, spans: Iterable[Span]) -> None:
    for span in spans:
        text.stylize(STYLES[what][0], span.start, span.end)


def _legend() -> Text:
    return Text("  ").join(Text(name, style) for style, name in STYLES.values())


def _file(document: Document) -> str:
    return str(document.metadata.get("file", document.doc_id))


def _origin(document: Document, reading: Reading) -> Text:
    given = (document.outlet, document.author, document.published, document.url)
    reported = [s for s in reading.statements if s.voice == "reported"]
    counts = (
        f"{len(reading.statements)} statements",
        f"{len(reported)} reported from {len(_holders(reading))} holders",
        f"{len(reading.accounts)} accounts",
        f"{len(reading.relations)} relations",
    )
    return Text(" · ".join(plain(part) for part in (*given, *counts) if part), "dim")


class _Names:
    """What to call the things that a reading refers to by id."""

    def __init__(self, reading: Reading) -> None:
        self._names = {DOC: "the article"}
        self._names |= {a.actor_id: a.name for a in reading.actors}
        self._names |= {p.place_id: p.name for p in reading.places}
        self._names |= {t.time_id: _interval(t.start, t.end) for t in reading.times}
        self._names |= {s.statement_id: f"“{_joined(s.content)}”" for s in reading.statements}
        self._names |= {a.account_id: f"{a.type} “{_joined(a.trigger)}”" for a in reading.accounts}
        self._names |= {r.relation_id: f"{r.type} “{_joined(r.spans)}”" for r in reading.relations}
        self._figures = {q.quantity_id: f"{q.kind} “{q.span.text}”" for q in reading.quantities}
        self._holders = {s.statement_id: s.holder_chain for s in reading.statements}

    def of(self, key: str | None) -> str:
        return "" if key is None else self._names.get(key, key)

    def chain(self, statement: Statement) -> str:
        return " > ".join(self.of(holder) for holder in statement.holder_chain[1:]) or self.of(DOC)

    def told_by(self, tie: Account | Relation | Link) -> str:
        asserted = {self._innermost(s): None for s in tie.asserted_by}
        denied = {self._innermost(s): None for s in getattr(tie, "denied_by", ())}
        parts = (", ".join(asserted), f"denied: {', '.join(denied)}" if denied else "")
        return "; ".join(part for part in parts if part)

    def figures(self, account: Account) -> str:
        return ", ".join(self._figures[key] for key in account.quantities)

    def _innermost(self, statement_id: str) -> str:
        return self.of(self._holders[statement_id][-1])


def _interval(start: str | None, end: str | None) -> str:
    if start == end:
        return start or "?"
    return f"{start or '…'} to {end or '…'}"


def _joined(spans: Iterable[Span]) -> str:
    return " … ".join(span.text for span in spans)


def _tables(reading: Reading, names: _Names) -> Iterator[RenderableType]:
    reported = [s for s in reading.statements if s.voice == "reported"]
    yield from _table(
        "Who says what", ("who says", "how", "what"), [_statement(s, names) for s in reported]
    )
    yield from _table(
        "Accounts of events", ACCOUNT_COLUMNS, [_account(a, names) for a in reading.accounts]
    )
    yield from _table(
        "Relations", RELATION_COLUMNS, [_relation(r, names) for r in reading.relations]
    )
    yield from _table(
        "Links", ("link", "from", "to", "told by"), [_link(x, names) for x in reading.links]
    )
    yield from _table(
        "Seen but not decided", ("stage", "words", "why"), [_gap(g) for g in reading.gaps]
    )


def _table(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> Iterator[Table]:
    """One table, or nothing where there is nothing to show."""
    table = Table(*columns, title=title, title_justify="left", expand=True, show_lines=False)
    for row in rows:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    if rows:
        yield table


def _cell(text: str) -> str:
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= CELL else f"{flat[: CELL - 1]}…"


def _statement(statement: Statement, names: _Names) -> tuple[str, ...]:
    how = (statement.speech_act, statement.polarity, statement.commitment, statement.mode)
    return names.chain(statement), " ".join(how), _joined(statement.content)


def _account(account: Account, names: _Names) -> tuple[str, ...]:
    def in_role(*roles: str) -> str:
        people = [p for p in account.participants if p.role in roles]
        return ", ".join(names.of(p.actor_id) or _joined(p.spans) for p in people)

    return (
        " ".join((account.type, *account.modes, account.realis)),
        _joined(account.trigger),
        in_role("actor"),
        in_role("recipient", "victim"),
        names.of(account.place_id),
        names.of(account.time_id),
        names.figures(account),
        names.told_by(account),
    )


def _relation(relation: Relation, names: _Names) -> tuple[str, ...]:
    return (
        f"{relation.type} {relation.polarity}",
        names.of(relation.subject),
        names.of(relation.object) or relation.value or "",
        relation.status,
        _joined(relation.spans),
        names.told_by(relation),
    )


def _link(link: Link, names: _Names) -> tuple[str, ...]:
    return link.type, names.of(link.from_), names.of(link.to), names.told_by(link)


def _gap(gap: Gap) -> tuple[str, ...]:
    candidates = f" ({', '.join(gap.candidates)})" if gap.candidates else ""
    return gap.stage, gap.span.text if gap.span else "", gap.reason + candidates
