import JobKit

/// A queue and a kind: what the ready rows are kept by.
struct Lane: Hashable {
    let queue: String
    let kind: String
}

/// The lanes that a connection knows. Lanes are never deleted or changed, and added in transactions of their own; so what was read stays true.
final class Lanes {
    private var lanes: [Int64: Lane] = [:]
    private var ids: [Lane: Int64] = [:]

    /// Reads what was added since.
    func refresh(_ session: Session) throws {
        var parameters = Parameters()
        parameters.add(lanes.keys.max().map { Int32(truncatingIfNeeded: $0) } ?? 0)
        let rows = try session.run(SQL.lanes, parameters)
        for row in 0..<rows.count {
            let lane = Lane(queue: rows.text(row, .queue), kind: rows.text(row, .kind))
            lanes[rows.integer(row, .id)] = lane
            // Of lanes whose names Swift takes for equal the first is used.
            ids[lane] = min(ids[lane] ?? .max, rows.integer(row, .id))
        }
    }

    /// The lanes' numbers, in the order of the drafts; new ones are added.
    func intern(_ drafts: [JobDraft], _ session: Session) throws -> [Int32] {
        var latest: (queue: String, kind: String, id: Int32)?
        var numbers: [Int32] = []
        numbers.reserveCapacity(drafts.count)
        for draft in drafts {
            if let latest, latest.kind == draft.kind, latest.queue == draft.queue {
                numbers.append(latest.id)
                continue
            }
            let lane = Lane(queue: draft.queue, kind: draft.kind)
            if ids[lane] == nil { try add(drafts, session) }
            guard let id = ids[lane] else { throw inconsistent("a lane that was just added is not there") }
            latest = (draft.queue, draft.kind, Int32(truncatingIfNeeded: id))
            numbers.append(Int32(truncatingIfNeeded: id))
        }
        return numbers
    }

    private func add(_ drafts: [JobDraft], _ session: Session) throws {
        // Another process may have added them since. The lowest number that is missing is found too: numbers are given before they are committed.
        lanes = [:]
        try refresh(session)
        let missing = Set(drafts.map { Lane(queue: $0.queue, kind: $0.kind) }).filter { ids[$0] == nil }
        guard !missing.isEmpty else { return }
        var parameters = Parameters()
        parameters.add(missing.map(\.queue))
        parameters.add(missing.map(\.kind))
        try session.run(SQL.insertLanes, parameters)
        lanes = [:]
        try refresh(session)
    }

    func lane(_ id: Int64, _ session: Session) throws -> Lane {
        if let lane = lanes[id] { return lane }
        lanes = [:]
        try refresh(session)
        guard let lane = lanes[id] else { throw inconsistent("there is no lane \(id)") }
        return lane
    }

    /// The numbers of the lanes of these queues and kinds; `nil` does not restrict.
    func matching(queues: Set<String>?, kinds: Set<String>?, _ session: Session) throws -> [Int32] {
        lanes = [:]
        try refresh(session)
        return lanes.filter { queues?.contains($0.value.queue) ?? true && kinds?.contains($0.value.kind) ?? true }.keys
            .map { Int32(truncatingIfNeeded: $0) }
    }
}
