\set token random(1, 9000000000000000000)
WITH claimed AS (
    UPDATE raw.textbook SET state = 1, attempt = attempt + 1, token = :token, until = 1 WHERE seq = ANY (ARRAY(
        SELECT seq FROM raw.textbook WHERE state = 0 ORDER BY due, seq LIMIT 100 FOR UPDATE SKIP LOCKED
    )) RETURNING seq, id, payload
)
SELECT array_agg(seq)::text AS seqs, array_agg(payload) FROM claimed \gset
UPDATE raw.textbook SET state = 2, finished_at = 1 WHERE seq = ANY (:seqs::bigint[]) AND token = :token;
