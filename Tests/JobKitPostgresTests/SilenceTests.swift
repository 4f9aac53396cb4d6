#if os(Linux)
    import JobKit
    import JobKitStoreTesting
    import Testing

    @testable import JobKitPostgres

    @Suite(.timeLimit(.minutes(2))) struct SilenceTests {
        /// A process that is stopped or cut off there answers nothing, and closes nothing.
        @Test(arguments: [false, true])
        func `A worker that falls silent between the two halves of a settle loses its locks, and its jobs are taken over`(isPooled: Bool)
            async throws
        {
            let workspace = try Workspace()
            let store = try await workspace.prepared(.init(statementTimeout: .seconds(10)))
            let id = JobEnvironment.system.makeJobID()
            _ = try await store.enqueue([JobDraft(id: id, kind: "kind", payload: .init())])
            let claim = try await store.claim(
                ClaimRequest(
                    token: JobEnvironment.system.makeClaimToken(), worker: "late", queues: ["default"], kinds: ["kind"], limit: 1,
                    lease: .microseconds(1)))
            #expect(claim.jobs.map(\.id) == [id])

            let proxy = isPooled ? try Proxy() : nil
            defer { proxy?.close() }
            let settings = try ConnectionSettings(
                workspace.connection + " " + (proxy?.settings ?? ""), schema: workspace.schema,
                options: .init(statementTimeout: .milliseconds(300)))
            let late = Pool(settings, connections: 1, name: "late", logger: nil)
            let (locked, goOn) = (Gate(), Gate())
            let settle = Task {
                try await late.run("settle in") { session in
                    var tokens = Parameters()
                    tokens.add([claim.token])
                    try session.transaction(first: [Command(SQL.lockReceipts, tokens)]) { answers, writes in
                        #expect(session.isPooled == isPooled)
                        locked.open(Int64(answers[0].count))
                        goOn.wait()
                        writes = [Command(SQL.deleteReceipts, tokens)]
                    }
                }
            }
            #expect(try await locked.value() == 1)
            #expect(try await Sweeper(store: store).sweep().rescued == 1)
            goOn.open()
            let error = await #expect(throws: JobStoreError.self) { try await settle.value }
            #expect(error?.code == .unavailable)
            // It waits out the backoff of a job that was lost.
            #expect(try await store.jobs([id]).allSatisfy { $0.state.isWaiting && $0.claim == nil })
            await late.end()
            await store.close()
            try await workspace.remove()
        }

        @Test func `A call ends while its connection is still being made, and the next one has that connection`() async throws {
            let workspace = try Workspace()
            await (try await workspace.prepared()).close()
            let proxy = try Proxy(.network)
            defer { proxy.close() }
            proxy.fallSilent()
            // Longer than this test may take.
            let store = try PostgresJobStore(
                connection: "\(workspace.connection) \(proxy.settings) connect_timeout=600", schema: workspace.schema,
                options: .init(connections: 1))
            let error = await #expect(throws: JobStoreError.self) { try await store.prepare() }
            #expect(
                error?.code == .unavailable && error?.cause.hasSuffix("the server has not answered yet") == true,
                "\(error.map { "\($0)" } ?? "")")
            proxy.speak()
            try await store.prepare()
            #expect(proxy.count == 1)
            await store.close()
            try await workspace.remove()
        }

        @Test func `A renewal on a connection that has fallen silent ends long before the lease, and the next one takes another`()
            async throws
        {
            let workspace = try Workspace()
            let proxy = try Proxy(.network)
            defer { proxy.close() }
            let store = try PostgresJobStore(connection: "\(workspace.connection) \(proxy.settings)", schema: workspace.schema)
            try await store.prepare()
            _ = try await store.enqueue([JobDraft(id: JobEnvironment.system.makeJobID(), kind: "kind", payload: .init())])
            let claim = try await store.claim(
                ClaimRequest(
                    token: JobEnvironment.system.makeClaimToken(), worker: "w", queues: ["default"], kinds: ["kind"], limit: 1,
                    lease: .seconds(6)))
            #expect(claim.jobs.count == 1)
            #expect(try await store.renew([HeldClaim(claim)], for: .seconds(6)) != [.lost])
            proxy.fallSilent()
            let error = await #expect(throws: JobStoreError.self) { try await store.renew([HeldClaim(claim)], for: .seconds(6)) }
            #expect(error?.code == .unavailable && error?.cause.contains("1.0 seconds") == true, "a sixth of the lease")
            proxy.speak()
            #expect(try await store.renew([HeldClaim(claim)], for: .seconds(6)) != [.lost])
            await store.close()
            try await workspace.remove()
        }
    }
#endif
