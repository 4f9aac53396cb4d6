import Foundation
import JobKit

/// Gathers the effects of one batch of changes into one statement a table.
final class EffectWriter {
    /// The server's clock, in microseconds.
    let now: Int64
    /// Whether a job waits again.
    private(set) var letsWait = false
    /// Whether a job was completed whose end was not announced yet.
    private(set) var tiesUp = false
    /// The jobs whose histories of errors grow.
    var failed: [Int64] { failures.map(\.job.seq) }
    /// Nearly always empty.
    private var cancelRequests: Set<Int64>

    private var finished: [(job: ReceiptMember, code: Int64, startedAt: Int64?, output: Data?)] = []
    private var waiting: [(job: ReceiptMember, due: Int64, attempt: Int, deadline: Int64?, quarantine: Int?)] = []
    private var failures: [(failure: JobChange.Failure, job: ReceiptMember, worker: String, startedAt: Int64)] = []
    private var requested: [Int64] = []
    private var settled: [Int64] = []
    private var looseEnds: [Int64] = []
    private var reports: [Command] = []

    /// - Parameter rows: the answer to `SQL.cancelRequests`.
    init(_ rows: Rows) {
        now = rows.integer(0, .now)
        cancelRequests = Set(rows.integers(0, .seqs))
    }

    /// - Parameter startedAt: when the attempt was claimed; `nil` for a job that waited.
    func finish(_ job: ReceiptMember, _ state: JobState, startedAt: Timestamp?, output: Data?) throws {
        guard let code = state.finishedCode else {
            throw JobStoreError(
                .invalid, subject: "finish the job \(job.id)", cause: "\(state) is no finished state",
                remedy: "Make changes of transitions.")
        }
        finished.append((job, code, startedAt?.microseconds, output))
    }

    /// - Parameter ran: whether the job was claimed, so that it was due at its place in line.
    func wait(
        _ job: ReceiptMember, due time: JobTime, attempt: Int, deadline: Timestamp?, quarantine: Int?, ran: Bool = false
    ) {
        let place = ran ? Timestamp(microseconds: job.due) : nil
        let due = time.dueTime(at: Timestamp(microseconds: now), backTo: place).microseconds
        waiting.append((job, due, attempt, deadline?.microseconds, quarantine))
        letsWait = true
    }

    func noteCancelRequest(_ seq: Int64) {
        requested.append(seq)
        cancelRequests.insert(seq)
    }

    func isCancelRequested(_ seq: Int64) -> Bool { cancelRequests.contains(seq) }

    /// Removes the request to cancel the attempt, which is over.
    func settled(_ seq: Int64) {
        if cancelRequests.remove(seq) != nil { settled.append(seq) }
    }

    /// Removes the note that a transaction of the handler's has completed the job: its claim is closed now.
    func tieUp(_ seq: Int64) {
        looseEnds.append(seq)
        tiesUp = true
        settled(seq)
    }

    func report(_ progress: JobProgress, of seq: Int64) {
        var parameters = Parameters()
        parameters.add(seq)
        parameters.add(progress.stage.withoutNUL)
        parameters.add(progress.fraction)
        parameters.add(progress.message?.withoutNUL)
        reports.append(Command(SQL.upsertProgress, parameters))
    }

    func saveStep(_ name: String, _ result: Data, of seq: Int64) {
        var parameters = Parameters()
        parameters.add(seq)
        parameters.add(name.withoutNUL)
        parameters.add(result as Data?)
        reports.append(Command(SQL.upsertStep, parameters))
    }

    func add(_ failure: JobChange.Failure, _ job: ReceiptMember, _ receipt: Receipt) {
        failures.append((failure, job, receipt.worker, receipt.claimedAt.microseconds))
    }

    /// Returns the gathered writes and clears them.
    func take() -> [Command] {
        defer { (finished, waiting, failures, requested, settled, looseEnds, reports) = ([], [], [], [], [], [], []) }
        var commands: [Command] = []
        if !finished.isEmpty { commands.append(Command(SQL.insertFinished, finishedParameters)) }
        if !waiting.isEmpty { commands.append(Command(SQL.insertReady, readyParameters)) }
        if !failures.isEmpty { commands.append(Command(SQL.insertFailures, failureParameters)) }
        if !requested.isEmpty { commands.append(Command(SQL.insertCancelRequests, numbers(requested) { $0.add(self.now) })) }
        if !settled.isEmpty { commands.append(Command(SQL.deleteCancelRequests, numbers(settled))) }
        if !looseEnds.isEmpty { commands.append(Command(SQL.deleteLooseEnds, numbers(looseEnds))) }
        return commands + reports
    }

    /// How many have ended in each lane and state: nearly always of one.
    private var finishedCounts: [(lane: Int64, code: Int64, count: Int64)] {
        var counts: [(lane: Int64, code: Int64, count: Int64)] = []
        for entry in finished {
            let lane = Line.lane(entry.job.line)
            if let last = counts.indices.last, counts[last].lane == lane, counts[last].code == entry.code {
                counts[last].count += 1
            } else {
                counts.append((lane, entry.code, 1))
            }
        }
        return counts
    }

    private var finishedParameters: Parameters {
        var parameters = Parameters()
        parameters.add(finished.map(\.job.seq))
        parameters.add(finished.map { Line.lane($0.job.line) })
        parameters.add(finished.map { Int16(truncatingIfNeeded: $0.code) })
        parameters.add(finished.map { Int32(truncatingIfNeeded: $0.job.attempt) })
        parameters.add(finished.map(\.job.due))
        parameters.add(finished.map(\.job.deadline))
        parameters.add(finished.map(\.startedAt))
        parameters.add(finished.map(\.output))
        let counts = finishedCounts
        parameters.add(counts.map(\.lane))
        parameters.add(counts.map { Int16(truncatingIfNeeded: $0.code) })
        parameters.add(counts.map(\.count))
        return parameters
    }

    private var readyParameters: Parameters {
        var parameters = Parameters()
        parameters.add(waiting.map(\.job.line))
        parameters.add(waiting.map(\.due))
        parameters.add(waiting.map(\.job.seq))
        parameters.add(waiting.map { Int32(truncatingIfNeeded: $0.attempt) })
        parameters.add(waiting.map(\.deadline))
        parameters.add(waiting.map(\.job.due))
        // 0 for none: nearly always all of them.
        parameters.add(waiting.map { Int32(clamping: $0.quarantine ?? 0) })
        parameters.add(now)
        return parameters
    }

    private var failureParameters: Parameters {
        var parameters = Parameters()
        parameters.add(failures.map(\.job.seq))
        parameters.add(failures.map { Int32(truncatingIfNeeded: $0.job.attempt) })
        parameters.add(failures.map(\.worker))
        parameters.add(failures.map(\.startedAt))
        parameters.add(failures.map(\.failure.type.withoutNUL))
        parameters.add(failures.map(\.failure.message.withoutNUL))
        parameters.add(failures.map { Int16(truncatingIfNeeded: $0.failure.consequence.code) })
        parameters.add(now)
        return parameters
    }

    private func numbers(_ seqs: [Int64], _ addMore: (inout Parameters) -> Void = { _ in }) -> Parameters {
        var parameters = Parameters()
        parameters.add(seqs)
        addMore(&parameters)
        return parameters
    }
}
