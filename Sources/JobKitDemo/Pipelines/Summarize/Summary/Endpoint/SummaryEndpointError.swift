import JobKit

/// What went wrong when a model was asked, in words that hold neither the key nor the path of the address.
struct SummaryEndpointError: RetryAdvising, Equatable, CustomStringConvertible {
    enum Code: String, Sendable, Equatable {
        case rateLimited, unavailable, refused, notFound, rejected, redirected, timedOut, unreachable, malformed, empty, tooLong
    }

    var code: Code
    /// Such as `small-model at models.example (openai protocol)`.
    var subject: String
    var cause: String
    var remedy: String
    var retryAdvice: RetryAdvice

    var description: String { "No summary from \(subject): \(cause). To fix this, \(remedy)." }
}

extension SummaryEndpointError {
    /// - Parameter message: The server's own words, already made safe; nil where they could repeat a part of the key.
    static func status(_ status: Int, message: String?, retryAfter: Duration?, subject: String) -> SummaryEndpointError {
        let words = message.map { ": “\($0)”" } ?? ""
        func make(_ code: Code, _ cause: String, _ remedy: String, _ advice: RetryAdvice) -> SummaryEndpointError {
            let cause = "\(cause) (HTTP \(status))\(words)"
            return SummaryEndpointError(code: code, subject: subject, cause: cause, remedy: remedy, retryAdvice: advice)
        }
        switch status {
        case 429:
            return make(.rateLimited, "the server asks for fewer requests", "wait, or raise the limit of the key", advice(retryAfter))
        case 503, 529:
            return make(.unavailable, "the server is overloaded or down", "wait and try again", advice(retryAfter))
        case 408, 425, 500...599:
            return make(.unavailable, "the server failed", "try again; if it persists, look at the server's status page", .byPolicy)
        case 300...399:
            let remedy = "set the base address to the final one; redirects are not followed, so that the key goes to no other host"
            return make(.redirected, "the server answered with a redirect", remedy, .never)
        case 401, 403:
            return make(.refused, "the server refused the API key", "check the key, and that it may use this model", .never)
        case 404:
            return make(.notFound, "the server knows no such address or model", "check the base address and the name of the model", .never)
        default:
            return make(.rejected, "the server rejected the request", "check that the provider, the base address and the model fit", .never)
        }
    }

    private static func advice(_ retryAfter: Duration?) -> RetryAdvice {
        retryAfter.map(RetryAdvice.after) ?? .byPolicy
    }
}
