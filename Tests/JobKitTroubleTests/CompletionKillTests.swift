#if os(Linux)
    import Foundation
    import JobKit
    import JobKitPostgres
    import JobKitProcesses
    import Testing

    @testable import JobKitTorture

    extension TroubleTests {
        /// strace kills the process as it makes the call for the nth time in one of its threads, before the call is made. In the short form
        /// the calls before the handler's transaction are sampled; with JOBKIT_EVERY_CALL=1 each one has its turn.
        @Test func `Killed at any call to the server, a handler's own transaction leaves its row if and only if its job is completed`()
            async throws
        {
            let directory = try TroubleDirectory()
            let server = try OwnServer()
            defer { server.remove() }
            let reader = ServerDatabase(connection: server.connection).reader()
            let store = try PostgresJobStore(connection: server.connection)
            try await store.prepare()
            try run(reader, "CREATE TABLE jobkit_effect (id uuid NOT NULL)")
            let everyCall = ProcessInfo.processInfo.environment["JOBKIT_EVERY_CALL"] == "1"
            let transaction = CompleteRole.idleStatements...(CompleteRole.idleStatements + 40)
            var queues: [String] = []
            var outcomes: [Bool] = []
            for call in ["sendto", "recvfrom"] {
                for number
                    in (everyCall
                    ? Array(1...transaction.upperBound) : Array(stride(from: 1, to: transaction.lowerBound, by: 5)) + transaction)
                {
                    let queue = "\(call)-\(number)"
                    queues.append(queue)
                    let id = try await JobQueue(store: store).enqueue(CompleteRole.Paid(), options: EnqueueOptions(queue: queue)).id
                    let strace = [
                        "strace", "-f", "-qq", "-o", directory.path + "/strace.log", "-e", "trace=\(call)", "-e",
                        "inject=\(call):signal=SIGKILL:when=\(number)",
                    ]
                    let options = ["store": server.connection, "queue": queue]
                    let end = try await directory.start("complete", as: queue, options, behind: strace).end()
                    try await untilAlone(reader)
                    let rows = try reader.integer("SELECT count(*) FROM jobkit_effect WHERE id = '\(id)'")
                    let isCompleted = try await store.jobs([id]).first?.state == .completed
                    #expect(rows == (isCompleted ? 1 : 0), "killed at \(call) \(number)")
                    if end == .exited(0) {
                        #expect(isCompleted)
                        break
                    }
                    outcomes.append(isCompleted)
                }
            }
            #expect(outcomes.contains(true) && outcomes.contains(false))
            print("kills at \(outcomes.count) calls: \(outcomes.count { $0 }) after the commit, \(outcomes.count { !$0 }) before")

            // Their open claims lapse; in the end each has one row, and none is held.
            try run(reader, "UPDATE jobkit_receipt SET until = 0")
            try await Sweeper(store: store).sweep()
            while case let left = try await Set(store.counts().filter { !$0.state.isFinished }.map(\.queue)), !left.isEmpty {
                for queue in left {
                    let end = try await directory.start("complete", as: "again", ["store": server.connection, "queue": queue]).end()
                    #expect(end == .exited(0))
                }
            }
            #expect(try reader.integer("SELECT count(*) FROM jobkit_effect") == queues.count)
            #expect(try reader.integer("SELECT count(DISTINCT id) FROM jobkit_effect") == queues.count)
            #expect(try reader.integer("SELECT count(*) FROM jobkit_receipt") == 0)
            #expect(try reader.integer("SELECT count(*) FROM jobkit_loose_end") == 0)
            #expect(try reader.misplaced() == [])
            await store.close()
        }

        private func run(_ reader: any PlainReader, _ sql: String) throws { try reader.forEachRow(sql) { _ in } }

        /// A server process ends its transaction when it notices that its client is gone.
        private func untilAlone(_ reader: any PlainReader) async throws {
            try await eventually("the killed process's transactions have ended") {
                try reader.integer(
                    "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' OR (state = 'active' AND pid <> pg_backend_pid())"
                )
                    == 0
            }
        }
    }
#endif
