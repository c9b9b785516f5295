-- Schema 3: who acts on whom, counted by month, so that a pair of a million accounts is a few rows.
--
--   pairs -> pair_months

-- Counts of pairs that somebody asserts; kept beside them whenever rows are shown or hidden.
CREATE TABLE pair_months (
    actor     TEXT NOT NULL,     -- pairs.actor
    recipient TEXT NOT NULL,     -- pairs.recipient
    realis    TEXT NOT NULL,     -- pairs.realis
    month     TEXT NOT NULL,     -- pairs.month; empty if it is not known
    accounts  INTEGER NOT NULL,  -- how many accounts that at least one statement asserts
    PRIMARY KEY (actor, recipient, realis, month)
) WITHOUT ROWID;
INSERT INTO pair_months
    SELECT actor, recipient, realis, ifnull(month, ''), count(*) FROM pairs WHERE asserted > 0
    GROUP BY 1, 2, 3, 4;
DROP INDEX pairs_by_sides;
