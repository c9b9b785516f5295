"""Codes of other data sets: by stated rules, the same for every side, never guessed."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

import onrecord
from onrecord.export.code_lines import COLUMNS, code_lines
from onrecord.export.code_tables import load_code_tables
from onrecord.export.codes import (
    Scene,
    coded,
    date_precision,
    inter_code,
    interaction,
    place_precision,
    plover_code,
)
from onrecord.export.spreadsheet import harmless
from onrecord.lexicon import DataFolders
from onrecord.model import Actor, Document, Mention, Place, Span, Time

TABLES = load_code_tables()
ISO3 = re.compile(r"[A-Z]{3}")


def actor(kind, state=None, sectors="", name="Osk Front"):
    mentions = (Mention(0, 1, "O", "name"),)
    return Actor(
        "osk", name, kind, state, tuple(sectors.split()), name, "none", {}, "r", mentions
    )  # fmt: skip


def place(precision, country="SYR"):
    point = (1.0, 1.0) if precision in ("point", "near") else (None, None)
    span = (Span(0, 1, "O"),)
    return Place("p", "Osk", "city", country, precision, *point, None, None, None, None, span)


def time(start, end, precision="day"):
    return Time("t", Span(0, 1, "O"), "absolute", start, end, precision, None, None, "r")


def read(reader, text):
    document = Document(
        text, published="2024-12-04", published_precision="day", published_source="metadata"
    )
    return reader(document)


def row(reader, text):
    (found,) = coded(read(reader, text))
    return found


# ---- every row of the tables by its example -----------------------------------------------------


@pytest.mark.parametrize("rule", TABLES.inter, ids=lambda rule: rule.id)
def test_the_example_of_an_inter_rule_gives_its_code(reader, rule):
    sides = [(c.inter1, c.inter2) for c in coded(read(reader, rule.example))]
    assert any(str(rule.code) in side for side in sides), sides


@pytest.mark.parametrize("rule", TABLES.places.values(), ids=lambda rule: rule.id)
def test_the_example_of_a_place_precision_gives_its_codes(reader, rule):
    found = row(reader, rule.example)
    assert (found.ucdp_where_prec, found.acled_geo_precision) == (rule.ucdp, rule.acled)


@pytest.mark.parametrize("rule", TABLES.dates, ids=lambda rule: rule.id)
def test_the_example_of_a_date_precision_gives_its_codes(reader, rule):
    found = row(reader, rule.example)
    assert (found.ucdp_date_prec, found.acled_time_precision) == (rule.ucdp, rule.acled)


def test_codes_of_countries_are_well_formed_and_unique():
    rows = TABLES.countries.values()
    assert len(rows) == 250  # ISO 3166-1 has 249, and XKX
    assert all(ISO3.fullmatch(r.id) and len(r.alpha2) == 2 for r in rows)
    assert all(r.numeric is None or len(r.numeric) == 3 for r in rows)
    for column in ("alpha2", "numeric", "cow"):
        given = [value for r in rows if (value := getattr(r, column)) is not None]
        assert len(given) == len(set(given)), column
    assert TABLES.countries["XKX"].numeric is None
    assert [TABLES.countries[c].cow for c in ("SYR", "YEM", "SSD", "PSE")] == [652, 679, 626, None]


# ---- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (actor("non_state_armed_group", "SYR", "REB"), "SYRREB"),
        (actor("government_body", "MLI", "GOV MIL"), "MLIGOV"),
        (actor("state", "MLI"), "MLI"),
        (actor("persons_unnamed", None, "UAF"), "UAF"),
        (actor("intergovernmental_org", None, "IGO MIL"), "IGOMIL"),
        (actor("civil_org", "SYR", "NGO MED"), "SYRMED"),
        (actor("group_unspecified"), None),
    ],
)
def test_a_plover_code_is_country_and_first_sector(who, code):
    assert plover_code(who) == code


@pytest.mark.parametrize(
    ("who", "country", "code"),
    [
        (actor("state_military", "SYR", "MIL"), "SYR", 1),
        (actor("state_military", "RUS", "MIL"), "SYR", 8),
        (actor("state_military", None, "MIL"), "SYR", None),  # whose army is not known
        (actor("state_military", "UKR", "MIL"), None, None),  # several claim the place
        (actor("non_state_armed_group", "TUR", "REB"), "SYR", 2),
        (actor("militia", "COD", "UAF"), "COD", None),  # political or of a group: not told
        (actor("group_unspecified"), "SYR", None),
        (actor("persons_unnamed"), "SYR", None),  # "three people": civilians or not
    ],
)
def test_an_inter_code_is_given_only_where_it_is_determined(who, country, code):
    assert inter_code(who, Scene("actor", "", country), TABLES) == code


def test_the_rule_knows_no_names():
    """Swapping the sides of a war swaps the codes and nothing else."""
    sides = [("SYR", "TUR"), ("RUS", "UKR"), ("ISR", "LBN"), ("IND", "PAK")]
    for kind, sectors in (("state", ""), ("state_military", "MIL"), ("government", "GOV")):
        for one, other in [*sides, *((b, a) for a, b in sides)]:
            who = actor(kind, one, sectors)
            assert inter_code(who, Scene("actor", "", one), TABLES) == 1
            assert inter_code(who, Scene("actor", "", other), TABLES) == 8


def test_an_interaction_needs_one_code_on_each_side():
    assert interaction((2,), (1,)) == 12
    assert interaction((1, 1), (7,)) == 17
    assert interaction((6,), (0,)) == 60
    assert interaction((1, 8), (2,)) is None
    assert interaction((1, None), (2,)) is None
    assert interaction((1,), ()) is None


# ---- where and when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "clause", "report"),
    [
        ("point", (1, 1), (4, 3)),
        ("near", (2, 2), (4, 3)),
        ("admin2", (3, 3), (4, 3)),
        ("admin1", (4, 3), (4, 3)),
        ("part_of_country", (5, None), (5, None)),
        ("country", (6, None), (6, None)),
        ("water_air", (7, None), (7, None)),
        ("region", (None, None), (None, None)),
    ],
)
def test_the_scene_of_a_report_is_no_more_precise_than_an_area(precision, clause, report):
    assert place_precision(place(precision), "clause", TABLES) == clause
    assert place_precision(place(precision), "report", TABLES) == report


@pytest.mark.parametrize(
    ("when", "codes"),
    [
        (time("2024-05-03", "2024-05-03"), (1, 1)),
        (time("2024-05-03", "2024-05-04"), (2, 2)),
        (time("2024-05-03", "2024-05-08"), (2, 2)),
        (time("2024-05-03", "2024-05-09"), (3, 2)),
        (time("2024-05-03", "2024-05-10"), (4, 3)),
        (time("2024-02-01", "2024-02-29", "month"), (4, 3)),
        (time("2024-05-01", "2024-06-01"), (5, None)),
        (time("2023-01-01", "2023-12-31", "year"), (5, None)),
        (time("2022-01-01", "2023-12-31", "multi_year"), (None, None)),
        (time("2024-05-03", None), (None, None)),
        (time("2024-05-03", "2024-05-04", "vague"), (None, None)),
        (None, (None, None)),
    ],
)
def test_the_precision_of_a_time_is_the_days_it_leaves_open(when, codes):
    assert date_precision(when, TABLES) == codes


# ---- whole accounts -----------------------------------------------------------------------------


def test_an_account_is_coded_from_end_to_end(reader):
    found = row(reader, "Russian troops shelled rebels in Homs on Monday.")
    assert (found.actor_codes, found.recipient_codes) == ("RUSMIL", "REB")
    assert (found.inter1, found.inter2, found.interaction) == ("8", "2", 28)
    assert found.acled_event == "Explosions/Remote violence"
    assert found.acled_sub_event == "Shelling/artillery/missile attack"
    assert (found.country, found.iso_numeric, found.iso_alpha2, found.cow) == (
        "SYR", "760", "SY", 652,
    )  # fmt: skip
    assert (found.geonames_id, found.place_basis) == ("169577", "clause")
    assert (found.date_start, found.ucdp_date_prec) == ("2024-12-02", 1)


def test_an_account_without_place_or_time_has_no_codes_of_them(reader):
    found = row(reader, "Rebels attacked a convoy.")
    assert (found.place, found.ucdp_where_prec, found.acled_geo_precision) == (None, None, None)
    assert (found.date_start, found.ucdp_date_prec, found.acled_time_precision) == (
        None, None, None,
    )  # fmt: skip


def test_the_place_of_the_report_is_told_as_an_area(reader):
    reading = read(reader, "Rebels attacked a convoy in Homs on Monday.")
    (account,) = reading.accounts
    assert account.place_basis == "clause"
    scene = replace(reading, accounts=(replace(account, place_basis="report"),))
    (found,) = coded(scene)
    assert (found.ucdp_where_prec, found.acled_geo_precision) == (4, 3)


def test_one_of_several_that_is_not_determined_keeps_its_place(reader):
    found = row(reader, "Rebels and three men attacked Syrian troops in Homs on Monday.")
    assert sorted(found.inter1.split("; ")) == ["2", "?"]
    assert found.interaction is None


def test_it_is_in_the_python_interface(reader):
    reading = read(reader, "Rebels attacked a convoy.")
    assert onrecord.coded(reading) == coded(reading)


def test_the_table_can_be_read_back_and_runs_no_formula(reader):
    (found,) = coded(read(reader, "Rebels attacked a convoy."))
    evil = replace(found, document='=HYPERLINK("http://x")', trigger="a,b\n@SUM(1)")
    head, cells = csv.reader(io.StringIO("".join(code_lines([evil]))))
    assert tuple(head) == COLUMNS
    assert dict(zip(head, cells, strict=True))["document"] == '\'=HYPERLINK("http://x")'
    assert dict(zip(head, cells, strict=True))["trigger"] == "a,b\n@SUM(1)"


def test_every_row_says_whose_word_it_is_and_who_denies_it(reader):
    accused, denied = "Turkey accused Syria of shelling Azaz.", "Syria denied that it shelled Azaz."
    rows = {r.trigger: r for r in coded(read(reader, f"{accused} {denied}"))}
    alleged = next(r for r in rows.values() if r.type == "ASSAULT")
    assert (alleged.actors, alleged.asserted_by, alleged.denied_by) == ("Syria", "Turkey", "Syria")
    assert rows["accused"].asserted_by == "own_voice"
    assert rows["accused"].denied_by == ""


def test_what_nobody_with_a_name_says_is_not_the_own_voice_of_the_article(reader):
    (found,) = coded(read(reader, "Rebels reportedly attacked a convoy."))
    assert found.asserted_by == "reported"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\uff1da"])
def test_a_cell_that_begins_like_a_formula_is_marked(text):
    assert harmless(text) == "'" + text


def test_a_project_may_code_its_own_state(tmp_path):
    folder = tmp_path / "lexicon" / "codes"
    folder.mkdir(parents=True)
    (folder / "countries.csv").write_text(
        "id,phrase,alpha2,numeric,cow,example,source\n"
        "XAA,Kerrovia,XA,,,Two reporters travelled to Kerrovia.,invented\n"
    )
    tables = load_code_tables(DataFolders(projects=(tmp_path,)))
    assert tables.countries["XAA"].alpha2 == "XA"
    assert tables.countries["SYR"].alpha2 == "SY"


# ---- events ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", load_code_tables().cameo, ids=lambda rule: rule.id)
def test_the_example_of_a_cameo_rule_gives_its_code(reader, rule):
    given = coded(reader(Document(rule.example, published="2024-12-04", language="en")))
    assert (rule.type, rule.code) in {(row.type, row.cameo_code) for row in given}


@pytest.mark.parametrize("rule", load_code_tables().plover, ids=lambda rule: rule.id)
def test_the_example_of_a_plover_rule_gives_its_type(reader, rule):
    given = coded(reader(Document(rule.example, published="2024-12-04", language="en")))
    assert (rule.type, rule.code) in {(row.type, row.plover) for row in given}


def test_every_cameo_rule_names_a_type_and_mode():
    types = load_code_tables().types
    assert {r.mode for r in load_code_tables().cameo if r.mode not in types[r.type].modes} == set()


def test_a_code_below_the_root_never_leaves_the_root(reader):
    (row,) = coded(reader(Document("Policemen beat a student in Lagos.", language="en")))
    assert row.cameo_code is not None
    assert row.cameo_root is not None
    assert row.cameo_code.startswith(row.cameo_root)


def test_the_score_is_that_of_the_type_and_stays_empty_where_none_is_published(reader):
    text = "Rebels shelled the barracks. Thousands of families fled Kadugli."
    scores = {r.type: r.plover_score for r in coded(reader(Document(text, language="en")))}
    assert scores == {"ASSAULT": -9.0, "DISPLACE": None}


def test_contexts_stand_in_one_cell(reader):
    text = "The court in Lyon convicted a senator of bribery."
    (row,) = coded(reader(Document(text, language="en")))
    assert {"legal", "legislative"} <= set(row.contexts.split("; "))
