import Foundation
import JobKit

/// Writes the effects of one batch of changes; its statements and its time are looked up once.
final class EffectWriter {
    private let session: Session
    private let now: Timestamp
    private let steadyNow: Timestamp
    private let insertFinished: Statement
    /// Nearly always there is no request, and then no job has to be looked up.
    private var anyCancelRequest: Bool

    init(_ session: Session) throws {
        self.session = session
        now = session.now
        steadyNow = session.clock.steady(now)
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
        insertFinished.bind(.seq, job.seq)
        insertFinished.bind(.lane, job.lane)
        insertFinished.bind(.state, code)
        insertFinished.bind(.attempt, job.attempt)
        insertFinished.bind(.due, job.due)
        insertFinished.bind(.deadline, job.deadline)
        insertFinished.bind(.startedAt, startedAt)
        insertFinished.bind(.finishedAt, steadyNow)
        if let output {
            try insertFinished.run(with: output, as: .output)
        } else {
            insertFinished.bind(.output, nil as Int64?)
            try insertFinished.run()
        }
        session.finishedCounts.add(1, job.lane, code)
    }

    /// - Parameter ran: whether the job was claimed, so that it was due at its place in line.
    func wait(
        _ job: ReceiptMember, due time: JobTime, attempt: Int, deadline: Timestamp?, flags: JobFlags, ran: Bool = false
    ) throws {
        let due = time.dueTime(at: now, backTo: ran ? Timestamp(microseconds: job.due) : nil).microseconds
        let insert = try session.statement(SQL.insertReadyWithFlags)
        insert.bind(.lane, job.lane)
        insert.bind(.priority, job.priority)
        insert.bind(.due, due)
        insert.bind(.seq, job.seq)
        insert.bind(.attempt, Int64(attempt))
        insert.bind(.deadline, deadline)
        insert.bind(.fixed, Int64(time.isFixed ? 1 : 0))
        insert.bind(.flags, flags.packed)
        try insert.run()
        guard due != job.due else { return }
        try run(SQL.noteMoved, job.seq) { $0.bind(.due, due) }
    }

    func deleteReady(_ job: ReceiptMember) throws {
        try run(SQL.deleteReady, job.seq) {
            $0.bind(.lane, job.lane)
            $0.bind(.priority, job.priority)
            $0.bind(.due, job.due)
        }
    }

    /// - Parameter state: its code in the row.
    func deleteFinished(_ job: ReceiptMember, _ state: Int64) throws {
        try run(SQL.deleteFinished, job.seq)
        session.finishedCounts.add(-1, job.lane, state)
    }

    func noteCancelRequest(_ seq: Int64) throws {
        try run(SQL.insertCancelRequest, seq) { $0.bind(.at, now) }
        anyCancelRequest = true
    }

    func isCancelRequested(_ seq: Int64) throws -> Bool {
        guard anyCancelRequest else { return false }
        let statement = try session.statement(SQL.cancelRequest)
        statement.bind(.seq, seq)
        return try statement.firstRow { _ in true } ?? false
    }

    /// Removes the request to cancel the attempt, which is over.
    func settled(_ seq: Int64) throws {
        if anyCancelRequest { try run(SQL.deleteCancelRequest, seq) }
    }

    func report(_ progress: JobProgress, of seq: Int64) throws {
        try run(SQL.upsertProgress, seq) {
            $0.bind(.stage, progress.stage)
            $0.bind(.fraction, progress.fraction)
            $0.bind(.message, progress.message)
        }
    }

    func saveStep(_ name: String, _ result: Data, of seq: Int64) throws {
        try run(SQL.upsertStep, seq) {
            $0.bind(.name, name)
            $0.bind(.result, result)
        }
    }

    func insert(_ failure: JobChange.Failure, _ job: ReceiptMember, _ receipt: Receipt) throws {
        try run(SQL.insertFailure, job.seq) {
            $0.bind(.attempt, job.attempt)
            $0.bind(.worker, receipt.worker)
            $0.bind(.startedAt, receipt.claimedAt)
            $0.bind(.failedAt, now)
            $0.bind(.type, failure.type)
            $0.bind(.message, failure.message)
            $0.bind(.consequence, failure.consequence.code)
        }
        try bound(job.seq)
    }

    /// Replaces two entries in the middle of a history that is too long by one that counts the omitted ones.
    private func bound(_ seq: Int64) throws {
        let count = try session.statement(SQL.failureCount)
        count.bind(.seq, seq)
        guard try count.firstRow({ $0.integer(.count) }) ?? 0 > JobLimits.errorHistory else { return }
        let middle = try session.statement(SQL.middleFailures)
        middle.bind(.seq, seq)
        middle.bind(.number, Int64(JobLimits.firstErrors))
        var entries: [(id: Int64, error: AttemptError)] = []
        try middle.forEachRow { entries.append(($0.integer(.id), try AttemptError($0))) }
        guard entries.count == 2 else { throw inconsistent("a history of errors has no middle") }
        let dropped = AttemptError.dropped(entries[0].error, entries[1].error)
        let delete = try session.statement(SQL.deleteFailure)
        delete.bind(.id, entries[1].id)
        try delete.run()
        let update = try session.statement(SQL.updateFailure)
        update.bind(.id, entries[0].id)
        bind(dropped, to: update)
        try update.run()
    }

    private func bind(_ error: AttemptError, to statement: Statement) {
        statement.bind(.attempt, Int64(error.attempt))
        statement.bind(.worker, error.worker)
        statement.bind(.startedAt, error.startedAt)
        statement.bind(.failedAt, error.failedAt)
        statement.bind(.type, error.type)
        statement.bind(.message, error.message)
        statement.bind(.consequence, error.consequence.code)
    }

    private func run(_ sql: String, _ seq: Int64, _ bindRest: (Statement) -> Void = { _ in }) throws {
        let statement = try session.statement(sql)
        statement.bind(.seq, seq)
        bindRest(statement)
        try statement.run()
    }
}
