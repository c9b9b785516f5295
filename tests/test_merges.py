"""Merging of projects: the same events however documents came, and whatever happened meanwhile."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from merged import Pair, anew, events, merged, project, put, story_pairs, variant, wanted, words
from onrecord.errors import RunError
from onrecord.merge import blocks, decode_event
from onrecord.merge.locks import APART, LOCK, SAME
from onrecord.merges import MergeCounts, merge_project, would_join
from onrecord.store import open_store
from onrecord.store.decisions import Signed, decide, load_decisions
from onrecord.store.events import get_event
from onrecord.store.withdraw import withdraw

if TYPE_CHECKING:
    from onrecord.store import Store

WORKER = Path(__file__).parent / "merge_worker.py"
NOTHING = MergeCounts()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty project."""
    return project(tmp_path / "p")


def check_whole(store: Store) -> None:
    """Every account of every shown reading is in exactly one event, and nothing is left to do."""
    many = store.connection.execute
    assert many("SELECT count(*) FROM unmerged").fetchone() == (0,)
    assert many("SELECT count(*) FROM told WHERE event IS NULL").fetchone() == (0,)
    shown = {n for (n,) in many("SELECT n FROM accounts")}
    assert {n for (n,) in many("SELECT n FROM told")} == shown
    placed = dict(many(
        "SELECT t.account_id, e.event_id FROM told t JOIN events e ON e.n = t.event"))  # fmt: skip
    told = {a.account_id: e.event_id for e in map(decode_event, events(store)) for a in e.accounts}
    assert placed == told
    assert len(placed) == len(shown)
    live = {i for (i,) in many("SELECT event_id FROM event_ids WHERE state = 'live'")}
    assert live == set(placed.values())


# ---- the same, however it came ------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_any_order_in_any_number_of_batches_gives_the_events_of_one(
    tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    pairs = chance.sample(story_pairs(), len(story_pairs()))
    cuts = [0, *sorted(chance.sample(range(len(pairs)), seed)), len(pairs)]
    with project(tmp_path / "p") as store:
        for first, last in itertools.pairwise(cuts):
            put(store, pairs[first:last])
            assert merged(store).documents == last - first
        assert events(store) == wanted(pairs)
        check_whole(store)
        assert merged(store) == NOTHING


def test_hashes_of_strings_make_no_difference(tmp_path: Path) -> None:
    with project(tmp_path / "p") as store:
        put(store, story_pairs())
        want = wanted(story_pairs())
    found = set()
    for seed in ("0", "1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        with open_store(tmp_path / "p") as store:
            store.connection.execute("VACUUM INTO ?", (str(folder / "onrecord.db"),))
        done = work(folder, env={"PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stderr
        found.add(done.stdout.split()[0])
        with open_store(folder) as store:
            assert events(store) == want
    assert len(found) == 1


def work(
    folder: Path, *kill_at: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Merge in another process."""
    command = [sys.executable, str(WORKER), str(folder), *kill_at]
    path = os.pathsep.join(sys.path)
    environment = os.environ | {"PYTHONPATH": path} | (env or {})
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


# ---- ended, and gone on -------------------------------------------------------------------------


def test_killed_at_any_write_it_goes_on_and_ends_as_if_it_was_not(tmp_path: Path) -> None:
    pairs = story_pairs()[:40]
    with project(tmp_path / "p") as store:
        put(store, pairs[:20])
        merged(store)
        put(store, pairs[20:])
    kills, at = 0, 1
    while kills < 40:
        done = work(tmp_path / "p", str(at))
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        kills, at = kills + 1, at % 4 + 1
    assert kills >= 3
    with open_store(tmp_path / "p") as store:
        merged(store)
        assert events(store) == wanted(pairs)
        check_whole(store)
        ended = store.connection.execute("SELECT n, ended IS NOT NULL FROM merge_runs").fetchall()
        assert ended == [(1, 1), (2, 1)]  # a killed merging and those that go on are one


def test_only_one_merges_at_a_time(store: Store) -> None:
    put(store, story_pairs()[:5])
    first = merge_project(store, words(), {})
    next(first)
    with open_store(store.folder) as other, pytest.raises(RunError, match="another"):
        merged(other)
    first.close()
    assert merged(store).run == 1


# ---- what changes -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_added_read_anew_or_withdrawn_the_events_are_those_of_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for name, number in (("SMALL", 3), ("LARGEST", 5), ("NEIGHBOURS", 2), ("KEPT", 7)):
        monkeypatch.setattr(blocks, name, number)  # so that small corpora have crowded blocks
    monkeypatch.setattr("onrecord.merges.merging.AT_ONCE", (4, 1000)[seed % 2])
    chance = Random(seed)
    some = chance.sample(story_pairs(), 12)
    waiting = [variant(pair, n) for pair in some for n in range(chance.randrange(1, 8))]
    chance.shuffle(waiting)
    there: dict[str, Pair] = {}
    crowded = 0
    with project(tmp_path / "p") as store:
        while waiting:
            batch, waiting = waiting[:9], waiting[9:]
            put(store, batch)
            there |= {document.doc_id: (reading, document) for reading, document in batch}
            for doc_id in chance.sample(sorted(there), 3):
                if chance.random() < 0.5:
                    withdraw(store, doc_id, "a test")
                    del there[doc_id]
                else:
                    there[doc_id] = anew(there[doc_id])
                    put(store, [there[doc_id]])
            if chance.random() < 0.7:
                crowded += merged(store).crowded
                assert events(store) == wanted(list(there.values()))
        merged(store)
        assert events(store) == wanted(list(there.values()))
        check_whole(store)
    assert crowded


@pytest.mark.parametrize("seed", range(2))
def test_what_people_decide_holds_however_documents_come_and_go(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    some = chance.sample(story_pairs(), 15)
    waiting = [variant(pair, n) for pair in some for n in range(4)]
    chance.shuffle(waiting)
    there: dict[str, Pair] = {}
    with project(tmp_path / "p") as store:
        while waiting:
            batch, waiting = waiting[:15], waiting[15:]
            put(store, batch)
            there |= {document.doc_id: (reading, document) for reading, document in batch}
            merged(store)
            known = [decode_event(line) for line in events(store)]
            for kind in (SAME, APART, LOCK):
                one, other = chance.sample(known, 2)
                largest = max(known, key=lambda event: len(event.accounts))
                sides = {SAME: (one.accounts, other.accounts),
                         APART: (largest.accounts[:1], largest.accounts[1:]),
                         LOCK: (one.accounts, ())}[kind]  # fmt: skip
                if kind == SAME:
                    sides = ((*sides[0], *sides[1]), ())
                decide(store, Signed("R.", "a test"), kind, one.event_id, sides)
            for doc_id in chance.sample(sorted(there), 2):
                withdraw(store, doc_id, "a test")
                del there[doc_id]
            merged(store)
            assert events(store) == wanted(list(there.values()), decisions=load_decisions(store))
            check_whole(store)
        assert merged(store) == NOTHING


def test_a_withdrawn_document_leaves_the_events_at_once(store: Store) -> None:
    pairs = story_pairs()
    whole = map(decode_event, wanted(pairs))
    event = next(e for e in whole if e.n_documents > 2)
    gone = event.accounts[-1].doc_id
    there = [p for p in pairs if p[1].doc_id != gone]
    put(store, there)
    merged(store)
    put(store, [p for p in pairs if p[1].doc_id == gone])
    merged(store)
    detail = "SELECT count(*) FROM changes WHERE instr(detail, ?)"
    assert store.connection.execute(detail, (gone,)).fetchone() != (0,)
    assert withdraw(store, gone, "names a witness").events
    assert get_event(store, event.event_id) is None  # not even before the next merging
    assert not [line for line in events(store) if gone.encode() in line]
    assert store.connection.execute(detail, (gone,)).fetchone() == (0,)
    counts = merged(store)
    assert counts.documents == 0  # its rows went with it
    assert counts.accounts < len(event.accounts) + 20
    assert events(store) == wanted(there)
    now = get_event(store, event.event_id)
    assert now is not None
    assert gone not in {a.doc_id for a in now.accounts}
    check_whole(store)


def test_what_is_read_anew_keeps_its_events(store: Store) -> None:
    pairs = list(story_pairs())
    put(store, pairs)
    merged(store)
    before = {i for (i,) in store.connection.execute("SELECT event_id FROM events")}
    later = [anew(p) if p[0].accounts else p for p in pairs[:10]]
    put(store, later)
    assert merged(store).documents == len(later)
    assert events(store) == wanted([*later, *pairs[10:]])
    known = {i for (i,) in store.connection.execute("SELECT event_id FROM event_ids")}
    assert before <= known
    check_whole(store)


def test_new_documents_touch_only_their_neighbours(store: Store) -> None:
    pairs = story_pairs()
    put(store, pairs[:-4])
    everything = merged(store)
    put(store, pairs[-4:])
    counts = merged(store)
    assert counts.documents == 4
    assert counts.accounts < everything.accounts / 3
    assert counts.slices < everything.slices / 3


def test_other_sides_change_events_and_compare_nothing(store: Store) -> None:
    pairs = story_pairs()
    put(store, pairs)
    everything = merged(store)
    actors = sorted({a.actor_id for reading, _ in pairs for a in reading.actors})
    sides = {actor: ("one", "other")[n % 2] for n, actor in enumerate(actors)}
    counts = merged(store, sides)
    assert (counts.documents, counts.compared) == (0, 0)
    assert counts.accounts == 0
    assert 0 < counts.events < everything.events
    assert events(store) == wanted(pairs, sides)
    assert merged(store, sides) == NOTHING


def test_other_words_merge_everything_anew_and_say_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, story_pairs()[:10])
    everything = merged(store)
    ids = store.connection.execute("SELECT n, event_id FROM events ORDER BY n").fetchall()
    monkeypatch.setattr("onrecord.merges.merging.CODE", 99)
    steps = list(merge_project(store, words(), {}))
    assert {step.why for step in steps} != {""}
    assert steps[0].stage == "documents"
    assert steps[0].of == everything.documents
    assert store.connection.execute("SELECT n, event_id FROM events ORDER BY n").fetchall() == ids
    check_whole(store)


# ---- would join ---------------------------------------------------------------------------------


def test_a_foreign_report_joins_the_events_it_would_join_and_nothing_is_written(
    store: Store,
) -> None:
    pairs = story_pairs()
    foreign = pairs[3::9]
    put(store, [p for p in pairs if p not in foreign])
    merged(store)
    before = store.connection.execute("SELECT * FROM told").fetchall(), events(store)
    known = {a.account_id: e.event_id for e in map(decode_event, before[1]) for a in e.accounts}
    joined = {r.document.doc_id: would_join(store, words(), r, d) for r, d in foreign}
    assert (store.connection.execute("SELECT * FROM told").fetchall(), events(store)) == before
    assert any(joined.values())
    for reading, document in foreign:
        alone = [p for p in pairs if p not in foreign or p[1] is document]
        all_events = [decode_event(line) for line in wanted(alone)]
        mine = {a.account_id for a in reading.accounts}
        for event in all_events:
            ids = {a.account_id for a in event.accounts}
            events_before = {known[i] for i in ids - mine}
            for account in ids & mine:
                found = joined[document.doc_id].get(account)
                assert found in (events_before or {None})
    put(store, foreign)
    merged(store)
    reading, document = foreign[0]
    now = would_join(store, words(), reading, document)
    assert set(now) == {a.account_id for a in reading.accounts}


def test_an_empty_project_and_a_document_without_accounts_are_nothing_to_merge(
    store: Store,
) -> None:
    assert merged(store) == NOTHING
    reading, document = next(p for p in story_pairs() if p[0].accounts)
    bare = replace(reading, accounts=())
    put(store, [(bare, document)])
    assert merged(store).documents == 1
    assert events(store) == []
    assert would_join(store, words(), bare, document) == {}
    check_whole(store)
