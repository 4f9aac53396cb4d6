import JobKit
import JobKitTesting
import Testing

@Suite("A store with planned faults")
struct FaultyStoreTests {
    /// A chain of wrappers as long as that would overflow the stack when it is released.
    @Test("bears any number of looks at it")
    func manyLooks() async throws {
        let store = FaultyStore(InMemoryJobStore()) { $0.verb == .renew ? .outage : nil }
        for _ in 0..<200_000 { #expect(store.calls(of: .renew) == 0) }
        await #expect(throws: JobStoreError.self) { try await store.renew([], for: .seconds(1)) }
        #expect(store.calls(of: .renew) == 1)
    }
}
