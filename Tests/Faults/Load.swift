import Foundation
import JobKit
import JobKitSQLite

/// Enqueues and completes jobs until it is killed, and prints the id of each enqueue once that was acknowledged.
struct Load {
    let path: String

    func enqueueAndWork() async throws {
        let store = Faults.store(path)
        try await store.prepare()
        let environment = JobEnvironment.system
        Faults.say("loading")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    let drafts = (0..<5).map { _ in
                        JobDraft(id: environment.makeJobID(), kind: "new", payload: Data(repeating: 1, count: 300))
                    }
                    _ = try await store.enqueue(drafts)
                    Faults.say(drafts.map { "enqueued \($0.id)" }.joined(separator: "\n"))
                }
            }
            group.addTask {
                while true {
                    var request = FaultJobs.claim
                    request.token = environment.makeClaimToken()
                    request.lease = .milliseconds(200)
                    request.limit = 3
                    let jobs = try await store.claim(request).jobs
                    _ = try await store.apply(jobs.map(FaultJobs.completion))
                }
            }
            try await group.waitForAll()
        }
    }
}
