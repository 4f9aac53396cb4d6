/// What a plan file says: its tasks by section. Values only; stored as the result of a step.
struct Plan: Codable, Sendable, Equatable {
    /// The file it was read from; nil when the repository has none.
    var file: String?
    /// In the file's order; only those that hold tasks.
    var sections: [PlanSection] = []
    /// Why there is less here than the file may say; nil for a plan that was read.
    var note: String?

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
