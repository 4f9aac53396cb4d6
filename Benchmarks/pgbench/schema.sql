-- The ceiling's tables: JobKit's cut (facts, a narrow table of what is ready, a receipt a claim, outcomes), without queues, kinds, priorities,
-- deadlines, retries, errors and whatever else a queue needs.
DROP SCHEMA IF EXISTS raw CASCADE;
CREATE SCHEMA raw;
CREATE TABLE raw.job (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE, created_at bigint NOT NULL, payload bytea NOT NULL);
CREATE TABLE raw.ready (due bigint NOT NULL, seq bigint NOT NULL, attempt int NOT NULL, PRIMARY KEY (due, seq));
CREATE TABLE raw.receipt (token bigint PRIMARY KEY, until bigint NOT NULL, seqs bigint[] NOT NULL) WITH (toast_tuple_target = 8160);
CREATE TABLE raw.finished (seq bigint PRIMARY KEY, state smallint NOT NULL, attempt int NOT NULL, finished_at bigint NOT NULL);
CREATE INDEX ON raw.finished (state, finished_at);
-- The table that a textbook would have.
CREATE TABLE raw.textbook (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE, state smallint NOT NULL DEFAULT 0, due bigint NOT NULL, attempt int NOT NULL DEFAULT 0,
    token bigint, until bigint, finished_at bigint, payload bytea NOT NULL
);
CREATE INDEX ON raw.textbook (due, seq) WHERE state = 0;
