"""Whatever breaks: what was acknowledged is there, once, and the message says what to do."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from onrecord.errors import StoreError
from onrecord.model import Failure
from onrecord.store import (
    add_documents,
    connection,
    create_project,
    keep_readings,
    open_store,
    unread,
    verify_log,
)
from onrecord.store.filters import Selection
from onrecord.store.query import count, select
from onrecord.store.rows import TABLES
from onrecord.store.search import search
from onrecord.store.snapshot import take_snapshot
from stored import VERSION, collected, document, line, several

WORKER = Path(__file__).parent / "store_worker.py"
ROOT = os.geteuid() == 0


def worker(job, folder, first, number, *limit, **options):
    """Start a process that works on the project."""
    call = [
        sys.executable,
        str(WORKER),
        job,
        str(folder),
        str(first),
        str(number),
        *map(str, limit),
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(call, **(pipes | options))


def acknowledged(process):
    """Wait for the end; the numbers that it said were committed, and what it complained of."""
    out, err = process.communicate()
    whole = [one for one in out.splitlines(keepends=True) if one.endswith("\n")]
    return {int(word) for one in whole for word in one.split()}, err


def project(folder):
    create_project(folder)
    return folder


def state(folder):
    """Documents, and the rows of each, without the keys that depend on the order of adding."""
    with open_store(folder) as store:
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert verify_log(store).broken is None
        for table in ("statement_words", "row_keys", "document_words"):
            store.connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        documents = {row[0] for row in select(store, Selection("documents"))}
        assert not list(unread(store, VERSION))
        found = {table: sorted(map(repr, select(store, Selection(table)))) for table in TABLES}
        by_word = Selection("statements", (("holder", ("league",)),))
        found["words"] = sorted(map(repr, select(store, by_word)))
        assert store.connection.execute("SELECT count(*) FROM shown").fetchone() == (
            len(documents),
        )
    return documents, found


# ---- killed -------------------------------------------------------------------------------------


def test_kill_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing(tmp_path):
    calm = project(tmp_path / "calm")
    assert acknowledged(worker("add", calm, 0, 150))[1] == ""
    wild = project(tmp_path / "wild")
    moments = random.Random(7)
    kills = 0
    for _ in range(8):
        process = worker("add", wild, 0, 150)
        assert process.stdout is not None
        process.stdout.readline()  # it works
        time.sleep(moments.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        done, _ = acknowledged(process)
        kills += process.returncode == -signal.SIGKILL
        with open_store(wild) as store:
            kept = {row[0] for row in store.connection.execute(
                "SELECT d.id FROM documents d JOIN shown s ON s.document = d.n")}  # fmt: skip
            assert {f"doc{number}" for number in done} <= kept
        if process.returncode == 0:
            break
    assert kills >= 3
    assert acknowledged(worker("add", wild, 0, 150))[0] == set(range(150))
    assert state(wild) == state(calm)


# ---- several at once ----------------------------------------------------------------------------


def test_two_processes_that_add_the_same_leave_the_work_of_one(tmp_path):
    both = project(tmp_path / "both")
    processes = [worker("add", both, first, 50) for first in (0, 30)]
    for process in processes:
        assert acknowledged(process)[1] == ""
    alone = project(tmp_path / "alone")
    assert acknowledged(worker("add", alone, 0, 80))[1] == ""
    assert state(both) == state(alone)


def test_whoever_finds_the_database_locked_waits(tmp_path):
    folder = project(tmp_path / "p")
    holder = sqlite3.connect(folder / "onrecord.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, holder.execute, ["ROLLBACK"]).start()
    with open_store(folder) as store:
        assert add_documents(store, several(2)).new == 2
    time.sleep(0.1)
    holder.close()


def test_whoever_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    folder = project(tmp_path / "p")
    holder = sqlite3.connect(folder / "onrecord.db", isolation_level=None)
    with open_store(folder) as store:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process has been writing"):
            add_documents(store, several(1))
        assert count(store, Selection("documents")) == 0  # readers never wait
        holder.execute("ROLLBACK")
        assert add_documents(store, several(1)).new == 1
    holder.close()


def test_readers_see_whole_readings_while_others_write(tmp_path):
    folder = project(tmp_path / "p")
    process = worker("add", folder, 0, 60)
    seen = set()
    with open_store(folder) as store:
        sql = "SELECT (SELECT count(*) FROM shown), (SELECT count(*) FROM statements)"
        while process.poll() is None:
            seen.add(store.connection.execute(sql).fetchone())
            time.sleep(0.005)
    assert acknowledged(process)[1] == ""
    assert len(seen) > 3
    assert {statements for shown, statements in seen if statements != 10 * shown} == set()


@pytest.mark.slow
def test_a_person_does_not_wait_for_two_runs(tmp_path):
    """The bar: of judgements beside two processes that write all the time, p99 below 100 ms.

    Other programs may keep the machine busy, so the best of three attempts counts: if the runs held
    the lock for long, none would do.
    """
    tried = [p99_of_judgements(tmp_path / f"p{attempt}") for attempt in range(1)]
    while len(tried) < 3 and min(tried) >= 0.1:
        tried.append(p99_of_judgements(tmp_path / f"p{len(tried)}"))
    assert min(tried) < 0.1, f"p99 in seconds: {tried}"


def p99_of_judgements(folder, many=15_000, judgements=400):
    project(folder)
    with open_store(folder) as store:
        add_documents(store, several(2 * many))
    runs = [worker("keep", folder, first, many) for first in (0, many)]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    out, err = worker("judge", folder, 0, judgements).communicate()
    busy = [run.poll() is None for run in runs]
    for run in runs:
        run.kill()
        run.communicate()
    assert err == ""
    assert all(busy), "the runs ended before the person did: nothing was measured"
    waits = sorted(map(float, out.split()[1:]))
    assert len(waits) == judgements
    return waits[-judgements // 100]


# ---- no room, no right --------------------------------------------------------------------------


def mount(where):
    """Mount a disk of 24 MB; whether that is allowed here."""
    if not ROOT or shutil.which("mount") is None:
        return False
    call = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(where)]
    return subprocess.run(call, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 24 MB, where one can be mounted."""
    where = tmp_path / "disk"
    where.mkdir()
    if not mount(where):
        pytest.skip("no right to mount a small disk")
    yield where
    subprocess.run(["umount", "-l", str(where)], check=True)


def test_a_full_disk_is_told_and_nothing_committed_is_lost(small_disk):
    folder = project(small_disk / "p")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 14_000_000)
    done, err = acknowledged(worker("add", folder, 0, 3000))
    assert "disk is full" in err
    assert len(err.splitlines()) == 1, "one line, no traceback"
    with open_store(folder) as store:
        found = {row[2] for row in select(store, Selection("documents"))}
        assert {f"doc{number}" for number in done} <= found
        with pytest.raises(StoreError, match="disk is full"):
            add_documents(store, several(3000, 3000))
        ballast.unlink()
        assert add_documents(store, several(10, 9000)).new == 10  # without opening it anew
    assert len(done) > 20
    assert acknowledged(worker("add", folder, 0, 40))[0] == set(range(40))


def test_a_file_that_may_not_grow_is_told_and_nothing_committed_is_lost(tmp_path):
    folder = project(tmp_path / "p")
    done, err = acknowledged(worker("add", folder, 0, 3000, 3_000_000))
    assert "disk is full" in err
    with open_store(folder) as store:
        found = {row[2] for row in select(store, Selection("documents"))}
        assert {f"doc{number}" for number in done} <= found
    assert len(done) > 20
    rest = max(done) + 10
    assert acknowledged(worker("add", folder, 0, rest))[0] == set(range(rest))
    with open_store(folder) as store:
        add_documents(store, [])
    assert len(state(folder)[0]) >= rest


@pytest.fixture
def read_only(tmp_path):
    """A project in a folder that nobody may write to: by its rights, or for root by a mount."""
    where = tmp_path / "locked"
    where.mkdir()
    mounted = ROOT and mount(where)
    if ROOT and not mounted:
        pytest.skip("root may write everywhere, and cannot mount")
    with open_store(project(where / "p")) as store:
        add_documents(store, several(3))
        keep_readings(store, VERSION, [line(1)])
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro", str(where)], check=True)
    for path in () if mounted else (*(where / "p").iterdir(), where / "p"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield where / "p"
    if mounted:
        subprocess.run(["umount", "-l", str(where)], check=True)
    else:
        (where / "p").chmod(0o755)


def test_a_read_only_folder_can_be_read_and_says_why_it_is_not_written(read_only):
    with open_store(read_only) as store:
        assert len(search(store, "shells")) == 3
        assert count(store, Selection("accounts", (("place", ("oska",)),))) == 1
        for change in (lambda: add_documents(store, several(9)), lambda: take_snapshot(store)):
            with pytest.raises(StoreError, match=r"read-only|cannot be written"):
                change()
    _, err = acknowledged(worker("add", read_only, 10, 1))
    assert "read-only here; nothing was written" in err
    assert len(err.splitlines()) == 1


def test_a_fault_in_the_source_keeps_what_was_committed(tmp_path):
    def source():
        yield from several(500)
        raise RuntimeError("the archive ended")

    with open_store(project(tmp_path / "p")) as store:
        with pytest.raises(RuntimeError):
            add_documents(store, source())
        assert not store.connection.in_transaction
        kept = count(store, Selection("documents"))
        assert 0 < kept <= 500
        assert add_documents(store, several(500)).already == kept


def test_memory_does_not_grow_with_what_is_added(tmp_path):
    """Nothing is asked of the source before the last was written."""
    ahead = []

    def source():
        for number in range(2000):
            ahead.append(number)
            yield collected(number) if number % 5 else Failure(f"f{number}", "collect", "no text")

    with open_store(project(tmp_path / "p")) as store:
        outcome = add_documents(store, source())
        assert outcome.new == 1600
        held = max(len(list(zip(range(70), unread(store, VERSION), strict=False))), 0)
        assert held == 70
        assert document(1).doc_id == next(unread(store, VERSION)).doc_id
