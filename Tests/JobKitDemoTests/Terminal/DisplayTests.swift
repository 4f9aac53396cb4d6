import Foundation
import Testing

@testable import JobKitDemo

@Suite("The progress line fits its terminal")
struct ProgressLineTests {
    private let half = ProgressState(stage: "Cloning", fraction: 0.5, elapsed: .seconds(12), detail: "objects")

    @Test("It shows the stage, a bar, the percentage, the elapsed time and a detail")
    func full() {
        let line = ProgressLine.render(half, width: 80, isStyled: false)
        #expect(line == "Cloning [==============>             ]  50% 12 s objects")
    }

    @Test("It gives up the detail first, then the bar, then a part of the name")
    func narrow() {
        #expect(ProgressLine.render(half, width: 40, isStyled: false) == "Cloning [=========>         ]  50% 12 s")
        #expect(ProgressLine.render(half, width: 20, isStyled: false) == "Cloning  50% 12 s")
        #expect(ProgressLine.render(half, width: 14, isStyled: false) == "Cl…  50% 12 s")
        #expect(ProgressLine.render(half, width: 6, isStyled: false) == " 50%…")
        #expect(ProgressLine.render(half, width: 0, isStyled: false) == "")
    }

    @Test("Whatever the stage and the width, the line is narrower than the terminal", arguments: 0...130)
    func fits(width: Int) {
        for stage in ["Extracting", "解析代码仓库的结构", "👩‍🚀🇩🇪", ""] {
            for fraction in [nil, 0, 0.999, 1, -3, 7, .nan, .infinity] as [Double?] {
                let state = ProgressState(
                    stage: stage, fraction: fraction, elapsed: .seconds(4_000), detail: "源/文件.swift and much more text")
                let line = ProgressLine.render(state, width: width, isStyled: false)
                #expect(DisplayWidth.of(line) < max(1, width), "\(line)")
            }
        }
    }

    @Test("A part of a percent is not rounded up to the end")
    func roundsDown() {
        let state = ProgressState(stage: "s", fraction: 0.999, elapsed: .milliseconds(450))
        #expect(ProgressLine.render(state, width: 30, isStyled: false) == "s [=============>]  99% 0.4 s")
        let done = ProgressState(stage: "s", fraction: 1, elapsed: .zero)
        #expect(ProgressLine.render(done, width: 30, isStyled: false) == "s [==============] 100% 0.0 s")
    }

    @Test("Styles change the look and not the words")
    func styles() {
        let line = ProgressLine.render(half, width: 80, isStyled: true)
        #expect(line.contains("\u{1B}[1mCloning\u{1B}[0m"))
        #expect(TerminalSafety.cleaned(line) == ProgressLine.render(half, width: 80, isStyled: false))
    }

    @Test("An escape sequence in a stage or a path does not reach the terminal")
    func hostileDetail() {
        let state = ProgressState(stage: "Rea\u{1B}[31mding", elapsed: .zero, detail: "a\u{1B}[2J\r\nb")
        #expect(ProgressLine.render(state, width: 80, isStyled: false) == "Reading 0.0 s a b")
    }

    @Test("Time is told in the unit that suits it")
    func elapsed() {
        #expect(ElapsedWording.text(.milliseconds(9_999)) == "9.9 s")
        #expect(ElapsedWording.text(.seconds(59)) == "59 s")
        #expect(ElapsedWording.text(.seconds(185)) == "3 min 05 s")
        #expect(ElapsedWording.text(.seconds(3_720)) == "1 h 02 min")
        #expect(ElapsedWording.text(.seconds(-5)) == "0.0 s")
    }

    @Test("Wide characters take two columns, combining ones none")
    func widths() {
        #expect(DisplayWidth.of("abc") == 3)
        #expect(DisplayWidth.of("日本") == 4)
        #expect(DisplayWidth.of("e\u{301}") == 1)
        #expect(DisplayWidth.of("👩‍🚀") == 2)
        #expect(DisplayWidth.of("❤️") == 2)
        for text in ["🇩🇪", "👍🏽", "1️⃣", "한", "각", "क्षि", "☰", "︐", "䷀", "⌚"] { #expect(DisplayWidth.of(text) == 2, "\(text)") }
        for text in ["☺", "ｱ", "é", "ที่", "–", "│", "\u{AD}", "🌶"] { #expect(DisplayWidth.of(text) == 1, "\(text)") }
        #expect(DisplayWidth.truncated("日本語", to: 4) == "日…")
        #expect(DisplayWidth.truncated("日本語", to: 6) == "日本語")
        #expect(DisplayWidth.truncated("ab", to: 0) == "")
    }
}

@Suite("The progress display draws one line on a terminal and plain lines elsewhere")
struct ProgressDisplayTests {
    @Test("On a terminal it redraws one line, hides the cursor once and gives it back")
    func live() {
        var display = ProgressDisplay(isLive: true, isStyled: false)
        #expect(display.start("Cloning", width: 40) == "\u{1B}[?25l\r\u{1B}[KCloning 0.0 s")
        let state = ProgressState(stage: "Cloning", fraction: 0, elapsed: .seconds(20))
        #expect(display.advance(state, width: 20) == "\r\u{1B}[KCloning   0% 20 s")
        #expect(display.advance(state, width: 20) == "")
        #expect(display.finish("Cloning", elapsed: .seconds(21)) == "\r\u{1B}[K\u{1B}[?25hCloning done in 21 s\n")
        #expect(display.close() == "")
    }

    @Test("Closing in the middle of a stage gives the cursor back")
    func closing() {
        var display = ProgressDisplay(isLive: true, isStyled: false)
        _ = display.start("Cloning", width: 40)
        #expect(display.close() == "\r\u{1B}[K\u{1B}[?25h")
        #expect(display.close() == "")
    }

    @Test("Elsewhere each stage has a line for its start and one for its end, without escape codes")
    func plain() async {
        let written = Written()
        let progress = LiveProgress(
            display: ProgressDisplay(isLive: false, isStyled: false), width: { 80 }, write: { text in written.append(text) },
            now: { written.time() })
        await progress.start("Cloning")
        await progress.advance("Cloning", fraction: 0.1)
        await progress.advance("Cloning", fraction: 0.2)
        await progress.finish("Cloning", detail: "42 files")
        await progress.start("Observing")
        await progress.fail("Observing", reason: "too \u{1B}[31mlarge")
        await progress.close()
        let expected = "Cloning …\nCloning done in 3.0 s: 42 files\nObserving …\nObserving failed in 1.0 s: too large\n"
        #expect(written.text == expected)
    }

    @Test("Only a real terminal that is not dumb is live, and NO_COLOR takes the colours alone")
    func terminal() {
        func terminal(_ isTerminal: Bool, _ environment: [String: String]) -> [Bool] {
            let terminal = Terminal(descriptor: 2, isTerminal: isTerminal, environment: environment)
            return [terminal.isLive, terminal.isStyled]
        }
        #expect(terminal(true, ["TERM": "xterm"]) == [true, true])
        #expect(terminal(true, ["NO_COLOR": "1"]) == [true, false])
        #expect(terminal(true, ["NO_COLOR": ""]) == [true, true])
        #expect(terminal(true, ["TERM": "dumb"]) == [false, false])
        #expect(terminal(false, [:]) == [false, false])
    }

    @Test("A pipe is no terminal, is taken to be 80 columns wide, and gets every byte")
    func pipe() throws {
        let pipe = Pipe()
        let terminal = Terminal(descriptor: pipe.fileHandleForWriting.fileDescriptor, environment: [:])
        #expect(!terminal.isLive)
        #expect(terminal.width == 80)
        terminal.write("größer\n")
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data("größer\n".utf8))
    }

    @Test("The width of a real terminal is asked for each time")
    func pseudoTerminal() throws {
        var (leader, follower): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: 61, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&leader, &follower, nil, nil, &size) == 0)
        defer { [leader, follower].forEach { close($0) } }
        let terminal = Terminal(descriptor: follower, environment: ["TERM": "xterm"])
        #expect(terminal.isLive)
        #expect(terminal.width == 61)
        size.ws_col = 132
        try #require(ioctl(follower, UInt(TIOCSWINSZ), &size) == 0)
        #expect(terminal.width == 132)
    }
}

/// Keeps what was written, and a time that goes on by a second whenever it is asked for.
private final class Written: @unchecked Sendable {
    // Every access holds the lock.
    private let lock = NSLock()
    private var texts: [String] = []
    private var seconds = 0

    var text: String { lock.withLock { texts.joined() } }
    func append(_ text: String) { lock.withLock { texts.append(text) } }
    func time() -> Duration {
        lock.withLock {
            seconds += 1
            return .seconds(seconds)
        }
    }
}
