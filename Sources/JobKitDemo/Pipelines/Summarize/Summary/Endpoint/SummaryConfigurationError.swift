import JobKit

/// The environment asks for a model, but not completely. The variable's value is never part of the text.
struct SummaryConfigurationError: RetryAdvising, Equatable, CustomStringConvertible {
    var variable: String
    var problem: String
    var remedy: String

    var retryAdvice: RetryAdvice { .never }
    var description: String { "The endpoint for summaries is not usable: \(variable) \(problem). To fix this, \(remedy)." }
}
