import JobKit
import Testing

@testable import JobKitTorture

extension TroubleTests {
    @Test func `An enqueue in one process starts the job in an idle worker of another that never polls`() async throws {
        let directory = try TroubleDirectory()
        let hour = "3600000"
        let worker = try directory.start("work", as: "worker", ["poll": hour, "sweep": hour, "lease": hour])
        try await directory.withQueue { queue in
            for round in 0..<10 {
                let id = try await queue.enqueue(SimpleJob()).id
                try await eventually("the worker runs the job of round \(round)") { try !worker.entries(.end, of: [id]).isEmpty }
                // Settled, so that the claim which follows has begun at least; the next job comes when there is nothing to do.
                try await directory.untilFinished([id])
            }
        }
        #expect(try await worker.terminate() == .exited(0))
    }
}
