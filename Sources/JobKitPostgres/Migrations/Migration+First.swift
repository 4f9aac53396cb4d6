extension Migration {
    /// The test that fails when the text below was edited prints the right number. Once this version is released, the text must be restored
    /// instead.
    private static let firstFingerprint: Int64 = -8_586_815_751_537_645_456

    /// Split by how often rows change, as in the SQLite store: rows that never change, rows that are only inserted and deleted, and the one
    /// row of a claim that is updated. A job's state is the table that holds it: in finished; else in ready, scheduled or pending by its
    /// due time; else in an open receipt, running.
    ///
    /// Times are microseconds since 1970 by the server's clock, durations microseconds.
    static let first = Migration(
        version: 1, worksFrom: 1, fingerprint: firstFingerprint,
        up: """
            CREATE FUNCTION {jobkit}.clock() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE
                AS 'SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint';
            -- Clamped where the sum would be no bigint.
            CREATE FUNCTION {jobkit}.later(moment bigint, delay bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
                AS 'SELECT CASE WHEN delay > 9223372036854775807 - moment THEN 9223372036854775807 ELSE moment + delay END';
            -- A queue and a kind as one number, the same in every database, so that nobody who remembers one can mean something else by it. A multiple
            -- of eight: a lane's lines are the eight numbers from it on.
            CREATE FUNCTION {jobkit}.lane_id(queue text, kind text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
                SET search_path = pg_catalog, pg_temp
                AS $jobkit$ SELECT ('x' || encode(substring(sha256(convert_to(normalize(queue) || chr(10) || normalize(kind), 'UTF8')) FOR 8), 'hex')
                )::bit(64)::bigint & -8 $jobkit$;
            -- What lanes are called, and when one was last used, to the day. Whoever finds no note of a day's age adds one, beside others who do: so nobody
            -- waits for anybody's transaction. Texts are kept as they came; equal are those that Unicode takes for the same.
            CREATE TABLE {jobkit}.lane (
                key uuid PRIMARY KEY DEFAULT gen_random_uuid(), id bigint NOT NULL, queue text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL,
                noted_at bigint NOT NULL
            );
            CREATE INDEX lane_by_id ON {jobkit}.lane (id, noted_at);
            CREATE INDEX lane_by_queue ON {jobkit}.lane (normalize(queue));
            -- Vacuum goes slowly: while somebody holds a transaction open it can do nothing for these tables, reads them from end to end all the same, and
            -- begins again soon. What is pruned is a twentieth at most when it begins.
            CREATE TABLE {jobkit}.job (
                seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE, line bigint NOT NULL, version bigint NOT NULL,
                due bigint NOT NULL, deadline bigint, created_at bigint NOT NULL, max_attempts bigint NOT NULL,
                timeout bigint, tags text[] COLLATE "C", headers bytea, payload bytea NOT NULL
            ) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 5);
            -- line is the lane, and twice the priority, and one more for jobs that were due no earlier than they were put here: see watermark.
            -- To give the end of an empty table back takes a lock that keeps everybody out, readers on standbys too; and it is needed again soon.
            CREATE TABLE {jobkit}.ready (
                line bigint NOT NULL, due bigint NOT NULL, seq bigint NOT NULL, attempt int NOT NULL, quarantine int, deadline bigint,
                -- The deadline, and no earlier than the row was put here.
                expires bigint, PRIMARY KEY (line, due, seq)
            ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 10, vacuum_truncate = off);
            -- A claim removes the rows that it locked by their places, which an update would change.
            CREATE FUNCTION {jobkit}.refuse_update() RETURNS trigger LANGUAGE plpgsql AS
                $jobkit$ BEGIN RAISE EXCEPTION 'Rows of ready are never updated. Delete the row and insert another one.'; END $jobkit$;
            CREATE TRIGGER never_updated BEFORE UPDATE ON {jobkit}.ready FOR EACH STATEMENT EXECUTE FUNCTION {jobkit}.refuse_update();
            CREATE INDEX ready_by_expiry ON {jobkit}.ready (expires) WHERE expires IS NOT NULL;
            -- Where a job waits, or waited last, if not where it was enqueued: its ready row is found by it.
            CREATE TABLE {jobkit}.moved (seq bigint PRIMARY KEY, line bigint NOT NULL, due bigint NOT NULL);
            -- Nothing in a line with an odd number is due earlier, or ever will be. Inserted and read at the newest end; a minute later removed.
            CREATE TABLE {jobkit}.watermark (
                line bigint NOT NULL, due bigint NOT NULL, noted_at bigint NOT NULL, PRIMARY KEY (line, due)
            );
            -- What the clock showed when marks were moved last. Who reads an earlier time puts jobs into the lines without marks, where nothing hides them.
            CREATE SEQUENCE {jobkit}.mark_clock MINVALUE 0 START 0;
            -- What one of those who claim does for all of them, and when it is to be done again.
            CREATE TABLE {jobkit}.chore (name text PRIMARY KEY, begun_at bigint NOT NULL, due bigint NOT NULL);
            INSERT INTO {jobkit}.chore VALUES ('check watermarks', 0, 0), ('watermarks checked', 0, 0), ('add up', 0, 0);
            INSERT INTO {jobkit}.chore SELECT 'forget lanes', now, now + 3600000000 FROM {jobkit}.clock() AS now;
            CREATE TABLE {jobkit}.receipt (
                token uuid PRIMARY KEY, worker text NOT NULL, claimed_at bigint NOT NULL, until bigint NOT NULL, open bytea NOT NULL
            ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 10);
            -- Written once and removed once. Two hundred members fit into a page; to compress them would cost as much as to claim them.
            CREATE TABLE {jobkit}.receipt_members (
                token uuid PRIMARY KEY, seqs bigint[] NOT NULL, ids uuid[] NOT NULL, lines bigint[] NOT NULL, dues bigint[] NOT NULL, attempts int[] NOT NULL,
                deadlines bigint[] NOT NULL,
                -- NULL where no member is in quarantine.
                quarantines int[]
            ) WITH (
                toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 10,
                toast.autovacuum_vacuum_cost_delay = 10
            );
            ALTER TABLE {jobkit}.receipt_members ALTER seqs SET STORAGE EXTERNAL, ALTER ids SET STORAGE EXTERNAL,
                ALTER lines SET STORAGE EXTERNAL, ALTER dues SET STORAGE EXTERNAL, ALTER attempts SET STORAGE EXTERNAL,
                ALTER deadlines SET STORAGE EXTERNAL, ALTER quarantines SET STORAGE EXTERNAL;
            -- 1 completed, 2 failed, 3 cancelled, 4 expired.
            CREATE TABLE {jobkit}.finished (
                seq bigint PRIMARY KEY, lane bigint NOT NULL, state smallint NOT NULL, attempt int NOT NULL, due bigint NOT NULL, deadline bigint,
                started_at bigint, finished_at bigint NOT NULL, output bytea
            ) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 5);
            CREATE INDEX finished_by_time ON {jobkit}.finished (state, finished_at);
            CREATE INDEX finished_otherwise ON {jobkit}.finished (state, seq) WHERE state <> 1;
            CREATE TABLE {jobkit}.failure (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seq bigint NOT NULL, attempt int NOT NULL, worker text NOT NULL,
                started_at bigint NOT NULL, failed_at bigint NOT NULL, type text NOT NULL, message text NOT NULL, consequence smallint NOT NULL
            );
            -- How many finished jobs there are: added up, and what is to be added, a row for each batch that somebody ended or removed.
            CREATE TABLE {jobkit}.finished_count (lane bigint NOT NULL, state smallint NOT NULL, count bigint NOT NULL, PRIMARY KEY (lane, state));
            CREATE TABLE {jobkit}.finished_change (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lane bigint NOT NULL, state smallint NOT NULL, count bigint NOT NULL
            ) WITH (autovacuum_vacuum_cost_delay = 10);
            -- The earliest due time that a job may still get in a line with an odd number, the earliest expiry, the earliest end: whoever writes one holds
            -- these locks, and takes a time no earlier than its transaction's beginning. NULL where that is not to be known: a prepared transaction, or an
            -- owner of this function that may not see what others do. A little is left for clocks that are corrected.
            CREATE FUNCTION {jobkit}.earliest_to_come(schema text, now bigint) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER
                SET search_path = pg_catalog, pg_temp AS $jobkit$
                SELECT now - 50000 - CASE WHEN count(*) = count(a.xact_start)
                    THEN greatest((extract(epoch FROM max(clock_timestamp() - a.xact_start)) * 1000000)::bigint, 0) END
                FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
                WHERE l.locktype = 'relation' AND l.relation IN (to_regclass(format('%I.ready', schema)), to_regclass(format('%I.finished', schema)))
                    AND l.mode = 'RowExclusiveLock' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            $jobkit$;
            CREATE INDEX failure_by_job ON {jobkit}.failure (seq);
            CREATE TABLE {jobkit}.cancel_request (seq bigint PRIMARY KEY, at bigint NOT NULL);
            -- Completed in a transaction of the handler's, which locks nothing that others wait for: the place in the claim is still open, and whoever
            -- closes it removes the row.
            CREATE TABLE {jobkit}.loose_end (seq bigint PRIMARY KEY);
            CREATE TABLE {jobkit}.progress (seq bigint PRIMARY KEY, stage text NOT NULL, fraction float8, message text);
            -- Every table has a primary key: without one, a publication of all tables lets no row be changed.
            CREATE TABLE {jobkit}.step (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seq bigint NOT NULL, name text COLLATE "C" NOT NULL, result bytea NOT NULL
            );
            CREATE UNIQUE INDEX step_by_name ON {jobkit}.step (seq, normalize(name));
            CREATE TABLE {jobkit}.tag (tag text COLLATE "C" NOT NULL, seq bigint NOT NULL, PRIMARY KEY (tag, seq))
                WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 5);
            CREATE TABLE {jobkit}.paused (queue text COLLATE "C" PRIMARY KEY);
            CREATE TABLE {jobkit}.worker (
                id text COLLATE "C" PRIMARY KEY, queues text[] NOT NULL, kinds text[] NOT NULL, concurrency bigint NOT NULL, seen_at bigint NOT NULL
            );
            \(EnqueueFunction.sql)
            \(JobsView.sql)
            """,
        down: """
            DROP VIEW {jobkit}.jobs;
            DROP TABLE \(tables.map { "{jobkit}.\($0)" }.joined(separator: ", "));
            DROP SEQUENCE {jobkit}.mark_clock;
            DROP FUNCTION {jobkit}.enqueue, {jobkit}.enqueue_bytes, {jobkit}.enqueue_if_new, {jobkit}.check_name, {jobkit}.ring, {jobkit}.refuse_update, {jobkit}.lane_id,
                {jobkit}.earliest_to_come, {jobkit}.text_of, {jobkit}.time_of, {jobkit}.later, {jobkit}.clock;
            DO $jobkit$ BEGIN
                DROP SCHEMA {jobkit} RESTRICT;
            EXCEPTION WHEN dependent_objects_still_exist THEN RAISE NOTICE 'The schema stays: there is more in it.';
            END $jobkit$;
            """)

    /// The objects that JobKit has made in its schema, which may hold others.
    static let tables = [
        "meta", "lane", "job", "kind_default", "ready", "moved", "watermark", "chore", "bell", "finished_count", "finished_change",
        "receipt", "receipt_members", "finished", "failure",
        "cancel_request",
        "loose_end", "progress", "step", "tag", "paused", "worker",
    ]
}
