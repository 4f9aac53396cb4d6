import JobKit

/// Finds the numbers of the matching jobs, newest first, through the indexes: it splits the query into sets that each index gives in
/// falling order, and reads only numbers on which several of them agree.
struct JobSearch {
    private let session: Session
    private let query: JobQuery
    /// `nil` when neither queues nor kinds restrict.
    private let lanes: Set<Int64>?
    private let limit: Int
    /// The most waiting jobs that are listed for comparison with a tag; where more wait, the jobs with the tag are read one by one.
    private let mostListed: Int
    /// The highest number that may be returned.
    private let start: Int64

    /// - Parameter below: as in a page's cursor: the job itself is not returned again.
    init(_ session: Session, _ query: JobQuery, below: Int64, limit: Int, mostListed: Int = 10_000) throws {
        self.session = session
        self.query = query
        self.limit = limit
        self.mostListed = mostListed
        start = below == .max ? below : below - 1
        try session.lanes.refresh()
        lanes =
            query.queues == nil && query.kinds == nil ? nil : Set(session.lanes.matching(queues: query.queues, kinds: query.kinds))
    }

    func newest() throws -> [Int64] {
        if lanes?.isEmpty == true { return [] }
        let sets = query.tags.isEmpty ? try query.states.map(inStates) ?? [everyJob()] : try tagged()
        return try NumberSets.newest(limit, of: sets, atMost: start)
    }

    private func admits(_ lane: Int64) -> Bool { lanes?.contains(lane) ?? true }

    private func everyJob() throws -> NewestFirst { try inOrder(SQL.jobsDown) }

    private func completed() throws -> NewestFirst { try inOrder(SQL.completedDown) }

    /// Walks down by number, skipping jobs of other lanes.
    private func inOrder(_ sql: String) throws -> NewestFirst {
        let statement = try session.statement(sql)
        return { atMost in
            statement.bind(.seq, atMost)
            defer { statement.reset() }
            while try statement.step() {
                if admits(statement.integer(.lane)) { return statement.integer(.seq) }
            }
            return nil
        }
    }
}

/// Without tags: a set for each state, or for each of its lanes.
extension JobSearch {
    private func inStates(_ states: Set<JobState>) throws -> [NewestFirst] {
        var sets: [NewestFirst] = []
        if !states.isDisjoint(with: [.scheduled, .pending]) { sets.append(try newestWaiting(states)) }
        if states.contains(.running) { sets.append(NumberSets.list(try running().filter { admits($0.lane) }.map(\.seq))) }
        for state in states {
            guard let code = state.finishedCode else { continue }
            if state == .completed {
                sets.append(try completed())
            } else if let lanes {
                sets += try lanes.map { try ended(code, $0) }
            } else {
                sets.append(try ended(code))
            }
        }
        return sets
    }

    /// No index has the waiting jobs by number: all of them are read, and never more than twice a page is kept.
    private func newestWaiting(_ states: Set<JobState>) throws -> NewestFirst {
        var newest: [Int64] = []
        func cut() { newest = Array(newest.sorted(by: >).prefix(limit)) }
        for lane in lanes ?? Set(session.lanes.matching(queues: nil, kinds: nil)) {
            try forEachWaiting(states, in: lane) { seq in
                newest.append(seq)
                if newest.count >= 2 * limit { cut() }
            }
        }
        cut()
        return NumberSets.list(newest)
    }

    private func forEachWaiting(_ states: Set<JobState>, in lane: Int64, _ body: (Int64) -> Void) throws {
        let now = session.now.microseconds
        let statement = try session.statement(SQL.waitingInLane)
        statement.bind(.lane, lane)
        statement.bind(.seq, start)
        try statement.forEachRow { row in
            if states.contains(row.integer(.due) <= now ? .pending : .scheduled) { body(row.integer(.seq)) }
        }
    }

    /// Newest first.
    private func running() throws -> [(seq: Int64, lane: Int64)] {
        try session.openReceipts().flatMap { receipt in receipt.openPlaces.map { (receipt.members[$0].seq, receipt.members[$0].lane) } }
            .sorted { $0.0 > $1.0 }
    }

    private func ended(_ code: Int64) throws -> NewestFirst {
        let statement = try session.statement(SQL.newestEnded)
        return { atMost in
            statement.bind(.state, code)
            statement.bind(.seq, atMost)
            return try statement.firstRow { $0.optionalInteger(.seq) } ?? nil
        }
    }

    private func ended(_ code: Int64, _ lane: Int64) throws -> NewestFirst {
        let statement = try session.statement(SQL.newestEndedInLane)
        return { atMost in
            statement.bind(.lane, lane)
            statement.bind(.state, code)
            statement.bind(.seq, atMost)
            return try statement.firstRow { $0.optionalInteger(.seq) } ?? nil
        }
    }
}

/// With tags: a set for each lane in which the first tag is found, the intersection of tags and states there.
extension JobSearch {
    private func tagged() throws -> [NewestFirst] {
        let tags = query.tags.map(\.canonical)
        guard let first = tags.first else { return [] }
        let lanes = try lanesOf(first)
        let running = query.states?.contains(.running) == true ? Dictionary(grouping: try self.running(), by: \.lane) : [:]
        let waiting = try query.states.flatMap { try listedWaiting($0, in: lanes) }
        return try lanes.map { lane in
            let inTags = NumberSets.intersection(try tags.map { try jobs(of: $0, lane) })
            guard let states = query.states else { return inTags }
            guard let waiting, !states.contains(.completed) else {
                let running = Set(running[lane, default: []].map(\.seq))
                return NumberSets.filtered(inTags) { try isIn(states, $0, running) }
            }
            let listed = NumberSets.list((waiting[lane, default: []] + running[lane, default: []].map(\.seq)).sorted(by: >))
            let ended = try states.compactMap(\.finishedCode).map { try self.ended($0, lane) }
            return NumberSets.intersection([inTags, NumberSets.union(ended + [listed])])
        }
    }

    private func lanesOf(_ tag: String) throws -> [Int64] {
        let statement = try session.statement(SQL.nextLaneOfTag)
        var found: [Int64] = []
        var next = Int64.min
        while true {
            statement.bind(.tag, tag)
            statement.bind(.lane, next)
            guard let lane = try statement.firstRow({ $0.optionalInteger(.lane) }) ?? nil else { return found }
            if admits(lane) { found.append(lane) }
            guard lane < .max else { return found }
            next = lane + 1
        }
    }

    private func jobs(of tag: String, _ lane: Int64) throws -> NewestFirst {
        let statement = try session.statement(SQL.newestTagged)
        return { atMost in
            statement.bind(.tag, tag)
            statement.bind(.lane, lane)
            statement.bind(.seq, atMost)
            return try statement.firstRow { $0.optionalInteger(.seq) } ?? nil
        }
    }

    /// The waiting jobs by lane; `nil` where there are too many to be listed.
    private func listedWaiting(_ states: Set<JobState>, in lanes: [Int64]) throws -> [Int64: [Int64]]? {
        guard !states.isDisjoint(with: [.scheduled, .pending]) else { return [:] }
        let rows = try session.statement(SQL.fewWaitingInLane)
        let now = session.now.microseconds
        var left = mostListed
        var waiting: [Int64: [Int64]] = [:]
        for lane in lanes {
            rows.bind(.lane, lane)
            rows.bind(.limit, Int64(left + 1))
            try rows.forEachRow { row in
                left -= 1
                if states.contains(row.integer(.due) <= now ? .pending : .scheduled) {
                    waiting[lane, default: []].append(row.integer(.seq))
                }
            }
            if left < 0 { return nil }
        }
        return waiting
    }

    /// - Parameter running: of the job's lane, where the query includes that state.
    private func isIn(_ states: Set<JobState>, _ seq: Int64, _ running: Set<Int64>) throws -> Bool {
        let finished = try session.statement(SQL.finishedState)
        finished.bind(.seq, seq)
        if let code = try finished.firstRow({ $0.integer(.state) }) { return states.contains(try JobState(finishedCode: code)) }
        if running.contains(seq) { return true }
        guard !states.isDisjoint(with: [.scheduled, .pending]), let due = try dueOfWaiting(seq) else { return false }
        return states.contains(due <= session.now.microseconds ? .pending : .scheduled)
    }

    private func dueOfWaiting(_ seq: Int64) throws -> Int64? {
        let place = try session.statement(SQL.placeBySeq)
        place.bind(.seq, seq)
        guard let (lane, priority, due) = try place.firstRow({ ($0.integer(.lane), $0.integer(.priority), $0.integer(.due)) }) else {
            return nil
        }
        let ready = try session.statement(SQL.ready)
        ready.bind(.lane, lane)
        ready.bind(.priority, priority)
        ready.bind(.due, due)
        ready.bind(.seq, seq)
        return try ready.firstRow { _ in due }
    }
}
