/// Cuts standard error into lines, progress lines included, and keeps the last few that say something.
struct ErrorLines {
    private var kept: [String] = []
    private var current: [UInt8] = []
    private static let longestLine = 1000
    private static let mostLines = 20

    /// Returns the lines that these bytes complete.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var completed: [String] = []
        for byte in bytes {
            // git rewrites a progress line in place, with a carriage return.
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let line = complete() { completed.append(line) }
            } else if current.count < Self.longestLine {
                current.append(byte)
            }
        }
        return completed
    }

    /// The last lines that are not progress.
    mutating func finish() -> [String] {
        _ = complete()
        return kept
    }

    private mutating func complete() -> String? {
        guard !current.isEmpty else { return nil }
        let line = String(decoding: current, as: UTF8.self)
        current.removeAll(keepingCapacity: true)
        if GitProgress(line: line) == nil { kept = kept.suffix(Self.mostLines - 1) + [line] }
        return line
    }
}
