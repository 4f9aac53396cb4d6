extension Statement {
    /// The names of columns and parameters in all statements of this target: code refers to a place in an SQL text by its name and never by
    /// its number, so that two times cannot be confused. In SQL the names are written `like_this`, parameters with a colon before.
    enum Name: Int, CaseIterable {
        case at, attempt, claimedAt, concurrency, consequence, count, createdAt, deadline, detail, drift, due, failedAt, finishedAt,
            fixed, flags, fraction, headers, highest, id, isDue, journalMode, key, kind, kinds, lane, limit, lowest, maxAttempts, members,
            message, name, now, number, open, output, payload, priority, queue, queues, remaining, result, seenAt, seq, stage, startedAt,
            state, steady, step, tag, tags, timeout, token, type, until, value, version, worker

        private static let bySQL = Dictionary(uniqueKeysWithValues: allCases.map { (inSQL($0), $0) })

        private static func inSQL(_ name: Name) -> String {
            "\(name)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
        }

        /// The place of each name, by its raw value.
        ///
        /// - Parameter absent: the value for names that do not occur.
        static func places(_ range: Range<Int32>, absent: Int32, _ text: (Int32) -> UnsafePointer<CChar>?) -> [Int32] {
            var places = [Int32](repeating: absent, count: allCases.count)
            for place in range {
                guard let name = text(place).flatMap({ bySQL[String(cString: $0)] }) else { continue }
                assert(places[name.rawValue] == absent, "two columns have the name \(name)")
                places[name.rawValue] = place
            }
            return places
        }
    }
}
