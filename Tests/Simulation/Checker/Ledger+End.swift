import Foundation
import JobKit

/// The final comparison, when the system is whole again and at rest.
extension Ledger {
    func reckon(_ records: [JobRecord], now: Timestamp) {
        let byID = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        require(byID.count == records.count, "the store lists a job twice")
        for id in acknowledged.sorted() where !pruned.contains(id) {
            require(byID[id] != nil, "\(name(id)) was acknowledged and is lost")
        }
        for record in records where jobs[record.id] == nil { require(false, "\(name(record.id)) is in the store and was never enqueued") }
        for id in order {
            guard let job = jobs[id] else { continue }
            guard let record = byID[id] else {
                require(false, "\(name(id)) is gone")
                continue
            }
            compare(job, record)
        }
        for id in order { trace.fold(UInt64(jobs[id]?.attempt ?? 0)) }
    }

    private func compare(_ job: KnownJob, _ record: JobRecord) {
        let name = name(record.id)
        require(record.state.isFinished, "\(name) has not ended: it is \(record.state)")
        require(record.state == job.state, "\(name) is \(record.state); its one outcome was \(job.state.map { "\($0)" } ?? "none")")
        require(record.output == job.output, "\(name) has another output than its handler returned")
        require(record.attempt == job.attempt, "\(name) counts \(record.attempt) attempts, and had \(job.attempt)")
        require(record.attempt <= record.maxAttempts, "\(name) had \(record.attempt) attempts of \(record.maxAttempts)")
        require(record.progress == job.progress, "\(name): an acknowledged report is lost")
        require(record.errors.count == job.failures, "\(name) has \(record.errors.count) errors in its history, not \(job.failures)")
    }

    func reckonSteps(of id: JobID, _ stored: [String: Data]) {
        guard let job = jobs[id] else { return }
        require(stored == job.steps.mapValues(\.result), "\(name(id)): a stored step result is lost")
    }
}
