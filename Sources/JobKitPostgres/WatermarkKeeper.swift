import JobKit
import Logging
import Synchronization

/// Moves the watermarks of the lines that this process claims from, twenty times a second and beside the claims.
///
/// A mark may stand too low, which costs time while somebody holds a transaction open; it must never stand above a job that waits. From time to time
/// one of all processes checks that, since a server's clock may be set back.
final class WatermarkKeeper: Sendable {
    private struct State {
        var lines: Set<Int64> = []
        var isBusy = false
        /// By the uptime, as the other.
        var movedAt: Duration?
        var tidiedAt: Duration?
        /// How long this process's last check took: all of them may take a hundredth of the time.
        var checkTook = Duration.zero
        /// What has been warned of, and has not worked since.
        var failing: Set<String> = []

        func isTidyingDue(_ now: Duration) -> Bool { tidiedAt.map { now - $0 >= WatermarkKeeper.pauseBetweenChecks } ?? true }
    }

    private static let pause = Duration.milliseconds(50)
    private static let pauseBetweenChecks = Duration.seconds(60)

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

    /// To be called after each claim, with the lines that jobs came from: after one that found nothing too, since it may be a mark that hides them.
    func claimed(from lines: Set<Int64>) {
        let now = environment.uptime()
        let starts = state.withLock { state in
            // The others have no mark: what comes late stands there.
            state.lines.formUnion(lines.filter { $0 & 1 == 1 })
            guard movesByItself, !state.isBusy else { return false }
            let moves = !state.lines.isEmpty && state.movedAt.map { now - $0 >= Self.pause } ?? true
            guard moves || state.isTidyingDue(now) else { return false }
            state.isBusy = true
            return true
        }
        if starts { Task.detached { await self.move() } }
    }

    /// Once, now; for tests.
    func move() async {
        let (lines, tidies) = state.withLock { state in
            defer { state.lines = [] }
            return (state.lines, state.isTidyingDue(environment.uptime()))
        }
        if !lines.isEmpty {
            // In one order, so that two processes do not wait for each other.
            let sorted = lines.sorted()
            await run("move the watermarks of") { try $0.moveWatermarks(of: sorted) }
            state.withLock { $0.movedAt = environment.uptime() }
        }
        if tidies { await tidy() }
        state.withLock { $0.isBusy = false }
    }

    /// Forgets the marks that newer ones replace and, where no process has for a while, takes back those that stand above a job.
    private func tidy() async {
        state.withLock { $0.tidiedAt = environment.uptime() }
        await run("forget the watermarks of") { _ = try $0.run(SQL.forgetWatermarks) }
        let pause = max(Self.pauseBetweenChecks, state.withLock { $0.checkTook * 100 })
        guard await run("see who checks the watermarks of", { try $0.beginCheck(pause: pause) }) == true else { return }
        let start = environment.uptime()
        await run("check the watermarks of") { _ = try $0.run(SQL.checkWatermarks) }
        state.withLock { $0.checkTook = environment.uptime() - start }
    }

    /// What fails is tried again after a later claim. Warned of once, and not where the server is out of reach: whoever claims says that.
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

extension Session {
    /// Whether it is for this process to check the marks now.
    fileprivate func beginCheck(pause: Duration) throws -> Bool {
        var parameters = Parameters()
        parameters.add(pause.microseconds)
        return try run(SQL.beginCheck, parameters).count > 0
    }

    fileprivate func moveWatermarks(of lines: [Int64]) throws {
        var schema = Parameters()
        schema.add(settings.schema)
        let earliest = try run(SQL.earliestToCome, schema)
        guard !earliest.isNull(0, .earliest) else { return }
        var parameters = Parameters()
        parameters.add(lines)
        parameters.add(earliest.integer(0, .earliest))
        parameters.add(earliest.integer(0, .now))
        try run(SQL.moveWatermarks, parameters)
    }
}
