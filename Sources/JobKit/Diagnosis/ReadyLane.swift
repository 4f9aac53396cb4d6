/// A store that can list its ready jobs by lane, with their age. Workers measure queues by it; queues of stores without it are not
/// measured.
public protocol ReadyLaneStore: JobStore {
    /// The jobs that are ready by the store's clock, by queue and kind, those of paused queues too; and that clock's time.
    ///
    /// Changes nothing, and may read every ready job: one worker of the store calls it at each of its sweeps.
    func readyLanes() async throws -> (lanes: [ReadyLane], now: Timestamp)
}

/// The jobs of one queue and kind that are ready.
public struct ReadyLane: Sendable, Hashable {
    /// The queue of all of them.
    public var queue: String
    /// Their kind.
    public var kind: String
    /// How many there are.
    public var count: Int
    /// The due time of the job that has waited longest.
    public var oldestDue: Timestamp

    /// A lane with these values, for stores.
    public init(queue: String, kind: String, count: Int, oldestDue: Timestamp) {
        self.queue = queue
        self.kind = kind
        self.count = count
        self.oldestDue = oldestDue
    }
}

extension [ReadyLane] {
    /// Merges lanes whose names a database tells apart but Swift takes for equal.
    package var merged: [ReadyLane] {
        var lanes: [[String]: ReadyLane] = [:]
        for lane in self {
            guard let known = lanes[[lane.queue, lane.kind]] else {
                lanes[[lane.queue, lane.kind]] = lane
                continue
            }
            lanes[[lane.queue, lane.kind]]?.count += lane.count
            lanes[[lane.queue, lane.kind]]?.oldestDue = Swift.min(known.oldestDue, lane.oldestDue)
        }
        return lanes.values.sorted { ($0.queue, $0.kind) < ($1.queue, $1.kind) }
    }
}
