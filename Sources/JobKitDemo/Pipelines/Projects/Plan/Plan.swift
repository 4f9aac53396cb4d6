/// What a plan file says: its tasks by section. Values only; stored as the result of a step.
struct Plan: Codable, Sendable, Equatable {
    /// The file it was read from; nil when the repository has none.
    var file: String?
    /// In the file's order; only those that hold tasks.
    var sections: [PlanSection] = []

    var counts: TaskCounts {
        sections.reduce(into: TaskCounts()) { $0 += $1.counts }
    }
}

/// The tasks between one heading and the next.
struct PlanSection: Codable, Sendable, Equatable {
    /// Empty for the tasks before the first heading.
    var title: String
    /// 1 to 6; 0 before the first heading.
    var level: Int
    var counts = TaskCounts()
    /// The first of them: a plan keeps at most `PlanParser.keptTasks`, and counts all.
    var tasks: [PlanTask] = []
}

struct PlanTask: Codable, Sendable, Equatable {
    enum State: String, Codable, Sendable, CaseIterable {
        case open, done, cancelled
    }

    var text: String
    var state: State
    /// How many list items it lies in.
    var depth: Int
    /// From 1.
    var line: Int
}

/// How many tasks there are. Cancelled ones count neither as done nor as open.
struct TaskCounts: Codable, Sendable, Equatable {
    var done = 0
    var open = 0
    var cancelled = 0

    /// Those that count.
    var tasks: Int { done + open }

    /// From 0 to 100, rounded to one decimal; nil without tasks.
    var progressPercentage: Double? {
        tasks == 0 ? nil : (Double(done) / Double(tasks) * 1_000).rounded() / 10
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
