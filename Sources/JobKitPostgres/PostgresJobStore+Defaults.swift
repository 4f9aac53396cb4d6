import JobKit

/// `jobkit.enqueue` uses these for the arguments that its caller leaves out.
extension PostgresJobStore: KindDefaultsStore {
    public func publish(_ defaults: [KindDefaults]) async throws {
        let storable = defaults.filter { !$0.kind.utf8.contains(0) && !$0.queue.utf8.contains(0) }
        guard !storable.isEmpty else { return }
        try await perform("publish the defaults of kinds in") { session in
            var parameters = Parameters()
            parameters.add(storable.map(\.kind))
            parameters.add(storable.map(\.queue))
            parameters.add(storable.map { Int16($0.priority.rawValue) })
            parameters.add(storable.map { Int64($0.maxAttempts) })
            parameters.add(storable.map { $0.expiry?.microseconds })
            try session.run(SQL.publishDefaults, parameters)
        }
    }
}
