/// The statements of `diagnose`: rarely run, by operators.
extension SQL {
    static let readyLanes =
        "SELECT \(Line.lane) AS lane, count(*) AS count, min(due) AS due FROM {jobkit}.ready WHERE due <= $1::bigint GROUP BY 1"

    /// Whether this role sees the sessions of other roles, and how many of those in this database it does not see, their type included.
    static let sight = """
        SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all, quote_ident(current_user)::text AS role, (
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND query = '<insufficient privilege>'
        ) AS hidden
        """
    /// The sessions whose snapshot or transaction number keeps dead rows from being removed, the oldest first: those of this database, and
    /// standbys that send feedback. VACUUM has a snapshot too, which keeps nothing.
    static let holders = """
        SELECT pid::bigint AS pid, coalesce(usename, '')::text AS role, coalesce(application_name, '')::text AS application,
            coalesce(host(client_addr), '')::text AS address, coalesce(state, '')::text AS state, backend_type = 'walsender' AS is_standby,
            (extract(epoch FROM clock_timestamp() - xact_start) * 1000000)::bigint AS open_for,
            greatest(age(backend_xmin), age(backend_xid))::bigint AS age
        FROM pg_stat_activity AS a
        WHERE coalesce(backend_xmin, backend_xid) IS NOT NULL AND pid <> pg_backend_pid()
            AND (datname = current_database() OR backend_type = 'walsender')
            AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum AS v WHERE v.pid = a.pid)
        ORDER BY 8 DESC, xact_start
        """
    static let preparedTransactions = """
        SELECT gid::text AS name, owner::text AS role, (extract(epoch FROM clock_timestamp() - prepared) * 1000000)::bigint AS open_for
        FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared
        """
    static let slots = """
        SELECT slot_name::text AS name, active AS is_active, age(xmin)::bigint AS age FROM pg_replication_slots
        WHERE xmin IS NOT NULL ORDER BY 3 DESC
        """

    /// The times of the last move of a mark and of the last end of a job, and why no mark may be moved: where the beginning of other
    /// writers is unknown.
    static let markAges = """
        SELECT clock.now, (SELECT max(noted_at) FROM {jobkit}.watermark WHERE line > 7 OR line < 0) AS noted_at,
            (SELECT max(finished_at) FROM {jobkit}.finished WHERE state = 1) AS finished_at,
            {jobkit}.earliest_to_come($1::text, clock.now) AS earliest, current_setting('track_activities')::bool AS track_activities
        FROM (SELECT {jobkit}.clock() AS now OFFSET 0) AS clock
        """

    static let vacuumSettings = """
        SELECT current_setting('autovacuum')::bool AS autovacuum, current_setting('track_counts')::bool AS track_counts
        """
    static let tablesWithoutVacuum = """
        SELECT c.relname::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL pg_options_to_table(c.reloptions) AS o
        WHERE n.nspname = $1::text AND c.relkind = 'r' AND CASE WHEN o.option_name = 'autovacuum_enabled' THEN NOT o.option_value::bool END ORDER BY 1
        """
    static let deadRows = """
        SELECT relname::text AS name, n_dead_tup AS dead, n_live_tup AS alive,
            (extract(epoch FROM clock_timestamp() - greatest(last_vacuum, last_autovacuum)) * 1000000)::bigint AS vacuumed_ago
        FROM pg_stat_user_tables WHERE schemaname = $1::text AND n_dead_tup > $2::bigint AND n_dead_tup > n_live_tup ORDER BY n_dead_tup DESC
        """
}
