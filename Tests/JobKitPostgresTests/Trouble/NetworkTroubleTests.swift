#if os(Linux)
    import JobKit
    import Testing

    @testable import JobKitPostgres

    /// Network faults and a real worker. `PoolerTests` has those of single connections.
    @Suite("A network in trouble", .serialized, .timeLimit(.minutes(3)))
    struct NetworkTroubleTests {
        /// One worker behind the proxy; the producer and the checks are not.
        private func withFlow(
            _ change: (inout Flow.Setting) -> Void = { _ in }, _ body: (Flow, Proxy) async throws -> Void
        ) async throws {
            let workspace = try Workspace()
            let proxy = try Proxy(.network)
            defer { proxy.close() }
            var setting = Flow.Setting(workspace.connection, workers: 1, schema: workspace.schema)
            setting.workers = ["\(workspace.connection) \(proxy.settings) connect_timeout=2"]
            setting.options.statementTimeout = .milliseconds(500)
            setting.worker.lease = .seconds(1)
            change(&setting)
            try await Flow.run(setting) { try await body($0, proxy) }
            try await workspace.remove()
        }

        @Test("A tenth of a second for each round trip costs time: no lease, no attempt and no call is lost")
        func delays() async throws {
            try await withFlow { flow, proxy in
                let report = try await flow.during {
                    proxy.delay(milliseconds: 50)
                    let done = flow.ledger.started
                    try await eventually { flow.ledger.started >= done + 20 }
                }
                #expect(report.failures == 0 && report.lines == 0, "\(flow.log.lines)")
                let jobs = try await flow.store.jobs(flow.ledger.acknowledged)
                #expect(jobs.allSatisfy { $0.attempt <= 1 })
            }
        }

        @Test("Connections that are reset in the middle of what is said cost time and nothing else")
        func cuts() async throws {
            try await withFlow { flow, proxy in
                let connected = proxy.count
                let report = try await flow.during {
                    for number in [29, 31, 37, 17] {
                        proxy.cut(every: number)
                        let (cuts, done) = (proxy.count, flow.ledger.started)
                        try await eventually { proxy.count >= cuts + 8 && flow.ledger.started >= done + 20 }
                        proxy.cut(every: nil)
                        proxy.cutAll()
                    }
                }
                flow.expectNoSpin(report, resets: proxy.count - connected)
                #expect(report.failures > 0)
            }
        }

        @Test("A pool whose packets are swallowed loses no lease: the renewals' connection is another one")
        func swallowsThePool() async throws {
            let (started, mayEnd) = (Gate(), Counter())
            try await withFlow { setting in
                setting.body = { load, _ in
                    guard load.name == "long" else { return }
                    started.open()
                    while mayEnd.value == 0 { try await rest() }
                }
            } _: { flow, proxy in
                let id = try await flow.put(Flow.Load(name: "long"))
                _ = try await started.value()
                try await eventually { flow.calls(of: .renew, worker: 0) >= 2 }
                proxy.fallSilent(except: "SET until")
                let renewed = flow.calls(of: .renew, worker: 0)
                // Twice the lease.
                try await eventually { flow.calls(of: .renew, worker: 0) >= renewed + 6 }
                #expect(flow.log.failures(of: "renew") == 0 && flow.log.failures(of: "claim") > 0)
                mayEnd.add()
                try await eventually { flow.log.failures(of: "apply") > 0 }
                #expect(try await flow.queue.job(id)?.attempt == 1)
                proxy.speak()
                try await flow.waitUntilCompleted(id)
                #expect(flow.ledger.attempts(of: id) == [1])
                try await flow.during {}
            }
        }

        @Test(
            "A worker whose packets are swallowed loses its job to one that is not; what it says late is refused, and it works on",
            arguments: [true, false])
        func swallowsAll(isReset: Bool) async throws {
            let (started, ended) = (Gate(), Gate())
            try await withFlow { setting in
                setting.body = { load, context in
                    guard load.name == "long", context.job.attempt == 1, context.job.quarantine == nil else { return }
                    started.open()
                    // A handler that ignores its cancellation: its outcome comes after the other one's.
                    await Task.detached { _ = try? await ended.value() }.value
                }
            } _: { flow, proxy in
                let id = try await flow.put(Flow.Load(name: "long"))
                _ = try await started.value()
                proxy.fallSilent()
                try flow.startWorker(on: flow.setting.producer)
                // The lease lapses, the direct worker takes the job back and runs it.
                try await eventually { flow.ledger.attempts(of: id).count == 2 }
                try await flow.waitUntilCompleted(id)
                ended.open()
                try await eventually { flow.log.failures(of: "apply", worker: "worker-0") > 0 }
                if isReset { proxy.cutAll() }
                proxy.speak()
                try await eventually { flow.log.count("The lease no longer holds the job", worker: "worker-0") > 0 }
                let job = try #require(try await flow.queue.job(id))
                #expect(job.attempt == 2 && job.errors.map(\.worker) == ["worker-0"] && job.errors.map(\.type) == ["JobKit.LeaseLapsed"])
                // The cut-off worker alone.
                await flow.stop(worker: 1)
                try await flow.during {}
            }
        }
    }
#endif
