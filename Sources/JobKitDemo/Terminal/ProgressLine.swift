/// Draws the state as text. Pure: the same state and width give the same line.
enum ProgressLine {
    private static let longestBar = 30
    private static let shortestBar = 8

    /// One line that is narrower than the terminal: a line that fills the last column makes some terminals wrap.
    static func render(_ state: ProgressState, width: Int, isStyled: Bool) -> String {
        let room = max(0, width - 1)
        let stage = TerminalSafety.cleaned(state.stage)
        let figures = figures(state)
        // The figures matter most, then the name, then the bar, then the detail.
        guard DisplayWidth.of(figures) + 2 <= room else { return DisplayWidth.truncated(figures, to: room) }
        let name = DisplayWidth.truncated(stage, to: room - DisplayWidth.of(figures) - 1)
        var left = room - DisplayWidth.of(figures) - DisplayWidth.of(name) - 1
        var parts = [isStyled ? Style.bold.applied(to: name) : name]
        let bar = min(longestBar, left - 1)
        if let fraction = state.fraction, bar >= shortestBar {
            parts.append(drawBar(fraction, columns: bar, isStyled: isStyled))
            left -= bar + 1
        }
        parts.append(figures)
        let detail = TerminalSafety.cleaned(state.detail ?? "")
        if !detail.isEmpty, left > 8 {
            let text = DisplayWidth.truncated(detail, to: left - 1)
            parts.append(isStyled ? Style.dim.applied(to: text) : text)
        }
        return parts.joined(separator: " ")
    }

    /// The line for a stream that is no terminal.
    static func started(_ stage: String) -> String { "\(TerminalSafety.cleaned(stage)) …" }

    static func finished(_ stage: String, elapsed: Duration, detail: String? = nil) -> String {
        ended(stage, "done", elapsed, detail)
    }

    static func failed(_ stage: String, elapsed: Duration, reason: String) -> String {
        ended(stage, "failed", elapsed, reason)
    }

    private static func ended(_ stage: String, _ word: String, _ elapsed: Duration, _ detail: String?) -> String {
        let rest = detail.map { ": " + TerminalSafety.cleaned($0) } ?? ""
        return "\(TerminalSafety.cleaned(stage)) \(word) in \(ElapsedWording.text(elapsed))\(rest)"
    }

    private static func figures(_ state: ProgressState) -> String {
        let elapsed = ElapsedWording.text(state.elapsed)
        guard let fraction = state.fraction else { return elapsed }
        let percent = String(Int((bounded(fraction) * 100).rounded(.down)))
        return String(repeating: " ", count: 3 - percent.count) + percent + "% " + elapsed
    }

    private static func drawBar(_ fraction: Double, columns: Int, isStyled: Bool) -> String {
        let inner = columns - 2
        let filled = Int((bounded(fraction) * Double(inner)).rounded(.down))
        let done = String(repeating: "=", count: filled)
        let head = filled < inner ? ">" : ""
        let open = String(repeating: " ", count: inner - filled - head.count)
        return "[" + (isStyled ? Style.cyan.applied(to: done + head) : done + head) + open + "]"
    }

    private static func bounded(_ fraction: Double) -> Double {
        fraction.isNaN ? 0 : min(1, max(0, fraction))
    }
}
