extension SQL {
    /// The open places of claims; every session locks them in the same order.
    static let lockClaims = """
        SELECT r.token, r.open, m.places
        FROM (SELECT DISTINCT token FROM unnest($1::uuid[]) AS token ORDER BY token) AS held
            CROSS JOIN LATERAL (SELECT token, open FROM {jobkit}.receipt WHERE receipt.token = held.token FOR UPDATE) AS r
            CROSS JOIN LATERAL (
                SELECT cardinality(seqs)::bigint AS places FROM {jobkit}.receipt_members AS s WHERE s.token = held.token OFFSET 0
            ) AS m
        """
    /// Moves the places that a renewal does not name to a claim of their own, which lapses when the original one would have.
    static let partReceipt = """
        WITH parted AS (
            INSERT INTO {jobkit}.receipt (token, worker, claimed_at, until, open)
            SELECT $2::uuid, worker, claimed_at, until, $3::bytea FROM {jobkit}.receipt WHERE token = $1::uuid
        )
        INSERT INTO {jobkit}.receipt_members (token, seqs, ids, lines, dues, attempts, deadlines, quarantines)
        SELECT $2::uuid, seqs, ids, lines, dues, attempts, deadlines, quarantines FROM {jobkit}.receipt_members WHERE token = $1::uuid
        """
    static let renew = """
        WITH renewed AS (
            UPDATE {jobkit}.receipt SET until = {jobkit}.later((SELECT {jobkit}.clock()), $2::bigint) WHERE token = ANY (ARRAY(
                SELECT r.token FROM (SELECT DISTINCT token FROM unnest($1::uuid[]) AS token ORDER BY token) AS held
                    CROSS JOIN LATERAL (SELECT token FROM {jobkit}.receipt WHERE receipt.token = held.token FOR UPDATE) AS r
            )) RETURNING token, until, open
        )
        SELECT r.token, r.until, (
            SELECT array_agg(m.place - 1) FROM {jobkit}.receipt_members AS s CROSS JOIN LATERAL unnest(s.seqs) WITH ORDINALITY AS m (seq, place)
                JOIN {jobkit}.cancel_request AS c ON c.seq = m.seq
            WHERE s.token = r.token AND get_bit(r.open, (m.place - 1)::int) = 1 AND EXISTS (SELECT FROM {jobkit}.cancel_request)
        ) AS cancel_requests FROM renewed AS r
        """
    static let insertPaused = "INSERT INTO {jobkit}.paused (queue) VALUES ($1::text) ON CONFLICT DO NOTHING"
    static let deletePaused = "DELETE FROM {jobkit}.paused WHERE normalize(queue) = normalize($1::text)"
    static let paused = "SELECT queue FROM {jobkit}.paused"
    /// Writes nothing where nothing has changed, as nearly always.
    static let publishDefaults = """
        INSERT INTO {jobkit}.kind_default AS d (kind, queue, priority, max_attempts, expiry)
        SELECT DISTINCT ON (1) normalize(kind), queue, priority, max_attempts, expiry
        FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[]) AS given (kind, queue, priority, max_attempts, expiry)
        WHERE NOT EXISTS (
            SELECT FROM {jobkit}.kind_default AS k WHERE k.kind = normalize(given.kind)
                AND (k.queue, k.priority, k.max_attempts, k.expiry) IS NOT DISTINCT FROM (given.queue, given.priority, given.max_attempts, given.expiry)
        )
        ORDER BY 1 ON CONFLICT (kind) DO UPDATE
        SET queue = excluded.queue, priority = excluded.priority, max_attempts = excluded.max_attempts, expiry = excluded.expiry
        """
    static let forgetWorkers =
        "DELETE FROM {jobkit}.worker WHERE normalize(id) = normalize($1::text) OR seen_at < {jobkit}.clock() - $2::bigint"
    static let insertWorker = """
        INSERT INTO {jobkit}.worker (id, queues, kinds, concurrency, seen_at)
        VALUES ($1::text, $2::text[], $3::text[], $4::bigint, {jobkit}.clock()) ON CONFLICT (id) DO UPDATE
        SET queues = excluded.queues, kinds = excluded.kinds, concurrency = excluded.concurrency, seen_at = excluded.seen_at
        """
    static let workers = "SELECT id, queues, kinds, concurrency, seen_at FROM {jobkit}.worker WHERE seen_at >= $1::bigint"
}
