import JobKit

/// Keeps the store's time in step with the other processes that share the file, and with the wall clock.
///
/// The file stores the offset from the uptime in which its times are expressed, and the machine's start to which the uptime belongs. The
/// process that first notices a set wall clock moves the due times and leases, in one transaction with the new offset; the others find it
/// there.
///
/// Ages are measured in steady time, which no step of the wall clock moves: the store's time minus all steps that were followed. Each step
/// is noted with the steady time from which on it counts, so that a time in a job's history is shown as the wall clock showed it then.
struct ClockKeeper {
    private static let boot = "boot"
    private static let offset = "clock_offset"
    private static let uptime = "uptime"
    /// How long leases last where it is not known whether their workers are gone: living ones renew meanwhile, unless a lease is longer
    /// than three times this.
    private static let grace = Duration.seconds(300)

    let session: Session
    let environment: JobEnvironment

    /// Adopts the file's time. Leases of an earlier start of the machine end now: their workers are gone.
    func begin() throws {
        if let offset = try value(Self.offset), SteadyClock.isSame(offset, session.clock.wallOffset) {
            return session.clock.adopt(offset: offset, drift: try drift())
        }
        try synchronize(isOpening: true)
    }

    /// Adopts the file's offset, for a write in a caller's transaction; changes nothing in the file.
    func look() throws {
        guard let offset = try value(Self.offset) else { return }
        // For a container with a clock of its own only the drift of ages is known.
        let isSame = try isSameBoot() || SteadyClock.isSame(offset, session.clock.wallOffset)
        session.clock.adopt(offset: isSame ? offset : session.clock.wallOffset, drift: try drift())
    }

    /// Call this before transactions, since it opens one of its own. Costs two clock readings while no clock is set.
    func follow() throws {
        if session.clock.isBehindStep { try synchronize(isOpening: false) }
    }

    /// Stores the machine's uptime in the file at intervals: a store that finds a longer uptime than its own knows that the machine was
    /// restarted.
    static func noteUptime(_ session: Session) throws {
        try set(Self.uptime, session.clock.uptime, session)
    }

    private func synchronize(isOpening: Bool) throws {
        let adopted = try session.connection.transaction("BEGIN IMMEDIATE") { () -> (offset: Int64, drift: Int64) in
            let wallOffset = session.clock.wallOffset
            if let offset = try value(Self.offset) {
                // Also under another identifier of the machine's start, as containers have: the machine and its start are the same.
                if SteadyClock.isSame(offset, wallOffset) { return (offset, try drift()) }
                // While a process runs, the machine has not been restarted.
                if try !isOpening || (boot != 0 && isSameBoot()) {
                    try moveTimes(from: offset, to: wallOffset)
                } else {
                    try takeOver()
                }
            }
            try Self.set(Self.boot, boot, session)
            try Self.set(Self.offset, wallOffset, session)
            try Self.noteUptime(session)
            return (wallOffset, try drift())
        }
        session.clock.adopt(offset: adopted.offset, drift: adopted.drift)
    }

    /// The file has another offset than this process, which has just begun. Either the machine was restarted, and no worker with a lease is
    /// left: certain where its uptime is shorter than the one in the file. Or the wall clock was set, and this is another container of the
    /// machine; then the workers live, and get time to renew. Where an identifier of the start is missing, leases stay unchanged.
    private func takeOver() throws {
        let now = environment.now()
        let storedBoot = try value(Self.boot) ?? 0
        if storedBoot != 0, boot != 0 {
            let isRestarted = try value(Self.uptime).map { session.clock.uptime < $0 } ?? true
            let statement = try session.statement(isRestarted ? SQL.endLeases : SQL.prolongLeases)
            statement.bind(.now, isRestarted ? now : now.advanced(by: Self.grace))
            try statement.run()
        }
        let holdWorkers = try session.statement(SQL.holdWorkers)
        holdWorkers.bind(.now, now)
        try holdWorkers.run()
        // A machine may start with its clock at 1970. Steady time never goes back: jobs that have ended stay ended.
        let drift = try drift()
        guard let newest = try newestEnd(), now.microseconds &- drift < newest else { return }
        try note(drift: now.microseconds &- newest &- 1, from: newest &+ 1)
    }

    private func moveTimes(from offset: Int64, to wallOffset: Int64) throws {
        let step = wallOffset &- offset
        let before = Timestamp(microseconds: environment.now().microseconds &- step)
        // In this order: the second reads what the third changes.
        for sql in [SQL.moveLeases, SQL.noteMovedReady, SQL.moveReady, SQL.moveWorkers] {
            let statement = try session.statement(sql)
            statement.bind(.step, step)
            if sql == SQL.noteMovedReady || sql == SQL.moveReady { statement.bind(.now, before) }
            statement.bind(.lowest, step < 0 ? Int64.min &- step : Int64.min)
            statement.bind(.highest, step > 0 ? Int64.max &- step : Int64.max)
            try statement.run()
        }
        // A microsecond later than now, so that jobs that ended at this moment keep their time.
        let drift = try drift()
        try note(drift: drift &+ step &- 1, from: before.microseconds &- drift &+ 1)
    }

    private func note(drift: Int64, from steady: Int64) throws {
        let statement = try session.statement(SQL.noteStep)
        statement.bind(.steady, steady)
        statement.bind(.drift, drift)
        try statement.run()
    }

    private func drift() throws -> Int64 {
        try session.statement(SQL.newestDrift).firstRow { $0.integer(.drift) } ?? 0
    }

    private func newestEnd() throws -> Int64? {
        let statement = try session.statement(SQL.newestEnd)
        return try JobState.allCases.compactMap { state in
            guard let code = state.finishedCode else { return nil }
            statement.bind(.state, code)
            return try statement.firstRow { $0.optionalInteger(.finishedAt) } ?? nil
        }.max()
    }

    private var boot: Int64 { Int64(bitPattern: environment.boot) }

    private func isSameBoot() throws -> Bool { try value(Self.boot) == boot }

    private func value(_ key: String) throws -> Int64? {
        let statement = try session.statement(SQL.meta)
        statement.bind(.key, key)
        return try statement.firstRow { $0.integer(.value) }
    }

    private static func set(_ key: String, _ value: Int64, _ session: Session) throws {
        let statement = try session.statement(SQL.setMeta)
        statement.bind(.key, key)
        statement.bind(.value, value)
        try statement.run()
    }
}
