import JobKit
import Logging
import Synchronization

/// Moves the watermarks of the lines that this process claims from, twenty times a second and beside the claims.
///
/// A mark may be too low, which costs time while a transaction is held open; it must never be above a job that waits. From time to time one
/// of all processes checks that, since a server's clock may be set back.
final class WatermarkKeeper: Sendable {
    private struct State {
        var lines: Set<Int64> = []
        var isBusy = false
        /// The uptime of the last move, and of the others below.
        var movedAt: Duration?
        var addedAt: Duration?
        var tidiedAt: Duration?
        /// How long the last move took.
        var moveTook = Duration.zero
        /// How long this process's last check took: all checks together may take a hundredth of the time.
        var checkTook = Duration.zero
        /// The operations that have failed with a warning, and have not succeeded since.
        var failing: Set<String> = []

        func isAddingDue(_ now: Duration) -> Bool { addedAt.map { now - $0 >= WatermarkKeeper.pauseBetweenSums } ?? true }
        func isTidyingDue(_ now: Duration) -> Bool { tidiedAt.map { now - $0 >= WatermarkKeeper.pauseBetweenChecks } ?? true }
    }

    private static let pause = Duration.milliseconds(50)
    private static let pauseBetweenChecks = Duration.seconds(60)
    private static let pauseBetweenSums = Duration.seconds(5)
    private static let pauseBetweenLanes = Duration.seconds(3_600)
    /// How much further back a check reads than to the beginning of the one before: a clock that is set back by more is behind that
    /// beginning for at least a minute, in which a claiming process sees it.
    fileprivate static let leeway = Duration.seconds(120)

    private let environment: JobEnvironment
    private let pool: Pool
    private let movesByItself: Bool
    private let logger: Logger?
    private let state = Mutex(State())

    init(_ environment: JobEnvironment, pool: Pool, movesByItself: Bool, logger: Logger?) {
        self.environment = environment
        self.pool = pool
        self.movesByItself = movesByItself
        self.logger = logger
    }

    /// Call this after each claim, with the lines of its jobs: also after an empty one, since a mark may hide jobs.
    ///
    /// Lines with an even number have no mark: late jobs are inserted there.
    func claimed(from lines: Set<Int64>) { note(lines.filter { $0 & 1 == 1 }) }

    /// Notes that rows were removed from the beginning of these lines.
    func note(_ lines: Set<Int64>) {
        let now = environment.uptime()
        let starts = state.withLock { state in
            state.lines.formUnion(lines)
            guard movesByItself, !state.isBusy else { return false }
            // Where reading the server's locks is slow, it is done rarely.
            let pause = max(Self.pause, state.moveTook * 20)
            let moves = !state.lines.isEmpty && state.movedAt.map { now - $0 >= pause } ?? true
            guard moves || state.isAddingDue(now) || state.isTidyingDue(now) else { return false }
            state.isBusy = true
            return true
        }
        if starts { Task.detached { await self.move() } }
    }

    /// Moves once, now; for tests.
    func move() async {
        let now = environment.uptime()
        let (lines, adds, tidies) = state.withLock { state in
            defer { state.lines = [] }
            return (state.lines, state.isAddingDue(now), state.isTidyingDue(now))
        }
        if !lines.isEmpty {
            let start = environment.uptime()
            // In one order, so that two processes do not wait for each other.
            let sorted = lines.sorted()
            await run("move the watermarks of") { try $0.moveWatermarks(of: sorted) }
            state.withLock { state in
                state.movedAt = environment.uptime()
                state.moveTook = environment.uptime() - start
            }
        }
        if adds {
            state.withLock { $0.addedAt = now }
            await run("add up the finished jobs of") { session in
                if try session.begin(.addUp, pause: Self.pauseBetweenSums) != nil { try session.run(SQL.addFinishedUp) }
            }
        }
        if tidies { await tidy() }
        state.withLock { $0.isBusy = false }
    }

    /// Removes marks that newer ones replace and, where no process has done it for a while, lowers marks above a job and removes idle
    /// lanes.
    private func tidy() async {
        state.withLock { $0.tidiedAt = environment.uptime() }
        await run("forget the watermarks of") { _ = try $0.run(SQL.forgetWatermarks) }
        let pause = max(Self.pauseBetweenChecks, state.withLock { $0.checkTook * 100 })
        if let turn = await run("see who checks the watermarks of", { try $0.begin(.checkWatermarks, pause: pause) }) ?? nil {
            let start = environment.uptime()
            await run("check the watermarks of") { try $0.checkWatermarks(turn) }
            state.withLock { $0.checkTook = environment.uptime() - start }
        }
        if await run("see who forgets the lanes of", { try $0.begin(.forgetLanes, pause: Self.pauseBetweenLanes) }) ?? nil != nil {
            await run("forget the lanes of") { try $0.forgetLanes() }
        }
    }

    /// A failed operation is tried again after a later claim. Logs one warning, and none where the server is out of reach: the claim
    /// reports that.
    @discardableResult
    private func run<Value: Sendable>(_ subject: String, _ body: @escaping @Sendable (Session) throws -> Value) async -> Value? {
        do {
            let value = try await pool.run(subject, body)
            state.withLock { _ = $0.failing.remove(subject) }
            return value
        } catch {
            let code = (error as? JobStoreError)?.code
            if code != .unavailable, code != .closed, state.withLock({ $0.failing.insert(subject).inserted }) {
                logger?.warning("watermarks are not kept up", metadata: [LogKeys.error: "\(error)"])
            }
            return nil
        }
    }
}

/// A task that one process does for all; a row of the table `chore`.
private enum Chore: String {
    case checkWatermarks = "check watermarks"
    case forgetLanes = "forget lanes"
    case addUp = "add up"
}

/// A chore that is this process's turn.
private struct Turn {
    /// By the server's clock.
    let begun: Timestamp
}

extension Session {
    /// `nil` where it is not this process's turn.
    fileprivate func begin(_ chore: Chore, pause: Duration) throws -> Turn? {
        var parameters = Parameters()
        parameters.add(chore.rawValue)
        parameters.add(pause.microseconds)
        let rows = try run(SQL.beginChore, parameters)
        return rows.count > 0 ? Turn(begun: rows.time(0, .now)) : nil
    }

    fileprivate func moveWatermarks(of lines: [Int64]) throws {
        var asked = Parameters()
        asked.add(lines)
        asked.add(settings.schema)
        let answer = try run(SQL.earliestToCome, asked)
        guard !answer.isNull(0, .earliest) else { return }
        var parameters = Parameters()
        parameters.add(lines)
        parameters.add(answer.integer(0, .earliest))
        parameters.add(answer.integer(0, .now))
        parameters.add(settings.schema)
        try run(SQL.moveWatermarks, parameters)
    }

    /// The check before found every row below a mark, and since then no row can have been inserted below that is due before the check,
    /// except by a clock that was set back at the moment in which a mark was moved. If it was set back by more than the leeway, the time of
    /// the check before has not come yet: then everything is read. So it is where no check is known to have been completed.
    fileprivate func checkWatermarks(_ turn: Turn) throws {
        let checked = try run(SQL.checkedAt)
        let before = checked.count > 0 ? checked.time(0, .begunAt) : Timestamp(microseconds: 0)
        var from = Parameters()
        from.add(before > turn.begun ? .min : before.advanced(by: .zero - WatermarkKeeper.leeway).microseconds)
        try lowerWatermarks(run(SQL.wrongWatermarks, from))
        var begun = Parameters()
        begun.add(turn.begun.microseconds)
        try run(SQL.noteChecked, begun)
    }

    private func lowerWatermarks(_ wrong: Rows) throws {
        guard wrong.count > 0 else { return }
        var lines = Parameters()
        lines.add((0..<wrong.count).map { wrong.integer($0, .line) })
        lines.add((0..<wrong.count).map { wrong.integer($0, .due) })
        var schema = Parameters()
        schema.add(settings.schema)
        _ = try run(
            beginning + [
                Command(SQL.lockWatermarks), Command(SQL.lowerWatermarks, lines), Command(SQL.setMarkClockBack, schema),
                Command(SQL.commit),
            ])
    }

    fileprivate func forgetLanes() throws {
        var schema = Parameters()
        schema.add(settings.schema)
        let answer = try run(SQL.earliest, schema)
        guard !answer.isNull(0, .earliest) else { return }
        var parameters = Parameters()
        parameters.add(answer.integer(0, .earliest))
        try run(SQL.forgetLanes, parameters)
    }
}
