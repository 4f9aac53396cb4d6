import JobKit

/// The events of a run, in numbers.
struct KillFigures: CustomStringConvertible {
    private let numbers: [(name: String, count: Int)]

    init(_ stored: [JobID: StoredJob], _ notes: [JobID: JobNotes], _ takeOvers: TakeOvers) {
        func sum(_ value: (JobNotes) -> Int) -> Int { notes.values.reduce(0) { $0 + value($1) } }
        func count(_ state: Int) -> Int { stored.values.count { $0.state == state } }
        numbers = [
            ("intended", notes.values.count { $0.kind != nil }), ("enqueued", stored.count),
            ("acknowledged", notes.values.count(where: \.isAcknowledged)), ("attempts", sum { $0.starts.count }),
            ("lapses", stored.values.reduce(0) { $0 + $1.lapses }), ("steps", sum { $0.stepped.count }), ("snoozes", sum { $0.snoozes }),
            ("taken-over", takeOvers.takenOver), ("late-words", takeOvers.lateWords),
            ("completed", count(StoredJob.completed)), ("failed", count(StoredJob.failed)),
        ]
    }

    var description: String { numbers.map { "\($0.name)=\($0.count)" }.joined(separator: " ") }

    static let ofStops: Set<String> = ["taken-over", "late-words"]

    /// A run in which an event never happened proves nothing about it.
    func unproved(except names: Set<String>) -> [String] {
        numbers.filter { $0.count == 0 && !names.contains($0.name) }.map { "nothing was \($0.name): the run proves nothing" }
    }
}
