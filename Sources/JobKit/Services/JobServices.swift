import Foundation
import Logging
import Metrics
import Tracing

/// What a queue and a worker share: how data is encoded, how large it may be, where time comes from, and who is told of what happens.
public struct JobServices: Sendable {
    /// Must read what the codecs of all other queues and workers of the store write.
    public var codec: any JobCodec
    /// The queue's are held against payloads, the worker's against outputs and step results.
    public var limits: JobLimits
    /// Time, waiting and randomness of this process; the store judges due times and leases by its own clock.
    public var environment: JobEnvironment
    /// Where the worker and, by way of `JobContext.logger`, its handlers log.
    public var logger: Logger
    /// Where metrics are made; the process-wide one unless set.
    public var metrics: any MetricsFactory
    /// Where spans go; the process-wide tracer unless set.
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
