import Logging
import Synchronization

/// Counts one message, and shows warnings and worse.
struct CountingLogHandler: LogHandler {
    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    private let message: String
    private let counter = Counter()
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(message: String) {
        self.message = message
    }

    var count: Int { counter.value.withLock { $0 } }

    func log(event: LogEvent) {
        if "\(event.message)" == message { counter.value.withLock { $0 += 1 } }
        if event.level >= .warning { complain("\(event.message)") }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
