import JobKit

/// `jobkit.enqueue(kind, payload, …)`, `enqueue_bytes` for payloads that are not JSON, and `enqueue_if_new`, which accepts that the id
/// belongs to another job: any client in any language can enqueue inside its own transaction. The functions run with their owner's rights:
/// a role needs only the right to execute them, which no role has unless granted.
///
/// The caller's temporary schema is searched last, and is named for that: left out, it would come first, and a type created there with the
/// name of one that is used here would run the caller's code with the owner's rights.
enum EnqueueFunction {
    private static func parameters(payload type: String) -> String {
        """
        kind text, payload \(type), queue text DEFAULT NULL, priority text DEFAULT NULL, due timestamptz DEFAULT NULL,
            delay interval DEFAULT NULL, deadline timestamptz DEFAULT NULL, max_attempts int DEFAULT NULL,
            timeout interval DEFAULT NULL, tags text[] DEFAULT NULL, headers jsonb DEFAULT NULL, version int DEFAULT 1, id uuid DEFAULT NULL,
            notify boolean DEFAULT true
        """
    }

    static let sql = """
        -- A notification lets the server commit one transaction after the other, and none that is to be prepared. So of those that commit at the same time one
        -- notifies for all, at its very end: whoever notified sooner would keep the others silent for as long as its transaction is open.
        CREATE UNLOGGED TABLE {jobkit}.bell (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
        CREATE FUNCTION {jobkit}.ring() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $jobkit$
        BEGIN
            DELETE FROM {jobkit}.bell WHERE id = new.id;
            IF pg_try_advisory_xact_lock(hashtextextended({channel} || ':bell', 0)) THEN PERFORM pg_notify({channel}, 'among others'); END IF;
            RETURN NULL;
        END $jobkit$;
        CREATE CONSTRAINT TRIGGER rings AFTER INSERT ON {jobkit}.bell DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {jobkit}.ring();
        REVOKE EXECUTE ON FUNCTION {jobkit}.ring FROM PUBLIC;

        CREATE FUNCTION {jobkit}.check_name(role text, name text) RETURNS void LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $jobkit$
        BEGIN
            IF name IS NULL OR octet_length(name) NOT BETWEEN 1 AND 128 OR name ~ '[\\x01-\\x1f\\x7f]' THEN
                RAISE EXCEPTION 'The % name % will not do.', role, coalesce(quote_literal(left(name, 32)), 'NULL') USING ERRCODE = '22023',
                    HINT = 'Use 1 to 128 bytes without control characters.';
            END IF;
        END $jobkit$;

        -- What the workers that handle a kind say of its jobs, for those who enqueue and do not say it.
        CREATE TABLE {jobkit}.kind_default (
            kind text COLLATE "C" PRIMARY KEY, queue text COLLATE "C" NOT NULL, priority smallint NOT NULL, max_attempts bigint NOT NULL, expiry bigint
        );

        CREATE FUNCTION {jobkit}.enqueue_if_new(
            \(parameters(payload: "bytea")),
            OUT job uuid, OUT met_kind text
        ) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $jobkit$
        #variable_conflict use_column
        DECLARE
            -- What is not given is as the workers that handle the kind have it, and where none was ever seen, as JobKit has it.
            known {jobkit}.kind_default := (SELECT d FROM {jobkit}.kind_default AS d WHERE d.kind = normalize(enqueue_if_new.kind));
            level int := CASE WHEN enqueue_if_new.priority IS NULL THEN coalesce(known.priority, 1)
                ELSE array_position(ARRAY['low', 'normal', 'high', 'urgent'], enqueue_if_new.priority) - 1 END;
            attempts bigint := coalesce(enqueue_if_new.max_attempts, known.max_attempts, 10);
            own_id uuid := coalesce(enqueue_if_new.id, encode(set_bit(set_bit(overlay(
                uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
            ), 52, 1), 53, 1), 'hex')::uuid);
            own_queue text := coalesce(enqueue_if_new.queue, known.queue, 'default');
            own_kind text := enqueue_if_new.kind;
            own_tags text[] := (SELECT array_agg(DISTINCT t COLLATE "C" ORDER BY t COLLATE "C") FROM unnest(enqueue_if_new.tags) AS t);
            own_lane bigint;
            own_now bigint := {jobkit}.clock();
            own_due bigint;
            own_deadline bigint;
            is_new boolean;
            bad text;
        BEGIN
            PERFORM {jobkit}.check_name('kind', own_kind);
            PERFORM {jobkit}.check_name('queue', own_queue);
            PERFORM {jobkit}.check_name('tag', t) FROM unnest(own_tags) AS t;
            bad := CASE
                WHEN level IS NULL THEN 'The priority must be low, normal, high or urgent.'
                WHEN enqueue_if_new.payload IS NULL THEN 'The payload must not be NULL.'
                WHEN octet_length(enqueue_if_new.payload) > 1048576 THEN 'The payload must not take more than 1048576 bytes.'
                WHEN attempts < 1 THEN 'max_attempts must be at least 1.'
                WHEN enqueue_if_new.timeout <= interval '0' THEN 'timeout must be longer than zero.'
                WHEN enqueue_if_new.due IS NOT NULL AND enqueue_if_new.delay IS NOT NULL THEN 'Give due or delay, not both.'
                WHEN NOT isfinite(coalesce(enqueue_if_new.due, 'epoch')) OR enqueue_if_new.deadline = '-infinity'
                    THEN 'due and deadline must be moments, not infinity; a deadline of infinity is none.'
                WHEN greatest(enqueue_if_new.due, nullif(enqueue_if_new.deadline, 'infinity')) > timestamptz '294247-01-10 04:00:54.775807+00'
                    THEN 'due and deadline must not lie beyond the year 294247.'
                WHEN cardinality(own_tags) > 16 THEN 'A job has at most 16 tags.'
                WHEN jsonb_typeof(coalesce(enqueue_if_new.headers, '{}')) <> 'object' THEN 'headers must be a JSON object of texts.'
                WHEN EXISTS (SELECT FROM jsonb_each(coalesce(enqueue_if_new.headers, '{}')) AS h WHERE jsonb_typeof(h.value) <> 'string')
                    THEN 'headers must be a JSON object of texts.'
                WHEN (SELECT count(*) > 64 OR sum(octet_length(h.key) + octet_length(h.value)) > 16384
                    FROM jsonb_each_text(coalesce(enqueue_if_new.headers, '{}')) AS h)
                    THEN 'A job has at most 64 headers of 16384 bytes in all.'
            END;
            IF bad IS NULL THEN
                own_due := greatest(own_now, CASE WHEN enqueue_if_new.due IS NOT NULL THEN (extract(epoch FROM enqueue_if_new.due) * 1000000)::bigint
                    ELSE {jobkit}.later(own_now, coalesce(greatest((extract(epoch FROM enqueue_if_new.delay) * 1000000)::bigint, 0), 0)) END);
                own_deadline := CASE WHEN enqueue_if_new.deadline IS NULL THEN {jobkit}.later(own_now, known.expiry)
                    WHEN isfinite(enqueue_if_new.deadline) THEN (extract(epoch FROM enqueue_if_new.deadline) * 1000000)::bigint END;
                bad := CASE
                    WHEN own_deadline <= own_now THEN 'The deadline has passed.'
                    WHEN own_deadline <= own_due THEN 'The deadline is not after the due time, so that the job could never start.'
                END;
            END IF;
            IF bad IS NOT NULL THEN RAISE EXCEPTION '%', bad USING ERRCODE = '22023'; END IF;

            own_lane := {jobkit}.lane_id(own_queue, own_kind);
            INSERT INTO {jobkit}.lane (id, queue, kind, noted_at) SELECT own_lane, own_queue, own_kind, own_now
            WHERE NOT EXISTS (SELECT FROM {jobkit}.lane AS l WHERE l.id = own_lane AND l.noted_at > own_now - 86400000000);

            -- The clock is read again, in the statement that inserts: see watermark.
            WITH clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now, last_value AS seen FROM {jobkit}.mark_clock),
            draft AS MATERIALIZED (SELECT now, seen, greatest(now, own_due) AS at FROM clock),
            stored AS (
                INSERT INTO {jobkit}.job (id, line, version, due, deadline, created_at, max_attempts, timeout, tags, headers, payload)
                SELECT own_id, own_lane + level * 2 + (at >= greatest(now, seen))::int, coalesce(enqueue_if_new.version, 1), at,
                    own_deadline, now, attempts,
                    (extract(epoch FROM enqueue_if_new.timeout) * 1000000)::bigint, own_tags,
                    CASE WHEN enqueue_if_new.headers <> '{}' THEN convert_to(enqueue_if_new.headers::text, 'UTF8') END, enqueue_if_new.payload
                FROM draft ON CONFLICT (id) DO NOTHING RETURNING seq, line, due, deadline, created_at AS now, tags
            ),
            waiting AS (INSERT INTO {jobkit}.ready (line, due, seq, attempt, deadline, expires)
                SELECT line, due, seq, 0, deadline, CASE WHEN deadline IS NOT NULL THEN greatest(deadline, now) END FROM stored),
            tagged AS (INSERT INTO {jobkit}.tag (tag, seq) SELECT DISTINCT normalize(t), seq FROM stored, unnest(stored.tags) AS t)
            SELECT count(*) > 0 INTO is_new FROM stored;
            job := own_id;
            -- The kind of the job that has this id already; NULL where this one is new. One that was removed since has no kind any more.
            IF NOT is_new THEN
                met_kind := coalesce(
                    (SELECT l.kind FROM {jobkit}.job AS j JOIN {jobkit}.lane AS l ON l.id = j.line & -8 WHERE j.id = own_id LIMIT 1), own_kind);
            END IF;
            IF enqueue_if_new.notify THEN INSERT INTO {jobkit}.bell DEFAULT VALUES; END IF;
        END $jobkit$;

        CREATE FUNCTION {jobkit}.enqueue_bytes(
            \(parameters(payload: "bytea"))
        ) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $jobkit$
        DECLARE
            stored record;
        BEGIN
            SELECT * INTO stored FROM {jobkit}.enqueue_if_new(kind, payload, queue, priority, due, delay, deadline, max_attempts, timeout, tags, headers,
                version, id, notify);
            IF normalize(stored.met_kind) <> normalize(kind) THEN
                RAISE EXCEPTION 'The id % is that of a job of the kind %.', stored.job, quote_literal(stored.met_kind) USING ERRCODE = '22023',
                    HINT = 'Give the job another id: an id names one job of one kind until that job is removed after its retention time.';
            END IF;
            RETURN stored.job;
        END $jobkit$;

        CREATE FUNCTION {jobkit}.enqueue(
            \(parameters(payload: "jsonb"))
        ) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $jobkit$
            SELECT {jobkit}.enqueue_bytes(kind, convert_to(payload::text, 'UTF8'), queue, priority, due, delay, deadline, max_attempts, timeout, tags, headers,
                version, id, notify)
        $jobkit$;

        REVOKE EXECUTE ON FUNCTION {jobkit}.enqueue, {jobkit}.enqueue_bytes, {jobkit}.enqueue_if_new FROM PUBLIC;
        """
}
