import Foundation

extension SummaryClient {
    /// The model that the environment names, if any.
    ///
    /// - Throws: `SummaryConfigurationError`.
    static func from(environment: [String: String]) throws -> SummaryClient? {
        try SummaryEndpoint.from(environment: environment).map { endpoint in
            SummaryClient(endpoint: endpoint, now: { Int64(Date().timeIntervalSince1970) })
        }
    }
}
