/// What the progress line shows.
struct ProgressState: Sendable, Equatable {
    var stage: String
    /// Between 0 and 1; nil while nobody knows.
    var fraction: Double?
    /// Since the stage began.
    var elapsed: Duration
    /// A word on what is being done, such as a path.
    var detail: String?

    init(stage: String, fraction: Double? = nil, elapsed: Duration = .zero, detail: String? = nil) {
        self.stage = stage
        self.fraction = fraction
        self.elapsed = elapsed
        self.detail = detail
    }
}

/// `0.4 s`, `42 s`, `3 min 05 s`, `1 h 02 min`.
enum ElapsedWording {
    static func text(_ elapsed: Duration) -> String {
        let whole = max(0, elapsed.components.seconds)
        let tenths = elapsed < .zero ? 0 : elapsed.components.attoseconds / 100_000_000_000_000_000
        switch whole {
        case ..<10: return "\(whole).\(tenths) s"
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min \(padded(whole % 60)) s"
        default: return "\(whole / 3_600) h \(padded(whole / 60 % 60)) min"
        }
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
}
