import JobKit
import Synchronization
import Testing

/// A test's knowledge of its jobs: which the store has acknowledged, and which attempts have run.
final class Ledger: Sendable {
    private struct State {
        var acknowledged: [JobID] = []
        var runs: [JobID: [Int]] = [:]
        var exempt: Set<JobID> = []
    }

    private let state = Mutex(State())

    func acknowledge(_ id: JobID) { state.withLock { $0.acknowledged.append(id) } }

    /// Jobs that the test itself checks: they are not to be completed.
    func exempt(_ ids: Set<JobID>) { state.withLock { $0.exempt.formUnion(ids) } }

    func ran(_ job: ClaimedJob) { state.withLock { $0.runs[job.id, default: []].append(job.attempt) } }

    var acknowledged: [JobID] { state.withLock { $0.acknowledged } }
    var started: Int { state.withLock { $0.runs.count } }
    /// How many jobs have not been started yet.
    var waiting: Int { state.withLock { $0.acknowledged.count - $0.runs.count } }

    func attempts(of id: JobID) -> [Int] { state.withLock { $0.runs[id] ?? [] } }

    /// Every acknowledged job is there and completed, once, and ran as often as its attempts say; and there are no others.
    func check(_ store: some JobStore) async throws {
        let ids = acknowledged
        #expect(Set(ids).count == ids.count && !ids.isEmpty)
        #expect(try await store.counts().reduce(0) { $0 + $1.count } == ids.count + state.withLock { $0.exempt.count })
        var wrong: [String] = []
        for part in stride(from: 0, to: ids.count, by: 500) {
            let asked = Array(ids[part..<min(ids.count, part + 500)])
            let jobs = try await store.jobs(asked)
            if jobs.count != asked.count { wrong.append("\(asked.count - jobs.count) jobs are lost") }
            wrong += jobs.filter { !isAccounted($0) }.map { "\($0) ran as \(attempts(of: $0.id))" }
        }
        #expect(wrong.isEmpty)
    }

    /// A counted attempt ran at most once; the last one ran, and each one before it has reported why it did not. The loss of a job beside
    /// others is noted, and the job runs again under the number that was given back.
    private func isAccounted(_ job: JobRecord) -> Bool {
        let runs = attempts(of: job.id)
        let (back, counted) = (job.errors.filter(\.isGivenBack), job.errors.filter { !$0.isGivenBack })
        return job.state == .completed && runs.count - Set(runs).count <= back.count && runs.allSatisfy { (1...job.attempt).contains($0) }
            && runs.contains(job.attempt) && counted.map(\.attempt) == Array(1..<job.attempt)
    }
}

extension AttemptError {
    fileprivate var isGivenBack: Bool { type == "JobKit.LeaseLapsed" && message.contains("the attempt does not count") }
}

/// Waits until the condition holds, within the test's time limit; waits while the store is out of reach.
func eventually(_ condition: () async throws -> Bool) async throws {
    while true {
        do {
            if try await condition() { return }
        } catch let error as JobStoreError where error.isTransient {}
        try await rest()
    }
}

/// Between two checks.
func rest() async throws { try await Task.sleep(for: .milliseconds(5)) }
