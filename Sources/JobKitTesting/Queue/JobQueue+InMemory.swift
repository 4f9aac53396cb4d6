extension JobQueue {
    /// A queue for a test, on an in-memory store of its own that uses the clock that the test moves.
    ///
    ///     let clock = ManualClock()
    ///     let service = SignUpService(queue: .inMemory(on: clock))
    ///
    /// No worker runs: jobs stay until they are drained. The store is ready for use.
    ///
    /// - Parameter services: those of the service under test, such as its codec; the clock's environment replaces theirs.
    public static func inMemory(on clock: ManualClock = ManualClock(), services: JobServices = JobServices()) -> JobQueue {
        var services = services
        services.environment = clock.environment
        return JobQueue(store: InMemoryJobStore(environment: clock.environment), services: services)
    }
}
