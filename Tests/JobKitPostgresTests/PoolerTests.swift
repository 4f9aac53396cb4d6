#if os(Linux)
    import JobKit
    import Testing

    @testable import JobKitPostgres

    @Suite(.timeLimit(.minutes(2))) struct PoolerTests {
        @Test func `Through a pooler nothing is prepared by name and nothing is set up`() throws {
            let proxy = try Proxy()
            defer { proxy.close() }
            let connection = try Server.connection(proxy.settings, setUp: "SET search_path TO somewhere")
            #expect(connection.isPooled)
            #expect(try !Server.connection().isPooled)
            var values = Parameters()
            values.add("text")
            let rows = try connection.run([
                Command("SELECT $1::text", values), Command("SELECT count(*) FROM pg_prepared_statements"), Command("SHOW search_path"),
            ])
            #expect(rows[0].text(0, at: 0) == "text")
            // The unnamed one is not listed.
            #expect(rows[1].integer(0, at: 0) == 0)
            #expect(rows[2].text(0, at: 0) != "somewhere")
        }

        @Test func `An error through a pooler rolls a transaction back, and the connection is usable`() throws {
            let proxy = try Proxy()
            defer { proxy.close() }
            let connection = try Server.connection(proxy.settings)
            #expect(throws: PostgresFailure.self) { try connection.run([Command("BEGIN"), Command("SELECT 1 / 0")]) }
            #expect(try connection.integer("SELECT 3") == 3)
        }

        @Test func `A listener ends where a pooler is between`() async throws {
            let proxy = try Proxy()
            defer { proxy.close() }
            let hub = SignalHub()
            let listener = try Listener(Server.settings(proxy.settings), channel: "news", hub: hub, logger: nil)
            let signals = hub.subscribe()
            listener.wake()
            await listener.waitForEnd()
            #expect(proxy.count == 1)
            _ = signals
        }

        @Test func `A server that falls silent holds no call up for longer than the time limit, and is asked to cancel by one thread`()
            async throws
        {
            let proxy = try Proxy()
            defer { proxy.close() }
            let settings = try Server.settings(proxy.settings, statementTimeout: .milliseconds(50))
            let connections = try (0..<3).map { _ in try Connection(settings) }
            proxy.fallSilent()
            // Also with more to send than any buffer holds.
            var large = Parameters()
            large.add([UInt8]?(.init(repeating: 1, count: 10_000_000)))
            for (connection, values) in zip(connections, [Parameters(), large]) {
                let failure = #expect(throws: PostgresFailure.self) { try connection.run([Command("SELECT 1", values)]) }
                #expect(failure?.kind == .timedOut)
                #expect(!connection.isUsable)
            }
            // The first request never ends; the others wait behind it, up to a limit.
            #expect(settings.canceller.cancel(connections[2].wire.handle))
            while settings.canceller.cancel(connections[2].wire.handle) {}
            while proxy.count < 4 { try await pause() }
            #expect(proxy.count == 4)
        }

        @Test func `A listener whose server has fallen silent ends when it is told to`() async throws {
            let proxy = try Proxy()
            defer { proxy.close() }
            proxy.fallSilent()
            let hub = SignalHub()
            let listener = try Listener(Server.settings("\(proxy.settings) connect_timeout=0"), channel: "news", hub: hub, logger: nil)
            let signals = hub.subscribe()
            listener.wake()
            while proxy.count == 0 { try await pause() }
            listener.stop()
            await listener.waitForEnd()
            _ = signals
        }
    }
#endif
