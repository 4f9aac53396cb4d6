import JobKit

/// A queue and a kind: the key of the ready rows.
struct Lane: Hashable {
    let queue: String
    let kind: String
}

/// The numbers of the lanes of a batch: of each draft, and all of them once with their names.
struct LaneNumbers {
    var each: [Int64] = []
    var all: [(id: Int64, lane: Lane)] = []
}

/// The lanes that this session has read. A lane's number is derived from its names alone, so a lane that was read once is valid in every
/// database and stays valid.
final class Lanes {
    /// A queue per tenant is normal use; removed entries are read again.
    private static let most = 10_000

    private var names: [Int64: Lane] = [:]
    private var ids: [Lane: Int64] = [:]
    /// The last request's lanes: a worker's request stays the same.
    private var latest: (queues: [String], kinds: [String], lanes: [(id: Int64, lane: Lane)])?

    func numbers(of drafts: [JobDraft], _ session: Session) throws -> LaneNumbers {
        var numbers = LaneNumbers()
        numbers.each.reserveCapacity(drafts.count)
        var found: [Lane: Int64] = [:]
        // Drafts of one lane come one after the other, as a rule.
        var latest: (queue: String, kind: String, id: Int64)?
        for draft in drafts {
            if let latest, latest.kind == draft.kind, latest.queue == draft.queue {
                numbers.each.append(latest.id)
                continue
            }
            let lane = Lane(queue: draft.queue, kind: draft.kind)
            if found[lane] == nil {
                if ids[lane] == nil { try ask(for: drafts.map { Lane(queue: $0.queue, kind: $0.kind) }, session) }
                guard let id = ids[lane] else { throw inconsistent("a lane has no number") }
                found[lane] = id
                numbers.all.append((id, lane))
            }
            guard let id = found[lane] else { continue }
            latest = (draft.queue, draft.kind, id)
            numbers.each.append(id)
        }
        return numbers
    }

    /// Every lane of one of these queues and one of these kinds, once, whether it was used or not. Without the names that cannot be stored.
    func all(queues: [String], kinds: [String], _ session: Session) throws -> [(id: Int64, lane: Lane)] {
        if let latest, latest.queues == queues, latest.kinds == kinds { return latest.lanes }
        func storable(_ names: [String]) -> [String] {
            var met: Set<String> = []
            return names.filter { !$0.utf8.contains(0) && met.insert($0).inserted }
        }
        let storableKinds = storable(kinds)
        let lanes = storable(queues).flatMap { queue in storableKinds.map { Lane(queue: queue, kind: $0) } }
        if lanes.contains(where: { ids[$0] == nil }) { try ask(for: lanes, session) }
        let found = lanes.compactMap { lane in ids[lane].map { (id: $0, lane: lane) } }
        latest = (queues, kinds, found)
        return found
    }

    /// Reads the names of these lines' lanes.
    func read(_ lines: some Sequence<Int64>, _ session: Session) throws {
        makeRoom()
        let missing = Set(lines.map(Line.lane)).filter { names[$0] == nil }
        guard !missing.isEmpty else { return }
        var parameters = Parameters()
        parameters.add(Array(missing))
        let rows = try session.run(SQL.laneNames, parameters)
        for row in 0..<rows.count { names[rows.integer(row, .id)] = rows.lane(row) }
    }

    /// Call this after `read`; `nil` for a lane whose names are not stored, because all its jobs were deleted by hand.
    func known(_ line: Int64) -> Lane? { names[Line.lane(line)] }

    /// Call this after `read`.
    func lane(of line: Int64) throws -> Lane {
        guard let lane = known(line) else { throw inconsistent("the names of the lane \(Line.lane(line)) are missing") }
        return lane
    }

    private func ask(for lanes: [Lane], _ session: Session) throws {
        makeRoom()
        let missing = Array(Set(lanes).filter { ids[$0] == nil })
        var parameters = Parameters()
        parameters.add(missing.map(\.queue))
        parameters.add(missing.map(\.kind))
        let rows = try session.run(SQL.laneIDs, parameters)
        for row in 0..<rows.count {
            let (id, lane) = (rows.integer(row, .id), rows.lane(row))
            ids[lane] = id
            if names[id] == nil { names[id] = lane }
        }
    }

    private func makeRoom() {
        if ids.count > Self.most || names.count > Self.most { (names, ids, latest) = ([:], [:], nil) }
    }
}

extension Session {
    /// The numbers of the lanes of these queues and kinds that ever had a job; `nil` does not restrict.
    func lanesUsed(queues: Set<String>?, kinds: Set<String>?) throws -> [Int64]? {
        guard queues != nil || kinds != nil else { return nil }
        func storable(_ names: Set<String>) -> [String] { names.filter { !$0.utf8.contains(0) }.map(\.canonical) }
        var parameters = Parameters()
        if let queues { parameters.add(storable(queues)) }
        if let kinds { parameters.add(storable(kinds)) } else { parameters.addNull() }
        let rows = try run(queues == nil ? SQL.lanesOfKinds : SQL.lanesOfQueues, parameters)
        return (0..<rows.count).map { rows.integer($0, .id) }
    }
}

extension Rows {
    fileprivate func lane(_ row: Int) -> Lane { Lane(queue: text(row, .queue), kind: text(row, .kind)) }
}

extension Parameters {
    /// Adds lanes to be noted as the statements' parameters: numbers, queues, kinds.
    mutating func add(_ lanes: [(id: Int64, lane: Lane)]) {
        add(lanes.map(\.id))
        add(lanes.map(\.lane.queue))
        add(lanes.map(\.lane.kind))
    }
}
