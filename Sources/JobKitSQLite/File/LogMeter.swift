import Metrics

/// Reports the size of the write-ahead log to the metrics: after a commit, but only when it has changed enough to be visible in a graph.
struct LogMeter {
    /// In pages: a MiB with pages of 4 KiB.
    private static let resolution = 256
    /// The bytes that the log adds to each page.
    private static let frameHeader = 24

    private let gauge: Gauge
    private let pageBytes: Int
    private var recorded: Int?

    init(_ factory: any MetricsFactory, pageBytes: Int) {
        gauge = Gauge(label: "jobkit.sqlite.wal.bytes", dimensions: [], factory: factory)
        self.pageBytes = pageBytes
    }

    mutating func note(pages: Int) {
        if let recorded, abs(pages - recorded) < Self.resolution { return }
        recorded = pages
        gauge.record(pages * (pageBytes + Self.frameHeader))
    }
}
