import Foundation
import JobKit

/// Why a repository could not be read: what happened, to what, why, and what to do about it.
///
/// No part of it holds a user name, a password or a control character, whatever the address or a server said.
struct RepositoryError: RetryAdvising, Equatable, CustomStringConvertible, LocalizedError {
    enum Code: String, Sendable, CaseIterable {
        case addressRefused = "The address is refused"
        case notARepository = "This is not a git repository"
        case notFound = "The repository was not found"
        case accessDenied = "The repository may not be read"
        case unreachable = "The repository could not be reached"
        case hostMissing = "There is no such host"
        case empty = "The repository is empty"
        case tooLarge = "The repository is too large"
        case tooManyFiles = "The repository lists too much"
        case tookTooLong = "git took too long"
        case destinationTaken = "The place for the clone is taken"
        case oldProtocol = "The server speaks an old protocol"
        case damaged = "The repository is damaged"
        case gitMissing = "git could not be started"
        case gitFailed = "git failed"
    }

    let code: Code
    let subject: String
    let cause: String
    let remedy: String

    init(_ code: Code, _ subject: String, because cause: String, remedy: String) {
        self.code = code
        self.subject = Redaction.address(subject)
        // git's own words may end with a full stop.
        self.cause = Redaction.message(String(cause.reversed().drop { $0 == "." || $0 == " " }.reversed()))
        self.remedy = remedy
    }

    var description: String {
        "\(code.rawValue): \(subject). Cause: \(cause). To fix this, \(remedy)."
    }

    var errorDescription: String? { description }

    /// Only what may pass by itself is worth another attempt: the network, a busy machine, an unexplained failure.
    var retryAdvice: RetryAdvice {
        switch code {
        case .unreachable, .tookTooLong, .gitFailed: .byPolicy
        case .addressRefused, .notARepository, .notFound, .accessDenied, .empty, .tooLarge, .tooManyFiles, .destinationTaken,
            .oldProtocol, .damaged, .hostMissing, .gitMissing:
            .never
        }
    }
}
