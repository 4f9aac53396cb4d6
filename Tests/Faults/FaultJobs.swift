import Foundation
import JobKit

/// The jobs and the claim of the fault tests, the same in every process.
enum FaultJobs {
    static let inTemplate = 12
    static let inBatch = 10
    /// The fixed random number of the processes that run a handler.
    static let half: UInt64 = 0x5eed_0000_0000_0003
    static let token = ClaimToken(high: 0x5eed_0000_0000_0001, low: 0x5eed_0000_0000_0002)

    /// Payloads of many sizes, one of them larger than a page.
    static func drafts(_ kind: String, count: Int, series: UInt64) -> [JobDraft] {
        (0..<count).map { index in
            JobDraft(
                id: JobID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | series << 32 | UInt64(index)), kind: kind,
                payload: Data(repeating: UInt8(truncatingIfNeeded: index), count: index == 3 ? 9_000 : 50 + index * 37), tags: ["t\(index)"]
            )
        }
    }

    static var claim: ClaimRequest {
        ClaimRequest(
            token: token, worker: "w", queues: [JobOptions.defaultQueue], kinds: ["old", "new"], limit: inBatch, lease: .seconds(3_600))
    }

    static func completion(of job: ClaimedJob) -> JobChange {
        JobChange(
            id: job.id, expecting: .leased(job.lease, cancelRequested: false),
            effect: .finish(.completed, output: Data(repeating: 7, count: 600)))
    }
}
