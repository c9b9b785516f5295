"""The project database: what goes in comes out, once, and nothing is overwritten."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from dataclasses import replace
from importlib import resources

import msgspec
import pytest

from invented_reading import READING, TEXT
from onrecord import model
from onrecord.errors import StoreError
from onrecord.interchange import decode_reading
from onrecord.model import Failure, Gap
from onrecord.store import (
    add_documents,
    create_project,
    keep_readings,
    open_store,
    unread,
    verify_log,
    version_of,
    write_log,
)
from onrecord.store import line as store_line
from onrecord.store.documents import get_document, original_of
from onrecord.store.filters import Selection
from onrecord.store.journal import Judgement, log_entries, write_judgement
from onrecord.store.keys import keys_of
from onrecord.store.line import read_line
from onrecord.store.projects import bring_up_to_date, migrations, statements_of
from onrecord.store.query import count
from onrecord.store.readings import get_reading, line_of, prune
from onrecord.store.rows import TABLES
from onrecord.store.search import search
from onrecord.store.withdraw import rewrite, withdraw
from stored import NEWER, VERSION, collected, document, line, lines, several


@pytest.fixture
def store(tmp_path):
    create_project(tmp_path / "p")
    with open_store(tmp_path / "p") as opened:
        yield opened


def number_of(store, table):
    return store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def contents(store):
    """Every row of every ordinary table."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [name for (name,) in store.connection.execute(sql)]
    return {name: store.connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


# ---- documents ----------------------------------------------------------------------------------


def test_a_document_comes_back_as_it_went_in(store):
    odd = replace(
        document(1, metadata={"é": [1, None, {"deep": "ß"}], "n": 1.5}, title=None),
        prose_start=3, gaps=(Gap("collect", None, "no day", ("a", "b")),),
    )  # fmt: skip
    add_documents(store, [replace(collected(1), document=odd)])
    assert get_document(store, odd.doc_id) == odd
    assert list(unread(store, VERSION)) == [odd]


def test_adding_twice_changes_nothing(store):
    first = add_documents(store, several(3))
    before = contents(store)
    again = add_documents(store, several(3))
    assert (first.new, first.already) == (3, 0)
    assert (again.new, again.already) == (0, 3)
    assert contents(store) == before


def test_one_content_printed_twice_is_two_documents(store):
    add_documents(store, [collected(1), collected(2)])
    found = store.connection.execute("SELECT DISTINCT content_id FROM documents").fetchall()
    assert number_of(store, "documents") == 2
    assert len(found) == 1


def test_equal_bytes_are_kept_once_with_the_record_of_each_collection(store):
    one, two = collected(1), replace(collected(2), original=collected(1).original, where="b.html")
    add_documents(store, [one, two])
    assert number_of(store, "originals") == 1
    assert original_of(store, two.document.doc_id) == one.original
    sql = "SELECT place, fetched, collector, media_type, sha256 FROM documents JOIN originals o"
    found = store.connection.execute(f"{sql} ON o.n = original ORDER BY documents.n").fetchall()
    digest = hashlib.sha256(one.original).hexdigest()
    fetched = ("2024-06-05T10:00:00Z", "html", "text/html", digest)
    assert found == [("pages/1.html", *fetched), ("b.html", *fetched)]


def test_a_failure_to_collect_is_kept_until_the_document_comes(store):
    failures = [Failure("pages/1.html", "collect", "not UTF-8 at byte 17"),
                Failure("pages/2.html", "collect", "not UTF-8 at byte 4")]  # fmt: skip
    assert add_documents(store, failures).failed == {"not UTF-# at byte #": 2}
    assert add_documents(store, failures).failed == {"not UTF-# at byte #": 2}
    assert number_of(store, "failures") == 2
    add_documents(store, [collected(1)])
    assert number_of(store, "failures") == 1


def test_what_no_database_takes_is_a_failure_or_escaped(store):
    broken = collected(1, title="a \udce9 b")
    named = replace(collected(2), where="caf\udce9.html")
    added = add_documents(store, [broken, named, Failure("\udce9.txt", "collect", "gone")])
    assert added.new == 1
    assert sum(added.failed.values()) == 2
    assert number_of(store, "failures") == 2


def test_control_characters_stay_in_the_text(store):
    odd = document(1, text="One\0two \u202e three\r\n\tfour. \U0001f600")
    add_documents(store, [replace(collected(1), document=odd)])
    assert get_document(store, odd.doc_id) == odd


def test_a_stored_document_cannot_be_changed(store):
    add_documents(store, several(1))
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        store.connection.execute("UPDATE documents SET text = 'other'")


# ---- readings -----------------------------------------------------------------------------------


def test_a_reading_is_kept_once_for_each_version(store):
    add_documents(store, several(3))
    assert keep_readings(store, VERSION, lines(3)).new == 3
    before = contents(store)
    again = keep_readings(store, VERSION, lines(3))
    assert (again.new, again.already) == (0, 3)
    assert contents(store) == before
    assert list(unread(store, VERSION)) == []
    assert decode_reading(line(1)) == get_reading(store, document(1).doc_id)


def test_unread_goes_on_where_it_stopped_in_the_order_of_adding(store):
    add_documents(store, several(150))
    keep_readings(store, VERSION, (line(n) for n in range(0, 150, 2)))
    assert [d.id for d in unread(store, VERSION)] == [f"doc{n}" for n in range(1, 150, 2)]


def test_a_newer_version_takes_the_place_and_the_older_line_stays_until_pruned(store):
    newer = version_of(NEWER)
    add_documents(store, several(2))
    keep_readings(store, VERSION, lines(2))
    rows = {table: number_of(store, table) for table in TABLES}
    assert len(list(unread(store, newer))) == 2
    assert keep_readings(store, newer, [line(0, newer=True), line(1, newer=True)]).new == 2
    assert {table: number_of(store, table) for table in TABLES} == rows
    assert count(store, Selection("statements", (("holder", ("league",)),))) == 4
    old, new = (line_of(store, document(0).doc_id, v) for v in (VERSION, newer))
    assert (old, new) == (line(0), line(0, newer=True))
    assert line_of(store, document(0).doc_id) == new
    assert prune(store).readings == 2
    assert line_of(store, document(0).doc_id, VERSION) is None
    assert line_of(store, document(0).doc_id) == new
    store.connection.execute(
        "INSERT INTO statement_words(statement_words) VALUES('integrity-check')"
    )
    store.connection.execute("INSERT INTO row_keys(row_keys) VALUES('integrity-check')")


def test_rows_are_found_again_after_the_reading_was_replaced_many_times(store):
    add_documents(store, several(1))
    for turn in range(4):
        said = replace(READING.versions, lexicon=f"sha{turn}")
        made = line(0).replace(b'"sha0123"', f'"sha{turn}"'.encode())
        assert keep_readings(store, version_of(said), [made]).new == 1
        for table, filters in (
            ("accounts", ("place", ("oska",))),
            ("relations", ("actor", ("vessia",))),
        ):
            assert count(store, Selection(table, (filters,))) == 1
    assert number_of(store, "readings") == 4


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"{}", "no reading"),
        (b'{"schema":', "no reading"),
        (line(1)[:2000], "no reading"),
        (line(1).replace(b'["s_hit_1"]', b'["s_none"]'), "no reading"),
        (line(1, newer=True), "read by the version"),
    ],
)
def test_what_is_no_reading_of_this_version_is_a_failure(store, given, reason):
    add_documents(store, several(2))
    kept = keep_readings(store, VERSION, [given, line(0)])
    assert (kept.new, kept.failed) == (1, {"store": 1})
    (found,) = store.connection.execute("SELECT reason FROM failures").fetchall()
    assert reason in found[0]


def test_a_failed_document_is_not_given_out_again_unless_asked_for(store):
    add_documents(store, several(3))
    failures = [Failure("doc1", "parse", "boom"), Failure(document(2).doc_id, "actors", "bang")]
    kept = keep_readings(store, VERSION, [*failures, line(0)])
    assert kept.failed == {"parse": 1, "actors": 1}
    assert list(unread(store, VERSION)) == []
    assert [d.id for d in unread(store, VERSION, failed=True)] == ["doc1", "doc2"]
    assert len(list(unread(store, version_of(NEWER)))) == 3
    keep_readings(store, VERSION, [line(1)])
    assert number_of(store, "failures") == 1


def test_a_reading_of_an_unknown_document_is_counted_and_left_out(store):
    assert keep_readings(store, VERSION, lines(2)).unknown == 2
    assert number_of(store, "readings") == 0


def test_every_row_has_the_columns_of_its_table(store):
    for table, (_, width) in TABLES.items():
        assert len(store.connection.execute(f"SELECT * FROM {table}").description) == width


def parts_of_a_line():
    structs = (one for one in vars(store_line).values() if isinstance(one, type))
    return [s for s in structs if issubclass(s, msgspec.Struct) and s.__struct_fields__]


@pytest.mark.parametrize("part", parts_of_a_line(), ids=lambda part: part.__name__)
def test_what_the_store_decodes_is_what_the_model_declares(part):
    """A third of the time of the whole reading, for writing field names twice: so hold them."""
    whole = {"Line": "Reading", "Document": "DocumentPart"}.get(part.__name__, part.__name__)
    declared = getattr(model, whole).__annotations__
    counted = {"document": "Document", "mentions": "tuple[Mention, ...]"}
    assert set(part.__annotations__) <= set(declared)
    assert part.__annotations__.items() <= (declared | counted).items()


def test_the_words_of_a_reading_are_those_of_the_schema():
    """If this fails, rows kept before cannot be taken out of the index: add a migration."""
    made = keys_of(read_line(line(1)), 7, "Plain Wire")
    digest = hashlib.sha256(json.dumps([made.statements, made.others]).encode()).hexdigest()
    assert digest[:16] == "188a8f01beda1b0b"


# ---- judgements and log -------------------------------------------------------------------------


def test_the_log_is_a_chain_that_shows_any_change(store):
    first = verify_log(store).entries
    for turn in range(3):
        write_log(store, "note", f"n{turn}", {"turn": turn})
    state = verify_log(store)
    assert (state.broken, state.entries) == (None, first + 3)
    assert [e.subject for e in log_entries(store, 2)] == ["n1", "n2"]
    for table in ("log", "judgements"):
        write_judgement(store, Judgement("R.", "s_1", "polarity", "-", "it is denied"))
        for change in (f"UPDATE {table} SET written = ''", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                store.connection.execute(change)
    store.connection.execute("DROP TRIGGER log_stays")
    store.connection.execute("UPDATE log SET subject = 'n9' WHERE n = 3")
    assert verify_log(store).broken == 3


def test_a_hole_in_the_log_and_a_changed_judgement_show(store):
    first = verify_log(store).entries
    write_judgement(store, Judgement("R.", "s_1", "polarity", {"to": "-"}, "it is denied"))
    assert verify_log(store).broken is None
    store.connection.execute("DROP TRIGGER judgements_stay")
    store.connection.execute("""UPDATE judgements SET decision = '"+"'""")
    assert verify_log(store).broken == first + 1
    store.connection.execute("DROP TRIGGER log_remains")
    store.connection.execute("DELETE FROM log WHERE n = 1")
    assert verify_log(store).broken == 1


def test_a_filter_with_no_values_is_refused(store):
    with pytest.raises(StoreError, match="outlet of nothing"):
        count(store, Selection("accounts", (("outlet", ()),)))


# ---- withdrawal ---------------------------------------------------------------------------------


def test_a_withdrawn_document_leaves_no_word_in_the_files(store):
    secret = document(7, text=TEXT.replace("bus station", "zanquorbel depot"), title="Qwyxted")
    other = [collected(n) for n in range(30)]
    add_documents(
        store, [*other, replace(collected(7), document=secret, original=b"zanquorbel page")]
    )
    made = line(7, text=secret.text).replace(b"bus station", b"zanquorbel depot")
    keep_readings(store, VERSION, [*lines(30), made])
    assert [hit.doc_id for hit in search(store, "zanquorbel")] == [secret.doc_id]
    done = withdraw(store, secret.doc_id, "names a witness")
    assert done.emptied
    assert done.same_text == ()
    assert search(store, "zanquorbel") == ()
    assert get_document(store, secret.doc_id) is None
    assert count(store, Selection("statements")) == 30 * len(READING.statements)
    for file in store.folder.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            assert b"zanquorbel" not in raw.lower(), file
            assert b"qwyxted" not in raw.lower(), file
    (stone,) = store.connection.execute("SELECT doc_id, reason FROM tombstones").fetchall()
    assert stone == (secret.doc_id, "names a witness")
    assert verify_log(store).broken is None
    assert [e.action for e in log_entries(store, 1)] == ["withdraw"]


def test_the_file_is_written_anew_so_that_no_unused_part_holds_words(store):
    add_documents(store, several(40))
    keep_readings(store, VERSION, lines(40))
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (store.folder / "onrecord.db").stat().st_size
    done = [withdraw(store, document(n).doc_id, "x") for n in range(20)]
    assert all(one.rewritten and one.emptied for one in done)
    assert store.connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert (store.folder / "onrecord.db").stat().st_size < before
    assert store.connection.execute("PRAGMA temp_store").fetchone() == (2,)  # memory, as before


def test_a_file_that_others_write_is_not_written_anew(store, monkeypatch):
    monkeypatch.setattr("onrecord.store.withdraw.PATIENCE", 0.2)
    with open_store(store.folder) as other:
        other.connection.execute("BEGIN IMMEDIATE")
        store.connection.execute("PRAGMA busy_timeout = 0")
        assert not rewrite(store)
        other.connection.execute("ROLLBACK")
    assert rewrite(store)


def test_a_withdrawn_document_comes_back_only_if_asked_for(store):
    add_documents(store, several(2))
    done = withdraw(store, "doc1", "an error")
    assert done.same_text == (document(0).doc_id,)
    refused = add_documents(store, [collected(1), collected(5)])
    assert (refused.new, refused.withdrawn) == (0, 2)  # doc5 has the same text
    assert add_documents(store, [collected(1)], again=True).new == 1
    with pytest.raises(StoreError, match="no document"):
        withdraw(store, "nobody", "x")


def test_bytes_that_another_document_came_from_stay(store):
    other = document(2, text="Troops entered Orsk.")
    shared = replace(collected(1), document=other)
    add_documents(store, [collected(1), shared])
    done = withdraw(store, document(1).doc_id, "x")
    assert done.same_original == (other.doc_id,)
    assert original_of(store, other.doc_id) == shared.original
    withdraw(store, other.doc_id, "x")
    assert number_of(store, "originals") == 0


def test_a_name_of_several_documents_is_refused(store):
    add_documents(store, [collected(1), collected(1, outlet="Other Wire")])
    with pytest.raises(StoreError, match="2 documents"):
        withdraw(store, "doc1", "x")


# ---- schema -------------------------------------------------------------------------------------

SCRIPT = (resources.files("onrecord") / "store" / "schema.sql").read_text("utf-8")
SCRIPTS = [SCRIPT, *(file.read_text("utf-8") for _, file in migrations())]
NEWEST = max((number for number, _ in migrations()), default=1)
NEXT = NEWEST + 1


def test_every_column_is_explained():
    tables = [
        s
        for script in SCRIPTS
        for s in statements_of(script)
        if re.search(r"CREATE (VIRTUAL )?TABLE", s)
    ]
    assert len(tables) >= 20
    for table in tables:
        body = table[table.index("(\n") : table.rindex(")")].splitlines()[1:]
        columns = [
            one
            for one in body
            if not re.match(r"\s*(UNIQUE \(|PRIMARY KEY \(|content=|--|\)|$)", one)
        ]
        assert not [one for one in columns if "--" not in one], table


def test_a_newer_schema_is_refused_with_advice(tmp_path):
    create_project(tmp_path / "p")
    with open_store(tmp_path / "p") as store:
        store.connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="newer onrecord"):
        open_store(tmp_path / "p")


def test_an_older_schema_is_copied_and_brought_up_to_date(store, tmp_path):
    add_documents(store, several(2))
    step = tmp_path / f"{NEXT:04}_notes.sql"
    step.write_text("CREATE TABLE notes (\n    n INTEGER  -- key\n);\n")
    bring_up_to_date(store, [(NEXT, step)])
    assert number_of(store, "notes") == 0
    assert number_of(store, "documents") == 2
    copy = sqlite3.connect(store.folder / f"onrecord-schema{NEWEST}.db")
    kept = copy.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    assert kept == (str(NEWEST),)
    assert copy.execute("SELECT count(*) FROM documents").fetchone() == (2,)
    copy.close()
    bring_up_to_date(store, [(NEXT, step)])
    with pytest.raises(StoreError, match="newer onrecord"):
        bring_up_to_date(store, [])


def test_a_failing_migration_leaves_the_old_schema(store, tmp_path):
    step = tmp_path / f"{NEXT:04}_wrong.sql"
    step.write_text("CREATE TABLE notes (n INTEGER);\nCREATE TABLE documents (n INTEGER);\n")
    with pytest.raises(StoreError, match="already exists"):
        bring_up_to_date(store, [(NEXT, step)])
    kept = store.connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    assert kept == (str(NEWEST),)
    tables = store.connection.execute("SELECT name FROM sqlite_schema WHERE name = 'notes'")
    assert tables.fetchall() == []


# ---- folders ------------------------------------------------------------------------------------


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.doc").write_text("x")
    with pytest.raises(StoreError, match="other things"):
        create_project(tmp_path)
    with pytest.raises(StoreError, match="is no project"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="is a file"):
        create_project(tmp_path / "thesis.doc")


def test_making_a_project_again_keeps_what_is_there(tmp_path):
    (tmp_path / "lexicon").mkdir()
    create_project(tmp_path)
    (tmp_path / "onrecord.toml").write_text("[read]\njobs = 2\n")
    with open_store(tmp_path) as store:
        add_documents(store, several(1))
    create_project(tmp_path)
    with open_store(tmp_path) as store:
        assert number_of(store, "documents") == 1
    assert "jobs = 2" in (tmp_path / "onrecord.toml").read_text()


@pytest.mark.parametrize(
    "content",
    [b"this is no database at all, only some text" * 100, b"SQLite format 3\0" + b"\xff" * 5000],
)
def test_a_file_that_is_no_database_of_ours_is_refused(tmp_path, content):
    (tmp_path / "onrecord.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"no database or damaged"):
        open_store(tmp_path)


def test_a_database_of_another_program_is_refused(tmp_path):
    connection = sqlite3.connect(tmp_path / "onrecord.db")
    connection.execute("CREATE TABLE other (n)")
    connection.close()
    with pytest.raises(StoreError, match="not made by onrecord"):
        open_store(tmp_path)
