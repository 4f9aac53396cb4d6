import Foundation
import JobKit
import Synchronization

/// Watches a run and knows its rules: every line of the promises, and nothing of the workload.
///
/// The recording store reports calls and answers, handlers report their actions, and callers report their results.
final class Checker: Sendable {
    private let ledger: Mutex<Ledger>

    init(trace: Trace) {
        ledger = Mutex(Ledger(trace: trace))
    }

    func callAsFunction<Value>(_ body: (inout Ledger) -> sending Value) -> Value {
        ledger.withLock { body(&$0) }
    }
}

/// The checker's model of the store, from the reports.
struct Ledger: Sendable {
    let trace: Trace

    var jobs: [JobID: KnownJob] = [:]
    var claims: [ClaimToken: KnownClaim] = [:]
    /// Jobs in the order of their enqueueing.
    var order: [JobID] = []
    /// The latest time that the store's clock has shown. A decision by that time was right, even if the clock was set back before it was
    /// reported.
    private(set) var latest = Timestamp(microseconds: .min)
    /// Removed ones included: numbers are not used again.
    var enqueuedCount = 0
    var pausedQueues: Set<String> = []
    var concurrency: [Int: Int] = [:]
    /// The jobs that callers know to be stored.
    var acknowledged: Set<JobID> = []
    var cancelsAsked: Set<JobID> = []
    var retriesAsked: Set<JobID> = []
    var attempts: [Lease: KnownAttempt] = [:]
    var pruned: Set<JobID> = []
    /// How many jobs were taken back from a silent worker.
    var lapses = 0
    /// Counts reports, to order them.
    private var moment = 0

    init(trace: Trace) {
        self.trace = trace
    }

    mutating func nextMoment() -> Int {
        moment += 1
        return moment
    }

    mutating func looked(now: Timestamp) { latest = max(latest, now) }

    func require(_ condition: Bool, _ what: @autoclosure () -> String) {
        if !condition { trace.violated(what()) }
    }

    /// Whether every job has ended.
    var isQuiet: Bool { !jobs.values.contains { !$0.isFinished } }

    var unfinished: [KnownJob] { order.compactMap { jobs[$0] }.filter { !$0.isFinished } }

    /// Short enough for a trace.
    func name(_ id: JobID) -> String { jobs[id].map { "job \($0.sequence)" } ?? "job \(id)" }

    func name(_ lease: Lease) -> String { "\(lease.token)/\(lease.place)" }
}
