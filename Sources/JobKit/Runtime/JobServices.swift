import Foundation
import Logging
import Metrics
import Tracing

/// What a queue and a worker share: how data is encoded, how large it may be, where time comes from, and who is told of what happens.
public struct JobServices: Sendable {
    public var codec: any JobCodec
    public var limits: JobLimits
    public var environment: JobEnvironment
    public var logger: Logger
    /// Where metrics are made; the process-wide one unless set.
    public var metrics: any MetricsFactory
    /// Where spans go; the process-wide tracer unless set.
    public var tracer: (any Tracer)?

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
        let data = try codec.encode(output)
        guard data.count <= limits.outputBytes else {
            throw JobError.outputTooLarge(kind: kind, bytes: data.count, limit: limits.outputBytes)
        }
        return data
    }
}
