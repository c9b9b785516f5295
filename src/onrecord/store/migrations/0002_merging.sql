-- Schema 2: events, made of the accounts of the shown readings.
--
--   shown readings -> merged, told, slices -> matches -> events -> event_ids, changes
--
-- `merged`, `told`, `slices`, `matches` and `events` can be made again from readings and judgements;
-- `event_ids`, `changes` and `merge_runs` are the record of what events were called and when they
-- changed.  What is still to be done stands in `unmerged`, and in the difference between `shown` and
-- `merged`: merging may end at any moment and goes on with the next call.

-- Which reading of a document merging knows.
CREATE TABLE merged (
    document INTEGER PRIMARY KEY,  -- documents.n
    reading  INTEGER NOT NULL,     -- readings.n that its accounts are of
    words    TEXT NOT NULL,        -- hash of the words it was made comparable by
    packed   BLOB NOT NULL         -- what its accounts share, MessagePack
);

-- What accounts are compared by, and the event each is in.
CREATE TABLE told (
    n          INTEGER PRIMARY KEY,  -- accounts.n
    account_id TEXT NOT NULL,        -- accounts.account_id
    day        INTEGER NOT NULL,     -- of publication, as a number; 0 if unknown
    start      INTEGER NOT NULL,     -- accounts.first_char
    grouped    INTEGER,              -- number of the group it is in; NULL until it is in one
    event      INTEGER,              -- events.n; NULL until its group was made an event
    slices     BLOB NOT NULL,        -- keys of the slices it is in, MessagePack
    packed     BLOB NOT NULL         -- what it is compared by, MessagePack
);
CREATE INDEX told_by_group ON told (grouped) WHERE grouped IS NOT NULL;
CREATE INDEX told_by_event ON told (event) WHERE event IS NOT NULL;
-- From an account to its event: a tenth of a row.
CREATE INDEX told_events ON told (n, event);

-- Accounts are compared only within slices: of one type and time, person, or document.
CREATE TABLE slices (
    slice   INTEGER NOT NULL,  -- key of the slice (see merge/packed.py)
    account INTEGER NOT NULL,  -- told.n
    PRIMARY KEY (slice, account)
) WITHOUT ROWID;

-- Pairs of accounts of a slice of which more speaks for one event than against it.
CREATE TABLE matches (
    slice  INTEGER PRIMARY KEY,  -- slices.slice
    packed BLOB NOT NULL         -- told.n, told.n, logarithm of the odds; MessagePack
);

-- What has changed and was not merged yet.
CREATE TABLE unmerged (
    kind TEXT NOT NULL,     -- slice: to be compared; account: to be grouped; group, event: to be made
    day  INTEGER NOT NULL,  -- of publication, as a number; only puts neighbours together
    key  INTEGER NOT NULL,  -- slices.slice, told.n, told.grouped, events.n
    PRIMARY KEY (kind, day, key)
) WITHOUT ROWID;

-- Events as they are now.
CREATE TABLE events (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,  -- key, never used again
    event_id   TEXT NOT NULL UNIQUE,  -- e_ + hash of the account that founds it
    type       TEXT NOT NULL,     -- type of the ontology
    title      TEXT NOT NULL,     -- type, place and day
    begins     TEXT,              -- first day that anybody gives
    ends       TEXT,              -- last day that anybody gives
    lat        REAL,              -- degrees, of the first place with a point
    lon        REAL,              -- degrees
    first_seen TEXT,              -- day of the first publication
    accounts   INTEGER NOT NULL,  -- how many it has
    documents  INTEGER NOT NULL,  -- how many tell it
    outlets    INTEGER NOT NULL,  -- how many outlets, copies of one text counted once
    origins    INTEGER NOT NULL,  -- how many distinct innermost holders
    verdicts   TEXT NOT NULL,     -- field=verdict of each of its fields, separated by a space
    packed     BLOB               -- the event (onrecord-event/1), compressed (zlib); NULL while one
                                  -- of its documents is withdrawn and it was not merged since
);
-- Lists of events, by the newest day (see event_list.py); the verdicts by which they are looked up.
CREATE INDEX events_by_day ON events (begins DESC, event_id, ends);
CREATE INDEX events_agreed ON events (begins DESC, event_id)
    WHERE instr(verdicts, '=agreed') > 0;
CREATE INDEX events_compatible ON events (begins DESC, event_id)
    WHERE instr(verdicts, '=compatible') > 0;
CREATE INDEX events_disputed ON events (begins DESC, event_id)
    WHERE instr(verdicts, '=disputed') > 0;
CREATE INDEX events_not_comparable ON events (begins DESC, event_id)
    WHERE instr(verdicts, '=not_comparable') > 0;
CREATE INDEX events_retracted_only ON events (begins DESC, event_id)
    WHERE instr(verdicts, '=retracted_only') > 0;
CREATE INDEX events_by_point ON events (lat, lon);
-- What is compared of events that words lead to: a tenth of a row.
CREATE INDEX events_short ON events (n, begins, ends, type, lat, lon, verdicts);
CREATE INDEX events_by_first ON events (first_seen);

-- Times that the project was merged.
CREATE TABLE merge_runs (
    n       INTEGER PRIMARY KEY AUTOINCREMENT,  -- number of the merging
    written TEXT NOT NULL,  -- when it began, ISO 8601, UTC
    ended   TEXT,           -- when it was complete; NULL: goes on, or was interrupted
    words   TEXT NOT NULL,  -- hash of the words it compared by
    sides   TEXT NOT NULL,  -- hash of the sides that the user had set
    locked  INTEGER NOT NULL,  -- the last judgement it knew, judgements.n
    counts  TEXT NOT NULL   -- documents, accounts, slices, events ..., JSON object
);

-- Every id that an event ever had.
CREATE TABLE event_ids (
    event_id TEXT NOT NULL PRIMARY KEY,  -- e_ + hash
    founder  TEXT NOT NULL,     -- account_id that it is the hash of
    born     INTEGER NOT NULL,  -- merge_runs.n that gave it first
    run      INTEGER NOT NULL,  -- merge_runs.n that wrote this row
    state    TEXT NOT NULL,     -- live, redirected, withdrawn
    into_ids TEXT NOT NULL,     -- ids of the events that took its accounts, JSON array
    reason   TEXT NOT NULL      -- where it came from, or why it is not live any more
) WITHOUT ROWID;
CREATE INDEX event_ids_by_birth ON event_ids (born);

-- What became of events, from merging to merging.
CREATE TABLE changes (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,  -- key, in order of writing
    run      INTEGER NOT NULL,  -- merge_runs.n
    written  TEXT NOT NULL,     -- when, ISO 8601, UTC
    kind     TEXT NOT NULL,     -- changed, merged, split, withdrawn (new: event_ids.born)
    event_id TEXT NOT NULL,     -- of the event
    others   TEXT NOT NULL,     -- ids of the other events, JSON array
    detail   TEXT NOT NULL,     -- fields and verdicts that changed, JSON object
    reason   TEXT NOT NULL      -- why
);
CREATE INDEX changes_by_event ON changes (event_id);
CREATE INDEX changes_by_run ON changes (run);
