import JobKit
import Synchronization
import Testing

/// What the guide to progress and outputs shows.
@Suite("The guide to progress and outputs")
struct ProgressTests {
    struct RenderBook: Job {
        static let kind = "render-book"
        typealias Output = Book
        var pages: Int
    }

    struct Book: Codable, Sendable, Equatable {
        var path: String
        var pages: Int
    }

    private func handlers(letsGo: @escaping @Sendable (Int) async -> Void = { _ in }) -> JobHandlers {
        @Sendable func render(_ page: Int) async throws {
            await letsGo(page)
            if page > 1_000 { throw DoNotRetry("the binding does not hold so many pages") }
        }
        var handlers = JobHandlers()
        handlers.add(RenderBook.self) { job, context in
            for page in 1...job.pages {
                try await render(page)
                let fraction = Double(page) / Double(job.pages)
                try await context.progress(stage: "rendering", fraction: fraction, message: "page \(page) of \(job.pages)")
            }
            return Book(path: "books/\(context.id).pdf", pages: job.pages)
        }
        return handlers
    }

    private func withQueue(_ handlers: JobHandlers, _ body: (JobQueue) async throws -> Void) async throws {
        let store = InMemoryJobStore()
        let worker = Worker(store: store, handlers: handlers)
        let running = Task { try await worker.run() }
        try await body(JobQueue(store: store))
        running.cancel()
        try await running.value
        await store.close()
    }

    @Test("The output is the handler's, here and from the id alone")
    func output() async throws {
        try await withQueue(handlers()) { queue in
            let handle = try await queue.enqueue(RenderBook(pages: 3))
            let book = try await handle.output
            #expect(book.pages == 3)

            let text = "\(handle.id)"
            guard let id = JobID(text) else { return }
            let same = queue.handle(for: id, as: RenderBook.self)
            #expect(try await same.output == book)
        }
    }

    @Test("Waiting has an end, and the job goes on")
    func timeout() async throws {
        let gate = Gate()
        try await withQueue(handlers { _ in await gate.pass() }) { queue in
            let handle = try await queue.enqueue(RenderBook(pages: 1))
            var answer = ""
            do {
                let book = try await handle.output(timeout: .milliseconds(1))
                answer = book.path
            } catch JobError.outputNotInTime {
                answer = "It is still being rendered: ask again later."
            }
            #expect(answer == "It is still being rendered: ask again later.")
            gate.open()
            #expect(try await handle.output.pages == 1)
        }
    }

    @Test("A job that fails tells whoever waits for it why")
    func failure() async throws {
        try await withQueue(handlers()) { queue in
            let handle = try await queue.enqueue(RenderBook(pages: 1_001))
            var answer = ""
            do {
                answer = try await handle.output.path
            } catch let error as JobEndedWithoutOutput {
                answer = "The job \(error.state.rawValue): \(error.lastError?.message ?? "no reason was given")"
            }
            #expect(answer == "The job failed: the binding does not hold so many pages")
        }
    }

    @Test("What is reported is seen, and the last update is the end")
    func updates() async throws {
        let lines = Mutex<[String]>([])
        let isSeen = Gate()
        @Sendable func print(_ line: String) {
            lines.withLock { $0.append(line) }
            if line.contains("50 %") { isSeen.open() }
        }
        try await withQueue(handlers { page in if page == 2 { await isSeen.pass() } }) { queue in
            let handle = try await queue.enqueue(RenderBook(pages: 2))
            for try await update in handle.updates {
                let percent = Int((update.progress?.fraction ?? 0) * 100)
                print("\(update.state.rawValue) \(percent) % \(update.progress?.message ?? "")")
            }
        }
        let seen = lines.withLock { $0 }
        #expect(seen.contains("running 50 % page 1 of 2"))
        #expect(seen.last == "completed 100 % page 2 of 2")
    }
}
