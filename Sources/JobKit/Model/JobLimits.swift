/// The limits of sizes and counts. Those of names and texts are fixed; each queue sets those of data.
public struct JobLimits: Sendable, Hashable {
    /// The longest kind, queue, tag, step or stage name in bytes of UTF-8.
    public static let nameBytes = 128
    /// The longest error text that is stored.
    public static let errorTextBytes = 4_096
    /// The longest progress message that is stored.
    public static let progressMessageBytes = 1_024
    /// The most tags on one job.
    public static let tags = 16
    /// The most headers on one job, those of the caller and those of a trace context.
    public static let headers = 64
    /// The most bytes of UTF-8 that the names and values of a job's headers may take together: every claim reads them.
    public static let headerBytes = 16 << 10
    /// The most entries in a job's error history. Beyond it, one entry that counts the omitted ones replaces entries in the middle.
    public static let errorHistory = 100
    /// The number of a job's earliest errors that are always kept.
    public static let firstErrors = 10

    /// The largest encoded payload in bytes. 1 MiB unless set.
    public var payloadBytes: Int
    /// The largest encoded output in bytes. 1 MiB unless set.
    public var outputBytes: Int
    /// The largest encoded result of one step in bytes. 16 MiB unless set.
    public var stepBytes: Int
    /// The most bytes that the results of all steps of one job may take together. 64 MiB unless set. A later attempt reads them all.
    public var stepsBytes: Int
    /// The most steps of one job. 10,000 unless set.
    public var steps: Int
    /// The most jobs in one call of `enqueue`. 100,000 unless set. One call is one transaction, and while a store writes it, all other
    /// writers wait, workers that renew their leases included.
    public var jobsPerCall: Int

    /// Sets the sizes of data, in bytes, and the counts: 1 MiB for payloads and outputs, 16 MiB for the result of a step and 64 MiB for
    /// those of all steps of a job, 10,000 steps and 100,000 jobs unless given. A limit below zero admits nothing.
    public init(
        payloadBytes: Int = 1 << 20, outputBytes: Int = 1 << 20, stepBytes: Int = 16 << 20, stepsBytes: Int = 64 << 20,
        steps: Int = 10_000, jobsPerCall: Int = 100_000
    ) {
        self.payloadBytes = payloadBytes
        self.outputBytes = outputBytes
        self.stepBytes = stepBytes
        self.stepsBytes = stepsBytes
        self.steps = steps
        self.jobsPerCall = jobsPerCall
    }
}

extension String {
    /// This text without NUL (which PostgreSQL refuses), cut at a character so that it takes at most `maxBytes` of UTF-8.
    func storable(maxBytes: Int) -> String {
        // Only the beginning is read: texts of many megabytes arrive here. The bytes beyond the limit show where its last character ends.
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
