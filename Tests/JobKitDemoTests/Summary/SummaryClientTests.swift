import Foundation
import JobKit
import Synchronization
import Testing

@testable import JobKitDemo

/// 2026-03-12T09:30:00Z
private let testTime: Int64 = 1_773_307_800
private let testKey = "sk-test/4711+secret"

@Suite("A model is asked over a real connection")
struct SummaryClientTests {
    private typealias Provider = SummaryEndpoint.Provider

    private func client(_ server: StubServer, _ provider: SummaryEndpoint.Provider, limit: Duration = .seconds(30)) throws -> SummaryClient
    {
        let endpoint = try SummaryEndpoint(
            provider: provider, base: "http://127.0.0.1:\(server.port)/base", model: "small", key: Secret(testKey))
        return SummaryClient(endpoint: endpoint, timeLimit: limit, now: { testTime })
    }

    /// What asking against such a reply throws. The key must be in none of its forms.
    private func failure(
        _ reply: StubServer.Reply?, _ provider: SummaryEndpoint.Provider = .openai, limit: Duration = .seconds(30)
    ) async throws -> SummaryEndpointError {
        let prompt = SummaryPrompt(try Fixture.oneFile().facts())
        let error = try await StubServer.run({ _ in reply }) { server in
            let client = try client(server, provider, limit: limit)
            return await #expect(throws: SummaryEndpointError.self) { try await client.complete(prompt) }
        }
        let found = try #require(error)
        for text in [found.description, "\(found)", String(reflecting: found), String(describing: found)] {
            #expect(!text.contains("secret"))
        }
        return found
    }

    private static let openaiAnswer = ##"{"choices":[{"message":{"role":"assistant","content":"# A page\n\n\u001b[31mred\u202e"}}]}"##
    private static let anthropicAnswer =
        ##"{"content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"# A page\n\n"},{"type":"text","text":"\u001b[31mred"}]}"##

    @Test("A chat completion is asked for with the key as a bearer, and its text is made safe")
    func openai() async throws {
        let prompt = SummaryPrompt(try Fixture.library().facts())
        try await StubServer.run({ _ in .init(status: 200, body: Self.openaiAnswer) }) { server in
            #expect(try await client(server, .openai).complete(prompt) == "# A page\n\nred")
            let request = try #require(server.received.first)
            #expect(server.received.count == 1)
            #expect(request.path == "/base/chat/completions")
            #expect(request.headers["authorization"] == "Bearer \(testKey)")
            #expect(request.headers["content-type"] == "application/json")
            let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
            #expect(body["model"] as? String == "small")
            #expect(Set(body.keys) == ["model", "messages"])
            let messages = try #require(body["messages"] as? [[String: String]])
            #expect(messages == [["role": "system", "content": prompt.instructions], ["role": "user", "content": prompt.data]])
        }
    }

    @Test("A message is asked for with the key and the version in headers of their own")
    func anthropic() async throws {
        let prompt = SummaryPrompt(try Fixture.library().facts())
        try await StubServer.run({ _ in .init(status: 200, body: Self.anthropicAnswer) }) { server in
            #expect(try await client(server, .anthropic).complete(prompt) == "# A page\n\nred")
            let request = try #require(server.received.first)
            #expect(request.path == "/base/v1/messages")
            #expect(request.headers["x-api-key"] == testKey)
            #expect(request.headers["anthropic-version"] == "2023-06-01")
            #expect(request.headers["authorization"] == nil)
            let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
            #expect(body["system"] as? String == prompt.instructions)
            #expect(body["max_tokens"] as? Int == 4_096)
            #expect(body["messages"] as? [[String: String]] == [["role": "user", "content": prompt.data]])
        }
    }

    @Test(
        "Too many requests are put off for as long as the server says, at most a quarter of an hour",
        arguments: [
            ("7", .after(.seconds(7))), ("0", .after(.zero)), ("86400", .after(.seconds(900))),
            ("99999999999999999999999", .after(.seconds(900))), ("Thu, 12 Mar 2026 09:30:42 GMT", .after(.seconds(42))),
            ("Thu, 12 Mar 2026 09:29:00 GMT", .after(.zero)), ("Fri, 13 Mar 2026 09:30:00 GMT", .after(.seconds(900))), ("soon", .byPolicy),
            ("-5", .byPolicy), (nil, .byPolicy),
        ] as [(String?, RetryAdvice)])
    func rateLimit(header: String?, advice: RetryAdvice) async throws {
        let headers = header.map { ["retry-after": $0] } ?? [:]
        let error = try await failure(
            .init(status: 429, headers: headers, body: #"{"error":{"message":"slow down, sk-test/4711+secret"}}"#))
        #expect(error.code == .rateLimited)
        #expect(error.retryAdvice == advice)
    }

    @Test("An overloaded server's delay counts too", arguments: [503, 529])
    func overloaded(status: Int) async throws {
        #expect(try await failure(.init(status: status, headers: ["retry-after": "3"])).retryAdvice == .after(.seconds(3)))
        #expect(try await failure(.init(status: status)).retryAdvice == .byPolicy)
    }

    @Test(
        "What another try cannot mend is not tried again; what may pass is",
        arguments: [
            (500, .unavailable, .byPolicy), (502, .unavailable, .byPolicy), (408, .unavailable, .byPolicy), (400, .rejected, .never),
            (401, .refused, .never), (403, .refused, .never), (404, .notFound, .never), (413, .rejected, .never), (204, .rejected, .never),
        ] as [(Int, SummaryEndpointError.Code, RetryAdvice)])
    func statuses(status: Int, code: SummaryEndpointError.Code, advice: RetryAdvice) async throws {
        let error = try await failure(.init(status: status), .anthropic)
        #expect(error.code == code)
        #expect(error.retryAdvice == advice)
    }

    @Test("The error says what happened, to what, why, and what to do; the server's words are cleaned of the key")
    func wording() async throws {
        let error = try await failure(.init(status: 400, body: #"{"error":{"message":"bad\u001b[2J key sk-test/4711+secret\nin use"}}"#))
        let host = try #require(error.description.split(separator: " ").first { $0.hasPrefix("127.0.0.1:") })
        #expect(
            error.description == "No summary from small at \(host) (openai protocol): the server rejected the request (HTTP 400): “bad key "
                + "<redacted> in use”. To fix this, check that the provider, the base address and the model fit.")
    }

    @Test("The words of a server that refuses the key are not repeated, since they may quote a part of it")
    func refusedKey() async throws {
        let error = try await failure(.init(status: 401, body: #"{"error":{"message":"Incorrect key: sk-test/47*****cret"}}"#))
        #expect(!error.description.contains("sk-test"))
        #expect(error.description.contains("check the key"))
    }

    @Test("A redirect is not followed, so that the key goes to no other host", arguments: [301, 302, 307, 308])
    func redirect(status: Int) async throws {
        let prompt = SummaryPrompt(try Fixture.oneFile().facts())
        try await StubServer.run({ .init(status: $0.path.contains("elsewhere") ? 200 : status, headers: ["location": "/elsewhere"]) }) {
            server in
            let error = await #expect(throws: SummaryEndpointError.self) { try await client(server, .openai).complete(prompt) }
            #expect(error?.code == .redirected)
            #expect(error?.retryAdvice == .never)
            #expect(server.received.map(\.path) == ["/base/chat/completions"])
        }
    }

    @Test(
        "An answer that is none of the protocol is malformed, one without text is empty",
        arguments: [
            (.openai, "{not json", .malformed), (.openai, "", .malformed), (.openai, #"{"choices":[]}"#, .malformed),
            (.openai, anthropicAnswer, .malformed), (.anthropic, openaiAnswer, .malformed),
            (.openai, #"{"choices":[{"message":{"content":null}}]}"#, .empty),
            (.openai, #"{"choices":[{"message":{"content":" \u001b[0m\n"}}]}"#, .empty), (.anthropic, #"{"content":[]}"#, .empty),
        ] as [(SummaryEndpoint.Provider, String, SummaryEndpointError.Code)])
    func badAnswers(provider: SummaryEndpoint.Provider, body: String, code: SummaryEndpointError.Code) async throws {
        let error = try await failure(.init(status: 200, body: body), provider)
        #expect(error.code == code)
        #expect(error.retryAdvice == .byPolicy)
    }

    @Test("An answer that is over-long as bytes or as a page is not taken", arguments: [65 * 1024, SummaryClient.longestResponse])
    func overlong(length: Int) async throws {
        let content = String(repeating: "x", count: length)
        let error = try await failure(.init(status: 200, body: #"{"choices":[{"message":{"content":"\#(content)"}}]}"#))
        #expect(error.code == .tooLong)
        #expect(error.description.contains(length > 1_000_000 ? "1024 KiB" : "64 KiB"))
        #expect(error.retryAdvice == .byPolicy)
    }

    @Test("A server that never answers is given up after the time limit")
    func timeOut() async throws {
        let error = try await failure(nil, limit: .milliseconds(200))
        #expect(error.code == .timedOut)
        #expect(error.retryAdvice == .byPolicy)
    }

    @Test("A port where nobody listens is an error that may pass")
    func refusedConnection() async throws {
        let port = try await StubServer.run({ _ in nil }) { $0.port }
        let endpoint = try SummaryEndpoint(provider: .openai, base: "http://127.0.0.1:\(port)", model: "small", key: Secret(testKey))
        let prompt = SummaryPrompt(try Fixture.oneFile().facts())
        let error = await #expect(throws: SummaryEndpointError.self) {
            try await SummaryClient(endpoint: endpoint, now: { testTime }).complete(prompt)
        }
        #expect(error?.code == .unreachable)
        #expect(error?.retryAdvice == .byPolicy)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("Cancelling ends the request, as a cancellation and not as a failure")
    func cancellation() async throws {
        let prompt = SummaryPrompt(try Fixture.oneFile().facts())
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        try await StubServer.run({ _ in
            arrived.yield()
            return nil
        }) { server in
            let client = try client(server, .openai)
            let task = Task { try await client.complete(prompt) }
            for await _ in arrivals { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("The model's page ends with who wrote it and what was not looked at")
    func summary() async throws {
        let facts = try Fixture.library().facts()
        try await StubServer.run({ _ in .init(status: 200, body: Self.openaiAnswer) }) { server in
            let summary = try await Summarizer(model: client(server, .openai)).summarize(facts)
            #expect(summary.author == "small")
            #expect(
                summary.text
                    == "# A page\n\nred\n\n*Written by `small` from facts about the repository.* Nothing was built or run; a call was "
                    + "followed only where the text tells whose function it means. 1 symbolic link was not followed: docs/latest. Macros were not "
                    + "expanded.\n")
            #expect(summary.highImportanceFiles == Array(facts.files.prefix(10).map(\.path)))
        }
    }
}
