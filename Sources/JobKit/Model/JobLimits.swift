/// How large things may be. Names and texts have fixed limits; the sizes of data are a queue's to set.
public struct JobLimits: Sendable, Hashable {
    /// The longest kind, queue, tag, step or stage name in bytes of UTF-8.
    public static let nameBytes = 128
    /// The longest error text that is kept.
    public static let errorTextBytes = 4_096
    /// The longest progress message that is kept.
    public static let progressMessageBytes = 1_024
    /// The most tags on one job.
    public static let tags = 16

    /// The largest encoded payload in bytes. 1 MiB unless set.
    public var payloadBytes: Int
    /// The largest encoded output in bytes. 1 MiB unless set.
    public var outputBytes: Int
    /// The largest encoded result of one step in bytes. 16 MiB unless set.
    public var stepBytes: Int

    /// Sets the sizes of data, in bytes: 1 MiB for payloads and outputs and 16 MiB for step results unless given.
    public init(payloadBytes: Int = 1 << 20, outputBytes: Int = 1 << 20, stepBytes: Int = 16 << 20) {
        self.payloadBytes = payloadBytes
        self.outputBytes = outputBytes
        self.stepBytes = stepBytes
    }
}

extension String {
    /// This text without NUL (which PostgreSQL refuses), cut at a character so that it takes at most `maxBytes` of UTF-8.
    func storable(maxBytes: Int) -> String {
        // Only the beginning is looked at: texts of many megabytes arrive here. What hangs over tells where its last character ends.
        let head = utf8.count > maxBytes + 256 ? String(decoding: utf8.prefix(maxBytes + 256), as: UTF8.self) : self
        let clean =
            head.utf8.contains(0) ? String(String.UnicodeScalarView(head.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : head
        guard clean.utf8.count > maxBytes else { return clean }
        var end = clean.startIndex
        var bytes = 0
        for character in clean {
            bytes += character.utf8.count
            guard bytes <= maxBytes else { break }
            end = clean.utf8.index(clean.startIndex, offsetBy: bytes)
        }
        if end > clean.startIndex { return String(clean[..<end]) }
        // A single character longer than the limit (a letter under thousands of accents): cut inside it.
        return String(decoding: clean.utf8.prefix(maxBytes), as: UTF8.self).trimmingReplacement(maxBytes: maxBytes)
    }

    /// Drops the replacement character that a cut through a scalar left at the end.
    private func trimmingReplacement(maxBytes: Int) -> String {
        var scalars = unicodeScalars
        while scalars.last == "\u{FFFD}" || String(scalars).utf8.count > maxBytes { scalars.removeLast() }
        return String(scalars)
    }
}
