// A job's error history is bounded: the history of a job that is retried without end would otherwise grow with every read. The first
// entries show how the failures began and the latest show the current ones; one entry between them counts those that were left out.

extension AttemptError {
    /// The type of the entry that stands for the omitted ones.
    static let droppedType = "JobKit.ErrorsDropped"

    /// The entry that replaces two neighbours, of which the first may already stand for others. A store that keeps its entries as rows
    /// applies it to the two entries after the first `JobLimits.firstErrors` when the history has more than `JobLimits.errorHistory`.
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

    /// The number of errors that this entry stands for; `nil` for an error of its own.
    public var droppedCount: Int? {
        type == Self.droppedType ? Int(message.prefix { $0.isASCII && $0.isNumber }) : nil
    }
}

extension [AttemptError] {
    /// Adds the latest entry; where that makes more than `JobLimits.errorHistory`, two in the middle become one
    /// (`AttemptError.dropped(_:_:)`).
    public mutating func append(bounded entry: AttemptError) {
        append(entry)
        guard count > JobLimits.errorHistory else { return }
        let place = JobLimits.firstErrors
        self[place] = AttemptError.dropped(self[place], self[place + 1])
        remove(at: place + 1)
    }
}
