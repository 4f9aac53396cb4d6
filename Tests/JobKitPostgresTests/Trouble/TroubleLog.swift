import JobKit
import Logging
import Synchronization

/// The log of workers and stores during trouble, for counting.
final class TroubleLog: Sendable {
    struct Line: Sendable {
        let message: String
        let worker: String?
        let error: String?
    }

    private let state = Mutex<[Line]>([])

    var lines: [Line] { state.withLock { $0 } }
    var logger: Logger { Logger(label: "trouble") { _ in Handler(log: self) } }

    /// How many calls of the store failed that the workers made, or one of them.
    func failures(of verb: String = "", worker: String? = nil) -> Int {
        count("The store could not \(verb)", worker: worker)
    }

    func count(_ beginning: String, worker: String? = nil) -> Int {
        lines.count { $0.message.hasPrefix(beginning) && (worker == nil || $0.worker == worker) }
    }

    /// The texts of the workers' errors, each once.
    var errors: Set<String> { Set(lines.compactMap(\.error)) }

    private struct Handler: LogHandler {
        let log: TroubleLog
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.notice
        var metadataProvider: Logger.MetadataProvider?

        init(log: TroubleLog) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let line = Line(
                message: event.message.description, worker: all[LogKeys.worker]?.description, error: all[LogKeys.error]?.description)
            log.state.withLock { $0.append(line) }
        }
    }
}
