import Foundation
import JobKit

/// Writes the effects of one batch of changes, its statements and its time looked up once.
final class EffectWriter {
    private let session: Session
    private let now: Timestamp
    private let insertFinished: Statement
    /// Nearly always there is none, and then no job has to be looked up.
    private var anyCancelRequest: Bool

    init(_ session: Session) throws {
        self.session = session
        now = session.now
        insertFinished = try session.statement(SQL.insertFinished)
        anyCancelRequest = try session.statement(SQL.anyCancelRequest).firstRow { _ in true } ?? false
    }

    /// - Parameter startedAt: when the attempt was claimed; `nil` for a job that waited.
    func finish(_ job: ReceiptMember, _ state: JobState, startedAt: Timestamp?, output: Data?) throws {
        guard let code = state.finishedCode else {
            throw JobStoreError(
                .invalid, subject: "finish the job \(job.id)", cause: "\(state) is no finished state",
                remedy: "Make changes of transitions.")
        }
        insertFinished.bind(1, job.seq)
        insertFinished.bind(2, job.lane)
        insertFinished.bind(3, code)
        insertFinished.bind(4, job.attempt)
        insertFinished.bind(5, job.due)
        insertFinished.bind(6, job.deadline)
        insertFinished.bind(7, startedAt)
        insertFinished.bind(8, now)
        if let output {
            try insertFinished.run(with: output, at: 9)
        } else {
            insertFinished.bind(9, nil as Int64?)
            try insertFinished.run()
        }
        session.finishedCounts.add(1, job.lane, code)
    }

    /// - Parameter ran: the job was claimed, so where it stood in line it was due.
    func wait(_ job: ReceiptMember, due time: JobTime, attempt: Int, deadline: Timestamp?, ran: Bool = false) throws {
        var due = time.resolved(at: now).microseconds
        // Back to its place in line: it was due there, also when the clock was set back meanwhile.
        if ran, time == .at(Timestamp(microseconds: job.due)) { due = min(due, now.microseconds) }
        let insert = try session.statement(SQL.insertReady)
        insert.bind(1, job.lane)
        insert.bind(2, job.priority)
        insert.bind(3, due)
        insert.bind(4, job.seq)
        insert.bind(5, Int64(attempt))
        insert.bind(6, deadline)
        insert.bind(7, Int64(time.isFixed ? 1 : 0))
        try insert.run()
        guard due != job.due else { return }
        try run(SQL.noteMoved, job.seq) { $0.bind(2, due) }
    }

    func deleteReady(_ job: ReceiptMember) throws {
        try run(SQL.deleteReady, job.lane) {
            $0.bind(2, job.priority)
            $0.bind(3, job.due)
            $0.bind(4, job.seq)
        }
    }

    /// - Parameter state: its code, as the row has it.
    func deleteFinished(_ job: ReceiptMember, _ state: Int64) throws {
        try run(SQL.deleteFinished, job.seq)
        session.finishedCounts.add(-1, job.lane, state)
    }

    func noteCancelRequest(_ seq: Int64) throws {
        try run(SQL.insertCancelRequest, seq) { $0.bind(2, now) }
        anyCancelRequest = true
    }

    func isCancelRequested(_ seq: Int64) throws -> Bool {
        guard anyCancelRequest else { return false }
        let statement = try session.statement(SQL.cancelRequest)
        statement.bind(1, seq)
        return try statement.firstRow { _ in true } ?? false
    }

    /// The attempt is over, and with it the request to cancel it.
    func settled(_ seq: Int64) throws {
        if anyCancelRequest { try run(SQL.deleteCancelRequest, seq) }
    }

    func report(_ progress: JobProgress, of seq: Int64) throws {
        try run(SQL.upsertProgress, seq) {
            $0.bind(2, progress.stage)
            $0.bind(3, progress.fraction)
            $0.bind(4, progress.message)
        }
    }

    func saveStep(_ name: String, _ result: Data, of seq: Int64) throws {
        try run(SQL.upsertStep, seq) {
            $0.bind(2, name)
            $0.bind(3, result)
        }
    }

    func insert(_ failure: JobChange.Failure, _ job: ReceiptMember, _ receipt: Receipt) throws {
        try run(SQL.insertFailure, job.seq) {
            $0.bind(2, job.attempt)
            $0.bind(3, receipt.worker)
            $0.bind(4, receipt.claimedAt)
            $0.bind(5, now)
            $0.bind(6, failure.type)
            $0.bind(7, failure.message)
            $0.bind(8, failure.consequence.code)
        }
    }

    private func run(_ sql: String, _ first: Int64, _ bindRest: (Statement) -> Void = { _ in }) throws {
        let statement = try session.statement(sql)
        statement.bind(1, first)
        bindRest(statement)
        try statement.run()
    }
}
