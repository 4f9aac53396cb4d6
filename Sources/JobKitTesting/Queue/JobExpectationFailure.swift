/// A queue does not hold the jobs that a test requires, or a drain does not end. The text says what was found instead.
///
/// For tests only: unlike JobKit's other errors it shows payloads.
public struct JobExpectationFailure: Error, Sendable, CustomStringConvertible {
    /// The requirement and the jobs that were found, in sentences.
    public var message: String
    /// The place of the requirement, as `#fileID` names it.
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
