import Foundation
import JobKit

/// Writes the effects of one batch of changes, its statements and its time looked up once.
final class EffectWriter {
    private let session: Session
    private let now: Timestamp
    private let steadyNow: Timestamp
    private let insertFinished: Statement
    /// Nearly always there is none, and then no job has to be looked up.
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
        insertFinished.bind(1, job.seq)
        insertFinished.bind(2, job.lane)
        insertFinished.bind(3, code)
        insertFinished.bind(4, job.attempt)
        insertFinished.bind(5, job.due)
        insertFinished.bind(6, job.deadline)
        insertFinished.bind(7, startedAt)
        insertFinished.bind(8, steadyNow)
        if let output {
            try insertFinished.run(with: output, at: 9)
        } else {
            insertFinished.bind(9, nil as Int64?)
            try insertFinished.run()
        }
    }

    /// - Parameter ran: the job was claimed, so where it stood in line it was due.
    func wait(
        _ job: ReceiptMember, due time: JobTime, attempt: Int, deadline: Timestamp?, flags: JobFlags, ran: Bool = false
    ) throws {
        let due = time.dueTime(at: now, backTo: ran ? Timestamp(microseconds: job.due) : nil).microseconds
        let insert = try session.statement(SQL.insertReadyWithFlags)
        insert.bind(1, job.lane)
        insert.bind(2, job.priority)
        insert.bind(3, due)
        insert.bind(4, job.seq)
        insert.bind(5, Int64(attempt))
        insert.bind(6, deadline)
        insert.bind(7, Int64(time.isFixed ? 1 : 0))
        insert.bind(8, flags.packed)
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

    func deleteFinished(_ seq: Int64) throws {
        try run(SQL.deleteFinished, seq)
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
        try bound(job.seq)
    }

    /// Of two entries in the middle of a history that is too long, one is made that says how many are left out.
    private func bound(_ seq: Int64) throws {
        let count = try session.statement(SQL.failureCount)
        count.bind(1, seq)
        guard try count.firstRow({ $0.integer(0) }) ?? 0 > JobLimits.errorHistory else { return }
        let middle = try session.statement(SQL.middleFailures)
        middle.bind(1, seq)
        middle.bind(2, Int64(JobLimits.firstErrors))
        var entries: [(id: Int64, error: AttemptError)] = []
        try middle.forEachRow { entries.append(($0.integer(7), try AttemptError($0))) }
        guard entries.count == 2 else { throw inconsistent("a history of errors has no middle") }
        let dropped = AttemptError.dropped(entries[0].error, entries[1].error)
        try run(SQL.deleteFailure, entries[1].id)
        try run(SQL.updateFailure, entries[0].id) {
            $0.bind(2, Int64(dropped.attempt))
            $0.bind(3, dropped.worker)
            $0.bind(4, dropped.startedAt)
            $0.bind(5, dropped.failedAt)
            $0.bind(6, dropped.type)
            $0.bind(7, dropped.message)
            $0.bind(8, dropped.consequence.code)
        }
    }

    private func run(_ sql: String, _ first: Int64, _ bindRest: (Statement) -> Void = { _ in }) throws {
        let statement = try session.statement(sql)
        statement.bind(1, first)
        bindRest(statement)
        try statement.run()
    }
}
