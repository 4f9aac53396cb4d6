import JobKit
import JobKitProcesses
import Testing

@testable import JobKitTorture

extension TroubleTests {
    @Test func `In a crash loop every neighbour of the job that kills the process completes, and that job fails`() async throws {
        let directory = try TroubleDirectory()
        try await directory.withQueue { queue in
            let poison = try await queue.enqueue(LethalJob()).id
            let neighbours = try await queue.enqueue((1...30).map { _ in SlowJob() }).map(\.id)
            func jobs() async throws -> [JobRecord] {
                try await ([poison] + neighbours).asyncMap { try #require(try await queue.job($0)) }
            }
            var restarts = 0
            while try await jobs().contains(where: { !$0.state.isFinished }), restarts < 20 {
                restarts += 1
                let worker = try directory.start("work", as: "worker-\(restarts)", ["concurrency": "31", "lease": "300"])
                while try worker.isRunning(), try await jobs().contains(where: { !$0.state.isFinished }) {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let ended = try await jobs()
            #expect(restarts < 20)
            #expect(ended[0].state == .failed)
            #expect(ended[0].attempt == 3)
            for job in ended.dropFirst() { #expect(job.state == .completed, "\(job.errors)") }
            print("crash loop: restarts=\(restarts) lost-beside-others=\(ended.dropFirst().count { !$0.errors.isEmpty })")
        }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
