import Foundation
@_spi(Stores) import JobKit
import JobKitStoreTesting
import Testing

/// The functions with which stores keep values exactly.
@Suite("The values' stored forms")
struct StoredFormTests {
    @Test("A record is read back as it was written, the lease only where a store asks for it")
    func record() throws {
        var record = JobRecord(Fixture.draft(1), createdAt: Timestamp(microseconds: 7))
        record.claim = ClaimInfo(
            lease: Lease(token: Fixture.token(1), place: 3), worker: "w", claimedAt: Timestamp(microseconds: 8),
            until: Timestamp(microseconds: 9))
        record.progress = JobProgress(stage: "half", fraction: 0.1)
        record.errors = [
            AttemptError(
                attempt: 1, worker: "w", startedAt: record.createdAt, failedAt: record.dueAt, type: "T", message: "m", consequence: .retried
            )
        ]
        let encoder = JSONEncoder()
        let shown = String(decoding: try encoder.encode(record), as: UTF8.self)
        #expect(!shown.contains(Fixture.token(1).hexadecimalText) && !shown.contains("lease"))
        encoder.userInfo[try #require(.keepsLeases)] = true
        #expect(try JSONDecoder().decode(JobRecord.self, from: encoder.encode(record)) == record)
        let reader = try JSONDecoder().decode(JobRecord.self, from: Data(shown.utf8))
        #expect(reader.claim?.lease != record.claim?.lease && reader.claim?.worker == "w")
    }

    @Test("Drafts, workers and tokens are read back as they were written")
    func others() throws {
        let draft = Fixture.draft(2, due: .after(.seconds(3)), deadline: .at(Timestamp(microseconds: .min)))
        #expect(try JSONDecoder().decode(JobDraft.self, from: JSONEncoder().encode(draft)) == draft)
        let worker = WorkerInfo(id: "w", queues: ["q"], kinds: [], concurrency: 3, seenAt: Timestamp(microseconds: 5))
        #expect(try JSONDecoder().decode(WorkerInfo.self, from: JSONEncoder().encode(worker)) == worker)
        for token in [ClaimToken(high: 0, low: 1), ClaimToken(high: .max, low: 0)] {
            #expect(ClaimToken(hexadecimalText: token.hexadecimalText) == token)
            #expect(ClaimToken(hexadecimalText: token.hexadecimalText.uppercased()) == token)
        }
        for text in ["", "0", String(repeating: "g", count: 32), String(repeating: "0", count: 33)] {
            #expect(ClaimToken(hexadecimalText: text) == nil)
        }
    }
}
