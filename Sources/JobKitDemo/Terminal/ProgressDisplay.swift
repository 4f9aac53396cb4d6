// Shows the stages on standard error, so that standard output holds the result alone. On a terminal one line is drawn over and
// over; anywhere else each stage gets a line when it starts and one when it ends, and what happens between is not told.

/// A pure machine: events in, text out. `LiveProgress` performs the writing.
struct ProgressDisplay: Sendable {
    private static let eraseLine = "\r\u{1B}[K"
    private static let hideCursor = "\u{1B}[?25l"
    private static let showCursor = "\u{1B}[?25h"

    let isLive: Bool
    let isStyled: Bool
    /// Whether an unfinished line, and with it a hidden cursor, is on the screen.
    private var isDrawing = false
    private var lastLine = ""

    init(isLive: Bool, isStyled: Bool) {
        self.isLive = isLive
        self.isStyled = isStyled
    }

    mutating func start(_ stage: String, width: Int) -> String {
        isLive ? advance(ProgressState(stage: stage), width: width) : ProgressLine.started(stage) + "\n"
    }

    mutating func advance(_ state: ProgressState, width: Int) -> String {
        guard isLive else { return "" }
        let line = ProgressLine.render(state, width: width, isStyled: isStyled)
        guard !isDrawing || line != lastLine else { return "" }
        defer { (isDrawing, lastLine) = (true, line) }
        return (isDrawing ? "" : Self.hideCursor) + Self.eraseLine + line
    }

    mutating func finish(_ stage: String, elapsed: Duration, detail: String? = nil) -> String {
        close() + ProgressLine.finished(stage, elapsed: elapsed, detail: detail) + "\n"
    }

    mutating func fail(_ stage: String, elapsed: Duration, reason: String) -> String {
        close() + ProgressLine.failed(stage, elapsed: elapsed, reason: reason) + "\n"
    }

    /// Takes the unfinished line away and gives the cursor back. Harmless when there is none.
    mutating func close() -> String {
        guard isDrawing else { return "" }
        isDrawing = false
        return Self.eraseLine + Self.showCursor
    }
}
