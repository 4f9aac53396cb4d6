// JobKit's own variables come first; what they leave open is taken from the customary ones of the provider. A customary key alone
// asks for nothing: it is there for other programs, and having it must not send a repository's contents anywhere. A model's name does.

extension SummaryEndpoint {
    /// The endpoint that the environment describes, or nil if it describes none.
    /// - Throws: `SummaryConfigurationError`, naming the variable that is missing or wrong.
    static func from(environment: [String: String]) throws -> SummaryEndpoint? {
        let variables = environment.mapValues { $0.trimmingWhitespace() }.filter { !$0.value.isEmpty }
        guard let provider = try provider(variables) else { return nil }
        let names = Names(provider)
        guard let model = variables["JOBKIT_SUMMARY_MODEL"] ?? variables[names.model] else {
            throw missing("JOBKIT_SUMMARY_MODEL", "set it, or \(names.model), to the name of a model")
        }
        let keyVariable = variables["JOBKIT_SUMMARY_API_KEY"] == nil ? names.key : "JOBKIT_SUMMARY_API_KEY"
        let urlVariable = variables["JOBKIT_SUMMARY_URL"] == nil ? names.url : "JOBKIT_SUMMARY_URL"
        // A customary key belongs to the customary address: it is not sent to another host unless that was set beside it.
        let key = try variables[keyVariable].map { try secret($0, keyVariable) }
        if key == nil, provider == .anthropic || variables[urlVariable] == nil {
            throw missing("JOBKIT_SUMMARY_API_KEY", "set it, or \(names.key), to the API key")
        }
        if key != nil, keyVariable == names.key, urlVariable == "JOBKIT_SUMMARY_URL" {
            throw missing(
                "JOBKIT_SUMMARY_API_KEY",
                "set it to the key for the address in JOBKIT_SUMMARY_URL (\(names.key) is not sent to an address that it was not set for)")
        }
        return try SummaryEndpoint(
            provider: provider, base: variables[urlVariable] ?? names.base, model: model, key: key, variable: urlVariable)
    }

    private struct Names {
        var key, url, model, base: String

        init(_ provider: Provider) {
            switch provider {
            case .openai: (key, url, model) = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL")
            case .anthropic: (key, url, model) = ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL")
            }
            base = provider == .openai ? "https://api.openai.com/v1" : "https://api.anthropic.com"
        }
    }

    private static func provider(_ variables: [String: String]) throws -> Provider? {
        if let name = variables["JOBKIT_SUMMARY_PROVIDER"] {
            guard let provider = Provider(rawValue: name.lowercased()) else {
                throw SummaryConfigurationError(
                    variable: "JOBKIT_SUMMARY_PROVIDER", problem: "names no known protocol", remedy: "set it to openai or anthropic")
            }
            return provider
        }
        if let other = ["JOBKIT_SUMMARY_URL", "JOBKIT_SUMMARY_MODEL", "JOBKIT_SUMMARY_API_KEY"].first(where: { variables[$0] != nil }) {
            throw missing("JOBKIT_SUMMARY_PROVIDER", "set it to openai or anthropic (\(other) is set), or unset \(other)")
        }
        let asked = Provider.allCases.filter { variables[Names($0).model] != nil }
        guard asked.count < 2 else {
            throw missing("JOBKIT_SUMMARY_PROVIDER", "set it to openai or anthropic, since OPENAI_MODEL and ANTHROPIC_MODEL are both set")
        }
        return asked.first
    }

    /// A header cannot hold every character; refusing them here keeps the value out of the error that sending it would give.
    private static func secret(_ value: String, _ variable: String) throws -> Secret {
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SummaryConfigurationError(
                variable: variable, problem: "holds spaces or characters that a header cannot carry",
                remedy: "set it to the key alone, without quotation marks or line breaks")
        }
        return Secret(value)
    }

    private static func missing(_ variable: String, _ remedy: String) -> SummaryConfigurationError {
        SummaryConfigurationError(variable: variable, problem: "is not set", remedy: remedy)
    }
}
