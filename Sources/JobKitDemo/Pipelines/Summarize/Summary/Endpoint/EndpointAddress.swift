import Foundation

/// The base address of an endpoint, checked. Its error names the variable and never repeats the address, which may hold a credential.
struct EndpointAddress {
    /// Without a slash at the end.
    let text: String
    /// With the port, where one is given.
    let host: String
    let isEncrypted: Bool
    /// Whether it stays on this machine.
    let isLocal: Bool

    init(_ text: String, variable: String) throws {
        let remedy = "give a base address such as https://models.example/v1"
        func refuse(_ problem: String) -> SummaryConfigurationError {
            SummaryConfigurationError(variable: variable, problem: problem, remedy: remedy)
        }
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host(), !host.isEmpty else {
            throw refuse("is not an address")
        }
        guard scheme == "https" || scheme == "http" else { throw refuse("is neither https nor http") }
        guard url.user() == nil, url.password() == nil else {
            throw refuse("holds a user name or password; the key belongs in JOBKIT_SUMMARY_API_KEY")
        }
        guard url.query() == nil, url.fragment() == nil else { throw refuse("has a query or a fragment") }
        var trimmed = text
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.text = trimmed
        self.host = url.port.map { "\(host):\($0)" } ?? host
        isEncrypted = scheme == "https"
        isLocal = host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]"
    }
}
