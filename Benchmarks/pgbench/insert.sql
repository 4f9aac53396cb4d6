WITH j AS (
    INSERT INTO raw.job (id, created_at, payload) VALUES (gen_random_uuid(), 1, decode(repeat('78', 200), 'hex')) RETURNING seq
)
INSERT INTO raw.ready SELECT 1, seq, 0 FROM j;
