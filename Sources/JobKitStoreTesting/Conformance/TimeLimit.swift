/// How long a case may take.
enum TimeLimit {
    /// What `body` returns; `nil` when it has not ended after `limit` of real time. It is cancelled then and left to itself, since a store that
    /// hangs heeds no cancellation.
    static func run<Value: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async -> Value) async -> Value? {
        let (ends, end) = AsyncStream<Value?>.makeStream()
        let work = Task { _ = end.yield(await body()) }
        let watch = Task {
            try await JobEnvironment.system.sleep(limit)
            end.yield(nil)
        }
        defer {
            work.cancel()
            watch.cancel()
        }
        for await first in ends { return first }
        return nil
    }
}
