\set token random(1, 9000000000000000000)
WITH taken AS MATERIALIZED (SELECT due, seq FROM raw.ready ORDER BY due, seq LIMIT 100 FOR UPDATE SKIP LOCKED),
gone AS (DELETE FROM raw.ready AS r USING taken AS t WHERE r.due = t.due AND r.seq = t.seq),
receipt AS (INSERT INTO raw.receipt SELECT :token, 1, array_agg(seq) FROM taken HAVING count(*) > 0)
SELECT j.seq, j.id, j.payload FROM taken JOIN raw.job AS j USING (seq);
WITH r AS (DELETE FROM raw.receipt WHERE token = :token RETURNING seqs) INSERT INTO raw.finished SELECT unnest(seqs), 1, 1, 1 FROM r;
