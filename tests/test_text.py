"""Paragraphs, sentences, quotation marks of every kind; offsets always into the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.lexicon import DataFolders
from onrecord.text import Layout, lay_out, load_text_words

WORDS = load_text_words(DataFolders())


def layout(text: str) -> Layout:
    return lay_out(text, WORDS)


def inner(text: str) -> list[str]:
    return [text[q.inner_start : q.inner_end] for q in layout(text).quotations]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("He said “we won’t go” twice.", ["we won’t go"]),
        ('He said "we won\'t go" twice.', ["we won't go"]),
        ("He said ‘we won’t go’ twice.", ["we won’t go"]),
        ("He said 'we won't go' twice.", ["we won't go"]),
        ("Il a dit «partez» hier.", ["partez"]),
        ("Er sagte „geht“ und ging.", ["geht"]),
        ("He said ``go'' and left.", ["go"]),
        ("“She said ‘go’ to us,” he said.", ["She said ‘go’ to us,", "go"]),
        ("The ‘rebels’ left; the rebels’ guns stayed.", ["rebels"]),
        ("The rebels' guns and the army's guns.", []),
        ("In the '90s they left 'em.", []),
        ("They held ‘the rebels’ positions’ for hours.", ["the rebels’ positions"]),
        ("a” stray closing mark", []),
        ("“It goes on,’’ he said. ‘‘It won’t end,’’ he said.", ["It goes on,", "It won’t end,"]),
        ("”We left. We wept.” – Ana", ["We left. We wept."]),
        ("a” stray closing mark ”and one", []),
    ],
)
def test_quotation_marks_of_every_kind(text: str, quotations: list[str]) -> None:
    assert inner(text) == quotations


def test_a_reopened_paragraph_goes_on_with_the_quotation() -> None:
    text = "“We stayed.\n\n“We ate.\n\n“We left,” she said."
    found = layout(text).quotations
    assert [(q.closed, q.continues) for q in found] == [(False, False), (False, True), (True, True)]


def test_a_single_mark_that_the_next_paragraph_reopens_is_a_quotation() -> None:
    text = "‘They won’t come. We wait.\n\n‘We don’t sleep,’ she said. It’s late."
    found = layout(text).quotations
    assert [(q.closed, q.continues) for q in found] == [(False, False), (True, True)]
    assert inner(text) == ["They won’t come. We wait.", "We don’t sleep,"]


def test_a_mark_that_nothing_closes_holds_to_the_end_of_its_paragraph() -> None:
    text = 'He said "we are here and left.\n\nThe next paragraph is prose.'
    (found,) = layout(text).quotations
    assert text[found.inner_start : found.inner_end] == "we are here and left."
    assert not found.closed


@pytest.mark.parametrize("marks", ["``''", "“”", '""'])
def test_a_quotation_goes_on_over_lines_until_its_mark(marks: str) -> None:
    opening, closing = marks[: len(marks) // 2], marks[len(marks) // 2 :]
    text = f"{opening}They stayed.\n\nThey ate.\n\nThey left,{closing} she said."
    found = layout(text).quotations
    assert inner(text) == ["They stayed.", "They ate.", "They left,"]
    assert [q.continues for q in found] == [False, True, True]


def shown(text: str) -> list[str]:
    return [text[a:b] for a, b, _ in layout(text).sentences]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Gen. Petrov left. J. Smith stayed.", ["Gen. Petrov left.", "J. Smith stayed."]),
        ("“We left.” He nodded.", ["“We left.”", "He nodded."]),
        ("“We left!” he said.", ["“We left!” he said."]),
        ("It fell at 3.5 km. Nobody saw it.", ["It fell at 3.5 km.", "Nobody saw it."]),
        ("Did it fall? It did… They said so.", ["Did it fall?", "It did…", "They said so."]),
        ("U.S. Marines left.", ["U.S. Marines left."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert shown(text) == sentences


def test_lines_wrapped_by_a_printer_are_one_paragraph() -> None:
    text = (
        "THE ARMY SAID THAT ON SUNDAY NIGHT THE TOWN\nHAD FALLEN TO THE REBELS, WHO HAD COME FROM\n"
        "THE HILLS.  IT HAD LEFT THE BRIDGE STANDING.\n\nNEXT ONE.\n"
    )
    assert len(layout(text).paragraphs) == 2
    assert "\n" not in layout(text).repaired


def test_the_time_of_an_entry_is_a_paragraph() -> None:
    text = "18:20\nFighters leave the town.\n\n16:30\nThe bridge is open."
    assert [text[p.start : p.end] for p in layout(text).paragraphs][::2] == ["18:20", "16:30"]


def test_a_label_that_comes_back_names_who_speaks() -> None:
    text = (
        "Post: Is it over?\n\nOlin: It is.\n\nPost: Since when?\n\nOlin: Since May.\n\nNote: Cut."
    )
    found = layout(text)
    assert [text[a:b] for a, b in found.labels] == ["Post", "Olin", "Post", "Olin"]
    assert [text[a:b] for a, b, _ in found.sentences][:4] == [
        "Post:",
        "Is it over?",
        "Olin:",
        "It is.",
    ]


def labels(text: str) -> list[str]:
    return [text[a:b] for a, b in layout(text).labels]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Post: Is it over?\n\nOlin: It is.", ["Post", "Olin"]),
        ("Q: Is it over?\n\nA: It is.", ["Q", "A"]),
        ("Post: Is it?\n\nMr. Olin: Yes.\n\nPost: When?", ["Post", "Mr. Olin", "Post"]),
        ("Ana: Yes.\n\nVarda: No.\n\nAna: Yes.", ["Ana", "Varda", "Ana"]),
        ("Olin: It is over.", []),
        ("HOMS: Rain.\n\nHAMA: Snow.\n\nHOMS: Rain.", []),
        ("Killed: 12\n\nLocation: Dorn\n\nKilled: 3\n\nLocation: Homs", []),
        ("Army: 12\n\nRebels: 7\n\nArmy: 3", []),
    ],
)
def test_a_label_that_stands_once_counts_in_an_interview_only(text: str, found: list[str]) -> None:
    assert labels(text) == found


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Twelve killed - army", "Twelve killed \u2013 army"),
        ('"We left." -Rana', '"We left." \u2013Rana'),
        ("a well-known man", "a well-known man"),
        ("minus -3 degrees", "minus -3 degrees"),
    ],
)
def test_a_hyphen_that_stands_for_a_dash_is_parsed_as_one(text: str, seen: str) -> None:
    assert layout(text).repaired == seen


def test_lines_that_end_sentences_are_paragraphs() -> None:
    assert len(layout("One sentence.\nAnother one.\nA third one.").paragraphs) == 3


def test_a_heading_is_a_line_without_an_end() -> None:
    assert [p.heading for p in layout("Army takes town\n\nThe army took it.").paragraphs] == [
        True,
        False,
    ]


@given(st.text(alphabet=st.sampled_from("ab .,\n\t\"'“”‘’«»„A1!?\x00\u200f\u2028é"), max_size=120))
def test_offsets_hold_whatever_the_text(text: str) -> None:
    found = layout(text)
    assert len(found.repaired) == len(text)
    covered = [(a, b) for a, b, _ in found.sentences]
    assert covered == sorted(covered)
    for a, b in covered:
        assert 0 <= a < b <= len(text)
        assert text[a:b].strip()
    for q in found.quotations:
        assert q.start <= q.inner_start <= q.inner_end <= q.end <= len(text)
        block = next(p for p in found.paragraphs if p.start <= q.start < p.end)
        assert q.end <= block.end


@given(st.text(max_size=200))
def test_every_visible_character_stands_in_a_sentence(text: str) -> None:
    found = layout(text)
    inside = {i for a, b, _ in found.sentences for i in range(a, b)}
    assert not [c for i, c in enumerate(found.repaired) if i not in inside and c.isalnum()]
