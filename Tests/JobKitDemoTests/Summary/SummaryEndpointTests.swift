import JobKit
import Testing

@testable import JobKitDemo

@Suite("The endpoint is read from the environment")
struct SummaryEndpointTests {
    private static let complete = [
        "JOBKIT_SUMMARY_PROVIDER": "openai", "JOBKIT_SUMMARY_URL": "https://models.example/v1/", "JOBKIT_SUMMARY_MODEL": "small",
        "JOBKIT_SUMMARY_API_KEY": "k-123",
    ]

    @Test("JobKit's own variables describe an endpoint")
    func own() throws {
        let endpoint = try #require(try SummaryEndpoint.from(environment: Self.complete))
        #expect(endpoint.url == "https://models.example/v1/chat/completions")
        #expect(endpoint.key == Secret("k-123"))
        #expect("\(endpoint)" == "small at models.example (openai protocol)")
    }

    @Test("The customary variables do too, when they name a model")
    func customary() throws {
        let openai = try SummaryEndpoint.from(environment: ["OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"])
        #expect(openai?.url == "https://api.openai.com/v1/chat/completions")
        let other = try SummaryEndpoint.from(environment: [
            "ANTHROPIC_API_KEY": " k\n", "ANTHROPIC_MODEL": "m", "ANTHROPIC_BASE_URL": "https://x.example/v1",
        ])
        #expect(other?.url == "https://x.example/v1/messages")
        #expect(other?.key == Secret("k"))
    }

    @Test("An empty environment, and a key that is there for other programs, ask for nothing")
    func nothing() throws {
        #expect(try SummaryEndpoint.from(environment: [:]) == nil)
        #expect(try SummaryEndpoint.from(environment: ["OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k", "OPENAI_MODEL": " "]) == nil)
    }

    @Test("A server on this machine needs no key")
    func keyless() throws {
        let endpoint = try SummaryEndpoint.from(environment: ["OPENAI_MODEL": "m", "OPENAI_BASE_URL": "http://localhost:11434/v1"])
        #expect(endpoint?.key == nil)
        #expect(endpoint?.host == "localhost:11434")
    }

    @Test(
        "A half-configured endpoint is an error that names the variable and no value",
        arguments: [
            (["JOBKIT_SUMMARY_PROVIDER": "openai"], "JOBKIT_SUMMARY_MODEL"),
            (["JOBKIT_SUMMARY_PROVIDER": "bard-k", "JOBKIT_SUMMARY_MODEL": "m"], "JOBKIT_SUMMARY_PROVIDER"),
            (["JOBKIT_SUMMARY_API_KEY": "topsecret"], "JOBKIT_SUMMARY_PROVIDER"), (["OPENAI_MODEL": "m"], "JOBKIT_SUMMARY_API_KEY"),
            (["OPENAI_MODEL": "m", "ANTHROPIC_MODEL": "m"], "JOBKIT_SUMMARY_PROVIDER"),
            (["ANTHROPIC_MODEL": "m", "ANTHROPIC_BASE_URL": "https://x.example"], "JOBKIT_SUMMARY_API_KEY"),
            (["OPENAI_MODEL": "m", "OPENAI_API_KEY": "topsecret x"], "OPENAI_API_KEY"),
            (["OPENAI_MODEL": "m", "OPENAI_API_KEY": "topsecret\u{0D}\u{0A}x: y"], "OPENAI_API_KEY"),
            (["OPENAI_MODEL": "m", "OPENAI_API_KEY": "topsecret", "OPENAI_BASE_URL": "http://remote.example"], "OPENAI_BASE_URL"),
            (["OPENAI_MODEL": "m", "OPENAI_BASE_URL": "https://u:topsecret@x.example"], "OPENAI_BASE_URL"),
            (["OPENAI_MODEL": "m", "OPENAI_BASE_URL": "https://x.example/?key=topsecret"], "OPENAI_BASE_URL"),
            (["OPENAI_MODEL": "m", "OPENAI_BASE_URL": "ftp://topsecret.example"], "OPENAI_BASE_URL"),
            (["OPENAI_MODEL": "m", "OPENAI_BASE_URL": "topsecret"], "OPENAI_BASE_URL"),
            (
                [
                    "JOBKIT_SUMMARY_PROVIDER": "openai", "OPENAI_MODEL": "m", "OPENAI_API_KEY": "topsecret",
                    "JOBKIT_SUMMARY_URL": "https://x.example",
                ],
                "JOBKIT_SUMMARY_API_KEY"
            ),
        ])
    func halfConfigured(environment: [String: String], variable: String) {
        let error = #expect(throws: SummaryConfigurationError.self) { try SummaryEndpoint.from(environment: environment) }
        #expect(error?.variable == variable)
        #expect(error?.retryAdvice == .never)
        #expect(error?.description.contains("topsecret") == false)
    }

    @Test("Such an error says what to do")
    func wording() {
        let error = #expect(throws: SummaryConfigurationError.self) {
            try SummaryEndpoint.from(environment: ["JOBKIT_SUMMARY_PROVIDER": "openai"])
        }
        #expect(
            error?.description == "The endpoint for summaries is not usable: JOBKIT_SUMMARY_MODEL is not set. To fix this, set it, or "
                + "OPENAI_MODEL, to the name of a model.")
    }

    @Test("A secret is shown nowhere")
    func secret() throws {
        let endpoint = try #require(try SummaryEndpoint.from(environment: Self.complete))
        var dumped = ""
        dump(endpoint, to: &dumped)
        for text in ["\(endpoint)", String(reflecting: endpoint), dumped, "\(endpoint.key as Any)", String(reflecting: Secret("k-123"))] {
            #expect(!text.contains("k-123"))
        }
        #expect(Secret("k-123").redacted(from: "my k-123, k-123") == "my <redacted>, <redacted>")
    }
}
