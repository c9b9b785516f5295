"""A reading in the terminal: all words of the text, marked, and nothing that steers."""

from __future__ import annotations

import io

from rich.console import Console

from onrecord.export.terminal import MARK, marked, plain, rendered, summary
from onrecord.export.view import look
from onrecord.export.wording import load_wording
from onrecord.model import Document

TEXT = (
    "The ministry said on Monday that rebels had shelled Osk, killing at least three people.\n\n"
    "The rebels denied that they had shelled Osk."
)


def view_of(reader, text=TEXT):
    document = Document(text, published="2024-12-04", published_precision="day")
    return look(reader(document), text, load_wording())


def printed(*parts):
    paper = io.StringIO()
    console = Console(width=100, file=paper, markup=False, emoji=False)
    for part in parts:
        console.print(part)
    return paper.getvalue()


def test_the_text_is_whole_and_reported_words_are_marked(reader):
    text = marked(view_of(reader))
    assert text.plain == TEXT
    cyan = {text.plain[s.start : s.end] for s in text.spans if s.style == "cyan"}
    assert any("rebels had shelled Osk" in words for words in cyan)


def test_every_reported_statement_is_listed_with_its_holder(reader):
    view = view_of(reader)
    shown = printed(*rendered(view))
    assert view.wording("heading", "statements") in shown
    for statement in view.statements:
        if statement.voice == "reported":
            assert view.thing(statement.holder_chain[-1]).label in shown


def test_only_who_names_the_doer_is_said_to_name_him(reader):
    sides = (
        ("rebels", "defence ministry", "The rebels"),
        ("soldiers", "rebel council", "The army"),
    )
    for doers, accuser, others in sides:
        text = (
            "Two mortar rounds hit a market in Osk on Monday, killing six people, police said."
            f" {doers.capitalize()} fired the rounds at the market, the {accuser} said."
            f" {others} gave no comment."
        )
        shown = " ".join(printed(*rendered(view_of(reader, text))).split())
        assert f"Who: {doers} (named by {accuser})" in shown
        assert "six people (named by police)" in shown
        assert f"According to: police, {accuser}" in shown


def test_a_value_that_all_tellers_give_names_nobody_apart(reader):
    text = "Police said rebels had shelled Osk. The ministry said rebels had shelled Osk."
    view = view_of(reader, text)
    (account,) = view.reading.accounts
    assert len(account.asserted_by) == 2
    assert not any(view.named_by(account, part) for part in account.participants)


def test_steering_characters_become_marks_one_for_one(reader):
    steering = "The \x1b[31mministry\x00 said\u202e no\u200b.\r\nIt left."
    view = view_of(reader, steering)
    assert len(plain(steering)) == len(steering)
    assert marked(view).plain.startswith(f"The {MARK}[31mministry{MARK} said{MARK} no{MARK}. \nIt")


def test_the_summary_has_a_line_for_each_document(reader):
    view = view_of(reader)
    shown = printed(summary([view.reading] * 3, view.wording))
    assert shown.count(view.reading.document.doc_id[:10]) == 3


def test_what_was_replaced_is_shown_as_replaced(reader):
    text = "The army said 12 men had died. It later corrected the figure to 9."
    shown = printed(*rendered(view_of(reader, text)))
    assert "says; replaced by a later statement" in " ".join(shown.split())


def test_the_articles_own_words_are_listed_where_they_put_something_right(reader):
    text = "Correction: an earlier version of this article said five died. Four people died."
    shown = printed(*rendered(view_of(reader, text)))
    assert "Four people died" in shown.split("corrects", 1)[1]


def test_whom_only_the_text_calls_something_stands_in_quotation_marks(reader):
    shown = printed(
        *rendered(
            view_of(
                reader, "The rebel attack near Osk and the terrorist attack near Hama killed four."
            )
        )
    )
    assert "\u201cterrorist\u201d" in shown
