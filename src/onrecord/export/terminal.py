"""A reading in the terminal: the marked text, then who says what, events, ties and gaps.

    View ──▶ rendered ──▶ rich renderables, from top to bottom

The words are those of the page (``wording``). Text of a document is never taken for markup, and
characters that would steer the terminal or turn the direction of writing are shown as a mark, one
for one, so that offsets hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.export.codes import REPORT
from onrecord.export.view import holders_of, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from onrecord.export.view import Teller, View
    from onrecord.export.wording import Wording
    from onrecord.model import (
        Account,
        Gap,
        Link,
        Participant,
        Reading,
        Relation,
        Span,
        Statement,
    )


#: Controls (but line ends and tabs), soft hyphen, zero-width, direction and byte order marks.
_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
#: What is shown in place of one such character.
MARK = "\N{REPLACEMENT CHARACTER}"
#: Longest cell of a table, in characters; the marked text has all words.
CELL = 160
#: Longest name in the list of documents; with it the list fits a terminal of 80 columns.
NAME = 14
#: The status of a statement that nothing has replaced since.
LIVE = "live"
#: How the layers of the text are marked; a later one lies above an earlier.
STYLES = {
    "content": "cyan",
    "source": "bold magenta",
    "cue": "italic green",
    "trigger": "underline",
    "loaded": "black on yellow",
}


def plain(text: str) -> str:
    r"""Text that is safe to print: steering characters become a mark, one for one.

    >>> plain("a\x1b[2Jb") == f"a{MARK}[2Jb"
    True
    """
    return _STEERING.sub(MARK, text.replace("\r\n", " \n").replace("\r", "\n"))


def rendered(view: View) -> Iterator[RenderableType]:
    """All of a reading, from top to bottom."""
    yield from overview(view)
    yield from _found(view)


def overview(view: View) -> Iterator[RenderableType]:
    """Title, origin and the marked text."""
    document, say = view.reading.document, view.wording
    file = view.metadata().get("file", document.doc_id)
    yield Rule(Text(plain(document.title or document.id or file)))
    yield _origin(view)
    yield Text("  ").join(Text(say("layer", kind), style) for kind, style in STYLES.items())
    yield Text()
    yield marked(view)
    yield Text()


def marked(view: View) -> Text:
    """The text with its reported words, sources, cues, events and loaded words marked."""
    text = Text(plain(view.text))
    reported = [s for s in view.statements if s.voice == "reported"]
    spans: dict[str, Iterable[Span]] = {
        "content": (span for s in reported for span in s.content),
        "source": (span for s in reported for span in s.source),
        "cue": (span for s in reported for span in s.cue),
        "trigger": (span for a in view.reading.accounts for span in a.trigger),
        "loaded": (loaded.span for loaded in view.reading.loaded),
    }
    for kind, style in STYLES.items():
        for span in spans[kind]:
            text.stylize(style, span.start, span.end)
    return text


def summary(readings: Sequence[Reading], say: Wording) -> Table:
    """One line for each of several readings: how much was read in it."""
    table = Table(title=Text(say("heading", "documents")), title_justify="left", box=SIMPLE_HEAD)
    for key in ("documents", "outlet"):
        table.add_column(say("page", f"{key}_column"), no_wrap=True, max_width=NAME)
    for key in ("own", "reported", "denied", "accounts", "gaps"):
        table.add_column(say("page", f"{key}_column"), justify="right")
    for reading in readings:
        document, counts = reading.document, look(reading, "", say).counts()
        names = (document.id or document.doc_id, document.outlet or "")
        voices = (counts.own, counts.reported + counts.denied, counts.denied)
        numbers = (*map(str, voices), str(len(reading.accounts)), str(len(reading.gaps)))
        table.add_row(*(Text(_cell(text)) for text in (*names, *numbers)))
    return table


def _origin(view: View) -> Text:
    document, counts, say = view.reading.document, view.counts(), view.wording
    parts = [part for part in (document.outlet, document.author, document.url) if part]
    parts += [say.day(document.published)] if document.published else []
    parts.append(say("page", "bar", n=counts.all))
    parts += [f"{counts.own} {say('page', 'bar_own')}"]
    parts += [f"{counts.reported} {say('page', 'bar_reported')}"]
    parts += [f"{counts.denied} {say('page', 'bar_denied')}"]
    return Text(" · ".join(plain(part) for part in parts), "dim")


def _found(view: View) -> Iterator[RenderableType]:
    """What was read, by kind; kinds of which there is nothing are left out."""
    reading, say = view.reading, view.wording
    statements = [s for s in view.statements if s.voice == "reported" or _is_changed(s)]
    if statements:
        yield _table(view, statements)
    kinds = (
        ("accounts", [account_card(view, a) for a in reading.accounts]),
        ("relations", [_relation(view, r) for r in reading.relations]),
        ("links", [_link(view, k) for k in reading.links]),
        ("gaps", [_gap(view, g) for g in reading.gaps]),
    )
    for kind, cards in kinds:
        if cards:
            yield Text(say("heading", kind), "italic")
            yield from cards
            yield Text()


def _table(view: View, statements: Iterable[Statement]) -> Table:
    say = view.wording
    heads = (say("layer", kind) for kind in ("source", "cue", "content"))
    title = Text(say("heading", "statements"))
    table = Table(*heads, title=title, title_justify="left", expand=True, box=SIMPLE_HEAD)
    for statement in statements:
        who = _chain(view, holders_of(statement))
        row = (who, _how(view, statement), _joined(statement.content))
        table.add_row(*(Text(_cell(cell)) for cell in row))
    return table


def _is_changed(statement: Statement) -> bool:
    """Whether the article's own words were put right, or put others right."""
    return statement.status != LIVE or statement.corrects is not None


def _how(view: View, statement: Statement) -> str:
    """How the holder stands to the words, and whether they were replaced or taken back since."""
    words = view.how(statement).words
    status = view.wording("status", statement.status) if statement.status != LIVE else ""
    return f"{words}; {status}" if status else words


def _cell(text: str) -> str:
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= CELL else f"{flat[: CELL - 1]}…"


def _joined(spans: Iterable[Span]) -> str:
    return " … ".join(span.text for span in spans)


def _chain(view: View, keys: Sequence[str]) -> str:
    return " > ".join(view.thing(key).name for key in keys[1:] or keys)


def _card(head: str, words: str, details: Iterable[tuple[str, str]]) -> Text:
    """A heading with the words it was read from, and below it what is known, by name."""
    card = Text.assemble((_cell(head), "bold"), f"  “{_cell(words)}”" if words else "")
    for name, value in details:
        if value:
            card.append(f"\n    {name}: ", "dim").append(_cell(value))
    return card


def _told(view: View, tie: Account | Relation | Link) -> Iterator[tuple[str, str]]:
    """Who asserts it, and who denies it."""
    by = (("according_to", tie.asserted_by), ("denied_by", getattr(tie, "denied_by", ())))
    for key, statements in by:
        yield view.wording("page", key), _tellers(view.tellers(statements))


def account_card(view: View, account: Account) -> Text:
    """One account: what it is called and who, where, when, how many, each with who says so."""
    say = view.wording
    kinds = (say("event", account.type), *(say("event_mode", mode) for mode in account.modes))
    time = view.thing(account.time_id).name if account.time_id else ""
    details = [
        *(
            (say("role", role), _people(view, account, people))
            for role, people in view.roles(account).items()
        ),
        (say("field", "instruments"), _joined(account.instruments)),
        (say("field", "place"), _place(view, account)),
        (say("field", "time"), time),
        (say("field", "figures"), ", ".join(say.figure(q) for q in view.figures(account))),
        (say("field", "contexts"), "; ".join(say("context", c) for c in account.contexts)),
        *_told(view, account),
    ]
    head = f"{', '.join(kinds)} ({say('realis', account.realis)})"
    return _card(head, _joined(account.trigger), details)


def _place(view: View, account: Account) -> str:
    """Where, who claims the area, and whether only the text around says so."""
    place = next((p for p in view.reading.places if p.place_id == account.place_id), None)
    if place is None:
        return ""
    say = view.wording
    claimed = f"{say('page', 'claimed_by')} {', '.join(place.claimants)}"
    notes = [claimed] if place.claimants else []
    notes += [say("page", "around")] if account.place_basis == REPORT else []
    name = view.thing(place.place_id).name
    return f"{name} ({'; '.join(notes)})" if notes else name


def _people(view: View, account: Account, people: Iterable[Participant]) -> str:
    """Actors by their neutral labels; whom only the text calls something, in its quoted words."""
    return ", ".join(_person(view, account, one) for one in people)


def _person(view: View, account: Account, one: Participant) -> str:
    """A participant, and who names it where not all who tell the account do."""
    name = view.thing(one.actor_id).name if one.actor_id else f"\u201c{_joined(one.spans)}\u201d"
    by = _tellers(view.named_by(account, one))
    return f"{name} ({view.wording('page', 'named_by')} {by})" if by else name


def _tellers(tellers: Iterable[Teller]) -> str:
    return ", ".join(" > ".join(thing.name for thing in teller.chain) for teller in tellers)


def _relation(view: View, relation: Relation) -> Text:
    say = view.wording
    subject, object_ = (
        view.thing(key).name if key else "" for key in (relation.subject, relation.object)
    )
    said = [
        say(table, key) if say.has(table, key) else ""
        for table, key in (("tie_polarity", relation.polarity), ("tie_status", relation.status))
    ]
    tie = (said[0], subject, say("relation", relation.type), object_, relation.value or "")
    status = (say("field", "status"), said[1])
    return _card(
        " ".join(filter(None, tie)), _joined(relation.spans), [status, *_told(view, relation)]
    )


def _link(view: View, link: Link) -> Text:
    sides = (link.from_, link.from_spans), (link.to, link.to_spans)
    things = ((view.thing(key), words) for key, words in sides)
    ends = (f"{thing.name} “{_joined(words or thing.words)}”" for thing, words in things)
    head = f" {view.wording('link', link.type)} ".join(ends)
    return _card(head, _joined(link.spans), _told(view, link))


def _gap(view: View, gap: Gap) -> Text:
    details = ((view.wording("page", "candidates"), ", ".join(gap.candidates)),)
    return _card(f"{gap.stage}: {gap.reason}", gap.span.text if gap.span else "", details)
