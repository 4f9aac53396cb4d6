import Foundation

/// What is known of the stream that text goes to.
struct Terminal: Sendable, Equatable {
    static let standardOutput: Int32 = 1
    static let standardError: Int32 = 2

    var descriptor: Int32
    /// Whether a line can be drawn over again: a terminal, and one that is not `dumb`.
    var isLive: Bool
    /// Whether to use colours and bold; not with `NO_COLOR` set to anything.
    var isStyled: Bool

    init(descriptor: Int32, environment: [String: String]) {
        self.init(descriptor: descriptor, isTerminal: isatty(descriptor) == 1, environment: environment)
    }

    init(descriptor: Int32, isTerminal: Bool, environment: [String: String]) {
        self.descriptor = descriptor
        isLive = isTerminal && environment["TERM"] != "dumb"
        isStyled = isLive && environment["NO_COLOR", default: ""].isEmpty
    }

    /// The columns at this moment, asked anew each time: the window may have been resized.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes all of the text, or drops the rest where it cannot be written.
    ///
    /// - Returns: why, as in `errno`; nil when all was written.
    @discardableResult
    func write(_ text: String) -> Int32? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { posixWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            bytes = bytes.dropFirst(count)
        }
        return nil
    }
}

/// Within the type, `write` is its own method.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
