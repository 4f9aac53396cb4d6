/// How many tasks there are. Cancelled ones count neither as done nor as open.
struct TaskCounts: Codable, Sendable, Equatable {
    var done = 0
    var open = 0
    var cancelled = 0

    /// Those that count.
    var tasks: Int { done + open }

    /// From 0 to 100, rounded to one decimal, and 100 only where nothing is open; nil without tasks.
    var progressPercentage: Double? {
        guard tasks > 0 else { return nil }
        let rounded = (Double(done) / Double(tasks) * 1_000).rounded() / 10
        return open > 0 ? min(rounded, 99.9) : rounded
    }

    /// `1,667 of 5,000 tasks done, 2 cancelled`.
    var words: String {
        if self == TaskCounts() { return "no tasks" }
        let dropped = cancelled == 0 ? "" : ", \(Wording.grouped(cancelled)) cancelled"
        return "\(Wording.grouped(done)) of \(Wording.count(tasks, "task")) done\(dropped)"
    }

    mutating func add(_ state: PlanTask.State) {
        switch state {
        case .open: open += 1
        case .done: done += 1
        case .cancelled: cancelled += 1
        }
    }

    static func += (left: inout TaskCounts, right: TaskCounts) {
        left.done += right.done
        left.open += right.open
        left.cancelled += right.cancelled
    }
}
