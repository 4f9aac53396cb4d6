#if os(Linux)
    import JobKitProcesses
    import Foundation
    import JobKit
    import Testing

    @testable import JobKitPostgres

    /// The server's clock is set with libfaketime; the workers' is the machine's.
    @Suite("A server whose clock is hours off", .serialized)
    struct ClockTroubleTests {
        private struct FakeClock {
            let path: String

            func set(hours: Int) throws { try "\(hours < 0 ? "" : "+")\(hours)h\n".write(toFile: path, atomically: true, encoding: .utf8) }

            static func library() throws -> String {
                let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
                let places = folders.map { "\($0)/faketime/libfaketime.so.1" }
                return try #require(
                    places.first { FileManager.default.fileExists(atPath: $0) }, "libfaketime is missing; run `Scripts/prepare test`")
            }
        }

        private func withServer(hours: Int, _ body: (OwnServer, FakeClock) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.path + "/jobkit-clock-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let clock = FakeClock(path: "\(folder)/offset")
            try clock.set(hours: hours)
            let server = try OwnServer(environment: [
                "LD_PRELOAD=\(FakeClock.library())", "FAKETIME_TIMESTAMP_FILE=\(clock.path)", "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
            ])
            defer { server.remove() }
            try await body(server, clock)
        }

        @Test(
            "Leases, delays, deadlines and retries go by the server's clock", .timeLimit(.minutes(3)), arguments: [7, -7])
        func hoursOff(hours: Int) async throws {
            try await withServer(hours: hours) { server, _ in
                let (held, failed) = (Gate(), Counter())
                var setting = Flow.Setting(server.connection)
                setting.worker.lease = .seconds(1)
                setting.body = { load, context in
                    switch load.name {
                    case "held":
                        // Twice the lease: without renewals another worker would get the job.
                        held.open()
                        try await Task.sleep(for: .seconds(2))
                    case "fails" where failed.add() == 1: throw CancellationError()
                    default: break
                    }
                }
                try await Flow.run(setting) { flow in
                    let off = JobEnvironment.system.now().duration(to: try await flow.store.overview().now) / .seconds(3_600)
                    #expect(abs(off - Double(hours)) < 0.1)
                    let delayed = try await flow.put(options: EnqueueOptions(due: .after(.milliseconds(600))))
                    // By the server's clock: an hour after its now, and a tenth of a second after it.
                    let now = try await flow.store.overview().now
                    let later = try await flow.queue.enqueue(
                        Flow.Load(), options: EnqueueOptions(due: .at(now.advanced(by: .seconds(3_600)))))
                    let moment = try await flow.put(options: EnqueueOptions(due: .at(now.advanced(by: .milliseconds(100)))))
                    // Never to start; a queue would refuse it.
                    var doomed = try flow.queue.draft(Flow.Load(), options: EnqueueOptions(due: .after(.seconds(1_800))))
                    doomed.deadline = .after(.milliseconds(100))
                    #expect(try await flow.store.enqueue([doomed]) == [.enqueued(doomed.id)])
                    let expires = flow.queue.handle(for: doomed.id, as: Flow.Load.self)
                    let fails = try await flow.put(Flow.Load(name: "fails"))
                    let long = try await flow.put(Flow.Load(name: "held"))
                    _ = try await held.value()
                    for id in [delayed, moment, fails, long] { try await flow.waitUntilCompleted(id) }
                    try await eventually { try await expires.record.state == .expired }
                    #expect(try await later.record.state == .scheduled)
                    for id in [delayed, moment, long] { #expect(flow.ledger.attempts(of: id) == [1]) }
                    let job = try #require(try await flow.queue.job(delayed))
                    #expect(job.startedAt.map { job.createdAt.duration(to: $0) >= .milliseconds(600) } == true, "never early")
                    #expect(try await flow.queue.job(fails)?.errors.count == 1)
                    try await flow.queue.cancel(later.id)
                    #expect(flow.log.failures() == 0 && flow.log.count("Jobs taken back") == 0)
                    flow.ledger.exempt([later.id, expires.id])
                    try await flow.during {}
                }
            }
        }

        @Test(
            "A clock that is set hours ahead while jobs flow costs leases at most; set back while nothing waits it costs nothing",
            .timeLimit(.minutes(3)))
        func jumps() async throws {
            try await withServer(hours: 0) { server, clock in
                let (held, isOver) = (Gate(), Counter())
                var setting = Flow.Setting(server.connection)
                setting.worker.lease = .seconds(60)
                setting.body = { load, context in
                    // Lost beside others it comes back in the same attempt, in quarantine.
                    guard load.name == "held", context.job.attempt == 1, context.job.quarantine == nil else { return }
                    held.open()
                    while !context.isCancelled, isOver.value == 0 { try await rest() }
                }
                try await Flow.run(setting) { flow in
                    let id = try await flow.put(Flow.Load(name: "held"))
                    _ = try await held.value()
                    try await flow.during { try clock.set(hours: 5) }
                    _ = isOver.add()
                    try await flow.waitUntilCompleted(id)
                    // By the server's clock its lease has lapsed: whichever came first, its worker's renewal or the other's sweep.
                    let errors = try await flow.queue.job(id)?.errors.map(\.type)
                    #expect(errors == [] || errors == ["JobKit.LeaseLapsed"])
                    for hours in [0, -5] {
                        // Jobs that wait when the clock is set back wait longer by as much.
                        try await eventually { try await flow.queue.counts().allSatisfy { $0.state.isFinished } }
                        try clock.set(hours: hours)
                        try await flow.during {}
                    }
                    #expect(flow.log.failures() == 0)
                }
            }
        }
    }
#endif
