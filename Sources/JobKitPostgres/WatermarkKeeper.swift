import JobKit
import Synchronization

/// Moves the watermarks of the lines that this process claims from, twenty times a second and beside the claims.
///
/// A mark may stand too low, which costs time while somebody holds a transaction open; it must never stand above a job that waits. From time to time
/// that is checked, since a server's clock may be set back.
final class WatermarkKeeper: Sendable {
    struct LineKey: Hashable {
        let lane: Int32
        let line: Int16
    }

    private struct State {
        var lines: Set<LineKey> = []
        var isBusy = false
        /// By the uptime, as the other.
        var movedAt: Duration?
        var checkedAt: Duration?
        /// How long the last check took: the next may take so much of the time and no more.
        var checkTook = Duration.zero

        func isCheckDue(_ now: Duration) -> Bool {
            checkedAt.map { now - $0 >= max(WatermarkKeeper.pauseBetweenChecks, checkTook * 20) } ?? true
        }
    }

    private static let pause = Duration.milliseconds(50)
    fileprivate static let pauseBetweenChecks = Duration.seconds(60)

    private let environment: JobEnvironment
    private let pool: Pool
    private let movesByItself: Bool
    private let state = Mutex(State())

    init(_ environment: JobEnvironment, pool: Pool, movesByItself: Bool) {
        self.environment = environment
        self.pool = pool
        self.movesByItself = movesByItself
    }

    /// To be called after each claim, with the lines that jobs came from: after one that found nothing too, since it may be a mark that hides them.
    func claimed(from lines: Set<LineKey>) {
        let now = environment.uptime()
        let starts = state.withLock { state in
            // The others have no mark: what comes late stands there.
            state.lines.formUnion(lines.filter { $0.line & 1 == 1 })
            guard movesByItself, !state.isBusy else { return false }
            let moves = !state.lines.isEmpty && state.movedAt.map { now - $0 >= Self.pause } ?? true
            guard moves || state.isCheckDue(now) else { return false }
            state.isBusy = true
            return true
        }
        if starts { Task.detached { await self.move() } }
    }

    /// Once, now; for tests.
    func move() async {
        let (lines, checks) = state.withLock { state in
            defer { state.lines = [] }
            return (state.lines, state.isCheckDue(environment.uptime()))
        }
        if !lines.isEmpty {
            // What fails is tried again after the next claim. In one order, so that two processes do not wait for each other.
            let sorted = lines.sorted { ($0.lane, $0.line) < ($1.lane, $1.line) }
            try? await pool.run("move the watermarks of") { try $0.moveWatermarks(of: sorted) }
            state.withLock { $0.movedAt = environment.uptime() }
        }
        if checks { await check() }
        state.withLock { $0.isBusy = false }
    }

    /// Forgets the marks that newer ones replace, and takes back those that stand above a job.
    func check() async {
        let start = environment.uptime()
        try? await pool.run("forget the watermarks of") { _ = try $0.run(SQL.forgetWatermarks) }
        try? await pool.run("check the watermarks of") { _ = try $0.run(SQL.checkWatermarks) }
        state.withLock { ($0.checkedAt, $0.checkTook) = (environment.uptime(), environment.uptime() - start) }
    }
}

extension Session {
    func moveWatermarks(of lines: [WatermarkKeeper.LineKey]) throws {
        var schema = Parameters()
        schema.add(settings.schema)
        let earliest = try run(SQL.earliestToCome, schema)
        guard !earliest.isNull(0, 1) else { return }
        var parameters = Parameters()
        parameters.add(lines.map(\.lane))
        parameters.add(lines.map(\.line))
        parameters.add(earliest.integer(0, 1))
        parameters.add(earliest.integer(0, 0))
        try run(SQL.moveWatermarks, parameters)
    }
}
