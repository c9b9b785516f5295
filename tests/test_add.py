"""``add`` and its neighbours as a user meets them: interrupted, repeated, refused, told once."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.collect import fetch
from onrecord.collect.collected import Begun
from onrecord.collect.fetch import Fetched
from onrecord.model import Failure
from onrecord.store import Tally, add_documents, keep_readings, open_store, verify_log
from onrecord.store.snapshot import Scope, newest_snapshot
from stored import VERSION, collected, line, lines, several

RUN = CliRunner()


@pytest.fixture
def project(tmp_path):
    with onrecord.open(tmp_path / "p", create=True) as opened:
        yield opened


def run(*arguments):
    return RUN.invoke(app, [str(argument) for argument in arguments])


def failures(project):
    return project.store.connection.execute("SELECT name FROM failures ORDER BY 1").fetchall()


# ---- interrupted --------------------------------------------------------------------------------


def many(folder, number=20_000):
    file = folder / "many.jsonl"
    with file.open("w") as stream:
        for n in range(number):
            stream.write(json.dumps({"id": str(n), "text": f"Convoy {n} left Osk. " * 20}) + "\n")
    return file


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_was_added_before_a_signal_is_kept_told_and_logged(tmp_path, project, number, code):
    command = [sys.executable, "-m", "onrecord", "add", many(tmp_path), "--project", project.folder]
    going = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while project.documents().count() < 50:
        assert time.monotonic() < end
        time.sleep(0.01)
    going.send_signal(number)
    _, said = going.communicate()
    kept = project.documents().count()
    assert going.returncode == code
    assert 50 <= kept < 20_000
    assert said == (
        f"onrecord: interrupted; {kept} new documents are kept, the same command goes on\n"
    )
    (entry,) = [entry for entry in project.log() if entry.action == "add"]
    assert entry.subject == f"{kept} documents"
    assert entry.detail["interrupted"] is True
    assert verify_log(project.store).broken is None


def test_what_is_interrupted_counts_what_is_committed_and_nothing_else(project):
    def source():
        yield from several(500)
        raise KeyboardInterrupt

    tally = Tally()
    with pytest.raises(KeyboardInterrupt):
        add_documents(project.store, source(), tally=tally)
    assert 0 < tally.added.new == project.documents().count() <= 500
    again = add_documents(project.store, several(500))
    assert again.new == 500 - tally.added.new
    assert [entry.subject for entry in project.log() if entry.action == "add"] == [
        f"{tally.added.new} documents", f"{again.new} documents",
    ]  # fmt: skip


def test_a_signal_while_the_program_is_loaded_leaves_no_traceback():
    """Python itself takes some hundredths of a second before it is ours."""
    script = (
        "import sys, os, signal\n"
        "sys.argv = ['onrecord', 'schema']\n"
        "class Hook:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Hook())\n"
        "from onrecord.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


# ---- addresses ----------------------------------------------------------------------------------


def answering(monkeypatch, raw, content_type="text/html"):
    def answer(url, _):
        if isinstance(raw, Exception):
            raise raw
        return Fetched(raw, url, content_type, "2031-05-05T00:00:00Z")

    monkeypatch.setattr(fetch, "fetch", answer)


def test_a_fault_of_one_address_ends_nothing(project, monkeypatch, tmp_path):
    (tmp_path / "a.txt").write_text("Troops entered Orsk.")
    answering(monkeypatch, RecursionError("too deep"))
    added = project.add(["https://news.example/", tmp_path / "a.txt"])
    assert (added.new, added.failed) == (1, {"RecursionError: too deep": 1})


def test_a_fault_in_reading_a_page_ends_nothing(project, monkeypatch):
    def broken(*_, **__):
        raise RecursionError("too deep")

    answering(monkeypatch, b"<html><body><p>Troops entered Orsk.</p></body></html>")
    monkeypatch.setattr("onrecord.collect.html.html_document", broken)
    assert project.add(["https://news.example/"]).failed == {"RecursionError: too deep": 1}


@pytest.mark.parametrize(
    ("raw", "content_type", "limit"),
    [
        (b"Troops entered Orsk. " * 60_000, "text/plain", "1 MB"),
        (b"<p>Troops.</p>" * 400_000, "text/html", "5 MB"),
    ],
)
def test_what_comes_from_an_address_is_as_long_as_a_file_may_be(
    project, monkeypatch, raw, content_type, limit
):
    (project.folder / "onrecord.toml").write_text("[read]\nmax_megabytes = 1\n")
    answering(monkeypatch, raw, content_type)
    done = run("add", "https://news.example/", "--project", project.folder)
    assert f"longer than {limit}" in done.stderr


def test_the_zones_of_the_project_hold_for_addresses(project, monkeypatch):
    zones = '[collect.zones]\n"https://news.example" = "Asia/Beirut"\n'
    (project.folder / "onrecord.toml").write_text(zones)
    page = (
        b'<meta property="article:published_time" content="2031-05-04T22:30:00Z"><body><article>'
        b"<h1>Raid</h1><p>Troops entered Orsk on Monday.</p><p>No one was hurt.</p></article>"
    )
    answering(monkeypatch, page)
    assert project.add(["https://news.example/raid"]).new == 1
    assert [one.published for one in project.documents()] == ["2031-05-05"]


# ---- failures -----------------------------------------------------------------------------------


def test_failures_that_no_longer_hold_are_gone_when_the_file_is_collected_anew(project, tmp_path):
    table, other = tmp_path / "f.csv", tmp_path / "f.csvx"
    table.write_text("body,day\nTroops entered Orsk.,2031-05-04\n")
    other.write_bytes(b"\0")
    project.add([table, other])
    assert failures(project) == [(str(table),), (str(other),)]
    (project.folder / "onrecord.toml").write_text('[collect.columns]\ntext = "body"\n')
    assert project.add([table]).new == 1
    assert failures(project) == [(str(other),)]


def test_failures_of_lines_and_members_go_with_their_file_and_no_others(project):
    places = ["a.zip", "a.zip!b.csv:2", "a.zip@7", "a.zip:3", "a.zipper", "a.zi", "b/a.zip"]
    add_documents(project.store, [Failure(place, "collect", "x") for place in places])
    add_documents(project.store, [Begun("a.zip"), Failure("a.zip:4", "collect", "y")])
    assert [name for (name,) in failures(project)] == ["a.zi", "a.zip:4", "a.zipper", "b/a.zip"]


def test_each_failure_is_told_once(project, tmp_path):
    for name in ("one.bin", "two.bin"):
        (tmp_path / name).write_bytes(b"text\0")
    (tmp_path / "empty.txt").write_text("")
    names = ("one.bin", "two.bin", "empty.txt")
    done = run("add", *(tmp_path / name for name in names), "--project", project.folder)
    assert done.exit_code == 3
    assert [done.stderr.count(name) for name in names] == [1, 1, 1]
    assert done.stderr.count("empty: there is no text") == 1  # no summary of what came once
    assert "2 x a binary file" in done.stderr


# ---- the project folder -------------------------------------------------------------------------


def test_a_folder_of_hidden_files_becomes_a_project(tmp_path):
    (tmp_path / ".DS_Store").touch()
    (tmp_path / ".git").mkdir()
    assert run("init", tmp_path).exit_code == 0
    with open_store(tmp_path) as store:
        assert verify_log(store).broken is None


def test_a_folder_with_hidden_and_other_files_is_refused(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "thesis.tex").touch()
    done = RUN.invoke(app, ["init", str(tmp_path)])
    assert "holds other things (thesis.tex)" in str(done.exception)


# ---- older readings -----------------------------------------------------------------------------


def test_older_readings_are_counted_then_deleted(project):
    add_documents(project.store, several(3))
    keep_readings(project.store, VERSION, lines(3))
    assert run("prune", "--project", project.folder).exit_code == 4
    from onrecord.store import version_of
    from stored import NEWER

    newer = version_of(NEWER)
    keep_readings(project.store, newer, [line(0, newer=True), line(1, newer=True)])
    dry = run("prune", "--dry-run", "--project", project.folder)
    assert (dry.exit_code, "2 older readings would be deleted" in dry.stderr) == (0, True)
    assert project.old_readings().readings == 2
    done = run("prune", "--project", project.folder)
    assert (done.exit_code, "2 older readings deleted" in done.stderr) == (0, True)
    assert project.old_readings().readings == 0
    assert project.reading(collected(2).document.doc_id) is not None
    assert run("prune", "--rewrite", "--project", project.folder).exit_code == 0
    (entry,) = [entry for entry in project.log() if entry.action == "prune"]
    assert entry.subject == "2 readings"
    assert entry.detail["bytes"] > 0


# ---- which snapshot -----------------------------------------------------------------------------


def ask(project, query="SELECT count(*) AS n FROM documents"):
    return run("sql", query, "--project", project.folder, "--format", "csv")


def test_sql_says_which_snapshot_it_asks_and_what_came_since(project):
    add_documents(project.store, several(3))
    made = project.snapshot()
    done = ask(project)
    assert done.stdout == "n\n3\n"
    at = project.since_snapshot().at
    assert done.stderr == f"onrecord: snapshot of {at}: all documents\n"
    add_documents(project.store, several(5))
    keep_readings(project.store, VERSION, lines(1))
    project.withdraw(collected(0).document.doc_id, "asked for")
    done = ask(project)
    assert done.stdout == "n\n3\n"
    told = "since then 2 documents added, 1 documents withdrawn; for these: onrecord snapshot"
    assert told in done.stderr
    since = project.since_snapshot()
    assert (since.folder, since.added, since.read, since.withdrawn) == (made.folder, 2, 0, 1)
    keep_readings(project.store, VERSION, [line(1)])
    assert "1 readings kept" in ask(project).stderr


def test_sql_asks_the_newest_snapshot_that_holds_everything(project):
    add_documents(project.store, several(3))
    add_documents(project.store, [collected(9, outlet="Other")])
    part = project.snapshot(Scope(outlet=("Other",), since="2020-01-01"))
    assert newest_snapshot(project.folder) == part.folder
    done = ask(project)
    assert done.stdout == "n\n1\n"
    assert "only outlet Other; since 2020-01-01" in done.stderr
    time.sleep(0.002)
    whole = project.snapshot()
    time.sleep(0.002)
    project.snapshot(Scope(outlet=("Other",)))
    assert newest_snapshot(project.folder) == whole.folder
    done = ask(project)
    assert done.stdout == "n\n4\n"
    assert "all documents" in done.stderr


def test_a_damaged_manifest_is_told(project):
    made = project.snapshot()
    (made.folder / "manifest.json").write_text("{")
    with pytest.raises(onrecord.OnrecordError, match=r"manifest\.json cannot be read"):
        project.sql("SELECT 1")
    (made.folder / "manifest.json").unlink()
    with pytest.raises(onrecord.OnrecordError, match="no snapshot"):
        project.sql("SELECT 1")


def test_a_snapshot_of_no_document_is_refused(project):
    add_documents(project.store, several(2))
    with pytest.raises(onrecord.OnrecordError, match="no document is of these outlets"):
        project.snapshot(Scope(outlet=("Tpyo",)))
    assert newest_snapshot(project.folder) is None


# ---- days ---------------------------------------------------------------------------------------


def test_add_says_how_many_days_are_uncertain_and_what_to_do(project, tmp_path):
    rows = ("2031-05-04T22:30:00Z", "2031-05-04T10:30:00Z", "2031-05-04", "")
    lines = [f"{n} entered Orsk.,{day}" for n, day in enumerate(rows)]
    (tmp_path / "a.csv").write_text("\n".join(["text,published", *lines]))
    done = run("add", tmp_path / "a.csv", "--project", project.folder)
    assert "4 new" in done.stderr
    assert "2 new ones have no certain day of publication; where their outlets" in done.stderr
    assert (
        "no certain day" not in run("add", tmp_path / "a.csv", "--project", project.folder).stderr
    )


# ---- what breaks on purpose ---------------------------------------------------------------------


def test_huge_deep_and_damaged_files_cost_themselves_and_the_rest_goes_on(project, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    page = b"<html><body><article><p>Troops entered Orsk on Monday.</p><p>No one was hurt.</p>"
    with (folder / "a_huge.html").open("wb") as stream:
        stream.write(page)
        stream.truncate(100_000_000)
    (folder / "b_deep.html").write_bytes(b"<div>" * 10_000 + page)
    packed = gzip.compress(b"text\n" + bytes(300_000_000))
    (folder / "c_bomb.csv.gz").write_bytes(packed)
    (folder / "d_cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "Shells fell."}\n' * 2)[:-9])
    (folder / "e_damaged.zip").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    (folder / "f_good.txt").write_text("Rebels left Osk.")
    done = run("add", folder, "--project", project.folder)
    assert done.exit_code == 3
    told = {Path(one.split()[1]).name: one for one in done.stderr.splitlines() if "failed: " in one}
    names = {name.partition("!")[0].partition(":")[0] for name in told}
    assert names == {"a_huge.html", "c_bomb.csv.gz", "d_cut.jsonl.gz", "e_damaged.zip"}
    assert "longer than 20 MB" in told["a_huge.html"]
    assert "Traceback" not in done.stderr
    texts = {project.document(one.doc_id).text for one in project.documents()}
    assert "Rebels left Osk." in texts
    assert any("Troops entered Orsk on Monday." in text for text in texts)
    assert verify_log(project.store).broken is None
