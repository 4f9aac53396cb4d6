import JobKit
import JobKitTesting
import Testing

@Suite("Sweeps that come late")
struct SweeperTests {
    @Test("A retry by hand is not undone by a sweep that looked before")
    func staleExpiry() async throws {
        let clock = ManualClock()
        let services = JobServices(environment: clock.environment)
        let memory = InMemoryJobStore(environment: clock.environment)
        let (reached, goOn) = (Gate(), Gate())
        let slow = FaultyStore(memory) { call in
            guard call.verb == .apply else { return nil }
            reached.open()
            await goOn.pass()
            return nil
        }
        let queue = JobQueue(store: memory, services: services)
        let handle = try await queue.enqueue(Echo(text: ""), options: EnqueueOptions(deadline: .after(.seconds(1))))
        clock.advance(by: .seconds(2))
        let late = Task { try await Sweeper(store: slow).sweep() }
        await reached.pass()
        try await Sweeper(store: memory).sweep()
        try await queue.retry(handle.id)
        goOn.open()
        _ = try await late.value
        #expect(try await handle.record.state == .pending)
    }
}
