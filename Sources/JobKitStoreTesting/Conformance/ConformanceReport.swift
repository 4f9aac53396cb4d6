/// The result of one case.
public struct ConformanceResult: Sendable {
    /// How the case ended.
    public enum Outcome: Sendable, Equatable {
        /// Nothing was thrown.
        case passed
        /// The actual and the expected value, and the place.
        case failed(String)
        /// The case was not run.
        case skipped(reason: String)
        /// No store could be made or prepared for the case, for this reason: a fault of the environment, or of the case before.
        case unprepared(String)
    }

    /// The case's sentence.
    public var name: String
    /// The case's group.
    public var topic: ConformanceCase.Topic
    /// How it ended.
    public var outcome: Outcome
    /// How long it took in real time, making and closing the store included.
    public var duration: Duration
}

/// The result of a run: the same number of results for every store.
public struct ConformanceReport: Sendable {
    /// The name of the subject.
    public var store: String
    /// One for each case, in the order in which they ran.
    public var results: [ConformanceResult]

    /// The number of cases that passed.
    public var passed: Int { results.count { $0.outcome == .passed } }

    /// The failed cases, in the order of the run.
    public var failures: [ConformanceResult] {
        results.filter { result in
            switch result.outcome {
            case .failed: true
            case .passed, .skipped, .unprepared: false
            }
        }
    }

    /// The skipped cases, in their order.
    public var skips: [ConformanceResult] {
        results.filter { result in
            switch result.outcome {
            case .skipped: true
            case .passed, .failed, .unprepared: false
            }
        }
    }

    /// The cases for which no store could be made or prepared.
    public var unprepared: [ConformanceResult] {
        results.filter { result in
            switch result.outcome {
            case .unprepared: true
            case .passed, .failed, .skipped: false
            }
        }
    }

    /// One line: `conformance of in memory: 100 passed, 0 failed, 0 skipped`; where stores could not be prepared, how often, and the reason
    /// of the first.
    public var summary: String {
        let counts = "conformance of \(store): \(passed) passed, \(failures.count) failed, \(skips.count) skipped"
        guard case .unprepared(let reason)? = unprepared.first?.outcome else { return counts }
        return "\(counts), \(unprepared.count) without a store: \(reason)"
    }
}

/// Thrown by a case that the store cannot support.
struct ConformanceSkip: Error {
    /// The reason, as it follows "skipped, because".
    var reason: String
}

/// A store behaves otherwise than a case requires.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    /// The actual and the expected value.
    public var message: String
    /// The place in the case, as `#fileID` names it.
    public var file: String
    /// The line in `file`, from 1.
    public var line: Int

    /// A failure at this place; the expecting functions throw it.
    public init(message: String, file: String, line: Int) {
        self.message = message
        self.file = file
        self.line = line
    }

    public var description: String { "\(message) (\(file):\(line))" }
}
