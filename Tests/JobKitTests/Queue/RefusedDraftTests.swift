import Foundation
import JobKit
import JobKitTesting
import Testing

/// Drafts that are refused when they are enqueued, since they could never run or would burden every reader.
@Suite("Drafts that are refused")
struct RefusedDraftTests {
    private struct Hasty: Job {
        static let kind = "hasty"
        static var options: JobOptions { JobOptions(timeout: .zero) }
    }

    private struct Brief: Job {
        static let kind = "brief"
        static var options: JobOptions { JobOptions(expiry: .seconds(60)) }
    }

    private let clock = ManualClock()
    private var queue: JobQueue {
        JobQueue(store: InMemoryJobStore(environment: clock.environment), services: JobServices(environment: clock.environment))
    }

    private func refusal(_ options: EnqueueOptions) async -> String? {
        await #expect(throws: JobError.self) { try await queue.enqueue(Chore(), options: options) }?.description
    }

    @Test func `A deadline that is not after the due time`() async throws {
        let soon = clock.now.advanced(by: .seconds(50))
        for (due, deadline) in [
            (JobTime.after(.seconds(100)), JobTime.after(.seconds(50))), (.after(.seconds(50)), .after(.seconds(50))),
            (.at(soon), .at(soon)),
            (.after(.seconds(50)), .at(soon)), (.at(soon), .after(.seconds(50))),
        ] {
            #expect(await refusal(EnqueueOptions(due: due, deadline: deadline))?.contains("is not after the due time") == true)
        }
        let later = EnqueueOptions(due: .after(.seconds(50)), deadline: .at(soon.advanced(by: .microseconds(1))))
        #expect(try await queue.enqueue(Chore(), options: later).isNew)
    }

    @Test func `A type's expiry that ends before the job is due`() async throws {
        await #expect(throws: JobError.self) { try await queue.enqueue(Brief(), options: EnqueueOptions(due: .after(.seconds(60)))) }
        #expect(try await queue.enqueue(Brief(), options: EnqueueOptions(due: .after(.seconds(59)))).isNew)
    }

    @Test func `A deadline that has passed`() async {
        for deadline in [JobTime.now, .after(.zero), .after(.seconds(-5)), .at(clock.now), .at(Timestamp(microseconds: 0))] {
            #expect(await refusal(EnqueueOptions(deadline: deadline))?.contains("has passed") == true)
        }
    }

    @Test func `A timeout of no time, the type's too`() async {
        for timeout in [Duration.zero, .seconds(-1), .nanoseconds(999)] {
            #expect(await refusal(EnqueueOptions(timeout: timeout))?.hasPrefix("timeout must be at least a microsecond") == true)
        }
        let error = await #expect(throws: JobError.self) { try await queue.enqueue(Hasty()) }
        #expect(error?.description.hasPrefix("JobOptions.timeout must be at least a microsecond") == true)
    }

    @Test func `Headers that are too many or too large`() async throws {
        var draft = JobDraft(id: clock.environment.makeJobID(), kind: "k", payload: Data())
        draft.headers = Dictionary(uniqueKeysWithValues: (0..<64).map { ("h\($0)", "") })
        #expect(try await queue.enqueue(drafts: [draft]) == [.enqueued(draft.id)])
        for headers in [
            Dictionary(uniqueKeysWithValues: (0..<65).map { ("h\($0)", "") }), ["h": String(repeating: "x", count: 16 << 10)],
        ] {
            draft.headers = headers
            let error = await #expect(throws: JobError.self) { try await queue.enqueue(drafts: [draft]) }
            #expect(
                error?.description.contains("A job has at most 64 headers of 16384 bytes in all. Put the rest into the payload.") == true)
        }
    }

    @Test func `Tags are sorted and single, however they are set`() {
        var draft = JobDraft(id: clock.environment.makeJobID(), kind: "k", payload: Data(), tags: ["b", "a", "b"])
        #expect(draft.tags == ["a", "b"])
        draft.tags = ["d", "c", "d"]
        #expect(draft.tags == ["c", "d"])
        draft.tags.append("a")
        #expect(draft.tags == ["a", "c", "d"])
    }

    @Test func `Without a clock only times are compared that need none`() throws {
        var draft = JobDraft(id: clock.environment.makeJobID(), kind: "k", payload: Data(), deadline: .at(Timestamp(microseconds: 5)))
        try draft.check(limits: JobLimits())
        draft.due = .at(Timestamp(microseconds: 5))
        #expect(throws: JobError.self) { try draft.check(limits: JobLimits()) }
    }
}
