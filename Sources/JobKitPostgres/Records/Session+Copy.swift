import Foundation
import JobKit

extension Session {
    /// Stores many jobs in one transaction, as `enqueue(_:)` does and with two thirds of the work for the server.
    ///
    /// COPY cannot skip an existing id. There nearly never is one; when there is, the COPY is rolled back, and the statement that can skip
    /// it is run.
    func enqueueByCopy(_ drafts: [JobDraft]) throws -> [EnqueueResult] {
        let lanes = try lanes.numbers(of: drafts, self)
        // Before the transaction: the server ends a transaction that is idle for long.
        let headers = try drafts.map { $0.headers.isEmpty ? nil : try JSONEncoder().encode($0.headers) }
        do {
            try copy(drafts, lanes, headers)
            return drafts.map { .enqueued($0.id) }
        } catch let failure as PostgresFailure where failure.state == "23505" {
            return try enqueue(drafts)
        }
    }

    private func copy(_ drafts: [JobDraft], _ lanes: LaneNumbers, _ headers: [Data?]) throws {
        var count = Parameters()
        count.add(Int64(drafts.count))
        count.add(settings.schema)
        var named = Parameters()
        named.add(lanes.all)
        let answers = try run(beginning + [Command(SQL.lockReadyTable), Command(SQL.noteLanes, named), Command(SQL.nextNumbers, count)])
        guard let answer = answers.last, answer.count == drafts.count else { throw inconsistent("the server gave too few numbers") }
        let (now, seen) = (answer.integer(0, .now), answer.integer(0, .seen))
        let jobs = drafts.indices.map { CopiedJob(drafts[$0], lane: lanes.each[$0], seq: answer.integer($0, .seq), now: now, seen: seen) }
        try copy(SQL.copyJobs, CopiedJob.data(jobs, headers))
        let tagged = jobs.filter { !$0.draft.tags.isEmpty }
        _ = try run([CopiedJob.ready(jobs)] + (tagged.isEmpty ? [] : [CopiedJob.tags(tagged)]) + [Command(SQL.commit)])
    }
}

/// A draft, and the values that the server would have computed for it.
private struct CopiedJob {
    let draft: JobDraft
    let lane: Int64
    let seq: Int64
    let now: Int64
    let seen: Int64
    let due: Int64
    let deadline: Int64?

    init(_ draft: JobDraft, lane: Int64, seq: Int64, now: Int64, seen: Int64) {
        (self.draft, self.lane, self.seq, self.now, self.seen) = (draft, lane, seq, now, seen)
        due = draft.due.dueTime(at: Timestamp(microseconds: now)).microseconds
        deadline = draft.deadline?.moment(now)
    }

    /// The clock was read under the lock that the mover of a watermark checks for.
    var line: Int64 { Line.number(lane, draft.priority, due: due, now: now, seen: seen) }

    static func data(_ jobs: [CopiedJob], _ headers: [Data?]) -> some Sequence<[UInt8]> {
        let starts = stride(from: 0, to: jobs.count, by: 100)
        return starts.lazy.map { start in
            let end = min(start + 100, jobs.count)
            var data = CopyData()
            if start == 0 { data.begin() }
            for number in start..<end { jobs[number].add(headers: headers[number], to: &data) }
            if end == jobs.count { data.end() }
            return data.bytes
        }
    }

    /// In the order of the columns of `SQL.copyJobs`.
    private func add(headers: Data?, to data: inout CopyData) {
        data.beginRow(fields: 12)
        data.add(seq)
        data.add(uuid: draft.id.high, draft.id.low)
        data.add(line)
        data.add(Int64(draft.version))
        data.add(due)
        data.add(deadline)
        data.add(now)
        data.add(Int64(draft.maxAttempts))
        data.add(draft.timeout?.microseconds)
        data.add(tags: draft.tags)
        data.add(headers)
        data.add(draft.payload)
    }

    static func ready(_ jobs: [CopiedJob]) -> Command {
        var parameters = Parameters()
        parameters.add(jobs.map(\.line))
        parameters.add(jobs.map(\.due))
        parameters.add(jobs.map(\.seq))
        parameters.add(jobs.map(\.deadline))
        parameters.add(jobs.first?.now ?? 0)
        return Command(SQL.insertCopied, parameters)
    }

    static func tags(_ jobs: [CopiedJob]) -> Command {
        var parameters = Parameters()
        parameters.add(jobs.flatMap { job in job.draft.tags.map { _ in job.seq } })
        parameters.add(jobs.flatMap(\.draft.tags))
        return Command(SQL.insertTags, parameters)
    }
}

extension JobTime {
    /// The same as `later` in the schema.
    fileprivate func moment(_ now: Int64) -> Int64 {
        guard isDelay else { return value }
        let (sum, overflows) = now.addingReportingOverflow(value)
        return overflows ? .max : sum
    }
}
