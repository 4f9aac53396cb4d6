import Foundation
import JobKit
import Synchronization

@testable import JobKitSQLite

/// A folder for one test's file; removed with it.
final class Workspace: Sendable {
    let directory: String
    let clock = TestClock()

    init() throws {
        directory = NSTemporaryDirectory() + "jobkit-sqlite-tests-" + String(JobEnvironment.system.random(), radix: 36)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    var path: String { directory + "/jobs.db" }

    func store(_ options: SQLiteJobStoreOptions = .init()) -> SQLiteJobStore {
        SQLiteJobStore(path: path, options: options, environment: clock.environment)
    }

    func prepared(_ options: SQLiteJobStoreOptions = .init()) async throws -> SQLiteJobStore {
        let store = store(options)
        try await store.prepare()
        return store
    }

    /// A connection of another program.
    func connection(_ mode: Connection.Mode = .readWrite, busyTimeout: Duration = .seconds(30)) throws -> Connection {
        try Database(
            path: path, options: .init(busyTimeout: busyTimeout), environment: clock.environment, logger: nil
        ).connect(mode)
    }

    func size(_ suffix: String = "") -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path + suffix)[.size]) as? Int
    }

    func mode(_ suffix: String = "") -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions]) as? Int
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private struct State {
        var now = Timestamp(microseconds: 1_700_000_000_000_001)
        var uptime = Duration.seconds(7)
    }

    private let state = Mutex(State())

    var now: Timestamp { state.withLock { $0.now } }

    func advance(by duration: Duration) {
        state.withLock {
            $0.now = $0.now.advanced(by: duration)
            $0.uptime += duration
        }
    }

    /// Sets the wall clock, as an administrator does.
    func step(by duration: Duration) { state.withLock { $0.now = $0.now.advanced(by: duration) } }

    /// The uptime begins again, as after a restart.
    func restart() { state.withLock { $0.uptime = .seconds(1) } }

    var environment: JobEnvironment { environment(boot: 1) }

    func environment(boot: UInt64) -> JobEnvironment {
        JobEnvironment(
            now: { self.now }, uptime: { self.state.withLock { $0.uptime } }, boot: boot, sleep: { _ in },
            random: JobEnvironment.system.random)
    }
}

func draft(
    _ kind: String = "mail", queue: String = "default", priority: JobPriority = .normal, due: JobTime = .now, deadline: JobTime? = nil,
    maxAttempts: Int = 3, tags: [String] = [], headers: [String: String] = [:], payload: Data = Data("payload".utf8)
) -> JobDraft {
    JobDraft(
        id: JobEnvironment.system.makeJobID(), kind: kind, payload: payload, queue: queue, priority: priority, due: due, deadline: deadline,
        maxAttempts: maxAttempts, tags: tags, headers: headers)
}

func request(
    _ kinds: [String] = ["mail"], queues: [String] = ["default"], limit: Int = 100, lease: Duration = .seconds(60),
    worker: String = "worker-1"
) -> ClaimRequest {
    ClaimRequest(
        token: JobEnvironment.system.makeClaimToken(), worker: worker, queues: queues, kinds: kinds, limit: limit, lease: lease)
}

extension ClaimedJob {
    func change(_ effect: JobChange.Effect, cancelRequested: Bool = false, failure: JobChange.Failure? = nil) -> JobChange {
        JobChange(id: id, expecting: .leased(lease, cancelRequested: cancelRequested), effect: effect, failure: failure)
    }
}

extension JobStore {
    func job(_ id: JobID) async throws -> JobRecord? { try await jobs([id]).first }

    func overdueIDs() async throws -> [JobID] {
        let overdue = try await overdue(OverdueRequest(limit: 10))
        return overdue.lapsed.map(\.id) + overdue.expired.map(\.id)
    }
}

final class Counter: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }

    func add(_ amount: Int = 1) { number.withLock { $0 += amount } }
}

/// Keeps the writer inside a transaction for as long as a test needs to queue more operations behind it.
final class Hold: Sendable {
    private let entered = Mailbox<Bool>()
    private let gate = Mailbox<Bool>()

    /// For the operation that holds the writer.
    func enter() {
        _ = entered.put(true)
        _ = gate.take()
    }

    func untilEntered() async {
        while entered.count == 0 { await Task.yield() }
    }

    func release() { gate.close() }
}
