/// A value that is used but never shown: not in an error, a log, a dump of a struct that holds it, nor in JSON, to which it
/// deliberately cannot be encoded.
struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    init(_ value: String) { self.value = value }

    /// The one way to the value. Its use should fit on the line that sends it.
    func reveal() -> String { value }

    var description: String { "<redacted>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// The text without the value, for words that come back from a server.
    func redacted(from text: String) -> String {
        value.isEmpty ? text : text.split(separator: value, omittingEmptySubsequences: false).joined(separator: description)
    }
}
