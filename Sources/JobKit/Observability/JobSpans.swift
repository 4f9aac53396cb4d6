import Instrumentation
import Tracing

/// Writes a trace context into a job's headers, and reads it from them.
private struct HeaderCarrier: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

extension JobServices {
    /// The tracer to use, or `nil` when there is none: then no spans and headers are made at all.
    var activeTracer: (any Tracer)? {
        let tracer = tracer ?? InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }
}

extension JobDraft {
    /// Adds the calling task's trace context to the headers; headers that are already set stay.
    mutating func addTraceContext(_ tracer: some Tracer) {
        guard let context = ServiceContext.current else { return }
        var traced: [String: String] = [:]
        tracer.inject(context, into: &traced, using: HeaderCarrier())
        headers.merge(traced) { own, _ in own }
    }
}

/// A span around an enqueue, its context added to every draft's headers; a draft that already carries one keeps it.
func withProducerSpan<Result>(
    _ tracer: some Tracer, drafts: [JobDraft], _ body: ([JobDraft]) async throws -> Result
) async throws -> Result {
    let first = drafts.first?.kind
    let kind = drafts.allSatisfy { $0.kind == first } ? first : nil
    return try await tracer.withSpan("enqueue\(kind.map { " " + $0 } ?? "")", ofKind: .producer) { span in
        span.attributes["messaging.system"] = "jobkit"
        span.attributes["messaging.operation.name"] = "enqueue"
        span.attributes["messaging.batch.message_count"] = drafts.count
        if let kind { span.attributes["jobkit.kind"] = kind }
        if drafts.count == 1 { span.attributes["jobkit.id"] = drafts[0].id.description }
        var headers: [String: String] = [:]
        tracer.inject(span.context, into: &headers, using: HeaderCarrier())
        let traced = drafts.map { draft in
            var draft = draft
            draft.headers.merge(headers) { own, _ in own }
            return draft
        }
        return try await body(traced)
    }
}

/// A span around an attempt, linked to the enqueue's: the two may be days apart, so neither contains the other.
func withConsumerSpan<Result>(_ tracer: some Tracer, job: ClaimedJob, _ body: () async throws -> Result) async throws -> Result {
    try await tracer.withSpan("process \(job.kind)", context: .topLevel, ofKind: .consumer) { span in
        span.attributes["messaging.system"] = "jobkit"
        span.attributes["messaging.operation.name"] = "process"
        span.attributes["jobkit.kind"] = job.kind
        span.attributes["jobkit.id"] = job.id.description
        span.attributes["jobkit.attempt"] = job.attempt
        span.attributes["jobkit.queue"] = job.queue
        if !job.headers.isEmpty {
            var producer = ServiceContext.topLevel
            tracer.extract(job.headers, into: &producer, using: HeaderCarrier())
            span.addLink(SpanLink(context: producer, attributes: [:]))
        }
        return try await body()
    }
}
