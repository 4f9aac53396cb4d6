import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

@Suite struct TextTests {
    static let texts = [
        "'; DROP TABLE jobkit_job; --", "\") OR 1=1 --", "a\0b", "\0", "", "%_?1:x@y$z", "e\u{301}", "🧵\u{FFFF}",
    ]

    @Test(arguments: texts) func `Every text comes back as it was, and does nothing else`(text: String) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft(text + "k", queue: text + "q", tags: [text + "t", text + "u"], headers: [text: text + "v"])
        let decoy = draft("k", queue: "q", tags: ["t"])
        _ = try await store.enqueue([job, decoy])
        let claim = try await store.claim(request([text + "k"], queues: [text + "q"], worker: text + "w"))
        let held = try #require(claim.jobs.first)
        #expect(held.id == job.id || text.isEmpty)
        let failure = JobChange.Failure(type: text + "T", message: text + "M", consequence: .failed)
        var progress = JobProgress(stage: "")
        progress.stage = text + "s"
        progress.message = text + "p"
        let results = try await store.apply([
            held.change(.report(progress)), held.change(.saveStep(name: text + "n", result: Data(text.utf8))),
            held.change(.finish(.failed, output: nil), failure: failure),
        ])
        #expect(results == [.applied, .applied, .applied])
        let record = try #require(try await store.job(job.id))
        #expect(Array(record.kind.utf8) == Array(job.kind.utf8))
        #expect(Array(record.queue.utf8) == Array(job.queue.utf8))
        #expect(record.tags == job.tags)
        #expect(record.headers == job.headers)
        if !text.isEmpty {
            #expect(record.errors.map(\.message) == [text + "M"])
            #expect(record.errors.map(\.worker) == [text + "w"])
            #expect(record.progress?.message?.utf8.count == (text + "p").storableLength)
            #expect(try await store.stepResults(of: job.id) == [text + "n": Data(text.utf8)])
        }
        #expect(try await store.jobs(matching: JobQuery(tags: [text + "t"]), page: PageRequest()).jobs.last?.id == job.id)
        try await store.setPaused(true, queue: text + "q")
        try await store.announce(WorkerInfo(id: text + "w", queues: [text], kinds: [text], concurrency: 1), leaving: false)
        let overview = try await store.overview()
        #expect(overview.pausedQueues == [text + "q"])
        #expect(overview.workers.map(\.id) == [text + "w"])
        #expect(overview.workers.map(\.queues) == [[text]])
        await store.close()
    }

    @Test(arguments: [0, 1, 4_096, 1 << 20]) func `Payloads, outputs and results of any size come back`(size: Int) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let job = draft(payload: bytes)
        _ = try await store.enqueue([job])
        let held = try #require(try await store.claim(request()).jobs.first)
        #expect(held.payload == bytes)
        _ = try await store.apply([held.change(.saveStep(name: "s", result: bytes)), held.change(.finish(.completed, output: bytes))])
        let record = try #require(try await store.job(job.id))
        #expect(record.payload == bytes)
        #expect(record.output == bytes)
        #expect(try await store.stepResults(of: job.id)["s"] == bytes)
        await store.close()
    }

    @Test func `Packed numbers and texts come back, and bytes that end early are refused`() throws {
        let numbers: [Int64] = [0, 1, -1, 63, 64, -65, 1 << 40, .max, .min]
        var writer = PackedWriter()
        for number in numbers { writer.write(number) }
        writer.write("ü\0")
        try writer.bytes.withUnsafeBytes { bytes in
            var reader = PackedReader(bytes)
            let found = try numbers.map { _ in try reader.signed() }
            let text = try reader.text()
            #expect(found == numbers)
            #expect(text == "ü\0")
            #expect(reader.isAtEnd)
        }
        for count in 0..<writer.bytes.count {
            #expect(throws: JobStoreError.self) {
                try writer.bytes.prefix(count).withUnsafeBytes { bytes in
                    var reader = PackedReader(bytes)
                    for _ in numbers { _ = try reader.signed() }
                    _ = try reader.text()
                }
            }
        }
    }

    @Test func `Members come back as they were packed, for any number of places`() throws {
        for count in [1, 7, 8, 9, 64, 100] {
            let members: [ReceiptMember] = (0..<count).map { index in
                let seq = 1_000 - index * 3
                let due: Int64 = index == 3 ? .min : Int64(index) * 1_000_003
                let deadline: Int64? = index % 2 == 0 ? nil : Int64(-index)
                return ReceiptMember(
                    seq: Int64(seq), id: JobID(high: 1, low: UInt64(seq)), lane: Int64(index * 5), priority: Int64(index % 4), due: due,
                    attempt: Int64(index), deadline: deadline)
            }
            let packed = PackedMembers.pack(members)
            let back = try packed.withUnsafeBytes { try PackedMembers.unpack($0) { JobID(high: 1, low: UInt64($0)) } }
            #expect(back.map(\.seq) == members.map(\.seq))
            #expect(back.map(\.id) == members.map(\.id))
            #expect(back.map(\.lane) == members.map(\.lane))
            #expect(back.map(\.priority) == members.map(\.priority))
            #expect(back.map(\.due) == members.map(\.due))
            #expect(back.map(\.attempt) == members.map(\.attempt))
            #expect(back.map(\.deadline) == members.map(\.deadline))
            var receipt = Receipt(
                token: ClaimToken(high: 1, low: 2), worker: "w", claimedAt: Timestamp(microseconds: 3), until: Timestamp(microseconds: 4),
                remaining: count, open: Receipt.allOpen(count), members: members)
            #expect(receipt.openPlaces == Array(0..<count))
            #expect(!receipt.isOpen(count))
            receipt.close(count / 2)
            #expect(receipt.openPlaces == (0..<count).filter { $0 != count / 2 })
        }
    }
}

extension String {
    /// NUL becomes U+FFFD, three bytes, in what handlers report.
    fileprivate var storableLength: Int { utf8.count + 2 * utf8.count(where: { $0 == 0 }) }
}
