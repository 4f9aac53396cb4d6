import JobKit

/// Finds the numbers of the jobs that match, newest first, through whatever index narrows most; never holds more than twice a page.
struct JobSearch {
    private let session: Session
    private let query: JobQuery
    /// `nil` when neither queues nor kinds restrict.
    private let lanes: Set<Int64>?

    init(_ session: Session, _ query: JobQuery) throws {
        self.session = session
        self.query = query
        try session.lanes.refresh()
        lanes =
            query.queues == nil && query.kinds == nil ? nil : Set(session.lanes.matching(queues: query.queues, kinds: query.kinds))
    }

    func newest(below: Int64, limit: Int) throws -> [Int64] {
        if lanes?.isEmpty == true || query.states?.isEmpty == true { return [] }
        if !query.tags.isEmpty { return try tagged(below: below, limit: limit) }
        guard let states = query.states else { return try inOrder(SQL.jobsBelow, [below], limit) }
        var newest = Newest(limit: limit)
        if !states.isDisjoint(with: [.scheduled, .pending]) { try addWaiting(states, below: below, to: &newest) }
        if states.contains(.running) { try addRunning(below: below, to: &newest) }
        for state in states {
            guard let code = state.finishedCode else { continue }
            let found =
                try state == .completed
                ? inOrder(SQL.completedBelow, [below], limit) : inOrder(SQL.endedOtherwiseBelow, [code, below], limit)
            for seq in found { newest.add(seq) }
        }
        return newest.sorted()
    }

    private func admits(_ lane: Int64) -> Bool { lanes?.contains(lane) ?? true }

    /// Reads a cursor that is in order already until there are enough.
    private func inOrder(_ sql: String, _ bindings: [Int64], _ limit: Int) throws -> [Int64] {
        let statement = try session.statement(sql)
        for (index, binding) in bindings.enumerated() { statement.bind(Int32(index + 1), binding) }
        defer { statement.reset() }
        var found: [Int64] = []
        while found.count < limit, try statement.step() {
            if admits(statement.integer(1)) { found.append(statement.integer(0)) }
        }
        return found
    }

    private func addWaiting(_ states: Set<JobState>, below: Int64, to newest: inout Newest) throws {
        let now = session.now.microseconds
        let statement = try session.statement(SQL.waitingInLane)
        for lane in lanes ?? Set(session.lanes.matching(queues: nil, kinds: nil)) {
            statement.bind(1, lane)
            statement.bind(2, below)
            try statement.forEachRow { row in
                if states.contains(row.integer(1) <= now ? .pending : .scheduled) { newest.add(row.integer(0)) }
            }
        }
    }

    private func addRunning(below: Int64, to newest: inout Newest) throws {
        for receipt in try session.openReceipts() {
            for place in receipt.openPlaces {
                let member = receipt.members[place]
                if member.seq < below, admits(member.lane) { newest.add(member.seq) }
            }
        }
    }

    /// Jobs that carry all the tags: each tag's index is asked for its newest job no newer than the others', until all agree.
    private func tagged(below: Int64, limit: Int) throws -> [Int64] {
        let statement = try session.statement(SQL.newestTagged)
        let tags = query.tags.map(\.canonical)
        var records = RecordReader(session)
        var found: [Int64] = []
        var candidate = below == .max ? below : below - 1
        while found.count < limit {
            var agreed: Int64?
            while agreed != candidate {
                agreed = candidate
                for tag in tags {
                    statement.bind(1, tag)
                    statement.bind(2, candidate)
                    guard let seq = try statement.firstRow({ $0.optionalInteger(0) }) ?? nil else { return found }
                    candidate = seq
                }
            }
            if try matches(candidate, &records) { found.append(candidate) }
            candidate -= 1
        }
        return found
    }

    private func matches(_ seq: Int64, _ records: inout RecordReader) throws -> Bool {
        if lanes != nil {
            let statement = try session.statement(SQL.laneBySeq)
            statement.bind(1, seq)
            guard let lane = try statement.firstRow({ $0.integer(0) }), admits(lane) else { return false }
        }
        guard let states = query.states else { return true }
        return try records.record(seq).map { states.contains($0.state) } ?? false
    }
}

/// The largest numbers of many, in bounded memory.
private struct Newest {
    private let limit: Int
    private var numbers: [Int64] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ number: Int64) {
        numbers.append(number)
        if numbers.count >= 2 * limit { numbers = sorted() }
    }

    func sorted() -> [Int64] { Array(numbers.sorted(by: >).prefix(limit)) }
}
