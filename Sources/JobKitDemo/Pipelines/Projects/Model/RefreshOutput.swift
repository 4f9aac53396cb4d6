/// What the job leaves behind. The project keeps the plan itself.
struct RefreshOutput: Codable, Sendable, Equatable {
    var tasksCount: Int
    /// From 0 to 100, rounded to one decimal; null without tasks.
    var progressPercentage: Double?
    var skills: [Skill]

    private enum CodingKeys: String, CodingKey {
        case tasksCount = "tasks_count"
        case progressPercentage = "progress_percentage"
        case skills
    }

    init(tasksCount: Int, progressPercentage: Double?, skills: [Skill]) {
        self.tasksCount = tasksCount
        self.progressPercentage = progressPercentage
        self.skills = skills
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tasksCount, forKey: .tasksCount)
        // Null says that there is no percentage; a missing key would leave that open.
        try container.encode(progressPercentage, forKey: .progressPercentage)
        try container.encode(skills, forKey: .skills)
    }
}
