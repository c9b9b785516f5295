"""A project's own rows, of every table, by hand or by command; and names that lack one."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from onrecord.actors import load_actor_words
from onrecord.checks import check_own, cited, table_rows
from onrecord.cli import app
from onrecord.engine.stored import all_readings, holds_readings
from onrecord.errors import LexiconError
from onrecord.interchange import encode_reading
from onrecord.lexicon import DataFolders
from onrecord.model import Document, Failure
from onrecord.overlay.add import NewActor, add_actor, slug
from onrecord.overlay.lookup import Lexicon
from onrecord.overlay.unknown import Words, unknown_names
from onrecord.reading import default_reader
from onrecord.text import load_text_words

RUN = CliRunner()
FOLDERS = DataFolders()
LIONS = NewActor(
    "Lions of the Valley",
    "non_state_armed_group",
    "Field notes",
    state="SYR",
    sectors=("REB", "UAF"),
    aliases=("LOV", "Valley Lions"),
)


def read(reader, text):
    return reader(Document(text, published="2024-12-04", language="en"))


# ---- every table --------------------------------------------------------------------------------

ACTORS = "id,name,label,type,state,sectors,parent,valid_from,valid_to,example,source\n"
TARN = "tarn,Ruvo Tarn,Ruvo Tarn,person,XAA,GOV,XAA-GOV,,,Ruvo Tarn spoke to reporters.,notes\n"
STATE = "XAA,Kerrovia,Kerrovia,state,XAA,,,,,Kerrovia recalled its ambassador.,notes\n"
#: A row of each table, and what a reading of its example must name.
TABLES = {
    "actors.csv": (ACTORS + STATE, "XAA"),
    "aliases.csv": (
        "id,actor,phrase,form,lang,script,valid_from,valid_to,example,source\n"
        "tarn.the_ridge_fox,tarn,Ridge Fox,name,en,Latn,,,Ridge Fox spoke to reporters.,notes\n",
        "tarn",
    ),
    "actor_periods.csv": (
        "id,actor,type,state,sectors,valid_from,valid_to,example,source\n"
        "tarn@2010,tarn,person,XAA,REB,2010-01-01,2012-12-31,Ruvo Tarn met reporters.,notes\n",
        "tarn",
    ),
    "offices.csv": (
        "id,actor,office,of,valid_from,valid_to,example,source\n"
        "tarn@mayor,tarn,foreign_minister,XAA,2020-01-01,,"
        '"Ruvo Tarn, the foreign minister, met reporters.",notes\n',
        "tarn",
    ),
    "generic_actors.csv": (
        "id,phrase,plural,category,type,type_plural,sectors,label,label_plural,loaded,"
        "personal_data,gender,example\n"
        "ridgeman,ridgeman,ridgemen,armed,person_unnamed,persons_unnamed,UAF,ridgeman,ridgemen,,,,"
        "Two ridgemen fired at the bus.\n",
        "ridgeman",
    ),
    "bodies.csv": (
        "id,phrase,kind,number,part,loaded,example\n"
        "ridge_guard,ridge guard,MIL,one,whole,,Kerrovia's ridge guard shelled the town.\n",
        "ridge_guard",
    ),
    "times.csv": (
        "id,level,pattern,reading,kind,example\n"
        "day_ymd,1,y=YEAR COMMA m=MONTH d=DAY,day,absolute,"
        '"The order was signed on 2024, May 3."\n',
        "day_ymd",
    ),
    "quantity_words.csv": (
        "id,phrase,role,value,example\n"
        "about_there,or thereabouts,after,about,Forty or thereabouts were injured in Tripoli.\n",
        "",
    ),
    "cues.csv": (
        "id,phrase,pos,class_,frames,act,polarity,commitment,relay,example\n"
        "OWN1,intone,verb,neutral,that,claim,+,certain,neutral,"
        "The mayor intoned that the bridge was open.\n",
        "OWN1",
    ),
}
PLACES = (
    "id,name,kind,country,admin1,lat,lon,precision,example,source\n"
    "own:vell,Vell,admin1,XAA,,,,admin1,Rebels left Vell province.,notes\n"
    "own:brenk,Brenk,city,XAA,Vell,-40.0,-120.0,point,Rebels shelled Brenk.,notes\n"
)


def project(folder, **tables):
    (folder / "lexicon").mkdir()
    for name, content in tables.items():
        (folder / "lexicon" / name).write_text(content)
    return folder


ROWS = {table: content for table, (content, _) in TABLES.items()}
ROWS["actors.csv"] = ACTORS + STATE + TARN


def faults_of(folder, rows):
    folder.mkdir()
    folders = DataFolders(projects=(project(folder, **rows),))
    mine = {(row.table, row.cell("id")) for row in table_rows(folders) if row.own}
    faults = list(check_own(folders, mine))
    return {(f.code, f.place.rpartition("/")[2].partition(":")[0]) for f in faults}


def test_rows_of_every_table_are_checked(tmp_path):
    assert faults_of(tmp_path / "well", ROWS) == set()
    broken = {table: _with_other_example(content) for table, content in ROWS.items()}
    found = faults_of(tmp_path / "broken", broken)
    assert {table for _, table in found} == set(ROWS)
    assert {code for code, _ in found} == {"E3", "E4"}


def test_rows_of_every_table_are_read(tmp_path):
    own = default_reader(DataFolders(projects=(project(tmp_path, **ROWS),)))
    for table, (content, found) in TABLES.items():
        head, row = csv.reader(content.splitlines())
        example = dict(zip(head, row, strict=True))["example"]
        document = Document(example, published="2024-12-04", language="en")
        assert not found or found in cited(own.find(document), own), table


def _with_other_example(content):
    """The same rows with an example that gives none of them."""
    head, *rows = csv.reader(content.splitlines())
    at = head.index("example")
    lines = [head, *([*row[:at], "Nothing of the kind.", *row[at + 1 :]] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def test_a_period_of_a_project_says_who_somebody_was(tmp_path):
    own = default_reader(DataFolders(projects=(project(tmp_path, **ROWS),)))
    for day, sectors in (("2011-05-01", ("REB",)), ("2024-12-04", ("GOV",))):
        reading = own(Document("Ruvo Tarn met reporters.", published=day, language="en"))
        assert [a.sectors for a in reading.actors if a.actor_id == "tarn"] == [sectors]
    (quantity,) = read(own, "Forty or thereabouts were injured in Tripoli.").quantities
    assert quantity.bound == "about"


def test_a_place_of_a_project_may_lie_in_an_area_of_the_project(tmp_path):
    (tmp_path / "places.csv").write_text(PLACES)
    folders = DataFolders(projects=(tmp_path,))
    assert not list(check_own(folders, {("places.csv", "own:vell"), ("places.csv", "own:brenk")}))
    places = read(default_reader(folders), "Rebels shelled Brenk in Vell province.").places
    assert [(p.place_id, p.admin1, p.located_in) for p in places] == [
        ("own:brenk", "Vell", "own:vell"),
        ("own:vell", "Vell", None),
    ]
    (place,) = read(default_reader(folders), "Fighting went on in northern Vell.").places
    assert (place.admin1, place.lat) == ("Vell", None)


def test_an_area_that_nobody_has_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "places.csv").write_text(PLACES.replace("own:vell,Vell,", "own:vell,Vall,"))
    (fault,) = check_own(DataFolders(projects=(tmp_path,)), set())
    assert fault.code == "E5"
    assert "give it a row with the precision admin1" in fault.message


# ---- adding -------------------------------------------------------------------------------------


def test_an_added_actor_is_read_by_all_its_names(tmp_path):
    done = add_actor(tmp_path, LIONS)
    assert [row.table for row in done.written] == ["actors.csv", "aliases.csv", "aliases.csv"]
    own = default_reader(DataFolders(projects=(tmp_path,)))
    for name in ("Lions of the Valley", "LOV", "Valley Lions"):
        (actor,) = read(own, f"The {name} attacked the town.").actors
        assert (actor.actor_id, actor.sectors) == ("lions_of_the_valley", ("REB", "UAF"))


def test_adding_twice_changes_nothing(tmp_path):
    add_actor(tmp_path, LIONS)
    files = sorted((tmp_path / "lexicon").iterdir())
    before = [file.read_bytes() for file in files]
    again = add_actor(tmp_path, LIONS)
    assert (len(again.written), len(again.already)) == (0, 3)
    assert [file.read_bytes() for file in files] == before
    assert sorted((tmp_path / "lexicon").iterdir()) == files  # nothing is left beside them


def test_rows_are_added_in_the_columns_and_line_ends_of_the_file(tmp_path):
    head = "name,id,label,type,state,sectors,parent,valid_from,valid_to,source,example"
    row = "Osk Front,osk,Osk Front,militia,,PRM,,,,notes,The Osk Front left."
    project(tmp_path, **{"actors.csv": f"{head}\r\n{row}"})
    add_actor(tmp_path, NewActor("Vell Brigade", "militia", "notes", sectors=("PRM",)))
    lines = (tmp_path / "lexicon" / "actors.csv").read_bytes().decode().split("\r\n")
    assert lines[:2] == [head, row]
    assert lines[2].startswith("Vell Brigade,vell_brigade,Vell Brigade,militia,,PRM,,,,notes,")
    assert lines[3:] == [""]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "band"}, "--type 'band' is none of"),
        ({"sectors": ("ARM",)}, "--sectors has 'ARM', which is none of"),
        ({"state": "SYRIA"}, "is no ISO 3166-1 alpha-3 code"),
        ({"valid_from": "May 2020"}, "--valid-from 'May 2020' is no ISO 8601 day"),
        ({"valid_from": "2020-5"}, "--valid-from '2020-5' is no ISO 8601 day"),
        ({"valid_from": "2020-05-03", "valid_to": "2019"}, "lies before"),
        ({"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, "lies before"),
        ({"source": " "}, "--source is empty"),
        ({"example": "The front left."}, "does not contain the name"),
        ({"name": "Osk  Front"}, "needless spaces"),
        ({"name": "Hamas"}, "is already a name of hamas"),
        ({"aliases": ("Hezbollah",)}, "is already a name of hezbollah"),
        ({"id": "hamas"}, "data/actors.csv has an actor hamas"),
        ({"name": "…", "id": "dots"}, "has no letters"),
    ],
)
def test_a_wrong_actor_is_refused_and_nothing_is_written(tmp_path, change, message):
    given = {"name": "Osk Front", "type": "militia", "source": "notes", **change}
    with pytest.raises(LexiconError) as told:
        add_actor(tmp_path, NewActor(**given))
    assert message in str(told.value)
    assert not list(tmp_path.iterdir())


def test_an_example_that_is_not_read_is_refused_with_its_place(tmp_path):
    new = NewActor("Osk", "militia", "notes", example="Rain fell in osk on Monday.")
    with pytest.raises(LexiconError) as told:
        add_actor(tmp_path, new)
    assert f"E4 {tmp_path / 'lexicon' / 'actors.csv'}:2: osk is not read in" in str(told.value)
    assert "Nothing was written" in str(told.value)
    assert not list(tmp_path.iterdir())


def test_a_second_actor_of_a_known_name_is_added_when_said_so(tmp_path):
    add_actor(tmp_path, NewActor("Osk Front", "militia", "notes"))
    other = NewActor("Osk Front", "political_org", "notes", id="osk_front_party")
    with pytest.raises(LexiconError, match="is already a name of osk_front"):
        add_actor(tmp_path, other)
    add_actor(tmp_path, replace(other, also=True))
    own = default_reader(DataFolders(projects=(tmp_path,)))
    (gap,) = (g for g in read(own, TEXTS[1]).gaps[:1] if g.stage == "actors")
    assert gap.candidates == ("osk_front", "osk_front_party")  # the text does not decide


def test_other_cells_for_the_same_id_are_left_to_people(tmp_path):
    add_actor(tmp_path, NewActor("Osk Front", "militia", "notes"))
    with pytest.raises(LexiconError, match="osk_front is there with other cells"):
        add_actor(tmp_path, NewActor("Osk Front", "political_org", "notes"))


def test_a_name_without_latin_letters_needs_an_id(tmp_path):
    assert slug("Освобождение") == ""
    with pytest.raises(LexiconError, match="give one by --id"):
        add_actor(tmp_path, NewActor("Освобождение", "militia", "notes"))


# ---- looking up ---------------------------------------------------------------------------------


def test_a_name_leads_to_its_rows_in_any_spelling():
    lexicon = Lexicon(FOLDERS, load_actor_words(FOLDERS))
    (hts,) = lexicon.look_up("Hayat Tahrir Al-Sham")
    assert (hts.id, hts.type) == ("hts", "non_state_armed_group")
    assert "HTS" in {row.cell("phrase") for row in hts.names}
    assert lexicon.look_up("hts") == lexicon.look_up("Hay'at Tahrir al-Sham") == (hts,)
    (army,) = lexicon.look_up("SYR-MIL")
    assert (army.row, army.type) == (None, "state_military")
    assert lexicon.look_up("Nobody Atall") == ()


# ---- unknown names ------------------------------------------------------------------------------

TEXTS = (
    "The Osk Front attacked the bus. Youssef al-Masrani spoke. Two soldiers left. Hamas denied it.",
    "The Osk Front left the town. The Osk Front denied it.",
    "Yousef el-Masrani met the Vell Brigade.",
)


@pytest.fixture(scope="module")
def known():
    return Words(load_actor_words(FOLDERS), load_text_words(FOLDERS))


@pytest.fixture
def pairs(reader):
    documents = [Document(text, id=f"r{n}", language="en") for n, text in enumerate(TEXTS)]
    return [(document, reader(document)) for document in documents]


def test_unknown_names_come_by_documents_mentions_and_name(pairs, known):
    names = unknown_names(pairs, known)
    assert [(n.name, n.documents, n.mentions) for n in names] == [
        ("Osk Front", 2, 3),
        ("Yousef el-Masrani", 2, 2),
        ("Vell Brigade", 1, 1),
    ]
    assert names[1].forms == ("Yousef el-Masrani", "Youssef al-Masrani")
    assert names[1].type == "person"
    assert unknown_names(pairs, known, limit=1) == names[:1]


def test_a_context_is_the_sentence_with_the_exact_words(pairs, known):
    front, *_ = unknown_names(pairs, known)
    assert [(c.document, c.sentence) for c in front.contexts] == [
        ("r0", "The Osk Front attacked the bus."),
        ("r1", "The Osk Front left the town."),
    ]
    assert all(c.words in c.sentence for c in front.contexts)


def test_kept_readings_give_the_same_names_with_what_they_keep(pairs, known):
    kept = unknown_names([(None, reading) for _, reading in pairs], known)
    full = unknown_names(pairs, known)
    assert [(n.name, n.mentions, n.forms) for n in kept] == [
        (n.name, n.mentions, n.forms) for n in full
    ]
    assert all(c.words in c.sentence for n in kept for c in n.contexts)


def test_an_added_actor_is_no_longer_unknown(tmp_path, known):
    add_actor(tmp_path, NewActor("Osk Front", "militia", "notes"))
    folders = DataFolders(projects=(tmp_path,))
    own = default_reader(folders)
    pairs = [(None, own(Document(TEXTS[1], language="en")))]
    assert unknown_names(pairs, Words(load_actor_words(folders), known.text)) == ()


# ---- readings that were kept --------------------------------------------------------------------


def test_a_file_of_readings_is_known_by_its_first_line(tmp_path, reader, pairs):
    file = tmp_path / "kept.jsonl"
    lines = [encode_reading(reading) for _, reading in pairs[:1]]
    file.write_bytes(b"\n".join((*lines, b'{"schema": 1}', b"")))
    (tmp_path / "a.txt").write_text(TEXTS[1])
    assert holds_readings(file)
    assert not holds_readings(tmp_path / "a.txt")
    one, broken, two = all_readings([file, tmp_path / "a.txt"], reader)
    assert one == (None, pairs[0][1])
    assert isinstance(broken, Failure)
    assert broken.document == f"{file}:2"
    assert not isinstance(two, Failure)
    assert two[0] is not None
    assert two[0].text == TEXTS[1]


# ---- commands -----------------------------------------------------------------------------------


def test_the_command_lists_adds_and_looks_up(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text(TEXTS[1])
    listed = RUN.invoke(app, ["actors", "--unknown", str(text), "--format", "jsonl"])
    assert listed.exit_code == 0
    assert json.loads(listed.stdout)["name"] == "Osk Front"
    shown = RUN.invoke(app, ["actors", "--unknown", str(text)])
    assert "Osk Front" in shown.stdout
    own = ["--project", str(tmp_path / "own")]
    given = ["--name", "Osk Front", "--type", "militia", "--source", "notes"]
    added = RUN.invoke(app, ["actors", "add", *own, *given])
    assert added.exit_code == 0, added.stderr
    assert added.stdout == f"{tmp_path / 'own' / 'lexicon' / 'actors.csv'}: osk_front\n"
    found = RUN.invoke(app, ["actors", "osk front", *own])
    assert "Osk Front — militia" in found.stdout
    none_left = RUN.invoke(app, ["actors", "--unknown", str(text), *own])
    assert none_left.exit_code == 4


def test_a_name_that_no_row_has_is_said_clearly():
    done = RUN.invoke(app, ["actors", "Nobody Atall"])
    assert done.exit_code == 4
    assert "no row has the name 'Nobody Atall'" in done.stderr
    assert "onrecord actors add" in done.stderr


def test_the_command_for_codes_prints_a_table(tmp_path):
    (tmp_path / "a.txt").write_text("date 2024-12-04\nRebels attacked a convoy in Homs on Monday.")
    done = RUN.invoke(app, ["codes", str(tmp_path)])
    assert done.exit_code == 0
    head, row = done.stdout.splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["actor_codes"], cells["inter1"], cells["country"]) == ("REB", "2", "SYR")
