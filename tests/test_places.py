"""What the cases cannot say about places: the file, its builder's rules, and every data row."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document
from onrecord.places import PlaceWords, find_places, load_place_words, settle_actors
from onrecord.places.resolve import Context, choose, kilometres
from onrecord.places.spelling import fold
from onrecord.places.words import PlaceRow, PlaceWord

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from onrecord.found import Found
    from onrecord.reading import Reader

    Find = Callable[[str], Found]

ROWS = load_table(DataFolders(), "places.csv", PlaceRow)
WORDS = load_table(DataFolders(), "place_words.csv", PlaceWord)


@pytest.fixture(scope="module")
def words() -> PlaceWords:
    return load_place_words(DataFolders())


@pytest.fixture(scope="module")
def find(reader: Reader, words: PlaceWords) -> Find:
    def places_in(text: str) -> Found:
        found = reader.find(Document(text, language="en"), until="places")
        return replace(found, places=find_places(found, words))

    return places_in


@pytest.mark.parametrize("name", ["Aleppo", "aleppo", "Alep", "ALEPPO", "Kobani", "Khan Younis"])
def test_a_name_is_found_however_it_is_written(words: PlaceWords, name: str) -> None:
    assert words.known(fold(name))


def test_nothing_is_found_for_what_is_no_name(words: PlaceWords) -> None:
    assert not words.known("")
    assert not words.known("qwrtz")


def test_a_town_knows_its_areas_and_country(words: PlaceWords) -> None:
    town = next(c for c in words.candidates("goma") if c.country == "COD" and c.kind == "city")
    assert town.admin1 is not None
    assert words.of_number(town.admin1).name == "Nord-Kivu"
    assert words.country("COD") is not None
    assert words.country("XXX") is None


def test_an_area_has_no_point(words: PlaceWords) -> None:
    assert all(
        c.precision != "point" for c in words.candidates("idlib") if c.kind.startswith("admin")
    )


def test_spellings_of_arabic_names_meet_within_a_country(words: PlaceWords) -> None:
    one, other = (
        {c.id for c in words.romanised(fold(name), "SYR")}
        for name in ("Maarrat an-Nu'man", "Maaret al Numan")
    )
    assert one & other
    assert not words.romanised(fold("Maarat al-Numan"), "UKR")


def test_the_words_travel_to_a_worker(words: PlaceWords) -> None:
    again = pickle.loads(pickle.dumps(words))
    assert again.candidates("homs") == words.candidates("homs")


def test_a_tie_has_no_winner(words: PlaceWords) -> None:
    tripoli = words.candidates("tripoli")
    assert choose(tripoli, None, Context({})).winner is None
    lebanese = choose(tripoli, None, Context({"LBN": 3})).winner
    assert lebanese is not None
    assert lebanese.country == "LBN"


def test_distance_of_two_towns(words: PlaceWords) -> None:
    homs, hama = (
        next(c for c in words.candidates(name) if c.kind == "city" and c.country == "SYR")
        for name in ("homs", "hama")
    )
    distance = kilometres(homs, hama)
    assert distance is not None
    assert 35 < distance < 55


def test_disputed_rows_name_all_claimants() -> None:
    for row in ROWS:
        claimants = (row.claimants or "").split()
        if row.country is None and len(claimants) == 1:
            assert row.source, row.id
        assert row.country not in claimants or len(claimants) > 1, row.id


def test_located_in_leads_to_a_place_of_the_reading(find: Find) -> None:
    found = find("Shells hit Sarmin in Idlib province, in the north of Syria, and later Homs.")
    ids = {place.place_id for place in found.places.places}
    assert len(ids) >= 3
    assert all(p.located_in in ids | {None} for p in found.places.places)


def test_the_same_text_gives_the_same_places(find: Find) -> None:
    text = "Fighters left Goma, in North Kivu, for Bukavu and Uvira near Lake Tanganyika."
    assert find(text).places == find(text).places


def test_a_project_adds_places(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "places.csv").write_text(
        "id,name,kind,country,lat,lon,precision,example,source\n"
        "my:osk,Osk,village,KGZ,40.1,72.9,point,Shots were heard in Osk.,own survey\n",
        encoding="utf-8",
    )
    own = load_place_words(DataFolders(projects=(tmp_path,)))
    found = reader.find(Document("Shots were heard in Osk.", language="en"), until="places")
    places = find_places(found, own).places
    assert [(p.place_id, p.lat) for p in places] == [("my:osk", 40.1)]


def test_a_place_that_the_model_took_for_a_person_is_no_actor(find: Find) -> None:
    found = find(
        "Buses left Kefraya at noon. Families in Kefraya waited. Mr. Salem spoke in Syria."
    )
    names = {actor.name for actor in settle_actors(found).actors}
    assert "Kefraya" not in names
    assert "Salem" in names


@pytest.mark.slow
def test_each_curated_place_is_read_in_its_example(find: Find) -> None:
    missed = [
        row.id
        for row in ROWS
        if row.id not in {place.place_id for place in find(row.example).places.places}
    ]
    assert not missed


def has_a_place(found: Found, _: PlaceWord) -> bool:
    return bool(found.places.places)


def has_a_town(found: Found, _: PlaceWord) -> bool:
    return {p.kind for p in found.places.places} == {"city"}


def is_near(found: Found, _: PlaceWord) -> bool:
    beside = {"near", "water_air", "part_of_country"}
    return any(p.precision in beside for p in found.places.places)


def is_part(found: Found, word: PlaceWord) -> bool:
    return any(
        p.kind == "region" and any(word.phrase in m.text.lower() for m in p.mentions)
        for p in found.places.places
    )


def is_of_kind(found: Found, word: PlaceWord) -> bool:
    towns = {"city", "village"}
    kinds = {p.kind for p in found.places.places}
    return word.value in kinds or (word.value in towns and bool(kinds & towns))


def is_no_place(found: Found, word: PlaceWord) -> bool:
    start = found.document.text.index(word.phrase)
    end = start + len(word.phrase)
    mentions = [m for p in found.places.places for m in p.mentions]
    return not any(m.start < end and start < m.end for m in mentions)


def has_none(found: Found, _: PlaceWord) -> bool:
    return not found.places.places


def crosses(found: Found, word: PlaceWord) -> bool:
    """Whether a name goes over the word that joins its parts."""
    spans = (m.text.lower() for p in found.places.places for m in p.mentions)
    return any(word.phrase in text.replace("-", " ").replace("'", " '") for text in spans)


def is_named_again(found: Found, word: PlaceWord) -> bool:
    """Whether the word, or the noun after it, is a mention of a place."""
    texts = (m.text.lower() for p in found.places.places for m in p.mentions)
    return any(word.phrase in text.split() for text in texts)


def is_border(found: Found, word: PlaceWord) -> bool:
    return any(word.phrase in p.name.split() for p in found.places.places)


def is_owner(found: Found, word: PlaceWord) -> bool:
    return any(m.text == p.name + word.phrase for p in found.places.places for m in p.mentions)


def are_areas(found: Found, word: PlaceWord) -> bool:
    return [p.kind for p in found.places.places] == [word.value] * 2


def is_no_make(found: Found, _: PlaceWord) -> bool:
    return [place.name for place in found.places.places] == ["Wisconsin"]


CHECKS = {
    "made": is_no_make,
    "again": is_named_again,
    "definite": is_named_again,
    "border": is_border,
    "ending": is_owner,
    "preposition": has_a_place,
    "near_noun": is_near,
    "direction": is_part,
    "kind": is_of_kind,
    "unit": is_near,
    "title": has_none,
    "common": is_no_place,
    "connector": crosses,
    "speech": has_none,
    "verb": has_a_place,
    "motion": has_a_place,
    "noun": has_a_place,
    "joined": has_a_place,
    "called": has_a_town,
    "indefinite": has_a_town,
    "kinds": are_areas,
}


@pytest.mark.slow
def test_each_word_of_place_is_read_in_its_example(find: Find) -> None:
    missed = [
        (word.id, word.example) for word in WORDS if not CHECKS[word.use](find(word.example), word)
    ]
    assert not missed
