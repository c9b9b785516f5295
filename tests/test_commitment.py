"""Commitment: FactBank values, realis and speech act of clauses and nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.commitment import (
    CommitmentWords,
    index_rows,
    load_commitment_words,
    read_commitment,
)
from onrecord.commitment.scale import PLAIN, Stand, governed, within
from onrecord.found import ClauseValue, Commitments, Found
from onrecord.lexicon import DataFolders
from onrecord.model import Document

if TYPE_CHECKING:
    from onrecord.reading import Reader

WORDS = load_commitment_words(DataFolders())
ROWS = {row.id: row for row in WORDS.rows}


def read(reader: Reader, text: str, words: CommitmentWords = WORDS) -> tuple[Found, Commitments]:
    found = reader.begin(Document(text=text))
    return found, read_commitment(found, words)


def value_of(reader: Reader, text: str, word: str) -> str:
    """Polarity, commitment and realis of a word, as one text."""
    found, values = read(reader, text)
    token = next(t for t in found.parse.tokens if t.text == word)
    value = values.at(token.i)
    return f"{value.polarity} {value.commitment} {value.realis}"


def meanings(values: list[ClauseValue]) -> list[tuple[int, str, str, str, str]]:
    """Values without the rules that gave them."""
    return [(v.head, v.polarity, v.commitment, v.realis, v.speech_act) for v in values]


@pytest.fixture(scope="module")
def examples(reader: Reader) -> Found:
    """All examples as the paragraphs of one document, parsed together."""
    text = "\n\n".join(row.example for row in WORDS.rows)
    return reader.find(Document(text=text, language="en"), until="commitments")


def in_paragraph(found: Found, values: Commitments, number: int) -> list[ClauseValue]:
    """The values of one paragraph, clauses and nouns."""
    inside = {
        i
        for sentence in found.parse.sentences
        if sentence.paragraph == number
        for i in range(sentence.first, sentence.last)
    }
    both = {**values.values, **values.nouns}
    return [both[i] for i in sorted(inside & both.keys())]


def test_each_example_needs_its_row(examples: Found) -> None:
    values = read_commitment(examples, WORDS)
    idle = []
    for number, row in enumerate(WORDS.rows):
        with_row = in_paragraph(examples, values, number)
        if row.id in {value.rule for value in with_row}:
            continue
        others = index_rows(tuple(other for other in WORDS.rows if other is not row))
        without = in_paragraph(examples, read_commitment(examples, others), number)
        if meanings(without) == meanings(with_row):
            idle.append(row.id)
    assert idle == []


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The army shelled Osk.", "shelled", "+ certain actual"),
        ("The army did not shell Osk.", "shell", "- certain did_not_happen"),
        ("The army never shelled Osk.", "shelled", "- certain did_not_happen"),
        ("No soldiers entered Osk.", "entered", "- certain did_not_happen"),
        ("The rebels did not fail to take the port.", "take", "+ certain actual"),
        ("The rebels failed to take the port.", "take", "- certain did_not_happen"),
        ("The rebels refused to leave the port.", "leave", "- certain did_not_happen"),
        ("The rebels managed to take the port.", "take", "+ certain actual"),
        ("The rebels did not manage to take the port.", "take", "- certain did_not_happen"),
        ("The rebels tried to take the port.", "take", "+ possible attempted"),
        ("The rebels did not try to take the port.", "take", "- certain did_not_happen"),
        ("The army plans to attack Osk.", "attack", "u none planned"),
        ("The army will attack Osk.", "attack", "+ certain planned"),
        ("The army will try to take Osk.", "take", "+ possible planned"),
        ("The army may attack Osk.", "attack", "+ possible hypothetical"),
        ("The army may not attack Osk.", "attack", "- possible hypothetical"),
        ("The army could not reach Osk.", "reach", "- certain did_not_happen"),
        ("The army may have attacked Osk.", "attacked", "+ possible unknown"),
        ("The army probably attacked Osk.", "attacked", "+ probable actual"),
        ("The army probably did not attack Osk.", "attack", "- probable did_not_happen"),
        ("The army must leave Osk.", "leave", "u none called_for"),
        ("Leave the port now.", "Leave", "u none called_for"),
        ("The army is shelling Osk.", "shelling", "+ certain ongoing"),
        ("The army continues to shell Osk.", "shell", "+ certain ongoing"),
        ("The army stopped shelling Osk.", "shelling", "+ certain actual"),
        ("The army forced families to flee.", "flee", "+ certain actual"),
        ("The army may force families to flee.", "flee", "+ possible hypothetical"),
        ("The army prevented families from fleeing.", "fleeing", "- certain did_not_happen"),
        ("If rebels attack Osk, the army will respond.", "attack", "u none hypothetical"),
        ("If rebels attack Osk, the army will respond.", "respond", "u none hypothetical"),
        ("The army closed the road to isolate Osk.", "isolate", "+ possible planned"),
        ("Has the army attacked Osk?", "attacked", "u none unknown"),
        ("The army should have left Osk.", "left", "- certain did_not_happen"),
        ("The army did not attack or burn Osk.", "burn", "- certain did_not_happen"),
        ("The army has not fled but fought.", "fought", "+ certain actual"),
        ("The army did not enter Osk because rebels held it.", "held", "+ certain actual"),
        ("The army knows that rebels left Osk.", "left", "+ certain actual"),
        ("The army does not know that rebels left Osk.", "left", "+ certain actual"),
    ],
)
def test_clauses(text: str, word: str, value: str, reader: Reader) -> None:
    assert value_of(reader, text, word) == value


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The army did not condemn the attack.", "attack", "+ certain actual"),
        ("The army did not launch the attack.", "attack", "- certain did_not_happen"),
        ("Rebels launched no attack.", "attack", "- certain did_not_happen"),
        ("Patrols foiled an attack on the port.", "attack", "- certain did_not_happen"),
        ("The envoys called for a ceasefire.", "ceasefire", "u none called_for"),
        ("Rebels threatened an attack on the port.", "attack", "u none planned"),
        ("The planned attack was postponed.", "attack", "u none planned"),
        ("The alleged attack lasted an hour.", "attack", "+ possible actual"),
        ("The navy will answer any attack.", "attack", "u none hypothetical"),
        ("Talks averted an attack and a siege.", "siege", "- certain did_not_happen"),
    ],
)
def test_nouns(text: str, word: str, value: str, reader: Reader) -> None:
    assert value_of(reader, text, word) == value


def test_a_noun_does_not_cut_its_clause(reader: Reader) -> None:
    _, values = read(reader, "The army did not condemn the attack.")
    assert set(values.clause_of) == {4}
    assert set(values.values) == {4}


def test_a_question_word_presupposes_its_clause(reader: Reader) -> None:
    _, values = read(reader, "Who ordered the raid?")
    value = values.at(1)
    assert (value.speech_act, value.polarity, value.realis) == ("question", "+", "unknown")


def test_every_token_has_a_value(reader: Reader) -> None:
    text = (
        "Heavy fighting in Osk. \u201cNo!\u201d\n\nWho? The army, which (allegedly) left, said so."
    )
    found, values = read(reader, text)
    assert len(values.clause_of) == len(found.parse.tokens)
    assert all(values.at(t.i) for t in found.parse.tokens)


def test_an_empty_document_has_no_values(reader: Reader) -> None:
    assert read(reader, "")[1] == Commitments()


def test_what_is_open_above_stays_open_below() -> None:
    open_above = Stand(0, "planned")
    assert governed(ROWS["verb_force_inf"], open_above)[:2] == (0, "planned")
    assert governed(ROWS["verb_know_that"], open_above).value == 3


def test_two_denials_turn_twice() -> None:
    denied = governed(ROWS["verb_fail_inf"], PLAIN)
    assert denied.value == -3
    assert within(denied, Stand(-3, "did_not_happen", "claim", "negator_not")).value == 3
