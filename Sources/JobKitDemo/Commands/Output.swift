import Foundation
import JobKit

enum StandardOutput {
    static func write(_ text: String) { Terminal(descriptor: Terminal.standardOutput, environment: [:]).write(text + "\n") }
}

enum StandardError {
    static func write(_ text: String) { Terminal(descriptor: Terminal.standardError, environment: [:]).write(text + "\n") }
}

/// The page: rendered on a terminal, as it is where it is piped.
enum PageOutput {
    static func write(_ page: String) {
        let terminal = Terminal(descriptor: Terminal.standardOutput, environment: ProcessInfo.processInfo.environment)
        if terminal.isLive {
            terminal.write("\n" + MarkdownRenderer(width: terminal.width, isStyled: terminal.isStyled).render(page) + "\n")
        } else {
            terminal.write(page.hasSuffix("\n") ? page : page + "\n")
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
