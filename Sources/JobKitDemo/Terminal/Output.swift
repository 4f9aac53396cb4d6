import Foundation
import JobKit

enum StandardOutput {
    /// The width of the terminal; nil where the output goes elsewhere.
    static var columns: Int? {
        let terminal = Terminal.out(ProcessInfo.processInfo.environment)
        return terminal.isLive ? terminal.width : nil
    }

    /// - Throws: `OutputError` where the text cannot be written; not for a reader that has gone away, who has read enough.
    static func write(_ text: String) throws { try Terminal.out([:]).writeAll(text + "\n") }
}

enum StandardError {
    static func write(_ text: String) { Terminal(descriptor: Terminal.standardError, environment: [:]).write(text + "\n") }
}

/// The page: rendered on a terminal, as it is where it is piped.
enum PageOutput {
    static func write(_ page: String) throws {
        let terminal = Terminal.out(ProcessInfo.processInfo.environment)
        if terminal.isLive {
            try terminal.writeAll("\n" + MarkdownRenderer(width: terminal.width, isStyled: terminal.isStyled).render(page) + "\n")
        } else {
            try terminal.writeAll(page.hasSuffix("\n") ? page : page + "\n")
        }
    }
}

extension Terminal {
    fileprivate static func out(_ environment: [String: String]) -> Terminal {
        Terminal(descriptor: standardOutput, environment: environment)
    }

    fileprivate func writeAll(_ text: String) throws {
        guard let code = write(text), code != EPIPE else { return }
        throw OutputError(code: code)
    }
}

struct OutputError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// As in `errno`.
    let code: Int32

    var description: String { "The output could not be written: \(String(cString: strerror(code)))." }
    var errorDescription: String? { description }
}

/// The three streams that every process starts with.
enum StandardStreams {
    /// Puts something in the place of those that were closed: the next file to be opened would take their numbers, and be written over.
    static func fill() {
        for (descriptor, mode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)] where fcntl(descriptor, F_GETFD) < 0 {
            // Opened the wrong way, so that it is still an error to use it.
            _ = open("/dev/null", mode)
        }
    }
}

enum FailureText {
    /// Names the stage and the cause.
    static func of(_ record: JobRecord) -> String {
        let stage = record.progress.map { " in the stage \($0.stage)" } ?? ""
        let cause = record.errors.last.map { ": \(TerminalSafety.cleaned($0.message))" } ?? "."
        return
            "Job \(record.id) \(record.state.rawValue)\(stage) after \(record.attempt) \(record.attempt == 1 ? "attempt" : "attempts")\(cause)"
    }
}
