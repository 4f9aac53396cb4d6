import JobKit
import JobKitSQLite
import Testing

/// What README and the catalogue of the product show.
@Suite("The quick start")
struct QuickStartTests {
    @Test("prints its greeting")
    func quickStart() async throws {
        let workspace = try Workspace()
        // The page names a file or a schema of its own; the test has another.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        func SQLiteJobStore(path: String) -> JobKitSQLite.SQLiteJobStore { .init(path: workspace.path) }
        var printed: [String] = []
        func print(_ line: String) { printed.append(line) }

        struct Greet: Job {
            static let kind = "greet"
            typealias Output = String
            var name: String
        }

        let store = SQLiteJobStore(path: "jobs.db")
        try await store.prepare()

        var handlers = JobHandlers()
        handlers.add(Greet.self) { job, context in
            try await context.progress(stage: "greeting", fraction: 0.5)
            return "Hello, \(job.name)!"
        }
        let worker = Worker(store: store, handlers: handlers)
        let working = Task { try await worker.run() }

        let queue = JobQueue(store: store)
        let handle = try await queue.enqueue(Greet(name: "Ada"))
        print(try await handle.output)

        working.cancel()
        try await working.value
        await store.close()

        #expect(printed == ["Hello, Ada!"])
    }
}
