import JobKit
import JobKitPostgres

extension Scenario {
    /// From before the enqueue to the handler's first line, on a worker that is otherwise idle and learns of the job through the server.
    static let postgresLatency = Scenario(name: "latency", summary: "enqueue to start on PostgreSQL") { plan in
        let server = try PostgresServer()
        var (median, high): ([Double], [Double]) = ([], [])
        try await plan.rounds {
            let times = try await postgresLatencies(server, plan).sorted()
            median.append(quantile(0.5, of: times))
            high.append(quantile(0.99, of: times))
        }
        return [
            try Row("enqueue to start on an idle worker, p50", .full, .milliseconds, jobKit: median),
            try Row("enqueue to start on an idle worker, p99", .full, .milliseconds, jobKit: high, aim: Row.atMost(10, .milliseconds)),
        ]
    }

    static func postgresLatencies(_ server: PostgresServer, _ plan: Plan) async throws -> [Double] {
        let count = plan.count(300)
        return try await server.withStore { store, schema in
            let recorder = LatencyRecorder(count)
            let own = try PostgresJobStore(connection: server.connection, schema: schema)
            let times = try await withWorker(own, recorder.handlers) {
                try await enqueueAtIntervals(count, JobQueue(store: store, services: .quiet))
                return await recorder.times()
            }
            await own.close()
            return times
        }
    }
}
