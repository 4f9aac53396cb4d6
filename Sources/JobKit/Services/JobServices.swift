import Foundation
import Logging
import Metrics
import Tracing

/// The services that a queue and a worker use: codec, size limits, time, logging, metrics and tracing.
///
///     let services = JobServices(codec: EncryptingCodec(key: key), logger: logger)
///     let queue = JobQueue(store: store, services: services)
///     let worker = Worker(store: store, handlers: handlers, services: services)
public struct JobServices: Sendable {
    /// Must read the output of the codecs of all other queues and workers of the store.
    public var codec: any JobCodec
    /// The queue's apply to payloads, the worker's to outputs and step results.
    public var limits: JobLimits
    /// Time, waiting and randomness of this process; the store judges due times and leases by its own clock.
    public var environment: JobEnvironment
    /// Where the worker and, by way of `JobContext.logger`, its handlers log.
    public var logger: Logger
    /// Creates the metrics; the process-wide factory unless set.
    public var metrics: any MetricsFactory
    /// Receives the spans; the process-wide tracer unless set.
    public var tracer: (any Tracer)?

    /// JSON, the usual limits and the system's clock unless given. The metrics factory is looked up now: bootstrap `MetricsSystem` first.
    public init(
        codec: any JobCodec = JSONJobCodec(), limits: JobLimits = JobLimits(), environment: JobEnvironment = .system,
        logger: Logger = Logger(label: "jobkit"), metrics: any MetricsFactory = MetricsSystem.factory, tracer: (any Tracer)? = nil
    ) {
        self.codec = codec
        self.limits = limits
        self.environment = environment
        self.logger = logger
        self.metrics = metrics
        self.tracer = tracer
    }

    func encodeOutput<Output: Encodable>(_ output: Output, kind: String) throws -> Data {
        let data: Data
        do {
            data = try codec.encode(output)
        } catch {
            throw JobError.outputNotEncodable(kind: kind, cause: describeEncoding(error))
        }
        guard data.count <= limits.outputBytes else {
            throw JobError.outputTooLarge(kind: kind, bytes: data.count, limit: limits.outputBytes)
        }
        return data
    }
}
