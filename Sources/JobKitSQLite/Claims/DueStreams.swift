import JobKit

/// The due jobs of some lanes, merged into the order of claiming.
///
/// Each lane and priority is a stream that the index gives in order, read from the front only as far as jobs are taken from it. So a claim
/// costs what it takes, and a seek a stream, whatever else the tables hold. The cursors are closed before anybody deletes what they stand
/// on.
struct DueStreams {
    private struct Stream {
        let lane: Int64
        let priority: JobPriority
        let cursor: Statement
        var rank: Timestamp
        var head: ReceiptMember
        /// Rows that may still be looked at.
        var budget: Int

        func isBefore(_ other: Stream) -> Bool {
            (rank.microseconds, head.due, head.seq) < (other.rank.microseconds, other.head.due, other.head.seq)
        }
    }

    /// How many rows past their deadline a claim looks over in a stream; the sweep removes them.
    private static let overlooked = 1_000

    private let session: Session
    private let lanes: [Int64]
    private let now: Timestamp
    private let limit: Int
    private(set) var sawPassedDeadlines = false

    init(_ session: Session, lanes: [Int64], now: Timestamp, limit: Int) {
        self.session = session
        self.lanes = lanes
        self.now = now
        self.limit = limit
    }

    /// Up to the limit of due jobs, first come first; their attempts counted, their ids not read yet.
    mutating func take() throws -> [ReceiptMember] {
        var streams = try open()
        defer { for stream in streams { stream.cursor.reset() } }
        var taken: [ReceiptMember] = []
        while taken.count < limit, var first = streams.indices.first {
            for index in streams.indices.dropFirst() where streams[index].isBefore(streams[first]) { first = index }
            taken.append(streams[first].head)
            if taken.count < limit, try !advance(&streams[first]) { streams.remove(at: first).cursor.reset() }
        }
        return taken
    }

    /// When the next of the streams has a job that is not due yet.
    func nextDue() throws -> Timestamp? {
        let statement = try session.statement(SQL.nextDueInStream)
        var next: Timestamp?
        for lane in lanes {
            for priority in JobPriority.allCases {
                statement.bind(1, lane)
                statement.bind(2, Int64(priority.rawValue))
                statement.bind(3, now)
                if let due = try statement.firstRow({ $0.time(0) }) { next = min(next ?? due, due) }
            }
        }
        return next
    }

    private mutating func open() throws -> [Stream] {
        var streams: [Stream] = []
        for lane in lanes {
            for priority in JobPriority.allCases {
                let cursor = try session.statement(SQL.dueInStream, copy: streams.count)
                cursor.bind(1, lane)
                cursor.bind(2, Int64(priority.rawValue))
                cursor.bind(3, now)
                let nothing = ReceiptMember(
                    seq: 0, id: JobID(high: 0, low: 0), lane: lane, priority: Int64(priority.rawValue), due: 0, attempt: 0, deadline: nil)
                var stream = Stream(
                    lane: lane, priority: priority, cursor: cursor, rank: now, head: nothing,
                    budget: limit + Self.overlooked)
                if try advance(&stream) { streams.append(stream) } else { cursor.reset() }
            }
        }
        return streams
    }

    /// `false` at the end of what may be looked at.
    private mutating func advance(_ stream: inout Stream) throws -> Bool {
        while stream.budget > 0, try stream.cursor.step() {
            stream.budget -= 1
            let row = stream.cursor
            let deadline = row.optionalInteger(3)
            if let deadline, deadline <= now.microseconds {
                sawPassedDeadlines = true
                continue
            }
            let due = row.integer(0)
            stream.rank = stream.priority.rank(dueAt: Timestamp(microseconds: due))
            stream.head = ReceiptMember(
                seq: row.integer(1), id: stream.head.id, lane: stream.lane, priority: stream.head.priority, due: due,
                attempt: row.integer(2) + 1, deadline: deadline, flags: try row.isNull(4) ? JobFlags() : row.bytes(4, JobFlags.init))
            return true
        }
        return false
    }
}
