import JobKit

extension SQL {
    /// The same as `JobPriority.rank`.
    private static func rank(of row: String) -> String {
        "\(row).due + \(JobPriority.headStart.microseconds) * (\(JobPriority.urgent.rawValue) - (\(row).line & 7) / 2)"
    }

    /// Claims the first of the due jobs and writes their receipt, in one statement.
    ///
    /// - `known`: the requested lanes that ever had a job, with their queues. None while the token holds jobs.
    /// - `stream`: their lines, each with its watermark, below which there is no live row: the index is entered there, and not at the dead
    ///   entries that a transaction held open elsewhere keeps from being removed.
    /// - `head`: the first due job of each line that has one. All further reads of the line begin there: the dead entries between the
    ///   watermark and it are stepped over once.
    /// - `quota`: how many of each line are among the first, looked up without locks; so no more rows are locked than are claimed. Where
    ///   only one line has due jobs there is nothing to compare.
    /// - `taken`: that many of each line that no other session has locked, in order.
    /// - `found`: their jobs, numbered here: a row whose job was deleted by hand gets no place, and is removed.
    ///
    /// - `cut`: the place where the payloads become too many bytes.
    ///
    /// The jobs are returned with their places, in no guaranteed order: sorting them costs more than checking whether they are sorted.
    ///
    /// The rows are removed by their ctids, without a second look into the index: no row of `ready` is ever updated, so that a locked one
    /// stays at its place.
    static let claim = """
        WITH clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now),
        known AS MATERIALIZED (
            SELECT asked.lane FROM unnest($3::bigint[], $4::text[]) AS asked (lane, queue)
            WHERE EXISTS (SELECT FROM {jobkit}.lane WHERE lane.id = asked.lane OFFSET 0)
                AND NOT EXISTS (SELECT FROM {jobkit}.paused WHERE normalize(paused.queue) = normalize(asked.queue) OFFSET 0)
                AND NOT EXISTS (SELECT FROM {jobkit}.receipt WHERE token = $1::uuid)
        ),
        stream AS MATERIALIZED (
            SELECT known.lane + number AS line, now, coalesce(low.due, -9223372036854775808) AS low
            FROM clock, known, generate_series(0, 7) AS number LEFT JOIN LATERAL (
                SELECT due FROM {jobkit}.watermark AS w WHERE w.line = known.lane + number AND w.noted_at <= clock.now ORDER BY due DESC LIMIT 1
            ) AS low ON true
        ),
        head AS MATERIALIZED (
            SELECT s.line, s.now, c.due FROM stream AS s CROSS JOIN LATERAL (
                SELECT due FROM {jobkit}.ready AS r WHERE r.line = s.line AND r.due >= s.low AND r.due <= s.now
                ORDER BY due, seq LIMIT 1
            ) AS c
        ),
        quota AS MATERIALIZED (
            SELECT line, now, $5::int AS size, due AS first FROM head WHERE (SELECT count(*) FROM head) = 1
            UNION ALL
            SELECT line, now, count(*), min(due)
            FROM (
                SELECT c.line, h.now, c.due FROM head AS h CROSS JOIN LATERAL (
                    SELECT line, due, seq FROM {jobkit}.ready AS r
                    WHERE r.line = h.line AND r.due >= h.due AND r.due <= h.now AND (r.deadline IS NULL OR r.deadline > h.now)
                    ORDER BY due, seq LIMIT $5::int
                ) AS c
                WHERE (SELECT count(*) FROM head) > 1 ORDER BY \(rank(of: "c")), c.due, c.seq LIMIT $5::int
            ) AS merged
            GROUP BY line, now
        ),
        taken AS MATERIALIZED (
            SELECT t.*
            FROM quota AS q CROSS JOIN LATERAL (
                SELECT line, due, seq, attempt + 1 AS attempt, deadline, quarantine, ctid AS place_on_disk FROM {jobkit}.ready AS r
                WHERE r.line = q.line AND r.due >= q.first AND r.due <= q.now AND (r.deadline IS NULL OR r.deadline > q.now)
                ORDER BY due, seq LIMIT q.size FOR UPDATE SKIP LOCKED
            ) AS t ORDER BY \(rank(of: "t")), t.due, t.seq
        ),
        found AS MATERIALIZED (
            SELECT t.*, row_number() OVER () AS place, j.id, j.version, j.created_at, j.max_attempts, j.timeout, j.tags, j.headers, j.payload
            FROM taken AS t CROSS JOIN LATERAL (SELECT * FROM {jobkit}.job WHERE job.seq = t.seq OFFSET 0) AS j
        ),
        cut AS MATERIALIZED (
            SELECT coalesce(min(place), 2147483647) AS place FROM (SELECT place, sum(octet_length(payload)) OVER (ORDER BY place) AS bytes FROM found) AS summed
            WHERE (SELECT sum(octet_length(payload)) FROM found) > $7::bigint AND bytes > $7::bigint AND place > 1
        ),
        removed AS (
            DELETE FROM {jobkit}.ready WHERE ctid = ANY (ARRAY(
                SELECT place_on_disk FROM taken WHERE (SELECT place FROM cut) = 2147483647
                    OR place_on_disk <> ALL (ARRAY(SELECT place_on_disk FROM found WHERE place >= (SELECT place FROM cut)))
            ))
        ),
        fact AS NOT MATERIALIZED (SELECT * FROM found WHERE place < (SELECT place FROM cut)),
        receipt AS (
            INSERT INTO {jobkit}.receipt (token, worker, claimed_at, until, open)
            SELECT $1::uuid, $2::text, now, {jobkit}.later(now, $6::bigint), decode(repeat('ff', (count(*)::int + 7) / 8), 'hex')
            FROM clock, fact GROUP BY now
        ),
        members AS (
            INSERT INTO {jobkit}.receipt_members (token, seqs, ids, lines, dues, attempts, deadlines, quarantines)
            SELECT $1::uuid, array_agg(seq), array_agg(id), array_agg(line), array_agg(due), array_agg(attempt), array_agg(deadline),
                CASE WHEN count(quarantine) > 0 THEN array_agg(quarantine) END
            FROM (SELECT place, seq, id, line, due, attempt, deadline, quarantine FROM fact ORDER BY place) AS m HAVING count(*) > 0
        )
        SELECT clock.now,
            CASE WHEN (SELECT count(*) FROM taken) < $5::int THEN (
                SELECT min(next.due) FROM stream AS s CROSS JOIN LATERAL (
                    SELECT due FROM {jobkit}.ready AS r WHERE r.line = s.line AND r.due > s.now ORDER BY due LIMIT 1
                ) AS next
            ) END AS next_due,
            EXISTS (
                SELECT FROM head AS h CROSS JOIN LATERAL (
                    SELECT deadline FROM {jobkit}.ready AS r
                    WHERE r.line = h.line AND r.due >= h.due AND r.due <= h.now ORDER BY due, seq LIMIT 16
                ) AS front WHERE front.deadline <= h.now
            ) AS saw_passed_deadlines,
            EXISTS (SELECT FROM {jobkit}.receipt WHERE token = $1::uuid) AS is_claimed, (SELECT count(*) FROM taken) > (SELECT count(*) FROM fact) AS is_cut,
            fact.place - 1 AS place, fact.id, fact.line, fact.due, fact.attempt, fact.deadline, fact.version, fact.created_at, fact.max_attempts, fact.timeout,
            fact.tags, fact.headers, fact.payload, fact.quarantine, (SELECT array_agg(queue) FROM {jobkit}.paused) AS paused_queues
        FROM clock LEFT JOIN fact ON true
        """

    /// The open places of a claim whose answer was lost.
    static let claimedBefore = """
        SELECT r.claimed_at, r.until, m.place - 1 AS place, j.id, m.line, m.due, m.attempt, m.deadline, j.version, j.created_at,
            j.max_attempts, j.timeout, j.tags, j.headers, j.payload, s.quarantines[m.place] AS quarantine
        FROM {jobkit}.receipt AS r JOIN {jobkit}.receipt_members AS s USING (token) CROSS JOIN LATERAL
            unnest(s.seqs, s.lines, s.dues, s.attempts, s.deadlines) WITH ORDINALITY AS m (seq, line, due, attempt, deadline, place)
            CROSS JOIN LATERAL (SELECT * FROM {jobkit}.job WHERE job.seq = m.seq OFFSET 0) AS j
        WHERE r.token = $1::uuid AND get_bit(r.open, (m.place - 1)::int) = 1 ORDER BY m.place
        """
}
