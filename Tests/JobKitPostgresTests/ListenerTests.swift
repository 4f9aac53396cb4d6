import JobKit
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct ListenerTests {
    private let channel = "news \"\(JobEnvironment.system.random())"
    private let mark = "listener-\(JobEnvironment.system.random())"

    private func listener(_ hub: SignalHub) throws -> Listener {
        try Listener(Server.settings("application_name=\(mark)"), channel: channel, hub: hub, logger: nil)
    }

    private func notify() throws {
        var values = Parameters()
        values.add(channel)
        _ = try Server.connection().run([Command("SELECT pg_notify($1::text, '')", values)])
    }

    /// The server's process of the listening session.
    private func process() async throws -> Int64 {
        let looker = try Server.connection()
        let sql = "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE application_name = '\(mark)'"
        while true {
            let process = try looker.integer(sql)
            if process != 0 { return process }
            try await pause()
        }
    }

    @Test func `A notification is heard, and again after the connection was lost`() async throws {
        let hub = SignalHub()
        let listener = try listener(hub)
        var signals = hub.subscribe().makeAsyncIterator()
        listener.wake()
        #expect(await signals.next() != nil, "one for what was missed before")
        try notify()
        #expect(await signals.next() != nil)
        try Server.terminate(await process())
        #expect(await signals.next() != nil, "one for what was missed meanwhile")
        try notify()
        #expect(await signals.next() != nil)
        listener.stop()
        await listener.waitForEnd()
    }

    @Test func `No connection is made without subscribers, and another channel is not heard`() async throws {
        let hub = SignalHub()
        let listener = try listener(hub)
        let looker = try Server.connection()
        #expect(try looker.integer("SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(mark)'") == 0)
        var signals = hub.subscribe().makeAsyncIterator()
        listener.wake()
        _ = await signals.next()
        let sql =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(mark)' AND query = 'LISTEN \"news \"\"\(channel.dropFirst(6))\"'"
        #expect(try looker.integer(sql) == 1)
        listener.stop()
        await listener.waitForEnd()
        while try looker.integer("SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(mark)'") > 0 { try await pause() }
    }

    @Test func `A listener that was never needed ends, and so does one whose server is not there`() async throws {
        let idle = try listener(SignalHub())
        idle.stop()
        await idle.waitForEnd()
        let hub = SignalHub()
        let lost = try Listener(ConnectionSettings("host=/no/such/folder"), channel: channel, hub: hub, logger: nil)
        let signals = hub.subscribe()
        lost.wake()
        lost.stop()
        await lost.waitForEnd()
        _ = signals
    }
}
