import Foundation

/// Which kinds a worker handles, and how.
///
///     var handlers = JobHandlers()
///     handlers.add(SendWelcome.self) { job, context in
///         try await mail.send(to: job.address)
///     }
public struct JobHandlers: Sendable {
    private var byKind: [String: AnyJobHandler] = [:]

    /// Handles nothing yet. A worker takes a copy: handlers added after the worker was made do not reach it.
    public init() {}

    /// Every kind that is handled, aliases included, sorted.
    public var kinds: [String] { byKind.keys.sorted() }

    /// Handles jobs of `type`, under its kind and its aliases.
    ///
    /// The handler runs on the threads that all of Swift's concurrency shares at medium priority. A handler that computes or blocks for
    /// seconds without suspending belongs on an executor of its own: other tasks stand still while it runs. Leases are still renewed: the
    /// worker renews at high priority, which has threads of its own, unless the service keeps those busy too.
    ///
    /// - Precondition: no handler is registered under one of these kinds yet; two are a programming error.
    @_disfavoredOverload  // A closure that returns nothing, or never returns, fits both; it means the other one.
    public mutating func add<J: Job>(_ type: J.Type, _ handle: @escaping @Sendable (J, JobContext) async throws -> J.Output) {
        let handler = AnyJobHandler(type, handle)
        for kind in [J.kind] + J.aliases {
            precondition(byKind[kind] == nil, "There is a handler for the kind \"\(kind)\" already; each kind has one.")
            byKind[kind] = handler
        }
    }

    /// Handles jobs of a type without output.
    public mutating func add<J: Job>(
        _ type: J.Type, _ handle: @escaping @Sendable (J, JobContext) async throws -> Void
    ) where J.Output == NoOutput {
        add(type) { job, context -> NoOutput in
            try await handle(job, context)
            return NoOutput()
        }
    }

    func handler(of kind: String) -> AnyJobHandler? { byKind[kind] }

    /// By kind.
    var defaults: [KindDefaults] {
        byKind.sorted { $0.key < $1.key }.map { KindDefaults(kind: $0.key, options: $0.value.options) }
    }
}

/// A handler without its types: takes the stored payload, returns the stored output.
struct AnyJobHandler: Sendable {
    let kind: String
    let options: JobOptions
    let run: @Sendable (ClaimedJob, JobContext, JobServices) async throws -> Data?

    init<J: Job>(_ type: J.Type, _ handle: @escaping @Sendable (J, JobContext) async throws -> J.Output) {
        kind = J.kind
        options = J.options
        run = { claimed, context, services in
            let job = try Self.decode(J.self, from: claimed, codec: services.codec)
            let output = try await handle(job, context)
            return J.Output.self == NoOutput.self ? nil : try services.encodeOutput(output, kind: claimed.kind)
        }
    }

    private static func decode<J: Job>(_ type: J.Type, from claimed: ClaimedJob, codec: any JobCodec) throws -> J {
        // A newer payload than this binary knows appears while a deploy is under way: a newer worker will take it.
        if claimed.version > J.version { throw Snooze(for: .seconds(30)) }
        do {
            return claimed.version == J.version
                ? try codec.decode(J.self, from: claimed.payload)
                : try J.upcast(claimed.payload, from: claimed.version, codec: codec)
        } catch {
            throw JobError.payloadUnreadable(kind: claimed.kind, version: claimed.version, cause: describeDecoding(error))
        }
    }
}
