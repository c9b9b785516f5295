"""Signs of two accounts by how they are told: wording, trigger, country, tolls of a war."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invented_reading import DOCUMENT, READING
from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merge.blocks import LONG, Cues, candidates, slices
from onrecord.merge.signs import places_held
from onrecord.merge.text import RUN, Runs, sentence_ends, text_of
from onrecord.merge.told import Spot
from onrecord.model import Document, Span

if TYPE_CHECKING:
    from onrecord.merge.told import Told
    from onrecord.reading import Reader

WORDS = load_merge_words(DataFolders())
CLINIC = "A drone strike on the clinic killed nine nurses before dawn on Monday, villagers said."
BAKERY = "Shells hit the bakery near the river on Sunday evening and wounded two children."


def told(reader: Reader, key: str, *sentences: str) -> list[Told]:
    document = Document(text=" ".join(sentences), id=key, published="2031-05-06")
    return [t for t in WORDS.teller(reader(document), document) if t.type == "ASSAULT"]


def signs(one: Told, other: Told) -> frozenset[str]:
    return WORDS.matcher.signs(one, other)


def of_wording(one: Told, other: Told) -> set[str]:
    return {sign for sign in signs(one, other) if sign.startswith("wording")}


def test_accounts_in_the_same_words_are_alike_in_wording(reader: Reader) -> None:
    clinic = told(reader, "a", CLINIC)[0]
    again = told(reader, "b", "Talks go on. " + CLINIC)[0]
    assert of_wording(clinic, again) == {"wording_3"}
    assert "same_called" in signs(clinic, again)


def test_words_that_tell_something_else_there_keep_apart(reader: Reader) -> None:
    clinic, *_ = told(reader, "a", CLINIC, BAKERY)
    bakery = told(reader, "b", CLINIC, BAKERY)[-1]
    assert of_wording(clinic, bakery) == {"wordings_elsewhere"}
    alone = told(reader, "c", "Gunmen ambushed a convoy of lorries outside the harbour.")[0]
    assert of_wording(clinic, alone) == set()
    assert "other_called" in signs(clinic, alone)


def test_runs_stand_close_to_the_words_they_are_asked_for() -> None:
    text = " ".join(f"word{n:02d}" for n in range(40))
    start = text.index("word20")
    beside = Runs(text).beside([Span(start, start + 6, "word20")])
    all_runs = Runs(text).beside([Span(w * 7, w * 7 + 6, "") for w in range(40)])
    assert RUN < len(beside) < len(all_runs) == 40 - RUN + 1
    assert Runs("two words").beside([Span(0, 3, "two")]) == frozenset()


def test_a_country_as_place_says_nothing_but_another_country_does() -> None:
    country = Spot("p_land", "country", "XDD", None, (), None, None)
    town = Spot("p_town", "city", "XDD", None, ("p_land",), (10.0, 20.0), 5.0)
    assert places_held(country, town) == places_held(country, country) == "only_country"
    assert places_held(replace(country, id="p_other", country="XEE"), town) == "elsewhere"


def test_the_dead_of_a_whole_war_are_no_toll_to_be_held_against(reader: Reader) -> None:
    clinic = told(reader, "a", CLINIC)[0]
    kind, *_ = next(iter(clinic.tolls))
    war, wider = (
        replace(clinic, account_id=str(n), tolls=frozenset({(kind, n, n, None)}))
        for n in (250_000, 400_000)
    )
    assert "vast_toll" in signs(war, wider)
    assert "vast_toll" not in signs(war, clinic)


def test_what_lasts_long_is_looked_for_like_what_has_no_day(reader: Reader) -> None:
    one, other = (told(reader, key, CLINIC)[0] for key in "ab")
    day = one.report.published
    assert day is not None
    siege = replace(one, days=(day - LONG - 30, day))
    unknown = replace(other, days=(None, None))
    cues = Cues(WORDS.matcher.rarity)
    found = [
        pair
        for name, members in slices([siege, unknown]).items()
        for pair in candidates(name, [(siege, unknown)[n] for n in members], cues).pairs
    ]
    assert found


def test_a_reading_without_its_text_keeps_its_sentences() -> None:
    text = text_of(READING)
    assert len(text) == len(DOCUMENT.text)
    assert len(sentence_ends(text)) > 0
