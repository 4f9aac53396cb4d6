/// What became of one case.
public struct ConformanceResult: Sendable {
    public enum Outcome: Sendable, Equatable {
        case passed
        /// What was seen, what was expected, and where.
        case failed(String)
        case skipped(reason: String)
    }

    public var name: String
    public var topic: ConformanceCase.Topic
    public var outcome: Outcome
}

/// What became of a run: the same number of results for every store.
public struct ConformanceReport: Sendable {
    public var store: String
    public var results: [ConformanceResult]

    public var passed: Int { results.count { $0.outcome == .passed } }

    public var failures: [ConformanceResult] {
        results.filter { result in
            switch result.outcome {
            case .failed: true
            case .passed, .skipped: false
            }
        }
    }

    public var skips: [ConformanceResult] {
        results.filter { result in
            switch result.outcome {
            case .skipped: true
            case .passed, .failed: false
            }
        }
    }

    /// One line: `conformance of in memory: 100 passed, 0 failed, 0 skipped`.
    public var summary: String {
        "conformance of \(store): \(passed) passed, \(failures.count) failed, \(skips.count) skipped"
    }
}

/// A store did otherwise than a case says.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    public var message: String
    public var file: String
    public var line: Int

    public init(message: String, file: String, line: Int) {
        self.message = message
        self.file = file
        self.line = line
    }

    public var description: String { "\(message) (\(file):\(line))" }
}
