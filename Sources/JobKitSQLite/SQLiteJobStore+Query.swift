import Foundation
import JobKit

extension SQLiteJobStore {
    /// Reads of more jobs than this wait in the line of the lists.
    private static let idsInShortRead = 100

    public func jobs(_ request: JobsRequest) async throws -> [JobRecord] {
        guard !request.ids.isEmpty else { return [] }
        return try await read("read jobs in", isLong: request.ids.count > Self.idsInShortRead) { session in
            if request.detail == .status { return try StatusReader(session).records(Set(request.ids)) }
            var records = RecordReader(session)
            return try Set(request.ids).compactMap { id in try session.seq(of: id).flatMap { try records.record($0) } }
        }
    }

    public func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        // The property can be set past the initializer's bounds.
        let limit = PageRequest(limit: page.limit).limit
        let below: Int64
        if let after = page.after {
            guard let seq = Int64(after.rawValue), seq > 0 else {
                throw JobStoreError(
                    .invalid, subject: "list jobs", cause: "the page cursor was not made by a SQLite store",
                    remedy: "Begin with the first page.")
            }
            below = seq
        } else {
            below = .max
        }
        return try await read("list jobs in", isLong: true) { session in
            let found = try JobSearch(session, query, below: below, limit: limit + 1).newest()
            var records = RecordReader(session)
            let jobs = try found.prefix(limit).compactMap { try records.record($0) }
            let next = found.count > limit ? PageCursor(rawValue: String(found[limit - 1])) : nil
            return JobPage(jobs: jobs, next: next)
        }
    }

    /// The cost depends on the waiting and running jobs: finished ones are counted when they end.
    public func counts() async throws -> [JobCount] {
        try await read("count jobs in", isLong: true) { try $0.counts() }
    }

    public func stepResults(_ request: StepsRequest) async throws -> [String: Data] {
        try await read("read step results in") { try $0.stepResults(of: request.id, detail: request.detail) }
    }
}

extension Session {
    func stepResults(of id: JobID, detail: StepsRequest.Detail = .results) throws -> [String: Data] {
        guard let seq = try seq(of: id) else { return [:] }
        let statement = try statement(detail == .names ? SQL.stepNames : SQL.steps)
        statement.bind(.seq, seq)
        var results: [String: (row: Int64, data: Data)] = [:]
        try statement.forEachRow { row in
            // Of names that only SQLite tells apart, the latest counts.
            let name = row.text(.name)
            if let known = results[name], known.row > row.integer(.number) { return }
            results[name] = (row.integer(.number), row.data(.result))
        }
        return results.mapValues(\.data)
    }

    func seq(of id: JobID) throws -> Int64? {
        let statement = try statement(SQL.seqByID)
        statement.bind(.id, id)
        return try statement.firstRow { $0.integer(.seq) }
    }

    func counts() throws -> [JobCount] {
        struct Key: Hashable {
            let lane: Int64
            let state: JobState
        }
        var counts: [Key: Int] = [:]
        try statement(SQL.finishedCounts).forEachRow { row in
            counts[Key(lane: row.integer(.lane), state: try JobState(finishedCode: row.integer(.state)))] = Int(row.integer(.count))
        }
        let waiting = try statement(SQL.waitingCounts)
        waiting.bind(.now, now)
        try waiting.forEachRow { row in
            counts[Key(lane: row.integer(.lane), state: row.integer(.isDue) != 0 ? .pending : .scheduled)] = Int(row.integer(.count))
        }
        for receipt in try openReceipts() {
            for place in receipt.openPlaces { counts[Key(lane: receipt.members[place].lane, state: .running), default: 0] += 1 }
        }
        return try counts.map { key, count in
            let lane = try lanes[key.lane]
            return JobCount(queue: lane.queue, kind: lane.kind, state: key.state, count: count)
        }
    }
}
