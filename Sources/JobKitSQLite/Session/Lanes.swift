import JobKit

/// A queue and a kind: the key of the ready rows.
struct Lane: Hashable {
    let queue: String
    let kind: String
}

/// The lanes that a connection knows. Lanes are never deleted or changed, so known lanes stay valid, until a rollback removes those that
/// this connection added.
final class Lanes {
    private let connection: Connection
    private var lanes: [Int64: Lane] = [:]
    /// By queue and kind. Texts that differ only in their Unicode normal form are equal in Swift and two lanes in SQLite; both are served.
    private var ids: [String: [String: [Int64]]] = [:]
    private var newest: Int64 = 0
    /// Jobs of one batch are mostly of one lane.
    private var latest: (lane: Lane, id: Int64)?

    init(connection: Connection) {
        self.connection = connection
    }

    func forget() {
        lanes = [:]
        ids = [:]
        newest = 0
        latest = nil
    }

    /// Reads the lanes that were added since.
    func refresh() throws {
        let statement = try connection.statement(SQL.lanesAfter)
        statement.bind(.id, newest)
        try statement.forEachRow { row in
            let lane = Lane(queue: row.text(.queue), kind: row.text(.kind))
            newest = row.integer(.id)
            lanes[newest] = lane
            ids[lane.queue, default: [:]][lane.kind, default: []].append(newest)
        }
    }

    /// The lane's number; added where it is new, so only for the writer.
    func intern(queue: String, kind: String) throws -> Int64 {
        if let latest, latest.lane.kind == kind, latest.lane.queue == queue { return latest.id }
        let id = try ids[queue]?[kind]?.first ?? insert(queue: queue, kind: kind)
        latest = (Lane(queue: queue, kind: kind), id)
        return id
    }

    private func insert(queue: String, kind: String) throws -> Int64 {
        // Another process may have added it, or its twin, since.
        try refresh()
        if let id = ids[queue]?[kind]?.first { return id }
        let statement = try connection.statement(SQL.insertLane)
        statement.bind(.queue, queue)
        statement.bind(.kind, kind)
        try statement.run()
        try refresh()
        guard let id = ids[queue]?[kind]?.first else { throw inconsistent("a lane that was just added is not there") }
        return id
    }

    subscript(id: Int64) -> Lane {
        get throws {
            if let lane = lanes[id] { return lane }
            try refresh()
            guard let lane = lanes[id] else { throw inconsistent("there is no lane \(id)") }
            return lane
        }
    }

    /// The numbers of the lanes of these queues and kinds; `nil` does not restrict. Call `refresh` before.
    func matching(queues: Set<String>?, kinds: Set<String>?) -> [Int64] {
        var found: [Int64] = []
        for queue in queues ?? Set(ids.keys) {
            guard let inQueue = ids[queue] else { continue }
            for kind in kinds ?? Set(inQueue.keys) {
                found += inQueue[kind] ?? []
            }
        }
        return found
    }
}
