import HTTPTypes
import Hummingbird
import Synchronization

@testable import JobKitDemo

/// A real server on this machine that speaks as it is told, and remembers what it was asked.
struct StubServer: Sendable {
    struct Received: Sendable {
        var path: String
        var headers: [String: String]
        var body: String
    }

    struct Reply: Sendable {
        var status: Int
        var headers: [String: String] = [:]
        var body: String = ""
    }

    let port: Int
    private let log: Log

    var received: [Received] { log.entries.withLock { $0 } }

    /// - Parameter reply: Nil never answers.
    static func run<Result: Sendable>(
        _ reply: @escaping @Sendable (Received) -> Reply?, body: @escaping @Sendable (StubServer) async throws -> Result
    ) async throws -> Result {
        let log = Log()
        let router = Router()
        router.post("**") { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
            let received = Received(path: request.uri.path, headers: headers, body: String(buffer: bytes))
            log.entries.withLock { $0.append(received) }
            guard let reply = reply(received) else {
                // Until the client goes away or the server is shut down.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                throw CancellationError()
            }
            var fields = HTTPFields()
            for (name, value) in reply.headers {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            return Response(status: .init(code: reply.status), headers: fields, body: .init(byteBuffer: ByteBuffer(string: reply.body)))
        }
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            })
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await body(StubServer(port: port, log: log)) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private final class Log: Sendable {
        let entries = Mutex<[Received]>([])
    }
}
