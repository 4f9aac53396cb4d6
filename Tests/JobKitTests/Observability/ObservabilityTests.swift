import Foundation
import InMemoryLogging
import InMemoryTracing
import JobKit
import JobKitTesting
import Logging
import Metrics
import MetricsTestKit
import Testing
import Tracing

@Suite("Logs, metrics and spans")
struct ObservabilityTests {
    @Test("Log lines of a handler and of its worker carry id, kind, queue, attempt and worker")
    func logs() async throws {
        let log = InMemoryLogHandler()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in
            context.logger.info("sweeping")
            throw DoNotRetry("no broom")
        }
        try await withWorkbench(handlers: handlers, services: { $0.logger = Logger(label: "test") { _ in log } }) { bench in
            let handle = try await bench.queue.enqueue(Chore(), options: EnqueueOptions(queue: "default"))
            _ = try await bench.finished(handle)
            try await bench.advance { log.entries.contains { "\($0.message)" == "Job failed for good" } }
            let expected: [String: String] = [
                LogKeys.id: handle.id.description, LogKeys.kind: "chore", LogKeys.queue: "default", LogKeys.attempt: "1",
                LogKeys.worker: "worker-1",
            ]
            for message in ["sweeping", "Job failed for good"] {
                let entry = try #require(log.entries.first { "\($0.message)" == message })
                for (key, value) in expected { #expect(entry.metadata[key].map { "\($0)" } == value) }
            }
            #expect(log.entries.contains { $0.metadata[LogKeys.error].map { "\($0)" } == "no broom" })
        }
    }

    @Test("A failed settle is logged as an error, and so is a failed claim")
    func storeErrors() async throws {
        let log = InMemoryLogHandler()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in }
        try await withWorkbench(
            handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) {
                    [.apply, .claim].contains($0.verb) && $0.number == 1 ? .outage : nil
                }
            },
            services: { $0.logger = Logger(label: "test") { _ in log } }
        ) { bench in
            _ = try await bench.finished(bench.queue.enqueue(Chore()))
            let errors = log.entries.filter { $0.level == .error }.map { "\($0.message)" }
            #expect(errors.contains("The store could not apply; trying again"))
            #expect(errors.contains("The store could not claim; trying again"))
        }
    }

    @Test("An outcome that cannot be stored is named in the log before it is let go")
    func droppedOutcome() async throws {
        let log = InMemoryLogHandler()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in }
        let bug = JobStoreError(.internalInconsistency, subject: "apply", cause: "a bug", remedy: "Report it.")
        try await withWorkbench(
            handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { $0.verb == .apply ? .before(bug) : nil }
            },
            services: { $0.logger = Logger(label: "test") { _ in log } }
        ) { bench in
            let handle = try await bench.queue.enqueue(Chore())
            let message = "The outcome could not be stored and is dropped; the job comes back when its lease lapses"
            try await bench.advance { log.entries.contains { "\($0.message)" == message } }
            let entry = try #require(log.entries.first { "\($0.message)" == message })
            #expect(entry.level == .error && entry.metadata[LogKeys.id].map { "\($0)" } == handle.id.description)
        }
    }

    @Test("Metrics are counted by kind and outcome, and none has a dimension with a job's id")
    func metrics() async throws {
        let metrics = TestMetrics()
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            if job.text == "bad" { throw DoNotRetry("bad") }
            if job.text == "twice", context.job.attempt == 1 { throw Failing(description: "once more") }
            return job.text
        }
        try await withWorkbench(handlers: handlers, services: { $0.metrics = metrics }) { bench in
            for text in ["good", "bad", "twice"] {
                _ = try await bench.finished(bench.queue.enqueue(Echo(text: text)))
            }
            @Sendable func attempts(_ outcome: String) throws -> Int64 {
                try metrics.expectCounter("jobkit.attempts", [("kind", "echo"), ("outcome", outcome)]).totalValue
            }
            try await bench.advance { (try? attempts("completed")) == 2 }
            #expect(try attempts("failed") == 1)
            #expect(try attempts("retried") == 1)
            #expect(try metrics.expectCounter("jobkit.jobs.enqueued", [("kind", "echo")]).totalValue == 3)
            #expect(try metrics.expectTimer("jobkit.attempt.duration", [("kind", "echo")]).values.count == 4)
            #expect(try metrics.expectTimer("jobkit.attempt.wait", [("kind", "echo")]).values.count == 4)
            let ids = Set(try await bench.queue.jobs().jobs.map(\.id.description))
            let values = metrics.counters.flatMap { $0.dimensions.map(\.1) } + metrics.timers.flatMap { $0.dimensions.map(\.1) }
            #expect(ids.isDisjoint(with: values) && !values.isEmpty)
        }
    }

    @Test("Queues are measured by one worker: how many jobs are ready, and for how long the oldest")
    func queues() async throws {
        let metrics = TestMetrics()
        try await withWorkbench(handlers: JobHandlers(), services: { $0.metrics = metrics }) { bench in
            let start = bench.clock.uptime
            try await bench.queue.enqueue([Chore(), Chore()], options: EnqueueOptions(queue: "mail"))
            try await bench.queue.enqueue(Chore(), options: EnqueueOptions(queue: "mail", due: .after(.seconds(9_000))))
            @Sendable func value(_ label: String) -> Double? { try? metrics.expectGauge(label, [("queue", "mail")]).lastValue }
            try await bench.advance { value("jobkit.queue.ready") == 2 && (value("jobkit.queue.oldest.seconds") ?? 0) > 1 }
            #expect((value("jobkit.queue.oldest.seconds") ?? .infinity) <= (bench.clock.uptime - start) / .seconds(1))
            for job in try await bench.queue.jobs().jobs { try await bench.queue.cancel(job.id) }
            try await bench.advance { value("jobkit.queue.ready") == 0 && value("jobkit.queue.oldest.seconds") == 0 }
        }
    }

    @Test("An enqueue makes a producer span, and each attempt a consumer span that is linked to it")
    func spans() async throws {
        let tracer = InMemoryTracer()
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            if context.job.attempt == 1 { throw Failing(description: "once more") }
            return job.text
        }
        try await withWorkbench(handlers: handlers, services: { $0.tracer = tracer }) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: ""))
            _ = try await bench.finished(handle)
            let spans = tracer.finishedSpans
            #expect(spans.map(\.operationName) == ["enqueue echo", "process echo", "process echo"])
            #expect(spans.map(\.kind) == [.producer, .consumer, .consumer])
            let producer = try #require(spans.first)
            let consumers = spans.dropFirst()
            for consumer in consumers {
                #expect(consumer.traceID != producer.traceID)
                #expect(consumer.links.compactMap { $0.context.inMemorySpanContext?.spanID } == [producer.spanID])
            }
            #expect(consumers.first?.errors.count == 1)
        }
    }

    @Test("Nothing is put into the headers without a tracer")
    func untraced() async throws {
        try await withWorkbench(handlers: JobHandlers()) { bench in
            let record = try await bench.queue.enqueue(Chore()).record
            #expect(record.headers.isEmpty)
        }
    }
}
