-- The project database, schema 1: SQLite 3.38 or newer, write-ahead log, FTS5.
--
--   originals <- documents <- readings <- rows of the reading that was kept last
--                                         (statements, accounts, participants, tellings, ...)
--
-- Documents, readings, judgements and the log are the record.  The rows are what queries need of the
-- one reading of each document, the one that is shown; they can be made again from its line.
--
-- The key `n` of a row is document * 2^24 + kind of row * 2^20 + position in the reading: rows of a
-- document lie together and are found by a range, and `n >> 24` is the document.  Rows are filtered
-- by the full-text tables below, whose rowid is `n`: they cost a tenth of the ordinary indexes that
-- every filter and combination of filters would need.  Only lists by day have ordinary indexes.
-- Unknown is NULL.  Days are ISO 8601.  Later changes of the schema: migrations/.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,  -- what is said: schema (number of the schema), created, onrecord
    value TEXT NOT NULL               -- its value
) WITHOUT ROWID;

-- ---- what was collected ----------------------------------------------------------------------

-- The bytes that documents came from; equal bytes are kept once.
CREATE TABLE originals (
    n          INTEGER PRIMARY KEY,   -- key, in order of adding
    sha256     TEXT NOT NULL UNIQUE,  -- of the bytes as they were collected, hex
    media_type TEXT NOT NULL,         -- such as text/html, application/json
    size       INTEGER NOT NULL,      -- how many bytes they were
    packed     BLOB NOT NULL          -- the bytes, compressed (zlib)
);

-- One collected text with its metadata, and the record of its collection.  Never changes.
CREATE TABLE documents (
    n                   INTEGER PRIMARY KEY AUTOINCREMENT,  -- key, in order of adding, never used again
    doc_id              TEXT NOT NULL UNIQUE,  -- d_ + hash of content, outlet, url, day and id
    content_id          TEXT NOT NULL,  -- c_ + hash of the text: one text printed twice has one
    id                  TEXT,     -- the caller's own id
    title               TEXT,     -- headline
    outlet              TEXT,     -- who published it
    author              TEXT,     -- who wrote it, as printed
    url                 TEXT,     -- where it was published
    genre               TEXT,     -- wire, editorial, press_release ...
    language            TEXT,     -- ISO 639-1, as the source states it
    published           TEXT,     -- day of publication
    published_precision TEXT,     -- of that day: day, month ...
    published_source    TEXT,     -- what says so: metadata, dateline, text, argument, reviewer
    metadata            TEXT NOT NULL,     -- all else that was given, JSON object
    prose_start         INTEGER NOT NULL,  -- character where prose begins
    gaps                TEXT NOT NULL,     -- what collecting could not decide, JSON array
    original            INTEGER NOT NULL REFERENCES originals (n),  -- the bytes it came from
    place               TEXT NOT NULL,     -- where it was found: file, file:line, file!member, URL
    fetched             TEXT,              -- when the source says it was fetched, ISO 8601
    added               TEXT NOT NULL,     -- when it was added here, ISO 8601, UTC
    collector           TEXT NOT NULL,     -- what collected it
    notes               TEXT NOT NULL,     -- what the collector remarks, JSON array
    n_chars             INTEGER NOT NULL,  -- length of the text in code points
    text                TEXT NOT NULL      -- the text itself
);
CREATE INDEX documents_by_content ON documents (content_id);
CREATE INDEX documents_by_name ON documents (id);
CREATE INDEX documents_by_day ON documents (published);
CREATE INDEX documents_by_outlet ON documents (outlet, published);
CREATE INDEX documents_by_original ON documents (original);
CREATE TRIGGER documents_stay BEFORE UPDATE ON documents BEGIN
    SELECT RAISE(ABORT, 'a document never changes');
END;

-- Words of titles and texts.
CREATE VIRTUAL TABLE document_words USING fts5 (
    title,  -- documents.title
    text,   -- documents.text
    content='documents', content_rowid='n', tokenize="unicode61 remove_diacritics 2"
);

-- What stays of a document that was withdrawn.
CREATE TABLE tombstones (
    doc_id     TEXT NOT NULL PRIMARY KEY,  -- of the document
    content_id TEXT NOT NULL,              -- of its text, so that the text is known if it comes again
    written    TEXT NOT NULL,              -- when it was withdrawn, ISO 8601, UTC
    reason     TEXT NOT NULL               -- why, as the user put it
) WITHOUT ROWID;
CREATE INDEX tombstones_by_content ON tombstones (content_id);

-- ---- what was read ---------------------------------------------------------------------------

-- What readers say of themselves: code, words and models.
CREATE TABLE versions (
    n       INTEGER PRIMARY KEY,   -- key
    version TEXT NOT NULL UNIQUE,  -- v_ + hash of what it says
    said    TEXT NOT NULL,         -- the versions part of its readings, JSON object
    written TEXT NOT NULL          -- when its first reading was kept, ISO 8601, UTC
);

-- One reading for each document and version; the line is the record.
CREATE TABLE readings (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,  -- key, in order of keeping, never used again
    document INTEGER NOT NULL REFERENCES documents (n),  -- what was read
    version  INTEGER NOT NULL REFERENCES versions (n),   -- by what
    size     INTEGER NOT NULL,  -- bytes of the line
    packed   BLOB NOT NULL,     -- the line of JSON (onrecord-reading/1), compressed (zlib)
    UNIQUE (document, version)
);

-- Which reading of a document its rows are made of: the one that was kept last.
CREATE TABLE shown (
    document INTEGER PRIMARY KEY REFERENCES documents (n),    -- the document
    reading  INTEGER NOT NULL UNIQUE REFERENCES readings (n)  -- the reading of its rows
);

-- Documents that could not be collected or read.
CREATE TABLE failures (
    n        INTEGER PRIMARY KEY,  -- key
    document INTEGER REFERENCES documents (n),  -- the document; NULL if it could not be collected
    name     TEXT NOT NULL,  -- what the run called it: id, file:line, doc_id
    version  TEXT NOT NULL,  -- of the reader; empty if it could not be collected
    stage    TEXT NOT NULL,  -- where it failed
    reason   TEXT NOT NULL,  -- why
    written  TEXT NOT NULL,  -- when last, ISO 8601, UTC
    UNIQUE (name, version, stage)
);
CREATE INDEX failures_by_document ON failures (document, version);

-- ---- rows of the shown reading of each document ---------------------------------------------

-- Who holds what to be so.
CREATE TABLE statements (
    n            INTEGER PRIMARY KEY,  -- document and position
    document     INTEGER NOT NULL,  -- documents.n
    statement_id TEXT NOT NULL,     -- s_ + hash
    day          TEXT,              -- when the document was published
    holder       TEXT NOT NULL,     -- innermost holder: actor_id, or DOC for the document itself
    chain        TEXT NOT NULL,     -- all holders, outermost first, separated by |
    speech_act   TEXT NOT NULL,     -- claim, denial, accusation ...
    kind         TEXT NOT NULL,     -- fact_claim, opinion, mixed
    voice        TEXT NOT NULL,     -- own_voice, reported
    mode         TEXT NOT NULL,     -- direct, indirect, mixed, none
    polarity     TEXT NOT NULL,     -- of the holder towards the content: + - u
    commitment   TEXT NOT NULL,     -- certain, probable, possible, none
    relay        TEXT NOT NULL,     -- how the outer voice passes it on: neutral, endorsing, distancing
    status       TEXT NOT NULL,     -- live, superseded, retracted
    addressee    TEXT,              -- actor_id
    source       TEXT,              -- words that name the holder
    cue          TEXT,              -- words of saying
    content      TEXT NOT NULL,     -- words of what is held
    first_char   INTEGER NOT NULL,  -- where the content begins in the text, code points
    last_char    INTEGER NOT NULL,  -- where it ends, exclusive
    rule         TEXT NOT NULL,     -- what read it
    confidence   REAL NOT NULL      -- of the rule, 0 to 1
);
CREATE INDEX statements_by_day ON statements (day);

-- One document's version of one event.
CREATE TABLE accounts (
    n           INTEGER PRIMARY KEY,  -- document and position
    document    INTEGER NOT NULL,  -- documents.n
    account_id  TEXT NOT NULL,     -- a_ + hash
    type        TEXT NOT NULL,     -- type of the ontology, such as ASSAULT
    modes       TEXT NOT NULL,     -- ways in which it happened, separated by a space
    contexts    TEXT NOT NULL,     -- what it is about, separated by a space
    words       TEXT NOT NULL,     -- the words that tell of it
    first_char  INTEGER NOT NULL,  -- where they begin in the text, code points
    realis      TEXT NOT NULL,     -- actual, planned, did_not_happen ... (decision 0008)
    quad        TEXT NOT NULL,     -- verbal or material, cooperation or conflict
    place       TEXT,              -- place_id
    place_basis TEXT,              -- clause, or report: where the place was read
    begins      TEXT,              -- first day it may have happened
    ends        TEXT,              -- last day
    precision   TEXT,              -- of the time: day, week, month ...
    asserted    INTEGER NOT NULL,  -- how many statements assert it
    denied      INTEGER NOT NULL,  -- how many deny it
    rule        TEXT NOT NULL,     -- what read it
    confidence  REAL NOT NULL      -- 0 to 1
);
CREATE INDEX accounts_by_day ON accounts (begins);

-- Who took which part in an account.
CREATE TABLE participants (
    n        INTEGER PRIMARY KEY,  -- document and position
    account  INTEGER NOT NULL,     -- accounts.n
    role     TEXT NOT NULL,        -- actor, recipient, supporter, mediator, victim
    actor_id TEXT,                 -- who; NULL if nobody is named
    words    TEXT NOT NULL,        -- the words
    inferred INTEGER NOT NULL      -- 1 if they stand in another clause
);

-- Pairs of an acting and a suffering side of an account, for series in time.
CREATE TABLE pairs (
    n         INTEGER PRIMARY KEY,  -- document and position
    account   INTEGER NOT NULL,     -- accounts.n
    actor     TEXT NOT NULL,        -- participant in the role actor
    recipient TEXT NOT NULL,        -- participant in the role recipient or victim
    month     TEXT,                 -- 2024-12; NULL if the account may lie in several months
    type      TEXT NOT NULL,        -- accounts.type
    realis    TEXT NOT NULL,        -- accounts.realis
    asserted  INTEGER NOT NULL      -- accounts.asserted
);
CREATE INDEX pairs_by_sides ON pairs (actor, recipient, month, type, realis, asserted);

-- Which statements tell of an account, and how real it is to their holders.
CREATE TABLE tellings (
    n         INTEGER PRIMARY KEY,  -- document and position
    account   INTEGER NOT NULL,     -- accounts.n
    statement INTEGER NOT NULL,     -- statements.n
    holder    TEXT NOT NULL,        -- statements.holder
    realis    TEXT NOT NULL,        -- how real it is to this holder
    denied    INTEGER NOT NULL      -- 1 if the statement denies it
);

-- Lasting ties between actors, or an actor and a place.
CREATE TABLE relations (
    n           INTEGER PRIMARY KEY,  -- document and position
    document    INTEGER NOT NULL,  -- documents.n
    relation_id TEXT NOT NULL,     -- r_ + hash
    day         TEXT,              -- when the document was published
    type        TEXT NOT NULL,     -- backs, led_by, part_of ...
    subject     TEXT NOT NULL,     -- actor_id or place_id
    object      TEXT,              -- actor_id or place_id
    value       TEXT,              -- where the object is no actor: an office, a name
    authority   TEXT,              -- actor_id of who says so officially
    status      TEXT NOT NULL,     -- current, former, future
    polarity    TEXT NOT NULL,     -- + or -
    since       TEXT,              -- first day
    until       TEXT,              -- last day
    words       TEXT NOT NULL,     -- the words
    asserted    INTEGER NOT NULL,  -- how many statements assert it
    denied      INTEGER NOT NULL,  -- how many deny it
    rule        TEXT NOT NULL,     -- what read it
    confidence  REAL NOT NULL      -- 0 to 1
);

-- Steps of the argument: between accounts, statements, relations and actors.
CREATE TABLE links (
    n          INTEGER PRIMARY KEY,  -- document and position
    document   INTEGER NOT NULL,  -- documents.n
    link_id    TEXT NOT NULL,     -- l_ + hash
    day        TEXT,              -- when the document was published
    type       TEXT NOT NULL,     -- causes, aims_at, ends ...
    source     TEXT NOT NULL,     -- account_id, statement_id or relation_id it leads from
    target     TEXT NOT NULL,     -- account_id, statement_id, relation_id or actor_id it leads to
    polarity   TEXT NOT NULL,     -- + or -
    words      TEXT NOT NULL,     -- the words
    rule       TEXT NOT NULL,     -- what read it
    confidence REAL NOT NULL      -- 0 to 1
);

-- Actors as a document names them.
CREATE TABLE actors (
    n             INTEGER PRIMARY KEY,  -- document and position
    document      INTEGER NOT NULL,  -- documents.n
    actor_id      TEXT NOT NULL,     -- id of the words, or of this document only (x_, n_)
    name          TEXT NOT NULL,     -- as the text names it
    label         TEXT NOT NULL,     -- neutral label
    type          TEXT NOT NULL,     -- state, person, militia ...
    state         TEXT,              -- ISO 3166-1 alpha-3 of its state
    sectors       TEXT NOT NULL,     -- PLOVER codes, separated by a space
    personal_data TEXT NOT NULL,     -- none, public_figure, private, victim ...
    mentions      INTEGER NOT NULL   -- how often it is named
);

-- Places as a document names them.
CREATE TABLE places (
    n             INTEGER PRIMARY KEY,  -- document and position
    document      INTEGER NOT NULL,  -- documents.n
    place_id      TEXT NOT NULL,     -- id of the gazetteer, or of this document only (p_)
    name          TEXT NOT NULL,     -- name
    kind          TEXT NOT NULL,     -- city, village, river ...
    country       TEXT,              -- ISO 3166-1 alpha-3
    admin1        TEXT,              -- first-level area
    claimants     TEXT NOT NULL,     -- codes of those who claim it, separated by a space
    precision     TEXT NOT NULL,     -- point, near, admin1 ...
    lat           REAL,              -- degrees, only of a point
    lon           REAL,              -- degrees, only of a point
    uncertainty   REAL,              -- kilometres around the point
    mentions      INTEGER NOT NULL   -- how often it is named
);

-- Figures.
CREATE TABLE quantities (
    n           INTEGER PRIMARY KEY,  -- document and position
    document    INTEGER NOT NULL,  -- documents.n
    quantity_id TEXT NOT NULL,     -- q_ + hash
    account     INTEGER,           -- accounts.n, if it belongs to one
    statement   INTEGER,           -- statements.n of who says it
    kind        TEXT NOT NULL,     -- fatalities, injured, troops ...
    unit        TEXT NOT NULL,     -- persons ...
    low         INTEGER,           -- lower bound
    best        INTEGER,           -- as stated
    high        INTEGER,           -- upper bound
    bound       TEXT NOT NULL,     -- exact, at_least, up_to, about, between, vague
    part        TEXT,              -- of whom: children, civilians ...
    as_of       TEXT,              -- time_id
    words       TEXT NOT NULL      -- the words
);

-- Words that judge, in the mouth of the holder of a statement.
CREATE TABLE loaded (
    n         INTEGER PRIMARY KEY,  -- document and position
    document  INTEGER NOT NULL,  -- documents.n
    statement INTEGER,           -- statements.n of who uses it
    category  TEXT NOT NULL,     -- label, emotive, scare_quotes ...
    target    TEXT,              -- actor_id
    words     TEXT NOT NULL      -- the words
);

-- What statements are found by.
CREATE VIRTUAL TABLE statement_words USING fts5 (
    content,  -- words of statements.content
    keys,     -- their holder, actors, places, types ... each one word: field=value (see keys.py)
    content='', columnsize=0, tokenize="unicode61 remove_diacritics 2 tokenchars '=_'"
);

-- What all other rows, and documents (rowid = documents.n * 2^24), are found by.
CREATE VIRTUAL TABLE row_keys USING fts5 (
    keys,  -- as above
    content='', detail=none, columnsize=0, tokenize="unicode61 tokenchars '=_'"
);

-- ---- what people decide, and what was done ---------------------------------------------------

-- Decisions of people; they beat the machine and are never overwritten.
CREATE TABLE judgements (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,  -- key, in order of writing
    written  TEXT NOT NULL,  -- when, ISO 8601, UTC
    reviewer TEXT NOT NULL,  -- who, as they sign
    target   TEXT NOT NULL,  -- what is judged: id of a statement, account, relation, document ...
    field    TEXT NOT NULL,  -- which of its fields
    decision TEXT NOT NULL,  -- what was decided, JSON
    reason   TEXT NOT NULL   -- why
);
CREATE INDEX judgements_by_target ON judgements (target, field);
CREATE TRIGGER judgements_stay BEFORE UPDATE ON judgements BEGIN
    SELECT RAISE(ABORT, 'judgements are only added to');
END;
CREATE TRIGGER judgements_remain BEFORE DELETE ON judgements BEGIN
    SELECT RAISE(ABORT, 'judgements are only added to');
END;

-- What was done; each entry carries the hash of the one before.
CREATE TABLE log (
    n        INTEGER PRIMARY KEY,   -- 1, 2, 3 ... without a hole
    written  TEXT NOT NULL,         -- when, ISO 8601, UTC
    action   TEXT NOT NULL,         -- what: init, add, keep, withdraw, judge, snapshot ...
    subject  TEXT NOT NULL,         -- to what: an id, a path, a number
    detail   TEXT NOT NULL,         -- counts and reasons, JSON object
    previous TEXT NOT NULL,         -- hash of the entry before; of the first: 64 zeros
    hash     TEXT NOT NULL UNIQUE   -- SHA-256 of n, written, action, subject, detail, previous as JSON
);
CREATE TRIGGER log_stays BEFORE UPDATE ON log BEGIN
    SELECT RAISE(ABORT, 'the log is only added to');
END;
CREATE TRIGGER log_remains BEFORE DELETE ON log BEGIN
    SELECT RAISE(ABORT, 'the log is only added to');
END;
