/// A queue does not hold what a test requires of it, or a drain does not come to an end. Says what was there instead.
///
/// For tests only: unlike JobKit's other errors it shows payloads.
public struct JobExpectationFailure: Error, Sendable, CustomStringConvertible {
    /// What was required and what was there, in sentences.
    public var message: String
    /// Where it was required, as `#fileID` names it.
    public var file: String
    /// The line in `file`, from 1.
    public var line: Int

    init(_ message: String, file: String, line: Int) {
        self.message = message
        self.file = file
        self.line = line
    }

    public var description: String { "\(message) (\(file):\(line))" }
}
