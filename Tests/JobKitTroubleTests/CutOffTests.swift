#if os(Linux)
    import Foundation
    import JobKit
    import JobKitPostgres
    import JobKitProcesses
    import Testing

    @testable import JobKitTorture

    extension TroubleTests {
        /// One worker on each machine; the server is on this machine.
        @Test(.enabled(if: PrivateNetwork.obstacle == nil, "\(PrivateNetwork.obstacle ?? "")"))
        func
            `Of four machines one that is cut off beyond its lease loses its jobs to the others, is refused, and works on when it is back`()
            async throws
        {
            let network = try PrivateNetwork(machines: 4)
            defer { network.remove() }
            let server = try OwnServer(address: network.address)
            defer { server.remove() }
            let directory = try TroubleDirectory()
            let desk = try await CutOffDesk(server.connection, directory)
            let place = "host=\(network.address) user=jobkit dbname=postgres connect_timeout=2"
            let workers = try network.machines.enumerated().map { number, machine in
                try directory.start(
                    "work", as: "work-\(number)", ["store": place, "lease": "3000", "concurrency": "2", "statement-timeout": "1500"],
                    behind: machine.prefix)
            }
            let (late, others) = (workers[0], workers[1...])

            // As many as there are slots, so that each worker has its share.
            let held = try await desk.enqueue((0..<8).map { HoldingJob(gate: desk.gate($0)) })
            try await eventually("every worker runs two jobs") { try workers.allSatisfy { try $0.entries(.start, of: held).count == 2 } }
            let taken = try late.entries(.start, of: held).map(\.id)
            let (early, tardy) = (taken[0], taken[1])

            try network.cut(network.machines[0])
            let cutAt = monotonicNanoseconds()
            for (number, id) in held.enumerated() where !taken.contains(id) { desk.openGate(number) }
            let meanwhile = try await desk.enqueue((0..<40).map { _ in SimpleJob() })
            try await desk.untilCompleted(held + meanwhile)
            let before = try desk.history(of: taken)
            #expect(before.allSatisfy { $0.hasPrefix("1|1|") || $0.hasPrefix("1|2|") }, "completed once it was lost: \(before)")
            let takenOverAt = try others.flatMap { try $0.entries(.start, of: taken) }.map(\.time).max() ?? 0
            // Swallowed: the server still waits for it.
            #expect(try desk.connections(from: network.machines[0]) > 0)

            // One of its handlers returns while the network is cut, the other one when it is back.
            desk.openGate(try #require(held.firstIndex(of: early)))
            try await eventually("its handler returns") { try !late.entries(.end, of: [early]).isEmpty }
            try await eventually("it cannot say so") { try late.errors().contains("The store could not apply") }
            try network.join(network.machines[0])
            let joinedAt = monotonicNanoseconds()
            try await eventually("it is told that the lease is lost") {
                try late.says("The lease was lost; the handler is cancelled", of: tardy)
            }
            try await eventually("its word is refused") { try late.says("The lease no longer holds the job", of: early) }
            desk.openGate(try #require(held.firstIndex(of: tardy)))
            try await eventually("its other handler returns") { try !late.entries(.end, of: [tardy]).isEmpty }

            var next: [JobID] = []
            while try late.entries(.end, of: next).isEmpty {
                next = try await desk.enqueue((0..<16).map { _ in SimpleJob() })
                try await desk.untilCompleted(next)
            }
            let backAt = try late.entries(.end, of: next).map(\.time).min() ?? 0
            for worker in workers { #expect(try await worker.terminate() == .exited(0)) }
            #expect(try desk.history(of: taken) == before)
            #expect(try desk.problems() == [])
            print(
                "cut-off: taken-over-after=\((takenOverAt - cutAt) / 1_000_000) ms working-again-after=\((backAt - joinedAt) / 1_000_000) ms"
            )
        }
    }

    extension RoleProcess {
        fileprivate func says(_ words: String, of id: JobID) throws -> Bool {
            try errors().split(separator: "\n").contains { $0.contains(words) && $0.contains("job.id=\(id)") }
        }
    }
#endif
