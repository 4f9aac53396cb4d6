/// The time limit of a case.
enum TimeLimit {
    /// The result of `body`; `nil` when it has not ended after `limit` of real time. It is then cancelled and not waited for, since a store
    /// that hangs ignores cancellation.
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
