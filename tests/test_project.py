"""The project from outside: queries, search, snapshots, SQL, commands, and what the docs say."""

from __future__ import annotations

import csv
import doctest
import hashlib
import io
import json
import re
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import fields
from importlib import resources
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import onrecord
from invented_reading import READING
from onrecord.cli import app
from onrecord.collect.columns import load_columns
from onrecord.engine.limits import Limits
from onrecord.engine.local import read_lines
from onrecord.errors import StoreError
from onrecord.merge.sides import load_sides
from onrecord.settings import Settings, load_settings, load_table_of
from onrecord.store import add_documents, create_project, keep_readings, version_of
from onrecord.store.connection import connect
from onrecord.store.filters import TABLE, WITH_TEXT, filters_of
from onrecord.store.projects import migrations
from onrecord.store.search import expression, search
from onrecord.store.snapshot import Scope, newest_snapshot
from stored import NEWER, VERSION, collected, document, line, lines, several

RUN = CliRunner()
DOCS = Path(__file__).parent.parent / "docs" / "project.md"
COUNTS = {
    "documents": 1, "statements": 10, "accounts": 2, "relations": 1, "links": 1, "participants": 2,
    "tellings": 3, "actors": 7, "places": 2, "quantities": 1, "loaded": 1,
    "pairs": 0,
}  # fmt: skip
#: Tables of a merged project.
NOT_MERGED = {"events": 0, "event_accounts": 0}
#: What people type by accident or with intent; none may be more than words.
NAUGHTY = (
    '"', '""', "'", "AND", "a AND", "NOT", "NEAR(", "NEAR(a b, 2)", "*", "a*b", "^a", "col:x",
    "text:shells", "{title}: x", "(", ")", "a + b", "-a", "", " ", "\0", "a\0b", "\ud800", "é",
    "\u202e", "'; DROP TABLE documents; --", "%", "_", "\\", "🙂", "a" * 9_999,
    '"a', 'a"b"c', "__", "= =",
)  # fmt: skip


@pytest.fixture
def project(tmp_path):
    with onrecord.open(tmp_path / "p", create=True) as opened:
        yield opened


@pytest.fixture
def full(project):
    add_documents(project.store, several(5))
    keep_readings(project.store, VERSION, lines(5))
    return project


# ---- queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLE)
def test_every_table_gives_frozen_values_frames_and_counts(full, table):
    query = getattr(full, table)()
    values = list(query)
    assert len(values) == query.count() == 5 * COUNTS[table]
    assert {type(value) for value in values} <= {TABLE[table].row}
    assert len(query.newest(3)) == min(3, len(values))
    names = [field.name for field in fields(TABLE[table].row)]
    assert list(query.df().columns) == names == query.arrow().schema.names
    assert query.arrow().num_rows == len(query.df()) == len(values)
    assert query.arrow().column("doc_id").to_pylist() == [value.doc_id for value in values]


@pytest.mark.parametrize("table", TABLE)
def test_a_table_without_rows_is_empty_with_its_columns(project, table):
    query = getattr(project, table)()
    assert (list(query), query.count(), query.newest()) == ([], 0, [])
    assert query.arrow().num_rows == len(query.df()) == 0
    assert list(query.df().columns) == query.arrow().schema.names


@pytest.mark.parametrize(
    ("table", "filters", "found"),
    [
        ("documents", {"text": '"bus station" shells'}, 5),
        ("documents", {"text": "hospitals"}, 0),
        ("documents", {"actor": "vessia", "text": "bus"}, 5),
        ("documents", {"type": "ASSAULT", "outlet": "Plain Wire", "place": "oska"}, 5),
        ("documents", {"outlet": ["Plain Wire", "Other"]}, 5),
        ("documents", {"id": "doc3"}, 1),
        ("documents", {"since": "2024-06-05", "until": "2024-06-05"}, 5),
        ("documents", {"since": "2024-06-06"}, 0),
        ("statements", {"holder": "league"}, 10),
        ("statements", {"holder": ["league", "mayor"]}, 15),
        ("statements", {"holder": "league", "speech_act": "denial"}, 5),
        ("statements", {"holder": "clerk"}, 5),
        ("statements", {"via": "clerk"}, 10),
        ("statements", {"holder": "DOC"}, 5),
        ("statements", {"actor": "league"}, 25),
        ("statements", {"place": "oska"}, 5),
        ("statements", {"type": "ASSAULT", "polarity": "-"}, 5),
        ("statements", {"text": "bus station", "holder": "hospital"}, 5),
        ("statements", {"text": "bus station", "holder": "league"}, 0),
        ("statements", {"text": "shel*"}, 5),
        ("statements", {"status": "retracted", "month": "2024-06"}, 5),
        ("statements", {"statement_id": "s_hit_2"}, 1),
        ("statements", {"since": "2024-01-01", "until": "2024-12-31", "voice": "own_voice"}, 5),
        ("statements", {"since": "2000-01-01", "until": "2024-12-31"}, 50),
        ("accounts", {"actor": "league"}, 5),
        ("accounts", {"as_actor": "league", "type": "ASSAULT"}, 5),
        ("accounts", {"as_victim": "league"}, 0),
        ("accounts", {"holder": "league"}, 5),
        ("accounts", {"denied_by": "league"}, 5),
        ("accounts", {"denied_by": "tarn"}, 0),
        ("accounts", {"country": "XXA", "place": "oska"}, 5),
        ("accounts", {"since": "2024-06-04", "until": "2024-06-04"}, 5),
        ("accounts", {"since": "2024-06-05", "until": "2024-07-01"}, 0),
        ("accounts", {"text": "bus"}, 5),
        ("accounts", {"mode": "heavy-weapons", "quad": "material_conflict"}, 5),
        ("accounts", {"month": "unknown"}, 5),
        ("relations", {"actor": "league", "polarity": "+"}, 5),
        ("relations", {"subject": "league"}, 0),
        ("relations", {"denied_by": "vessia", "type": "arms"}, 5),
        ("links", {"source": "s_closed_1"}, 1),
        ("participants", {"actor": "league", "role": "actor"}, 5),
        ("participants", {"role": "victim"}, 5),
        ("tellings", {"holder": "league", "denied": 1}, 5),
        ("actors", {"actor": "tarn"}, 5),
        ("actors", {"type": "person", "actor": ["tarn", "mayor", "vessia"]}, 10),
        ("places", {"place": "oska", "kind": "city"}, 5),
        ("places", {"country": "XXV"}, 5),
        ("quantities", {"kind": "fatalities", "bound": "at_least"}, 5),
        ("quantities", {"kind": "injured"}, 0),
        ("loaded", {"category": "label", "target": "league"}, 5),
    ],
)  # fmt: skip
def test_filters_find_what_they_say(full, table, filters, found):
    query = getattr(full, table)(**filters)
    assert len(list(query)) == query.count() == found
    assert len(query.newest(100)) == found
    one = query.where(document=document(3).doc_id)
    rest = [value for value in query if value.doc_id == document(3).doc_id]
    assert list(one) == rest
    assert list(query.where(document="d_none")) == []


def test_every_filter_of_the_docs_is_one_and_every_one_is_in_the_docs():
    page = DOCS.read_text("utf-8")
    table = page[page.index("| method | filters |") : page.index("A filter takes one value")]
    listed = set(re.findall(r"`(\w+)`", table))
    known = {name for one in TABLE for name in filters_of(one)} | {"text"}
    assert known - listed == set()
    assert listed - known - set(TABLE) == set()


def test_an_unknown_filter_is_refused_with_those_that_are_known(full):
    with pytest.raises(StoreError, match=r"accounts has no filter 'colour'; it has .*actor"):
        full.accounts(colour="red")
    with pytest.raises(StoreError, match="no ISO 8601 day"):
        full.statements(since="yesterday")
    with pytest.raises(StoreError, match="no day to filter by"):
        full.actors(since="2024-01-01")
    for table in set(TABLE) - set(WITH_TEXT):
        with pytest.raises(StoreError, match="has no text"):
            getattr(full, table)(text="x")


def test_values_that_differ_only_in_case_signs_or_accents_are_different(project):
    outlets = ["Wire", "wire", "Wíre", "Wire!", "W ire", '"Wire"', "=wire", "wire OR x", "*"]
    for number, outlet in enumerate(outlets):
        add_documents(project.store, [collected(number, outlet=outlet)])
        keep_readings(project.store, VERSION, [line(number, outlet=outlet)])
    for outlet in outlets:
        assert {row.outlet for row in project.statements(outlet=outlet)} == {outlet}
        assert {row.outlet for row in project.accounts(outlet=outlet)} == {outlet}
        assert project.documents(outlet=outlet).count() == 1


def test_newest_goes_from_the_last_day_to_the_first_and_then_to_no_day(project, monkeypatch):
    days = ["2024-03-09", None, "2021-12-31", "2024-03-10", "2023-01-01", None, "2024-03-09"]
    for number, day in enumerate(days):
        add_documents(project.store, [collected(number, published=day)])
        keep_readings(project.store, VERSION, [line(number, published=day)])
    wanted = ["2024-03-10", *["2024-03-09"] * 2, "2023-01-01", "2021-12-31", None, None]
    query = project.statements(holder="mayor")
    assert [row.day for row in query.newest()] == wanted
    sorted_at_once = query.newest(4, 2)
    monkeypatch.setattr("onrecord.store.query.SORTED", 2)  # month by month
    assert [row.day for row in query.newest()] == wanted
    assert query.newest(4, 2) == sorted_at_once
    assert [
        row.day for row in query.where(since="2023-01-01", until="2024-03-09").newest()
    ] == wanted[1:4]
    assert [row.published for row in project.documents().newest(3)] == wanted[:3]


def test_a_query_sees_what_is_added_while_it_runs_and_each_row_once(full, monkeypatch):
    monkeypatch.setattr("onrecord.store.query.PAGE", 7)
    seen = []
    for row in full.statements(actor="league"):
        seen.append(row.statement_id)
        if len(seen) == 8:
            add_documents(full.store, several(3, 5))
            keep_readings(full.store, VERSION, lines(3, 5))
    assert len(seen) == len(set(seen)) == 8 * 5
    assert [a.actor_id for a in full.actors(actor=["tarn", "league"])] == ["league", "tarn"] * 8


def paired(number: int, *, newer: bool = False) -> bytes:
    """A reading in which the army acts on the mayor."""
    made = line(number, newer=newer).replace(
        b'"role":"victim","actor_id":null', b'"role":"victim","actor_id":"mayor"'
    )
    return made.replace(b'"participants":[', b'"participants":[{"role":"actor","actor_id":"army",'
                        b'"spans":[{"start":0,"end":1,"text":"x"}],"inferred":false},')  # fmt: skip


def test_pairs_by_month_count_asserted_accounts(project):
    add_documents(project.store, several(4))
    keep_readings(project.store, VERSION, [paired(0), *lines(3, 1)])
    assert [(one.month, one.accounts) for one in project.pair_by_month("army", "mayor")] == [
        ("2024-06", 1)
    ]
    assert project.pair_by_month("army", "mayor", realis=["planned"]) == ()
    assert project.pair_by_month("mayor", "army") == ()
    assert [one.month for one in project.pairs(actor="army", recipient=["mayor"])] == ["2024-06"]
    assert project.pairs(recipient="army").count() == 0


def test_pairs_by_month_follow_what_is_read_anew_and_withdrawn(project):
    def months() -> list[int]:
        return [one.accounts for one in project.pair_by_month("army", "mayor")]

    add_documents(project.store, several(4))
    keep_readings(project.store, VERSION, [paired(0), paired(1), *lines(2, 2)])
    assert months() == [2]
    keep_readings(project.store, version_of(NEWER), [paired(0, newer=True), line(1, newer=True)])
    assert months() == [1]
    project.withdraw(document(0).doc_id, "an error")
    assert months() == []
    left = "SELECT count(*) FROM pair_months WHERE 'army' IN (actor, recipient)"
    assert project.store.connection.execute(left).fetchone() == (0,)


def test_a_project_of_the_second_schema_gets_its_counts_by_month(tmp_path, monkeypatch):
    steps = [step for step in migrations() if step[0] < 3]
    monkeypatch.setattr("onrecord.store.projects.migrations", lambda: steps)
    create_project(tmp_path)
    with closing(connect(tmp_path / "onrecord.db", writable=True)) as old:
        old.executemany(
            "INSERT INTO pairs VALUES (?, 7, 'army', ?, ?, 'ASSAULT', 'actual', ?)",
            [(1, "mayor", "2024-06", 2), (2, "mayor", "2024-06", 1), (3, "mayor", None, 1),
             (4, "mayor", "2024-06", 0), (5, "league", "2024-07", 1)],
        )  # fmt: skip
        old.commit()
    monkeypatch.undo()
    with onrecord.open(tmp_path) as project:
        found = project.pair_by_month("army", "mayor")
    assert [(one.month, one.accounts) for one in found] == [(None, 1), ("2024-06", 2)]


def test_single_documents_come_back(full):
    doc_id = document(2).doc_id
    assert full.document(doc_id) == document(2)
    assert full.original(doc_id) == collected(2).original
    assert full.reading(doc_id).statements[1].statement_id == "s_hit_2"
    assert full.reading("d_none") is full.document("d_none") is full.original("d_none") is None


# ---- search -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_can_break_a_search(full, text):
    assert isinstance(search(full.store, text), tuple)
    assert full.statements(text=text).count() >= 0
    assert full.accounts(text=text).newest() is not None
    assert full.documents(text=text).newest() is not None


#: Letters, digits, what quoting and FTS5 mean something by, and anything else.
TYPED = st.text(
    st.one_of(st.sampled_from('ab1é "*()^:-+_='), st.characters(exclude_categories=["Cs"])),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(TYPED)
def test_a_row_that_holds_what_was_typed_is_found_by_it(text):
    table = sqlite3.connect(":memory:")
    with closing(table), table:
        table.execute(
            "CREATE VIRTUAL TABLE t USING fts5 (a, b, tokenize=\"unicode61 tokenchars '=_'\")"
        )
        held = text.replace("\0", " ")
        table.execute("INSERT INTO t VALUES (?, ''), ('', '')", (held,))
        wanted = expression(text)
        assert (wanted is None) is (re.search(r"\w", text) is None)
        for asked in (wanted, f"a : ({wanted})") if wanted else ():
            found = table.execute("SELECT rowid FROM t WHERE t MATCH ?", (asked,)).fetchall()
            assert found == [(1,)]


def test_a_hit_shows_the_words_where_they_stand(full):
    hits = full.search('"CAME from the barracks"', limit=3)
    assert len(hits) == 3
    text = full.document(hits[0].doc_id).text
    assert text[hits[0].passage.start : hits[0].passage.end] == hits[0].passage.text
    assert "came from the barracks" in hits[0].passage.text
    assert full.search("barracks nowhere") == ()


def test_the_best_hits_come_first(project):
    for number, text in enumerate(
        ["a cat", "dog dog dog", "one dog among very many other animals of all kinds"]
    ):
        add_documents(project.store, [collected(number, text=text, title="t")])
    assert [hit.id for hit in project.search("dog")] == ["doc1", "doc2"]


# ---- snapshots and SQL --------------------------------------------------------------------------


def test_a_snapshot_holds_every_table_and_says_what_it_is(full):
    made = full.snapshot()
    assert made.counts == {table: 5 * number for table, number in COUNTS.items()} | NOT_MERGED
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert manifest["counts"] == made.counts
    assert manifest["versions"] == [
        {**json.loads(json.dumps(vars_of(READING.versions))), "readings": 5}
    ]
    files = {str(f.relative_to(made.folder)): f for f in made.folder.rglob("*.parquet")}
    assert set(files) == set(manifest["files"])
    for name, file in files.items():
        assert manifest["files"][name]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    read = duckdb.connect(":memory:")
    for table in TABLE:
        query = getattr(full, table)()
        columns = ", ".join(query.df().columns)
        found = read.execute(f"SELECT {columns} FROM '{made.folder}/{table}/*.parquet'").fetchall()
        assert sorted(map(repr, found)) == sorted(
            repr(tuple(getattr(row, field.name) for field in fields(row))) for row in query
        )
    (text,) = read.execute(
        f"SELECT text FROM '{made.folder}/documents/*.parquet' LIMIT 1"
    ).fetchone()
    assert text == document(0).text
    read.close()


def vars_of(versions):
    return {field.name: getattr(versions, field.name) for field in fields(versions)}


def test_a_snapshot_of_nothing_has_all_tables(project):
    made = project.snapshot()
    assert set(made.counts.values()) == {0}
    assert project.sql("SELECT count(*) AS n, max(holder) AS h FROM statements") == [
        {"n": 0, "h": None}
    ]
    assert project.sql("SELECT * FROM judgements") == []


def test_a_snapshot_can_be_of_some_documents(full):
    add_documents(full.store, [collected(9, outlet="Other", published="2020-01-01")])
    keep_readings(full.store, VERSION, [line(9, outlet="Other", published="2020-01-01")])
    made = full.snapshot(Scope(outlet=("Other",)))
    assert made.counts == COUNTS | NOT_MERGED
    assert full.manifest()["filter"] == {"outlet": ["Other"], "since": None, "until": None}
    assert full.snapshot(Scope(since="2024-01-01")).counts["documents"] == 5
    assert len(list((full.folder / "snapshots").iterdir())) == 2


def test_odd_characters_survive_a_snapshot(project):
    odd = "One\0two \u202e \"quoted\" 'x' \\ \n\r\t 🙂 é, {}[]"
    add_documents(project.store, [collected(1, text=odd, title="", outlet=None)])
    project.snapshot()
    (found,) = project.sql("SELECT text, title, outlet FROM documents")
    assert found == {"text": odd, "title": "", "outlet": None}


def test_a_snapshot_that_fails_leaves_nothing_behind(full, monkeypatch):
    monkeypatch.setattr("onrecord.store.snapshot._described", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        full.snapshot()
    assert list((full.folder / "snapshots").iterdir()) == []
    assert newest_snapshot(full.folder) is None
    assert not full.store.connection.in_transaction


@pytest.mark.parametrize(
    "query",
    [
        "COPY statements TO '{folder}/x.csv'",
        "COPY statements TO '{snapshot}/x.parquet'",
        "EXPLAIN ANALYZE COPY statements TO '{snapshot}/x.parquet'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('{folder}/onrecord.toml')",
        "SELECT * FROM '{folder}/onrecord.db'",
        "ATTACH '{folder}/onrecord.db'",
        "INSTALL httpfs",
        "LOAD icu",
        "SET enable_external_access = true",
        "PRAGMA threads = 4",
        "CREATE TABLE x (n INTEGER)",
        "DROP VIEW statements",
        "DELETE FROM judgements",
        "SELECT 1; SELECT 2",
        "SELECT nothing FROM statements",
        "SELEC 1",
        "",
        "-- only a remark",
    ],
)  # fmt: skip
def test_a_query_may_only_read(full, query):
    made = full.snapshot()
    before = sorted(full.folder.rglob("*"))
    with pytest.raises(StoreError, match="sql: "):
        full.sql(query.format(folder=full.folder, snapshot=made.folder))
    assert sorted(full.folder.rglob("*")) == before


def test_a_query_that_takes_too_long_is_stopped(full):
    full.snapshot()
    with pytest.raises(StoreError, match="stopped after"):
        full.sql(
            "SELECT count(*) FROM range(10000000000) a(i) WHERE i % 7 = 3 AND i % 11 = 5",
            seconds=0.3,
        )


def test_without_a_snapshot_the_message_says_how_to_make_one(full):
    with pytest.raises(StoreError, match="onrecord snapshot"):
        full.sql("SELECT 1")


@pytest.mark.parametrize("day", ["bogus", "4.12.2024", "2024-13-01"])
def test_a_snapshot_from_what_is_no_day_is_refused(project, day):
    with pytest.raises(StoreError, match="no ISO 8601 day"):
        project.snapshot(Scope(since=day))
    assert newest_snapshot(project.store.folder) is None


# ---- commands -----------------------------------------------------------------------------------


def run(*arguments):
    return RUN.invoke(app, [str(argument) for argument in arguments])


def test_init_add_search_snapshot_sql_withdraw(tmp_path):
    folder = tmp_path / "study"
    assert run("init", folder).exit_code == 0
    assert "[read]" in (folder / "onrecord.toml").read_text("utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("=SUM(1) Rebels shelled Osk.")
    (texts / "b.txt").write_text("")
    done = run("add", texts, "--project", folder)
    assert done.exit_code == 3
    assert "1 new, 0 already there, 1 failed" in done.stderr
    assert run("add", texts / "a.txt", "--project", folder).exit_code == 0
    found = run("search", "shelled", "--project", folder, "--format", "jsonl")
    doc_id = json.loads(found.stdout)["doc_id"]
    assert run("search", "nowhere", "--project", folder).exit_code == 4
    assert "shelled" in run("search", "osk", "--project", folder).stdout
    made = run("snapshot", "--project", folder)
    assert Path(made.stdout.strip()).is_dir()
    ask = ("sql", "SELECT text, n_chars FROM documents", "--project", folder, "--format")
    rows = list(csv.reader(io.StringIO(run(*ask, "csv").stdout)))
    assert rows == [["text", "n_chars"], ["'=SUM(1) Rebels shelled Osk.", "27"]]
    assert run(*ask, "csv", "--raw").stdout.splitlines()[1] == "=SUM(1) Rebels shelled Osk.,27"
    assert json.loads(run(*ask, "jsonl").stdout) == {
        "text": "=SUM(1) Rebels shelled Osk.",
        "n_chars": 27,
    }
    assert "27" in run(*ask, "table").stdout
    done = run("withdraw", doc_id, "--reason", "a mistake", "--project", folder)
    assert done.exit_code == 0
    assert "may hold a copy" in done.stderr
    refused = run("add", texts / "a.txt", "--project", folder)
    assert (refused.exit_code, "--again" in refused.stderr) == (4, True)
    assert run("add", texts / "a.txt", "--again", "--project", folder).exit_code == 0


def test_the_settings_that_a_new_project_shows_are_those_it_has(tmp_path):
    with onrecord.open(tmp_path, create=True):
        file = tmp_path / "onrecord.toml"
    shown = re.sub(r"^# (?=\w+ = )", "", file.read_text("utf-8"), flags=re.M)
    file.write_text(shown, "utf-8")
    assert load_settings(tmp_path) == Settings()
    assert load_table_of(tmp_path, "run", Limits) == Limits()
    assert set(load_sides(tmp_path).values()) == {"government", "opposition"}
    assert load_columns(tmp_path).of("any.csv").date_format == "%d/%m/%Y"
    assert len(tomllib.loads(shown)["read"]) == len(fields(Settings))


def test_the_settings_of_a_new_project_are_all_settings_and_their_defaults(tmp_path):
    from onrecord.settings import Settings, load_settings

    run("init", tmp_path / "p")
    file = tmp_path / "p" / "onrecord.toml"
    assert load_settings(tmp_path / "p") == Settings()
    file.write_text(re.sub(r"^# (?=\w+ = )", "", file.read_text("utf-8"), flags=re.M))
    assert load_settings(tmp_path / "p", {}) == Settings()
    assert all(field.name in file.read_text("utf-8") for field in fields(Settings))


@pytest.mark.parametrize(
    "arguments", [("add", "x.txt"), ("search", "x"), ("sql", "SELECT 1"), ("snapshot",)]
)
def test_without_a_project_the_message_says_how_to_make_one(tmp_path, arguments):
    done = run(*arguments, "--project", tmp_path)
    assert isinstance(done.exception, StoreError)
    assert "onrecord init" in str(done.exception)


# ---- docs ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_examples_of_the_docs_do_what_they_say(tmp_path, monkeypatch):
    from onrecord.api import reader as reader_of
    from onrecord.collect import collect
    from onrecord.store import version_of

    with resources.as_file(resources.files("onrecord") / "demo") as demo:
        own = reader_of(demo / "project")
        with onrecord.open(tmp_path / "study", create=True) as made:
            add_documents(made.store, collect([demo / "sample.jsonl"], max_bytes=4_000_000))
            made_lines = read_lines(
                list(map(made.document, (d.doc_id for d in made.documents()))), own
            )
            assert keep_readings(made.store, version_of(own.versions), made_lines).new == 12
            monkeypatch.chdir(tmp_path)
            result = doctest.testfile(
                str(DOCS), module_relative=False, globs={"project": made},
                optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS,
            )  # fmt: skip
    assert result.attempted > 10
    assert result.failed == 0
