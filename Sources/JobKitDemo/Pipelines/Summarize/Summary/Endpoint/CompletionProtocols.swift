import Foundation

// The two protocols: what is sent, and where in the answer the text stands.

extension SummaryEndpoint {
    /// The longest page that is asked for, in tokens. Only the Messages protocol demands a limit.
    private static let longestAnswer = 4_096

    func headers() -> [(name: String, value: String)] {
        var headers = [("content-type", "application/json"), ("accept", "application/json")]
        switch provider {
        case .openai: if let key { headers.append(("authorization", "Bearer \(key.reveal())")) }
        case .anthropic:
            headers.append(("anthropic-version", "2023-06-01"))
            if let key { headers.append(("x-api-key", key.reveal())) }
        }
        return headers
    }

    func body(_ prompt: SummaryPrompt) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let user = Message(role: "user", content: prompt.data)
        switch provider {
        case .openai:
            let system = Message(role: "system", content: prompt.instructions)
            return Array(try encoder.encode(Request(model: model, messages: [system, user])))
        case .anthropic:
            let request = Request(model: model, messages: [user], system: prompt.instructions, maxTokens: Self.longestAnswer)
            return Array(try encoder.encode(request))
        }
    }

    /// The text of an answer; nil when the bytes are no answer of this protocol, empty when it holds no text.
    func text(of body: [UInt8]) -> String? {
        let data = Data(body)
        switch provider {
        case .openai:
            guard let answer = try? JSONDecoder().decode(ChatAnswer.self, from: data), let first = answer.choices.first else { return nil }
            return first.message.content ?? ""
        case .anthropic:
            guard let answer = try? JSONDecoder().decode(MessagesAnswer.self, from: data) else { return nil }
            return answer.content.compactMap { $0.type == "text" ? $0.text : nil }.joined()
        }
    }

    /// Both protocols put their words about a failure under `error.message`.
    static func errorMessage(of body: [UInt8]) -> String? {
        (try? JSONDecoder().decode(Failure.self, from: Data(body)))?.error.message
    }
}

private struct Message: Encodable {
    var role: String
    var content: String
}

private struct Request: Encodable {
    var model: String
    var messages: [Message]
    var system: String?
    var maxTokens: Int?

    private enum CodingKeys: String, CodingKey {
        case model, messages, system
        case maxTokens = "max_tokens"
    }
}

private struct ChatAnswer: Decodable {
    struct Choice: Decodable { var message: Content }
    struct Content: Decodable { var content: String? }
    var choices: [Choice]
}

private struct MessagesAnswer: Decodable {
    struct Part: Decodable {
        var type: String
        var text: String?
    }
    var content: [Part]
}

private struct Failure: Decodable {
    struct Words: Decodable { var message: String }
    var error: Words
}
