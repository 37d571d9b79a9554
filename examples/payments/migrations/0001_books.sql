-- In the words that SQLite and PostgreSQL share.

-- What a user has; the sum of the account's lines in the ledger.
CREATE TABLE accounts (
    holder        TEXT   NOT NULL,
    currency      TEXT   NOT NULL,
    balance_cents BIGINT NOT NULL CHECK (balance_cents >= 0),
    PRIMARY KEY (holder, currency)
);

CREATE TABLE payments (
    id              TEXT   NOT NULL PRIMARY KEY,
    idempotency_key TEXT   UNIQUE,
    holder          TEXT   NOT NULL,
    amount_cents    BIGINT NOT NULL CHECK (amount_cents > 0),
    currency        TEXT   NOT NULL,
    authorisation   TEXT   NOT NULL UNIQUE,
    receipt         TEXT   NOT NULL,
    trace_id        TEXT   NOT NULL
);

-- Double entry: the lines of one entry add up to nothing.
CREATE TABLE ledger (
    entry    TEXT   NOT NULL,
    account  TEXT   NOT NULL,
    currency TEXT   NOT NULL,
    cents    BIGINT NOT NULL,
    PRIMARY KEY (entry, account)
);

-- Who asks with a key gets the answer of the first time. No status: under way.
CREATE TABLE idempotency_keys (
    key        TEXT   NOT NULL PRIMARY KEY,
    request    TEXT   NOT NULL,
    attempt    TEXT   NOT NULL,
    status     BIGINT,
    answer     TEXT,
    changed_at BIGINT NOT NULL
);

-- What has to be undone, if the process that has begun it is gone.
CREATE TABLE compensations (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    step       TEXT    NOT NULL,
    claimed    BOOLEAN NOT NULL,
    changed_at BIGINT  NOT NULL
);

-- The bank's own books: another company's, in truth.
CREATE TABLE bank_charges (
    id           TEXT    NOT NULL PRIMARY KEY,
    holder       TEXT    NOT NULL,
    amount_cents BIGINT  NOT NULL,
    currency     TEXT    NOT NULL,
    refunded     BOOLEAN NOT NULL
);
