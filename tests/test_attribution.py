"""The words of attribution are read as their rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.attribution.cues import Cue, Role, load_cue_words
from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document

if TYPE_CHECKING:
    from onrecord.model import Reading
    from onrecord.reading import Reader

FOLDERS = DataFolders()
CUES = load_table(FOLDERS, "cues.csv", Cue)
ROLES = load_table(FOLDERS, "roles.csv", Role)
#: Frames that take a word, and frames that stand alone (see ``Cue.frames``).
WITH_WORD = {"obj_with", "obj_and", "act_with", "with", "to_of", "particle", "own", "obj_on"}
ALONE = {
    "that", "quote", "ing", "to", "whether", "obj", "obj_to", "obj_that", "obj_pred", "obj_act",
    "obj_doc", "obj_clause", "clause", "owner", "relay", "actor",
}  # fmt: skip

CLASSES = frozenset(
    [
        "factive",
        "neutral",
        "distancing",
        "denial",
        "directive",
        "commissive",
        "speculative",
        "evidential",
        "evaluative",
    ]
)
ACTS = frozenset(
    [
        "claim",
        "denial",
        "accusation",
        "responsibility_claim",
        "demand",
        "threat",
        "promise",
        "call_to_action",
        "prediction",
        "evaluation",
        "correction",
        "question",
    ]
)


def read(reader: Reader, text: str) -> Reading:
    return reader(Document(text=text, language="en"))


@pytest.mark.parametrize("row", ROLES, ids=lambda row: row.phrase)
def test_a_described_speaker_is_the_one_told_to_hold_the_office(reader: Reader, row: Role) -> None:
    reading = read(reader, row.example)
    names = {a.actor_id: a.name for a in reading.actors}
    said = [s for s in reading.statements if s.voice == "reported"]
    assert names[said[-1].holder_chain[-1]] in ("Idris Maro", "Lena Varo")


def test_an_office_told_of_somebody_else_names_nobody(reader: Reader) -> None:
    reading = read(reader, "President Lena Varo met the delegates. The officer said it was over.")
    names = {a.actor_id: a.name for a in reading.actors}
    said = [s for s in reading.statements if s.voice == "reported"]
    assert [names[s.holder_chain[-1]] for s in said] == ["officer"]


@pytest.mark.parametrize("row", CUES, ids=lambda row: row.id)
def test_frames_of_cues_are_known(row: Cue) -> None:
    for frame in row.frames.split():
        name, _, word = frame.partition(":")
        assert (name in WITH_WORD and word) or (name in ALONE and not word), frame


@pytest.mark.parametrize("row", CUES, ids=lambda row: row.id)
def test_cues_use_the_values_of_the_ontology(row: Cue) -> None:
    assert row.class_ in CLASSES
    assert row.act in ACTS
    assert row.polarity in ("+", "-", "u")
    assert row.commitment in ("certain", "probable", "possible", "none")
    assert row.relay in ("neutral", "endorsing", "distancing")


def test_no_cue_stands_twice() -> None:
    assert len(load_cue_words(FOLDERS).cues) == len(CUES)


def test_who_denies_a_claim_and_who_makes_it_are_both_kept(reader: Reader) -> None:
    reading = read(reader, "The army rejected the militia's claim that it had shelled the market.")
    said = {s.polarity: s for s in reading.statements if s.voice == "reported"}
    assert said["+"].content == said["-"].content
    (account,) = [a for a in reading.accounts if a.type == "ASSAULT"]
    assert account.asserted_by == (said["+"].statement_id,)
    assert account.denied_by == (said["-"].statement_id,)


def test_who_cites_stands_before_who_is_cited(reader: Reader) -> None:
    reading = read(reader, "Reuters reported, citing the Red Cross, that the bridge was hit.")
    names = {a.actor_id: a.name for a in reading.actors} | {"DOC": "DOC"}
    chains = [[names[h] for h in s.holder_chain] for s in reading.statements if s.cue]
    outer, inner = sorted(chains, key=len)
    assert inner[:2] == outer
    assert len(inner) == len(outer) + 1
