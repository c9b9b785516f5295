"""Steps of merging by themselves: copies, verdicts, blocks, sides, the command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from invented_reading import DOCUMENT, READING
from onrecord.cli import app
from onrecord.errors import SettingsError
from onrecord.interchange import encode_reading
from onrecord.lexicon import DataFolders
from onrecord.merge import (
    Event,
    Value,
    decode_event,
    encode_event,
    event_schema,
    load_merge_words,
    merge,
)
from onrecord.merge.blocks import LARGEST, NEIGHBOURS, Cues, candidates, slices
from onrecord.merge.compare import compare_field
from onrecord.merge.copies import copies_of, imprint
from onrecord.merge.event import told_as
from onrecord.merge.match import excludes
from onrecord.merge.outlets import outlets_of
from onrecord.merge.said import Mark, Sayer, Saying
from onrecord.merge.sides import load_sides
from onrecord.merge.told import Spot
from onrecord.merge.verdicts import held_against
from onrecord.model import Document
from onrecord.store.event_list import COLUMNS
from onrecord.store.events import event_row

if TYPE_CHECKING:
    from onrecord.reading import Reader

WORDS = load_merge_words(DataFolders())
WIRE = (
    "Flood water covered the lower town on Monday after the dam had been opened, a clerk said. "
    "Forty families were taken to the school on the hill, where teachers gave them blankets. "
    "The mayor asked the engineers to close the gates before the evening, but nobody answered. "
    "Boats from the harbour carried bread to those who had stayed behind in the upper floors."
)
OWN = "Our correspondent walked through the streets and saw no engineer anywhere near the gates. "


def figure(low: int | None, high: int | None, **more: str | None) -> Mark:
    return Mark(f"{low}|{high}|{more}", low=low, high=high, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (figure(23, 23), figure(27, 27), "against"),
        (figure(23, None), figure(27, 27), "fits"),
        (figure(23, None), figure(20, 20), "against"),
        (figure(None, 30), figure(27, 27), "fits"),
        (figure(23, 23), figure(23, 23), "same"),
        (figure(4, 4, scope="children"), figure(23, 23), "apart"),
        (figure(900, 900, total="2011-03-15"), figure(23, 23), "apart"),
        (figure(23, 23, as_of="2031-05-04"), figure(27, 27, as_of="2031-05-05"), "fits"),
        (figure(27, 27, as_of="2031-05-04"), figure(23, 23, as_of="2031-05-05"), "against"),
    ],
)
def test_figures_are_held_as_intervals(one: Mark, other: Mark, wanted: str) -> None:
    assert held_against("fatalities", one, other) == wanted
    assert held_against("fatalities", other, one) == wanted


def test_days_that_meet_fit_and_others_contradict() -> None:
    day, week, other = (Mark(str(d), days=d) for d in ((10, 10), (8, 14), (16, 16)))
    assert held_against("date", day, week) == "fits"
    assert held_against("date", day, other) == "against"


def test_an_unnamed_actor_contradicts_nobody() -> None:
    army = Mark("army", ids=frozenset({"XDD-MIL", "XDD"}))
    state = Mark("state", ids=frozenset({"XDD"}))
    rebels = Mark("rebels", ids=frozenset({"rebels"}))
    assert held_against("actor", army, state) == "fits"
    assert held_against("actor", army, rebels) == "against"
    assert held_against("actor", army, Mark("gunmen", vague=True)) == "fits"
    assert held_against("victims", army, rebels) == "apart"


def test_two_names_that_no_list_knows_are_two_and_a_short_name_is_one() -> None:
    def group(*names: str) -> Mark:
        return Mark(names[0], vague=True, named=frozenset(w for n in names for w in n.split()))

    falcon, heron = group("red falcon brigade", "rfb"), group("blue heron front", "bhf")
    assert held_against("actor", falcon, heron) == "against"
    assert held_against("actor", falcon, group("falcon men")) == "fits"
    assert held_against("actor", falcon, group("rfb")) == "fits"
    assert held_against("actor", falcon, Mark("gunmen", vague=True)) == "fits"


def test_soldiers_and_rebels_neither_agree_nor_fit() -> None:
    rebels, soldiers = (Mark(camp, vague=True, camp=camp) for camp in ("armed", "state"))
    army = Mark("army", ids=frozenset({"XDD"}), camp="state", named=frozenset({"army"}))
    for one, other in ((rebels, soldiers), (rebels, army)):
        assert held_against("actor", one, other) == held_against("actor", other, one) == "apart"
    assert held_against("actor", soldiers, army) == "fits"
    assert verdict("actor", saying(rebels, origin="a"), saying(army, origin="b")) == (
        "not_comparable"
    )


def test_a_reading_gives_names_and_camps_of_who_acts(reader: Reader) -> None:
    first, second = (
        next(s.mark for s in sayings_in(reader, f"{who} attacked a post in Aleppo on Monday.")
             if s.field == "actor")
        for who in ("The Red Falcon Brigade", "The Blue Heron Front")
    )  # fmt: skip
    assert {"falcon", "rfb"} <= first.named
    assert held_against("actor", first, second) == "against"
    (rebels,) = {s.mark.camp for s in sayings_in(reader, "Rebels attacked a post in Aleppo.")
                 if s.field == "actor"}  # fmt: skip
    assert rebels == "armed"


def test_a_name_in_both_reports_outweighs_another_day() -> None:
    assert excludes(frozenset({"other_day"}))
    assert not excludes(frozenset({"other_day", "same_person"}))
    assert excludes(frozenset({"next_day"}))
    assert not excludes(frozenset({"next_day", "small_toll"}))


def saying(mark: Mark, status: str = "live", origin: str | None = None) -> Saying:
    shown = Value(mark.key, "+", status, (), (), ())
    statement = f"s_{mark.key}"
    return Saying("", mark, shown, statement, (), origin, frozenset(), "d_1", 7, None, status, "+")


OUTLETS = {"d_1": "Plain Wire", "d_2": "Hill Post"}


def verdict(field: str, *sayings: Saying) -> str:
    return compare_field(field, sayings, OUTLETS, {}).verdict


def shown(field: str, *sayings: Saying) -> list[tuple[object, str]]:
    values = compare_field(field, sayings, OUTLETS, {}).values
    return [(value.value, value.status) for value in values]


def test_what_a_holder_also_says_more_exactly_does_not_stand_beside_it() -> None:
    march, day = Mark("march", days=(60, 90)), Mark("day", days=(66, 66))
    wanted = [("day", "live"), ("march", "superseded")]
    assert shown("date", saying(march), saying(day)) == wanted
    least = figure(20, None)
    found = shown("injured", saying(least), saying(figure(27, 27)), saying(least, origin="x"))
    assert sorted(status for _, status in found) == ["live", "live", "superseded"]


def test_an_article_that_says_what_it_quotes_is_no_second_origin() -> None:
    nine = figure(9, 9)
    quoted = [saying(nine), saying(nine, origin="hospital")]
    assert verdict("injured", *quoted) == "single"
    elsewhere = replace(saying(nine), doc_id="d_2")
    assert verdict("injured", *quoted, elsewhere) == "agreed"
    assert verdict("injured", saying(nine), saying(figure(7, 7), origin="hospital")) == "disputed"


def by(name: str, doc_id: str, mark: Mark, published: int, **more: object) -> Saying:
    found = replace(saying(mark, origin=name), doc_id=doc_id, published=published)
    return replace(found, **more)  # type: ignore[arg-type]


def test_a_witness_of_another_outlet_replaces_nothing_and_may_contradict() -> None:
    four, nine = figure(4, 4), figure(9, 9)
    told = by("witness", "d_1", four, 7), by("witness", "d_2", nine, 8)
    unnamed = [replace(one, unnamed=True) for one in told]
    assert verdict("fatalities", *unnamed) == "disputed"
    assert {status for _, status in shown("fatalities", *unnamed)} == {"live"}
    assert (four.key, "superseded") in shown("fatalities", *told)  # who has a name is one
    again = replace(unnamed[1], doc_id="d_1")
    assert verdict("fatalities", unnamed[0], again) == "single"  # one outlet, one witness


def test_witnesses_of_two_outlets_may_be_one_and_do_not_agree() -> None:
    nine = figure(9, 9)
    told = [by("witness", doc_id, nine, 7, unnamed=True) for doc_id in ("d_1", "d_2")]
    assert verdict("fatalities", *told) == "single"
    assert verdict("fatalities", *told, by("police", "d_1", nine, 7)) == "agreed"


def test_a_holder_without_a_name_is_none_beside_the_one_that_its_article_names() -> None:
    nine = figure(9, 9)
    monitor = by("monitor", "d_1", nine, 7, unnamed=True)
    assert verdict("fatalities", monitor, by("police", "d_1", nine, 7)) == "single"
    assert verdict("fatalities", monitor, by("police", "d_2", nine, 7)) == "agreed"


@pytest.mark.parametrize(
    ("person", "body"),
    [
        ("Igor Konashenkov", "The Russian Defense Ministry"),
        ("Rami Abdulrahman", "The Syrian Observatory for Human Rights"),
        ("Hassan Nasrallah", "Hezbollah"),
    ],
)
def test_who_speaks_for_a_body_is_one_origin_with_it(
    reader: Reader, person: str, body: str
) -> None:
    shelled = "said that rebels shelled Aleppo on Monday, killing four people."
    origins = [
        {s.origin for s in sayings_in(reader, f"{who} {shelled}") if s.field == "fatalities"}
        for who in (person, body)
    ]
    assert origins[0] == origins[1]
    assert len(origins[0]) == 1


def test_an_outlet_that_another_quotes_is_no_second_origin() -> None:
    nine = figure(9, 9)
    own, quoted = saying(nine), by("hill_post", "d_2", nine, 8, media=("hill post",))
    outlets = outlets_of({"d_1": "Hill Post", "d_2": "Plain Wire"}, ())
    assert compare_field("injured", (own, quoted), outlets, {}).verdict == "single"
    elsewhere = outlets_of({"d_1": "Far Post", "d_2": "Plain Wire"}, ())
    assert compare_field("injured", (own, quoted), elsewhere, {}).verdict == "agreed"


def test_the_reading_says_who_has_no_name_and_which_medium_is_quoted(reader: Reader) -> None:
    witness = "Shells hit a school in Aleppo on Monday, killing four people, a witness said."
    quoted = "Rebels shelled Aleppo on Monday, SANA reported."
    sayings = [s for text in (witness, quoted) for s in sayings_in(reader, text)]
    assert {s.unnamed for s in sayings if "witness" in (s.origin or "")} == {True}
    named = {name for s in sayings if "witness" not in (s.origin or "") for name in s.media}
    assert "sana" in named


def sayings_in(reader: Reader, text: str) -> list[Saying]:
    reading = reader(Document(text, published="2024-12-03", published_precision="day"))
    sayer = Sayer(load_merge_words(DataFolders()).teller, reading, {})
    return [one for account in reading.accounts for one in sayer.of(account)]


def told(reader: Reader, *texts: str) -> list[Event]:
    documents = [
        Document(t, published=f"2024-12-0{n}", published_precision="day", outlet=f"Paper {n}")
        for n, t in enumerate(texts, 3)
    ]
    events = merge(((reader(d), d) for d in documents), WORDS).events
    return [event for event in events if event.type == "ASSAULT"]


def test_a_threat_is_told_by_nobody_and_has_no_point_but_its_day_is_found(reader: Reader) -> None:
    (event,) = told(reader, "The rebels threatened to bomb a market in Aleppo on Friday.")
    row = dict(zip(COLUMNS, event_row(event), strict=False))
    assert (event.n_documents, event.n_origins) == (1, 0)
    assert (row["begins"], row["lat"], row["lon"]) == ("2024-12-06", None, None)
    assert told_as(event) == "foretold"


def test_how_an_event_is_told_is_known(reader: Reader) -> None:
    (plain,) = told(reader, "Rebels bombed a market in Aleppo on Monday.")
    assert (told_as(plain), plain.n_origins) == ("live", 1)
    assert event_row(plain)[COLUMNS.index("lat")] is not None
    (denied,) = told(reader, "Turkey denied that it had bombed a market in Aleppo on Monday.")
    assert (told_as(denied), denied.n_origins) == ("denied", 0)


def test_what_lies_near_a_place_may_be_the_next_town() -> None:
    here, there = (Spot(f"p_{n}", "city", "XDD", None, (), (10.0 + n, 20.0), 5.0) for n in (0, 0.2))
    towns = Mark("a", spot=here), Mark("b", spot=there)
    assert held_against("place", *towns) == "against"
    assert held_against("place", replace(towns[0], vague=True), towns[1]) == "fits"


def test_of_values_said_equally_often_the_more_exact_is_first() -> None:
    march, day = Mark("march", days=(60, 90)), Mark("day", days=(66, 66))
    assert shown("date", saying(march, origin="a"), saying(day))[0] == ("day", "live")
    part, all_ = figure(2, 2, scope="children"), figure(5, 5)
    assert shown("fatalities", saying(part), saying(all_))[0][0] == all_.key
    several = Mark("several")
    assert shown("fatalities", saying(several), saying(all_))[0][0] == all_.key


def test_of_figures_said_equally_often_the_higher_is_first() -> None:
    some, all_ = figure(2, 2), figure(5, 5)
    assert shown("fatalities", saying(some), saying(all_))[0][0] == all_.key


# ---- copies -------------------------------------------------------------------------------------


def test_partial_copies_are_found_with_the_shared_sentences() -> None:
    half = WIRE[: len(WIRE) // 2]
    texts = {
        "d_a": ("2031-05-01", "Plain Wire", WIRE),
        "d_b": ("2031-05-02", "Hill Post", OWN + half),
        "d_c": ("2031-05-01", "Bay News", WIRE + " (Plain Wire)"),
        "d_d": ("2031-05-01", "Other", "Trains were late on Monday because of snow in the pass."),
    }
    prints = [imprint(key, text, day, outlet) for key, (day, outlet, text) in texts.items()]
    (group,) = copies_of(prints)
    assert copies_of(reversed(prints)) == (group,)
    assert group.original == "d_a"
    assert set(group.members) == {"d_a", "d_b", "d_c"}
    credited = {copy.doc_id: copy.credits_original for copy in group.copies}
    assert credited == {"d_b": False, "d_c": True}
    for copy in group.copies:
        text = texts[copy.doc_id][2]
        assert copy.shared
        for shared in copy.shared:
            assert WIRE[slice(*shared.in_original)].strip() == text[slice(*shared.in_copy)].strip()


def test_the_credited_outlet_is_the_original_also_if_it_is_published_later() -> None:
    early = imprint("d_a", WIRE + " (Plain Wire)", "2031-05-01", "Hill Post")
    late = imprint("d_b", WIRE, "2031-05-02", "Plain Wire")
    (group,) = copies_of([early, late])
    assert group.original == "d_b"


# ---- bad input ----------------------------------------------------------------------------------


def test_a_document_that_comes_twice_counts_once() -> None:
    once = merge([(READING, DOCUMENT)], WORDS)
    assert merge([(READING, DOCUMENT), (READING, None)], WORDS) == once
    assert sum(len(e.accounts) for e in once.events) == len(READING.accounts)


def test_readings_without_text_day_or_place_give_events_too() -> None:
    bare = replace(
        READING,
        document=replace(READING.document, published=None, outlet=None),
        places=(),
        times=(),
        accounts=tuple(replace(a, place_id=None, time_id=None) for a in READING.accounts),
    )
    events = merge([(bare, None)], WORDS).events
    assert sum(len(e.accounts) for e in events) == len(bare.accounts)
    assert not {"date", "place"} & {f for e in events for f in e.fields}


def test_all_documents_the_same_are_one_outlet() -> None:
    part = READING.document
    same = [replace(READING, document=replace(part, doc_id=f"d_{n}", outlet=f"Paper {n}"))
            for n in range(5)]  # fmt: skip
    merged = merge([(r, DOCUMENT) for r in same], WORDS)
    assert len(merged.copies) == 1
    assert {e.n_outlets for e in merged.events} == {1}
    assert not {f.verdict for e in merged.events for f in e.fields.values()} & {"agreed"}


def test_a_crowded_block_is_named_and_not_compared_at_all_costs() -> None:
    (told, *_) = WORDS.teller(READING, DOCUMENT)
    many = [replace(told, account_id=f"a_{n:05}", days=(7, 7)) for n in range(10 * LARGEST)]
    for one, members in slices(many).items():
        found = candidates(one, [many[n] for n in members], Cues(WORDS.matcher.rarity))
        assert found.crowded
        assert len(found.pairs) <= len(many) * NEIGHBOURS


# ---- sides, command -----------------------------------------------------------------------------


def test_sides_are_read_and_an_actor_stands_on_one(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.toml"
    assert load_sides(tmp_path) == {}
    file.write_text('[sides]\nnorth = ["a", "b"]\nsouth = ["c"]\n', encoding="utf-8")
    assert load_sides(tmp_path) == {"a": "north", "b": "north", "c": "south"}
    for wrong in ('[sides]\nx = ["a"]\ny = ["a"]\n', '[sides]\nx = "a"\n', "sides = 3\n"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(SettingsError):
            load_sides(tmp_path)


def _events(*arguments: str) -> list[Event]:
    result = CliRunner().invoke(app, ["events", *arguments, "--format", "jsonl"])
    assert result.exit_code == 0, result.output
    return [decode_event(line) for line in result.stdout.splitlines()]


def test_the_command_prints_events_of_kept_readings(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    file.write_bytes(encode_reading(READING) + b"\n")
    found = _events(str(file))
    assert found == list(merge([(READING, None)], WORDS).events)
    assert all(json.loads(encode_event(e))["schema"] == "onrecord-event/1" for e in found)
    first = found[0]
    assert first in _events(str(file), "--type", first.type.lower())
    assert _events(str(file), "--type", "AID") == []
    assert _events(str(file), "--until", "1990-01-01") == []
    table = CliRunner().invoke(app, ["events", str(file)])
    assert table.exit_code == 0
    assert first.event_id in table.stdout


def test_the_command_refuses_what_is_no_day(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["events", str(tmp_path), "--since", "Monday"])
    assert result.exit_code == 2


def test_the_schema_of_events_in_the_documentation_is_that_of_the_classes() -> None:
    file = Path(__file__).parent.parent / "docs" / "event.schema.json"
    schema = json.loads(json.dumps(event_schema()))
    assert json.loads(file.read_text(encoding="utf-8")) == schema, "run scripts/update_docs.py"
