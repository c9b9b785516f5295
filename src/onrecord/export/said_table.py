"""What one holder says, ties, and suggested sides, in the terminal.

Said ──▶ told_by_one, Ties ──▶ tie_table: rich renderables; Suggested ──▶ suggested ──▶ lines
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.box import HORIZONTALS
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.comparing.sides import ACCUSES, DENIED, ONCE, OPPOSED, STRANGER, as_toml
from onrecord.export.check_table import listed, numbered, title_of, topic_table
from onrecord.export.compared import Style, by_document, cut, end_words, value_words
from onrecord.export.terminal import plain
from onrecord.model import DOC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from onrecord.comparing.say import Said, Spoken
    from onrecord.comparing.sides import Evidence, Suggested
    from onrecord.export.wording import Wording
    from onrecord.merge.ties import Tie

#: Fields of a tie that are told behind it.
TOLD = ("status", "as", "since", "until")
CURRENT = "current"
#: Why evidence is not used, in the words of the tables.
UNUSED = {
    DENIED: "denied_tie",
    STRANGER: "one_stranger",
    OPPOSED: "would_join_opposed",
    ONCE: "told_once",
}


def told_by_one(said: Said, wording: Wording, *, words: bool = False) -> Iterator[RenderableType]:
    """Where others say otherwise, then all that the holder says, then the documents."""
    numbers = numbered(said.others)
    style = Style(wording, numbers, partial(by_document, numbers=numbers), words)
    yield Rule(Text(plain(style("said", name=said.holder.name))))
    yield Text()
    for topic in said.topics:
        if any(point.otherwise for point in topic.points):
            yield from topic_table(topic, style, style("this_holder"))
    yield _statements(said, style)
    yield from listed(said.others, style)
    yield Text(style("no_verdict"), "dim")


def _statements(said: Said, style: Style) -> Table:
    titles = {topic.head.id: title_of(topic, style.wording) for topic in said.topics}
    title = Text(style("all_statements"), "bold")
    table = _plain_table(title)
    table.add_column(style("column_where"), ratio=3)
    table.add_column(style("column_how"), ratio=4)
    table.add_column(style("column_words"), ratio=7)
    table.add_column(style("column_about"), ratio=5)
    for one in said.statements:
        day = style.wording.day(one.published) if one.published else style("day_unknown")
        about = "; ".join(dict.fromkeys(titles[t] for t in one.topics if t in titles))
        where = f"[{style.numbers[one.doc_id]}] {day}"
        cells = (where, _how(one, style), f"“{cut(one.words)}”", about)
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table


def _how(one: Spoken, style: Style) -> str:
    how = style.wording.how(one.statement).words
    via = " > ".join(holder for holder in one.holders[1:-1] if holder != DOC)
    words = f"{how} ({style('via', names=via)})" if via else how
    status = one.statement.status
    return words if status == "live" else f"{words} ({style(status)})"


def _plain_table(title: Text | None = None) -> Table:
    return Table(
        box=HORIZONTALS, expand=True, show_edge=False, pad_edge=False, title=title,
        title_justify="left",
    )  # fmt: skip


# ---- ties ---------------------------------------------------------------------------------------


def tie_table(ties: Iterable[Tie], wording: Wording) -> Table:
    """One row for each tie: what it is, who asserts and who denies it, and how many tell it."""
    style = Style(wording, {}, str)
    table = _plain_table()
    table.caption = Text(style("counts"), "dim")
    table.caption_justify = "left"
    table.add_column(style("column_tie"), ratio=7)
    table.add_column(style("asserted"), ratio=4)
    table.add_column(style("denied"), ratio=4)
    table.add_column(style("column_verdict"), ratio=3)
    table.add_column(style("column_counts"), no_wrap=True)
    for tie in ties:
        asserted, denied = (_holders(tie, polarity, style) for polarity in "+-")
        counts = f"{tie.n_documents} / {tie.n_outlets} / {tie.n_origins}"
        cells = (_tie(tie, wording), asserted, denied, wording("verdict", tie.verdict), counts)
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table


def _tie(tie: Tie, wording: Wording) -> str:
    """A tie as a clause, and behind it what holders say of how and when."""
    ends = (end_words(end, wording) for end in (tie.subject, tie.object))
    said = f" {wording(tie.kind, tie.type)} ".join(ends)
    told = [
        (name, field)
        for name in TOLD
        if (field := tie.fields.get(name)) is not None
        and not (name == "status" and [v.value for v in field.values] == [CURRENT])
    ]
    more = (
        f"{wording('compare_field', name)}: "
        + " / ".join(value_words(name, v, wording) for v in field.values)
        for name, field in told
    )
    notes = "; ".join(more)
    return f"{said} ({notes})" if notes else said


def _holders(tie: Tie, polarity: str, style: Style) -> str:
    values = (v for v in tie.fields["holds"].values if v.polarity == polarity)
    chains = (chain for value in values for chain in value.holders)
    names = (chain[-1] if len(chain) > 1 else style("own_voice") for chain in chains)
    return "; ".join(dict.fromkeys(names))


# ---- sides --------------------------------------------------------------------------------------


def suggested(found: Suggested, wording: Wording) -> Iterator[str]:
    """Lines to paste, as comments the evidence; then what was not used, and why."""
    style = Style(wording, {}, lambda voice: voice.doc_id)
    if found.sides:
        yield f"# {style('sides')}"
        yield "[sides]"
        for name, members in as_toml(found.sides).items():
            yield f"{name} = [{', '.join(_quoted(member) for member in members)}]"
    else:
        yield f"# {style('sides_none')}"
    parts = (("sides_apart", found.apart), ("sides_together", found.together))
    for title, evidence in (*parts, ("unused", found.unused)):
        yield from (f"# {style(title)}:",) if evidence else ()
        yield from (f"#   {_evidence(one, style)}" for one in evidence)
    for one, other in found.unopposed:
        yield f"# {style('sides_unopposed', one=one, other=other)}"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _evidence(one: Evidence, style: Style) -> str:
    tied = style("accuses") if one.type == ACCUSES else style.wording("relation", one.type)
    said = f"{one.subject.name} {tied} {one.object.name}"
    by, no = (
        ", ".join(style("own_voice") if name == DOC else name for name in names)
        for names in (one.asserted_by, one.denied_by)
    )
    told = f" – {style('asserted')} {by}" if one.type != ACCUSES else ""
    told += f" – {style('denied')} {no}" if no else ""
    told += f" – {style(UNUSED[one.unused])}" if one.unused else ""
    more = one.n_documents - len(one.documents)
    named = ", ".join(one.documents) + (f" + {more}" if more else "")
    return f"{said}{told} [{named}]"
