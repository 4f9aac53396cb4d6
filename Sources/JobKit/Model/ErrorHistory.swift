// A job's error history is bounded: a job that is tried for ever would otherwise be read with ever more of it. The first entries say how the trouble
// began and the latest how it is now; between them stands one entry that says how many are left out.

extension AttemptError {
    /// The type of the entry that stands for those that are left out.
    static let droppedType = "JobKit.ErrorsDropped"

    /// The one entry that takes the place of two neighbours, of which the first may stand for others already. A store that keeps its entries as rows
    /// replaces the first `JobLimits.firstErrors` entries' two successors by this when the history has more than `JobLimits.errorHistory`.
    public static func dropped(_ first: AttemptError, _ second: AttemptError) -> AttemptError {
        var entry = second
        let count = (first.droppedCount ?? 1) + 1
        entry.startedAt = first.startedAt
        entry.type = droppedType
        entry.message =
            "\(count) errors are left out here. A job keeps its first \(JobLimits.firstErrors) and its latest "
            + "\(JobLimits.errorHistory - JobLimits.firstErrors - 1)."
        return entry
    }

    /// How many errors this entry stands for; `nil` for an error of its own.
    public var droppedCount: Int? {
        type == Self.droppedType ? Int(message.prefix { $0.isASCII && $0.isNumber }) : nil
    }
}

extension [AttemptError] {
    /// Adds the latest entry; where that makes more than `JobLimits.errorHistory`, two in the middle become one (`AttemptError.dropped(_:_:)`).
    public mutating func append(bounded entry: AttemptError) {
        append(entry)
        guard count > JobLimits.errorHistory else { return }
        let place = JobLimits.firstErrors
        self[place] = AttemptError.dropped(self[place], self[place + 1])
        remove(at: place + 1)
    }
}
