import Foundation
import Hummingbird
import HummingbirdTesting
import JobKit
import JobKitSQLite
import JobKitTesting
import Testing

@Suite("The reports")
struct ReportServiceTests {
    @Test("Asking for one enqueues it, and says where it will be")
    func asks() async throws {
        let queue = JobQueue.inMemory()
        try await Application(router: makeRouter(queue)).test(.router) { client in
            let response = try await client.execute(
                uri: "/reports", method: .post, body: ByteBuffer(string: #"{"month": "2026-11"}"#))
            let report = try await queue.requireEnqueued(MakeReport.self, tagged: ["month:2026-11"])
            #expect(response.status == .accepted)
            #expect(response.headers[.location] == "/reports/\(report.id)")
        }
    }
}

extension ReportServiceTests {
    @Test("One that is made is answered, and one that nobody asked for is not found")
    func answers() async throws {
        let queue = JobQueue.inMemory()
        let handle = try await queue.enqueue(MakeReport(month: "2026-11"))
        try await queue.drain(makeHandlers { _ in 42 }).requireNoFailures()
        try await Application(router: makeRouter(queue)).test(.router) { client in
            let found = try await client.execute(uri: "/reports/\(handle.id)", method: .get)
            let status = try JSONDecoder().decode(ReportStatus.self, from: Data(found.body.readableBytesView))
            #expect(status.report == MonthlyReport(month: "2026-11", orders: 42))

            let other = queue.services.environment.makeJobID()
            #expect(try await client.execute(uri: "/reports/\(other)", method: .get).status == .notFound)
        }
    }
}

extension ReportServiceTests {
    @Test("The whole service makes one, and stops with its jobs in the file")
    func wholeService() async throws {
        let path = NSTemporaryDirectory() + "reports-\(JobEnvironment.system.makeJobID()).db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let running = Task {
            try await serve(jobs: path, at: .hostname("127.0.0.1", port: 0)) { _ in 7 }
        }
        let store = SQLiteJobStore(path: path)
        try await store.prepare()
        let handle = try await JobQueue(store: store).enqueue(MakeReport(month: "2026-10"))
        #expect(try await handle.output(timeout: .seconds(60)).orders == 7)
        running.cancel()
        _ = try? await running.value
        #expect(try await handle.record.state == .completed)
        await store.close()
    }
}
