extension JobQueue {
    /// A queue for a test: on a store of its own in memory, which lives by the clock that the test moves.
    ///
    ///     let clock = ManualClock()
    ///     let service = SignUpService(queue: .inMemory(on: clock))
    ///
    /// No worker runs: jobs stay until they are drained. The store is ready for use.
    ///
    /// - Parameter services: as the service under test has them, such as its codec; the environment is replaced by the clock's.
    public static func inMemory(on clock: ManualClock = ManualClock(), services: JobServices = JobServices()) -> JobQueue {
        var services = services
        services.environment = clock.environment
        return JobQueue(store: InMemoryJobStore(environment: clock.environment), services: services)
    }
}
