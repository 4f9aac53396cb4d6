import JobKit
import JobKitTesting
import Testing

@Suite("Many jobs in one call")
struct BulkEnqueueTests {
    struct Numbered: Job {
        static let kind = "numbered"
        var number: Int
    }

    @Test("A batch that is encoded in parts keeps its order, and its ids sort as its jobs do", arguments: [1, 255, 256, 2_049])
    func keepsItsOrder(count: Int) async throws {
        let queue = JobQueue(store: InMemoryJobStore())
        try await queue.store.prepare()
        let ids = try await queue.enqueue((0..<count).map { Numbered(number: $0) }).map(\.id)
        #expect(ids.count == count)
        // By the time in them: within a millisecond's fraction the rest is random.
        #expect(ids.map(\.high) == ids.map(\.high).sorted())
        var numbers: [Int] = []
        for start in stride(from: 0, to: count, by: 500) {
            let records = try await queue.store.jobs(Array(ids[start..<min(start + 500, count)]))
            let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
            for id in ids[start..<min(start + 500, count)] {
                let record = try #require(byID[id])
                numbers.append(try queue.services.codec.decode(Numbered.self, from: record.payload).number)
            }
        }
        #expect(numbers == Array(0..<count))
    }

    struct Unencodable: Job {
        static let kind = "unencodable"
        var value: Double
    }

    @Test("One job that cannot be encoded keeps the whole batch out")
    func storesAllOrNothing() async throws {
        let queue = JobQueue(store: InMemoryJobStore())
        try await queue.store.prepare()
        let jobs = (0..<1_000).map { Unencodable(value: $0 == 900 ? .infinity : Double($0)) }
        await #expect(throws: JobError.self) { try await queue.enqueue(jobs) }
        #expect(try await queue.counts().isEmpty)
    }
}
