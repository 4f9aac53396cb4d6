/// Where a model that writes the page is to be asked.
struct SummaryEndpoint: Sendable, Equatable, CustomStringConvertible {
    enum Provider: String, Sendable, CaseIterable {
        /// `POST {base}/chat/completions`
        case openai
        /// `POST {base}/v1/messages`
        case anthropic
    }

    var provider: Provider
    /// The whole address of the request.
    let url: String
    var host: String
    var model: String
    var key: Secret?

    /// - Throws: `SummaryConfigurationError` when the address is none, holds a credential, or would send the key in the clear.
    /// - Parameter variable: What to name in such an error.
    init(provider: Provider, base: String, model: String, key: Secret?, variable: String = "JOBKIT_SUMMARY_URL") throws {
        let base = try EndpointAddress(base, variable: variable)
        if key != nil, !base.isEncrypted, !base.isLocal {
            throw SummaryConfigurationError(
                variable: variable, problem: "is plain http to \(base.host), which would show the API key to the network",
                remedy: "use https, or unset the key if the server needs none")
        }
        self.provider = provider
        self.model = model
        self.key = key
        host = base.host
        switch provider {
        case .openai: url = base.text + "/chat/completions"
        case .anthropic: url = base.text + (base.text.hasSuffix("/v1") ? "/messages" : "/v1/messages")
        }
    }

    /// The path is left out: some gateways carry a credential in it.
    var description: String { "\(TerminalSafety.cleaned(model)) at \(host) (\(provider.rawValue) protocol)" }
}
