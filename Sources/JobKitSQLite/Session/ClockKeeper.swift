import JobKit

/// Keeps the store's time in step with the other processes that share the file, and with the wall clock.
///
/// The file says which offset from the uptime its times are meant by, and since which start of the machine. Whoever notices first that the wall
/// clock was set moves the times of what waits and of what is leased, in one transaction with the new offset; the others find it there.
struct ClockKeeper {
    private static let boot = "boot"
    private static let offset = "clock_offset"

    let session: Session
    let environment: JobEnvironment

    /// Takes up the file's time. Leases of an earlier start of the machine end now: whoever held them is gone.
    ///
    /// Where the start is not known (no `/proc` in a sandbox), another offset may mean a restart or a clock that was set: times stay as they are.
    func begin() throws {
        if try isSameBoot(), let offset = try value(Self.offset), SteadyClock.isSame(offset, session.clock.wallOffset) {
            return session.clock.adopt(offset: offset)
        }
        try synchronize(isOpening: true)
    }

    /// What the file's times are meant by, for whoever writes in somebody else's transaction; changes nothing.
    func look() throws {
        if try isSameBoot(), let offset = try value(Self.offset) { session.clock.adopt(offset: offset) }
    }

    /// To be called before transactions, since it takes one of its own. Costs two looks at clocks while nobody sets one.
    func follow() throws {
        if session.clock.isBehindStep { try synchronize(isOpening: false) }
    }

    private func synchronize(isOpening: Bool) throws {
        let adopted = try session.connection.transaction("BEGIN IMMEDIATE") { () -> Int64 in
            let wallOffset = session.clock.wallOffset
            let storedBoot = try value(Self.boot)
            let isSame = storedBoot == boot
            if let offset = try value(Self.offset), isSame || storedBoot == 0 || boot == 0 {
                if SteadyClock.isSame(offset, wallOffset) { return offset }
                // While a process runs, the machine has not been started anew.
                if !isOpening || (isSame && boot != 0) { try moveTimes(from: offset, to: wallOffset) }
            } else {
                try endLeases()
            }
            try set(Self.boot, boot)
            try set(Self.offset, wallOffset)
            return wallOffset
        }
        session.clock.adopt(offset: adopted)
    }

    private func endLeases() throws {
        let statement = try session.statement(SQL.endLeases)
        statement.bind(.now, environment.now())
        try statement.run()
    }

    private func moveTimes(from offset: Int64, to wallOffset: Int64) throws {
        let step = wallOffset &- offset
        let before = Timestamp(microseconds: environment.now().microseconds &- step)
        // In this order: the second reads what the third changes.
        for sql in [SQL.moveLeases, SQL.noteMovedReady, SQL.moveReady] {
            let statement = try session.statement(sql)
            statement.bind(.step, step)
            if sql != SQL.moveLeases { statement.bind(.now, before) }
            statement.bind(.lowest, step < 0 ? Int64.min &- step : Int64.min)
            statement.bind(.highest, step > 0 ? Int64.max &- step : Int64.max)
            try statement.run()
        }
    }

    private var boot: Int64 { Int64(bitPattern: environment.boot) }

    private func isSameBoot() throws -> Bool { try value(Self.boot) == boot }

    private func value(_ key: String) throws -> Int64? {
        let statement = try session.statement(SQL.meta)
        statement.bind(.key, key)
        return try statement.firstRow { $0.integer(.value) }
    }

    private func set(_ key: String, _ value: Int64) throws {
        let statement = try session.statement(SQL.setMeta)
        statement.bind(.key, key)
        statement.bind(.value, value)
        try statement.run()
    }
}
