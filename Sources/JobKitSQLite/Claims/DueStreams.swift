import HeapModule
import JobKit

/// The due jobs of some lanes, merged into the order of claiming.
///
/// Each lane and priority is a stream that the index gives in order. One seek finds the first job of the next stream that has any, so a
/// claim costs a seek for each of these and the rows that it takes, whatever else the tables hold and however many lanes are empty. A
/// cursor is opened only on streams from which a job was taken, and closed before its row is deleted.
struct DueStreams {
    private struct Stream {
        let lane: Int64
        let priority: JobPriority
        var head: ReceiptMember
        var cursor: Statement?
        /// The number of rows that may still be read.
        var budget: Int
    }

    /// The place of a stream's head in the order of claiming.
    private struct Place: Comparable {
        let rank: Int64
        let due: Int64
        let seq: Int64
        let stream: Int

        static func < (one: Place, other: Place) -> Bool { (one.rank, one.due, one.seq) < (other.rank, other.due, other.seq) }
    }

    /// How many rows past their deadline a claim skips in a stream; the sweep removes them.
    private static let overlooked = 10_000
    /// How many streams are read through cursors of their own; the heads of others are sought one by one.
    static let mostCursors = 64

    private let session: Session
    /// In the order of the index.
    private let lanes: [Int64]
    private let now: Timestamp
    private let limit: Int
    private var streams: [Stream] = []
    private var places = Heap<Place>()
    private var cursors = 0
    private(set) var sawPassedDeadlines = false
    /// The due time of the lanes' next job that is not due yet. Valid right after a `take` that found fewer jobs than the limit.
    private(set) var nextDue: Timestamp?

    init(_ session: Session, lanes: [Int64], now: Timestamp, limit: Int) {
        self.session = session
        self.lanes = lanes.sorted()
        self.now = now
        self.limit = limit
    }

    /// Up to the limit of due jobs, in the order of claiming; their attempts counted, their ids not read yet.
    mutating func take() throws -> [ReceiptMember] {
        defer { for stream in streams { stream.cursor?.reset() } }
        try findStreams()
        var taken: [ReceiptMember] = []
        while taken.count < limit, let first = places.min {
            taken.append(streams[first.stream].head)
            guard taken.count < limit else { break }
            if try advance(first.stream) { places.replaceMin(with: place(first.stream)) } else { places.removeMin() }
        }
        return taken
    }

    /// Seeks from stream to stream.
    private mutating func findStreams() throws {
        let seek = try session.statement(SQL.firstOfStream)
        var next = 0
        var priority: Int64 = 0
        while next < lanes.count {
            seek.bind(.lane, lanes[next])
            seek.bind(.priority, priority)
            guard let head = try seek.firstRow({ try member($0, $0.integer(.lane), $0.integer(.priority)) }) else { return }
            if head.lane != lanes[next] {
                next = firstLane(notBefore: head.lane)
                priority = 0
                guard next < lanes.count, lanes[next] == head.lane else { continue }
            }
            try add(head)
            priority = head.priority + 1
        }
    }

    /// The job in a row of a stream.
    private func member(_ row: Statement, _ lane: Int64, _ priority: Int64) throws -> ReceiptMember {
        try ReceiptMember(
            seq: row.integer(.seq), id: JobID(high: 0, low: 0), lane: lane, priority: priority, due: row.integer(.due),
            attempt: row.integer(.attempt) + 1, deadline: row.optionalInteger(.deadline),
            flags: row.isNull(.flags) ? JobFlags() : row.bytes(.flags, JobFlags.init))
    }

    private func firstLane(notBefore lane: Int64) -> Int {
        var range = 0..<lanes.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = lanes[middle] < lane ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    private mutating func add(_ head: ReceiptMember) throws {
        guard head.due <= now.microseconds else { return noteNextDue(head.due) }
        let stream = Stream(
            lane: head.lane, priority: try JobPriority(code: head.priority), head: head, cursor: nil, budget: limit + Self.overlooked - 1)
        streams.append(stream)
        let index = streams.count - 1
        if try !isPassed(head.deadline) || advance(index) { places.insert(place(index)) }
    }

    private func place(_ index: Int) -> Place {
        let head = streams[index].head
        let rank = streams[index].priority.rank(dueAt: Timestamp(microseconds: head.due))
        return Place(rank: rank.microseconds, due: head.due, seq: head.seq, stream: index)
    }

    /// Advances to the stream's next job that may be claimed; `false` when no due job is left or the budget is used up.
    private mutating func advance(_ index: Int) throws -> Bool {
        while streams[index].budget > 0 {
            streams[index].budget -= 1
            guard let head = try behind(index) else { return false }
            guard head.due <= now.microseconds else {
                noteNextDue(head.due)
                return false
            }
            streams[index].head = head
            if !isPassed(head.deadline) { return true }
        }
        try noteNextDue(in: streams[index])
        return false
    }

    private mutating func isPassed(_ deadline: Int64?) -> Bool {
        guard let deadline, deadline <= now.microseconds else { return false }
        sawPassedDeadlines = true
        return true
    }

    /// The job after the stream's head, due or not.
    private mutating func behind(_ index: Int) throws -> ReceiptMember? {
        let stream = streams[index]
        if let cursor = stream.cursor { return try cursor.step() ? member(cursor, stream.lane, stream.head.priority) : nil }
        let statement = try session.statement(SQL.behindInStream, copy: cursors)
        statement.bind(.lane, stream.lane)
        statement.bind(.priority, stream.head.priority)
        statement.bind(.due, stream.head.due)
        statement.bind(.seq, stream.head.seq)
        guard cursors < Self.mostCursors else { return try statement.firstRow { try member($0, stream.lane, stream.head.priority) } }
        cursors += 1
        streams[index].cursor = statement
        return try statement.step() ? member(statement, stream.lane, stream.head.priority) : nil
    }

    private mutating func noteNextDue(_ due: Int64) {
        let due = Timestamp(microseconds: due)
        nextDue = min(nextDue ?? due, due)
    }

    /// For a stream whose due jobs were not all read.
    private mutating func noteNextDue(in stream: Stream) throws {
        let statement = try session.statement(SQL.nextDueInStream)
        statement.bind(.lane, stream.lane)
        statement.bind(.priority, stream.head.priority)
        statement.bind(.now, now)
        if let due = try statement.firstRow({ $0.integer(.due) }) { noteNextDue(due) }
    }
}
