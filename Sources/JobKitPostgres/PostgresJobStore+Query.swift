import Foundation
import JobKit

extension PostgresJobStore {
    public func jobs(_ request: JobsRequest) async throws -> [JobRecord] {
        guard !request.ids.isEmpty else { return [] }
        return try await perform("read jobs in") { session in
            var parameters = Parameters()
            parameters.add(Array(Set(request.ids)))
            if request.detail == .status { return try session.statuses(parameters) }
            let rows = try session.run(SQL.seqsByID, parameters)
            return try session.records(of: (0..<rows.count).map { rows.integer($0, .seq) })
        }
    }

    public func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        // The property can be set past the initializer's bounds.
        let limit = PageRequest(limit: page.limit).limit
        var below = Int64.max
        if let after = page.after {
            guard let seq = Int64(after.rawValue), seq > 0 else {
                throw JobStoreError(
                    .invalid, subject: "list jobs", cause: "the page cursor was not made by a PostgreSQL store",
                    remedy: "Begin with the first page.")
            }
            below = seq
        }
        return try await perform("list jobs in") { [below] session in
            let found = try JobSearch(session, query).newest(below: below, limit: limit + 1)
            let jobs = try session.records(of: Array(found.prefix(limit)))
            let next = found.count > limit ? PageCursor(rawValue: String(found[limit - 1])) : nil
            return JobPage(jobs: jobs, next: next)
        }
    }

    public func counts() async throws -> [JobCount] {
        try await perform("count jobs in") { try $0.counts() }
    }

    public func stepResults(_ request: StepsRequest) async throws -> [String: Data] {
        try await perform("read step results in") { session in
            var parameters = Parameters()
            parameters.add(request.id)
            let rows = try session.run(request.detail == .names ? SQL.stepNames : SQL.steps, parameters)
            return Dictionary((0..<rows.count).map { (rows.text($0, .name), rows.data($0, .result)) }) { _, last in last }
        }
    }
}

extension Session {
    func counts() throws -> [JobCount] {
        let now = try run(SQL.now).integer(0, .now)
        var due = Parameters()
        due.add(now)
        let answers = try run([
            Command(SQL.beginSnapshot), Command(SQL.finishedCounts), Command(SQL.waitingCounts, due), Command(SQL.runningCounts),
            Command(SQL.commit),
        ])
        var counts: [JobCount] = []
        func add(_ rows: Rows, _ state: (_ row: Int) throws -> JobState) throws {
            for row in 0..<rows.count {
                guard let lane = lanes.known(rows.integer(row, .lane)) else { continue }
                counts.append(
                    JobCount(queue: lane.queue, kind: lane.kind, state: try state(row), count: Int(rows.integer(row, .count))))
            }
        }
        let (finished, waiting, running) = (answers[1], answers[2], answers[3])
        try lanes.read([finished, waiting, running].flatMap { rows in (0..<rows.count).map { rows.integer($0, .lane) } }, self)
        try add(finished) { try JobState(finishedCode: finished.integer($0, .state)) }
        try add(waiting) { waiting.bool($0, .isDue) ? .pending : .scheduled }
        try add(running) { _ in .running }
        return counts
    }
}
