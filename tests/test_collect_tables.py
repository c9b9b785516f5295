"""CSV, TSV, Parquet and JSON dumps: a row is a document or a failure with its place."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.collect import Collected, collect, load_columns
from onrecord.collect.columns import ColumnRules, Columns
from onrecord.collect.days import day_written, mail_day
from onrecord.errors import SettingsError
from onrecord.model import Failure


def found(tmp_path, content, name="a.csv", **options):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(collect([file], **options))


def texts_of(outcomes):
    return [o.document.text for o in outcomes if isinstance(o, Collected)]


def told(outcomes):
    return [(o.document.rpartition("/")[2], o.reason) for o in outcomes if isinstance(o, Failure)]


def mapped(**columns):
    return ColumnRules(Columns(**columns))


# ---- CSV ----------------------------------------------------------------------------------------


def test_a_row_is_a_document(tmp_path):
    rows = (
        'id,Text,date,source,desk\r\nr1,"Rebels, he said,\nadvanced.",2024-12-04,Courier,world\r\n'
    )
    (one,) = found(tmp_path, rows)
    document = one.document
    assert document.text == "Rebels, he said,\nadvanced."
    assert (document.id, document.published, document.outlet) == ("r1", "2024-12-04", "Courier")
    assert document.metadata == {"desk": "world"}
    assert one.original.decode() == rows
    assert (one.where, one.by) == (f"{tmp_path / 'a.csv'}:2", "table")
    assert one.media_type == "text/csv; header=present"


def test_a_row_without_id_keeps_its_place(tmp_path):
    _, two = found(tmp_path, "text,title\nOne.,\nTwo.,\n")
    assert two.document.metadata == {"file": str(tmp_path / "a.csv"), "line": 3}
    assert two.document.title is None
    assert two.original == b"text,title\nTwo.,\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_delimiter_and_encoding_are_known_by_the_header(tmp_path, delimiter, encoding):
    rows = f"id{delimiter}text\n1{delimiter}Déjà vu; in Osk, again.\n"
    if delimiter in (";", ","):
        rows = rows.replace("Déjà vu; in Osk, again.", '"Déjà vu; in Osk, again."')
    assert texts_of(found(tmp_path, rows.encode(encoding))) == ["Déjà vu; in Osk, again."]


def test_a_header_without_text_says_what_to_do(tmp_path):
    assert told(found(tmp_path, "id,body,day\n1,x,y\n")) == [
        (
            "a.csv",
            'no column "text" for the text; the file has id, body, day; '
            'name it in onrecord.toml: [collect.columns] text = "…"',
        )
    ]
    rules = mapped(text="body", published="when")
    ((_, reason),) = told(found(tmp_path, "id,body,day\n1,x,y\n", mapping=rules))
    assert reason.startswith('no column "when" for the published; the file has id, body, day')


def test_two_columns_for_one_field_are_refused(tmp_path):
    assert told(found(tmp_path, "text,Text\n1,x\n")) == []
    assert told(found(tmp_path, "text,text\n1,x\n"))[0][1] == 'two columns "text"; rename one'


def test_an_empty_table_is_a_failure(tmp_path):
    assert told(found(tmp_path, "")) == [("a.csv", "empty: there is no header")]
    assert told(found(tmp_path, "text\n")) == [("a.csv", "empty: there is no row below the header")]


def test_bad_rows_are_failures_and_the_rest_is_read(tmp_path):
    rows = [
        b"id,text",
        b"1,One.",
        b"2,Two,too many",
        b"3",
        b'4,"open quotation mark',
        b"5,Five.",
        b"6,",
        b"7,\xff\xfe",
        b"",
        b'8,"said "so" he"',
        b'9,"Nine ""quoted""."',
    ]
    outcomes = found(tmp_path, b"\n".join(rows))
    assert texts_of(outcomes) == ["One.", "Five.", 'Nine "quoted".']
    places = dict(told(outcomes))
    assert list(places) == [f"a.csv:{n}" for n in (3, 4, 5, 7, 8, 10)]
    assert places["a.csv:3"] == "3 cells where the header has 2; a quotation mark may be open"
    assert places["a.csv:4"].startswith("1 cells where the header has 2")
    assert places["a.csv:5"].startswith("no row: ")
    assert places["a.csv:7"].startswith("no text")
    assert places["a.csv:8"] == "not UTF-8; convert the file"
    assert "expected after" in places["a.csv:10"]


def test_one_stray_mark_does_not_swallow_the_file(tmp_path):
    rows = ["id,text", '0,"never closed', *(f"{n},Report {n}." for n in range(1, 3000))]
    outcomes = found(tmp_path, "\n".join(rows), max_bytes=5000)
    assert len(texts_of(outcomes)) == 2999
    ((place, reason),) = told(outcomes)
    assert place == "a.csv:2"
    assert reason.startswith("no row: longer than 0.005 MB")


def test_a_cell_over_the_limit_is_a_failure(tmp_path):
    rows = "id,text\n1," + "a" * 200_000 + '\n2,Two.\n3,"' + "b" * 150_000 + '"\n'
    outcomes = found(tmp_path, rows, max_bytes=160_000)
    assert [len(text) for text in texts_of(outcomes)] == [4, 150_000]
    assert [place for place, _ in told(outcomes)] == ["a.csv:2"]
    assert csv.field_size_limit() == 131_072  # of the process: as it was


def test_quotation_marks_in_tabs_may_be_plain(tmp_path):
    rows = 'id\ttext\n1\t"We go," he said.\n2\t"Stay\n3\t"Quoted\tby tools"\n'
    outcomes = found(tmp_path, rows, "a.tsv")
    assert texts_of(outcomes) == ['"We go," he said.', '"Stay', "Quoted\tby tools"]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(",;\t|"),
)
@settings(max_examples=150, deadline=None)
def test_what_the_csv_module_writes_is_read_back(tmp_path_factory, rows, delimiter):
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(["text", "title"])
    writer.writerows(rows)
    outcomes = found(tmp_path_factory.mktemp("any"), written.getvalue())
    assert texts_of(outcomes) == [text for text, _ in rows if text.strip()]
    titles = [o.document.title for o in outcomes if isinstance(o, Collected)]
    assert titles == [title or None for text, title in rows if text.strip()]
    assert all("no text" in reason for _, reason in told(outcomes))


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.parquet", "a.json"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_documents_or_failures(tmp_path_factory, raw, name):
    head = b"text\tid\n" if name.endswith("sv") else b""
    outcomes = found(tmp_path_factory.mktemp("any"), head + raw, name)
    assert outcomes
    assert all(isinstance(o, (Collected, Failure)) for o in outcomes)


# ---- JSON ---------------------------------------------------------------------------------------

OBJECTS = [{"text": f'Report {n}: "{{[" said.', "id": n, "tags": [{"a": [n]}]} for n in range(300)]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_one_by_one(tmp_path, indent):
    outcomes = found(tmp_path, json.dumps(OBJECTS, indent=indent), "a.json")
    assert texts_of(outcomes) == [o["text"] for o in OBJECTS]
    assert json.loads(outcomes[7].original) == OBJECTS[7]
    assert outcomes[7].document.metadata == {"tags": [{"a": [7]}]}


def test_objects_over_several_lines_are_read(tmp_path):
    content = "\n".join(json.dumps(o, indent=1) for o in OBJECTS)
    assert texts_of(found(tmp_path, content, "a.json")) == [o["text"] for o in OBJECTS]


def test_a_cut_array_gives_what_stands_before_the_cut(tmp_path):
    content = json.dumps(OBJECTS)
    for place in (10, 100, 5000, len(content) - 1):
        outcomes = found(tmp_path, content[:place], "a.json")
        whole = content[:place].count("]}")  # an object ends with its tags
        assert len(texts_of(outcomes)) in (whole // 2, whole)
        assert told(outcomes)[-1][1].startswith("cut off")


def test_what_is_no_object_is_a_failure_in_its_place(tmp_path):
    outcomes = found(
        tmp_path, '[{"text": "One."}, 7, "x", {"a": 1}, {bad}, {"text": "Two."}]', "a.json"
    )
    assert texts_of(outcomes) == ["One.", "Two."]
    assert [place for place, _ in told(outcomes)] == [
        "a.json@19", "a.json@22", "a.json@27", "a.json@37"
    ]  # fmt: skip


def test_an_object_over_the_limit_is_passed_over(tmp_path):
    content = json.dumps([{"text": "One."}, {"text": "x" * 300_000}, {"text": "Two."}])
    outcomes = found(tmp_path, content, "a.json", max_bytes=1000)
    assert texts_of(outcomes) == ["One.", "Two."]
    assert told(outcomes)[0][1].startswith("longer than 0.001 MB")


def test_deep_and_open_json_ends(tmp_path):
    for content in ("[" * 100_000, '{"a":' * 100_000, '[{"text": "' + "x" * 400_000, "[1, 2}"):
        outcomes = found(tmp_path, content, "a.json", max_bytes=100_000)
        assert texts_of(outcomes) == []
        assert told(outcomes)


# ---- Parquet ------------------------------------------------------------------------------------


def parquet(tmp_path, query, name="a.parquet"):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    with duckdb.connect() as database:
        database.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    return file


def test_a_row_of_parquet_is_a_document(tmp_path):
    file = parquet(
        tmp_path,
        "SELECT 7 AS id, 'Rebels advanced.' AS text, DATE '2024-12-04' AS date, 'C' AS outlet, "
        "[1, 2] AS tags, {'a': 1.5} AS more, 'nan'::DOUBLE AS score",
    )
    (one,) = collect([file])
    document = one.document
    assert (document.id, document.text, document.outlet) == ("7", "Rebels advanced.", "C")
    assert document.published == "2024-12-04"
    assert document.metadata == {"tags": [1, 2], "more": {"a": 1.5}, "score": None}
    assert (one.where, one.by) == (f"{file}:1", "parquet")
    assert json.loads(one.original)["text"] == "Rebels advanced."


def test_times_of_parquet_are_in_utc_whatever_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    file = parquet(tmp_path, "SELECT 'x' AS text, TIMESTAMPTZ '2024-12-04 01:00:00+03' AS date")
    (one,) = collect([file])
    assert one.document.published is None
    assert one.document.metadata["published_between"] == ["2024-12-03", "2024-12-04"]


def test_a_name_with_stars_is_one_file(tmp_path):
    file = parquet(tmp_path, "SELECT 'x' AS text", "year=2024 [a]*?.parquet")
    parquet(tmp_path, "SELECT 'y' AS text", "year=2024 [a]bc.parquet")
    (one,) = collect([file])
    assert (one.document.text, one.document.metadata) == ("x", {"file": str(file), "row": 1})


def test_parquet_without_text_or_damaged_is_a_failure(tmp_path):
    file = parquet(tmp_path, "SELECT 'x' AS body, range AS id FROM range(5000)")
    assert told(collect([file]))[0][1].startswith(
        'no column "text" for the text; the file has body'
    )
    assert len(texts_of(collect([file], mapping=mapped(text="body")))) == 5000
    raw = file.read_bytes()
    for damaged in (raw[:-10], raw[: len(raw) // 2], b"PAR1" + raw[40:], raw[:8]):
        outcomes = found(tmp_path, damaged, "b.parquet", mapping=mapped(text="body"))
        assert told(outcomes)
        assert "Parquet" in told(outcomes)[-1][1]


# ---- columns ------------------------------------------------------------------------------------


def project(folder, content):
    (folder / "onrecord.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_project_names_the_columns_of_dumps(tmp_path):
    rules = load_columns(
        project(
            tmp_path,
            '[collect.columns]\ntext = "body"\npublished = "day"\ndate_format = "%d/%m/%Y"\n'
            '[collect.columns."wire*.csv"]\ntext = "story"\n[collect.columns."*.jsonl"]\n'
            'date_format = "unix"\n',
        )
    )
    (one,) = found(tmp_path, "body,day\nOne.,04/12/2024\n", mapping=rules)
    assert (one.document.text, one.document.published) == ("One.", "2024-12-04")
    (two,) = found(tmp_path, "story,day\nTwo.,05/12/2024\n", "wire-1.csv", mapping=rules)
    assert (two.document.text, two.document.published) == ("Two.", "2024-12-05")
    (three,) = found(tmp_path, '{"body": "Three.", "day": 1733307630}', "a.jsonl", mapping=rules)
    assert three.document.published is None
    assert three.document.metadata["published_between"] == ["2024-12-03", "2024-12-05"]


def test_a_day_that_does_not_fit_the_format_is_a_gap(tmp_path):
    rules = mapped(date_format="%d/%m/%Y")
    (one,) = found(tmp_path, "text,date\nOne.,2024-12-04\n", mapping=rules)
    assert one.document.published is None
    (gap,) = one.document.gaps
    assert gap.reason == "the day of publication does not fit %d/%m/%Y"
    assert gap.candidates == ("2024-12-04",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "[collect.columns]\nbody = 'x'",
            "[collect.columns] has no 'body'; it knows text, id, title",
        ),
        ("[collect.columns]\ntext = 7", "text must be the name of a column, not 7"),
        ("[collect.columns]\ntext = ''", "text must be the name of a column, not ''"),
        ("[collect.columns]\ndate_format = '%d/%m'", "names not a year (%Y or %y)"),
        ("[collect.columns]\ndate_format = '%Y-%m'", "names not a day (%d)"),
        ("[collect.columns]\ndate_format = '%d %m %Y %Q'", "cannot be used"),
        ("[collect.columns.'*.csv']\nday = 'x'", "[collect.columns.\"*.csv\"] has no 'day'"),
        ("[collect]\ncolumns = 1", "columns must be a table"),
        ("collect = 1", "collect must be a table"),
        ("[collect", "onrecord.toml: "),
    ],
)
def test_a_wrong_mapping_is_told_with_file_key_and_what_is_allowed(tmp_path, content, message):
    with pytest.raises(SettingsError) as error:
        load_columns(project(tmp_path, content))
    assert message in str(error.value)
    assert str(tmp_path / "onrecord.toml") in str(error.value)


def test_no_project_has_no_mapping(tmp_path):
    assert load_columns(None) == load_columns(tmp_path) == ColumnRules()


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_day_in_a_stated_format_is_that_day(moment):
    day = moment.date().isoformat()
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y %H:%M", "%B %d, %Y", "%Y%m%d"):
        assert day_written(moment.strftime(form), form) == day
    seconds = int(moment.replace(tzinfo=UTC).timestamp())
    assert day_written(str(seconds), "unix") == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Wed, 04 Dec 2024 10:00:00 GMT", "2024-12-04"),
        ("Wednesday, 4 December 2024 23:59 +0300", "2024-12-04"),
        ("Tue, 04 Dec 2024 10:00:00 GMT", None),
        ("04/12/2024 10:00", None),
        ("Wed, 04 Dec 24 10:00:00 GMT", None),
        ("31 Feb 2024 10:00:00 GMT", None),
        ("04 Foo 2024 10:00:00 GMT", None),
        ("Wed, 04 Dec 99999 10:00:00 GMT", None),
        ("", None),
    ],
)
def test_a_day_as_in_mail_is_strict(written, day):
    assert mail_day(written) == day
