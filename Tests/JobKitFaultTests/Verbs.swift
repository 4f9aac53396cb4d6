import Foundation
import JobKit
import JobKitSQLite
import Testing

@testable import JobKitFaults

func draft(_ kind: String = "new", payload: Int = 200) -> JobDraft {
    JobDraft(id: JobEnvironment.system.makeJobID(), kind: kind, payload: Data(repeating: 1, count: payload))
}

func request(limit: Int = 100, lease: Duration = .seconds(3_600)) -> ClaimRequest {
    var request = FaultJobs.claim
    request.token = JobEnvironment.system.makeClaimToken()
    request.limit = limit
    request.lease = lease
    return request
}

extension JobStore {
    /// Claims and completes until no job is left to claim.
    func drain() async throws {
        while true {
            let jobs = try await claim(request()).jobs
            if jobs.isEmpty { return }
            #expect(try await apply(jobs.map(FaultJobs.completion)).allSatisfy { $0 == .applied })
        }
    }

    func total(_ state: JobState? = nil) async throws -> Int {
        try await counts().filter { state == nil || $0.state == state }.reduce(0) { $0 + $1.count }
    }
}
