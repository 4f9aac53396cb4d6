import Foundation
import Hummingbird
import HummingbirdTesting
import JobKit
import Testing

extension ReportStatus {
    init(_ id: JobID, _ update: JobUpdate) {
        self.init(id: "\(id)", state: update.state, fraction: update.progress?.fraction)
    }
}

func addEvents(to router: Router<BasicRequestContext>, _ queue: JobQueue) {
    router.get("reports/:id/events") { _, context -> Response in
        guard let id = context.parameters.get("id", as: JobID.self), try await queue.job(id)?.kind == MakeReport.kind
        else { throw HTTPError(.notFound) }
        let events = queue.handle(for: id, as: MakeReport.self).updates.map { update in
            let data = try JSONEncoder().encode(ReportStatus(id, update))
            return ByteBuffer(string: "event: \(update.state.rawValue)\ndata: \(String(decoding: data, as: UTF8.self))\n\n")
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: ResponseBody(asyncSequence: events))
    }
}

@Suite("The events of a report")
struct ReportEventTests {
    @Test("End with the job")
    func events() async throws {
        let store = InMemoryJobStore()
        let queue = JobQueue(store: store)
        let router = makeRouter(queue)
        addEvents(to: router, queue)
        let worker = Worker(store: store, handlers: makeHandlers { _ in 3 })
        let running = Task { try await worker.run() }
        let handle = try await queue.enqueue(MakeReport(month: "2026-11"))
        try await Application(router: router).test(.router) { client in
            let response = try await client.execute(uri: "/reports/\(handle.id)/events", method: .get)
            let text = String(buffer: response.body)
            #expect(response.headers[.contentType] == "text/event-stream")
            #expect(text.hasPrefix("event: "))
            #expect(text.contains("event: completed\ndata: {"))
            #expect(text.hasSuffix("\n\n"))
        }
        running.cancel()
        try await running.value
        await store.close()
    }
}
