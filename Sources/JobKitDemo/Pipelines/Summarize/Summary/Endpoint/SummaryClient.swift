import AsyncHTTPClient

/// Asks a model once. Trying again is the job's business: the errors say when that makes sense.
struct SummaryClient: Sendable {
    /// Bytes of an answer, at most.
    static let longestResponse = 1024 * 1024
    /// Bytes of the text in it: some ten times the page that was asked for.
    static let longestPage = 64 * 1024

    let endpoint: SummaryEndpoint
    /// For the whole request, from connecting to the last byte.
    var timeLimit: Duration = .seconds(60)
    var clock: any Clock<Duration> = ContinuousClock()
    /// Seconds since 1970, for a `Retry-After` that is a date.
    let now: @Sendable () -> Int64

    /// - Returns: The model's text, safe for a terminal.
    /// - Throws: `SummaryEndpointError`, or `CancellationError` when the task was cancelled.
    func complete(_ prompt: SummaryPrompt) async throws -> String {
        let response = try await withTimeLimit { try await exchange(prompt) }
        guard response.status == 200 else { throw failure(response) }
        guard let text = endpoint.text(of: response.body) else {
            throw error(.malformed, "the answer is not one of this protocol", "check that the provider and the base address fit each other")
        }
        let safe = TerminalSafety.cleaned(text, keepingLines: true).trimmingWhitespace()
        guard safe.utf8.count <= Self.longestPage else {
            throw error(.tooLong, "the answer is longer than \(Self.longestPage / 1024) KiB of text", "try again, or use another model")
        }
        guard !safe.isEmpty else { throw error(.empty, "the answer holds no text", "try again, or use another model") }
        return safe
    }

    private struct Response: Sendable {
        var status: Int
        var retryAfter: String?
        var body: [UInt8]
    }

    private struct TooLong: Error {}

    private func exchange(_ prompt: SummaryPrompt) async throws -> Response {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        for (name, value) in endpoint.headers() { request.headers.add(name: name, value: value) }
        request.body = .bytes(try endpoint.body(prompt))
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A second connection for one request would only send it twice.
        configuration.connectionPool.retryConnectionEstablishment = false
        do {
            return try await HTTPClient.withHTTPClient(configuration: configuration) { [request] client in
                let response = try await client.execute(request, deadline: .distantFuture)
                var bytes: [UInt8] = []
                for try await chunk in response.body {
                    bytes.append(contentsOf: chunk.readableBytesView)
                    guard bytes.count <= Self.longestResponse else { throw TooLong() }
                }
                try Task.checkCancellation()
                return Response(status: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after"), body: bytes)
            }
        } catch {
            try Task.checkCancellation()
            throw transport(error)
        }
    }

    /// The client's own deadline ends with the head of the response; this one covers the body too.
    private func withTimeLimit(_ body: @escaping @Sendable () async throws -> Response) async throws -> Response {
        try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await clock.sleep(for: timeLimit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let response = first else {
                try Task.checkCancellation()
                throw error(.timedOut, "there was no whole answer within \(timeLimit)", "try again, or allow more time")
            }
            return response
        }
    }

    private func failure(_ response: Response) -> SummaryEndpointError {
        // Where a key is refused, servers like to quote a part of it.
        let mayQuoteKey = response.status == 401 || response.status == 403
        let message = mayQuoteKey ? nil : SummaryEndpoint.errorMessage(of: response.body).map(presentable)
        let delay = response.retryAfter.flatMap { RetryAfterHeader.delay($0, now: now()) }
        return .status(response.status, message: message, retryAfter: delay, subject: endpoint.description)
    }

    private func transport(_ cause: any Error) -> SummaryEndpointError {
        if cause is TooLong {
            return error(.tooLong, "the answer is longer than \(Self.longestResponse / 1024) KiB", "try again, or use another model")
        }
        if let cause = cause as? HTTPClientError, cause == .connectTimeout || cause == .readTimeout {
            return error(.timedOut, "the server did not answer in time", "try again, or check the network")
        }
        let words = presentable(String(describing: cause))
        return error(.unreachable, "the request did not get through: \(words)", "check the base address and the network")
    }

    private func presentable(_ words: String) -> String {
        let safe = TerminalSafety.cleaned(endpoint.key?.redacted(from: words) ?? words)
        return Sentences.prefix(of: safe, characters: 200)
    }

    private func error(_ code: SummaryEndpointError.Code, _ cause: String, _ remedy: String) -> SummaryEndpointError {
        SummaryEndpointError(code: code, subject: endpoint.description, cause: cause, remedy: remedy, retryAdvice: .byPolicy)
    }
}
