@_spi(ExperimentalLanguageFeatures) @_spi(Testing) import SwiftParser
@_spi(RawSyntax) import SwiftSyntax

// SwiftParser was made for sources that somebody wants to compile. Twenty-five `[` in a row keep it busy for minutes (each level tries
// "is it a type?" and then starts over), and long chains of prefix words recurse without a limit. Neither can be stopped from
// outside once it has begun, so the tokens are counted first. The lexer itself is linear and does not recurse; it is the parser's
// own, because a second opinion on where a string or a comment ends would be the hole to crawl through.

/// Tells whether a Swift source can be parsed in bounded time and stack.
struct SwiftNestingGuard {
    private struct Level {
        /// Words and operators since the last brace or semicolon after which the parser recurses.
        var recursions = 0
        /// Open `[`, and open `@name<`: each doubles the parser's work.
        var doublings = 0
        var elses = 0
        var afterBrace = false
    }

    private static let deepest = 128
    private static let longestChain = 2048
    /// The parser's time grows with the square of the number of `#if` in one chain of members.
    private static let mostConditions = 2048
    /// In steps of the parser's look-ahead, about 10 microseconds each in a release build.
    private static let budget = 1 << 17

    private var levels: [Level] = []
    private var level = Level()
    private var run = 0
    private var cost = 0
    private var conditions = 0
    private var sinceAttribute = Int.max

    private var isExcessive: Bool {
        levels.count > Self.deepest || max(run, level.recursions, level.elses) > Self.longestChain
            || conditions > Self.mostConditions || cost > Self.budget
    }

    static func allows(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !source.isEmpty else { return true }
        var tracker = LookaheadTracker()
        return withUnsafeMutablePointer(to: &tracker) { tracker in
            var state = SwiftNestingGuard()
            var lexemes = Lexer.tokenize(source, lookaheadTracker: tracker, experimentalFeatures: [])
            while let lexeme = lexemes.next(), lexeme.rawTokenKind != .endOfFile {
                state.take(lexeme.rawTokenKind, lexeme.tokenText)
                if state.isExcessive { return false }
            }
            return true
        }
    }

    private mutating func take(_ kind: RawTokenKind, _ text: SyntaxText) {
        sinceAttribute = kind == .atSign ? 0 : min(sinceAttribute, 2) + 1
        switch kind {
        case .leftBrace, .leftParen, .leftSquare, .poundIf: open(kind)
        case .rightBrace, .rightParen, .rightSquare, .poundEndif: close(kind)
        case .semicolon: level.recursions = 0
        default: pass(kind, text)
        }
    }

    private mutating func open(_ kind: RawTokenKind) {
        run = 0
        if kind == .leftBrace { level.recursions = 0 }
        levels.append(level)
        level = Level(doublings: kind == .leftBrace ? 0 : level.doublings)
        if kind == .leftSquare { double() }
        if kind == .poundIf { conditions += 1 }
        if levels.count > 20 { cost += levels.count }
    }

    private mutating func close(_ kind: RawTokenKind) {
        run = 0
        level = levels.popLast() ?? Level()
        level.afterBrace = kind == .rightBrace
    }

    private mutating func pass(_ kind: RawTokenKind, _ text: SyntaxText) {
        let isElse = kind == .keyword && text == "else"
        if isElse { level.elses += 1 } else if level.afterBrace { level.elses = 0 }
        level.afterBrace = false
        let isOperator = kind == .binaryOperator || kind == .prefixOperator || kind == .postfixOperator
        let isAngle = isOperator && text.first == UInt8(ascii: "<")
        if isAngle, sinceAttribute == 2 { double() }
        if isOperator, text.first == UInt8(ascii: ">") { level.doublings = max(0, level.doublings - 1) }
        let recurses = kind == .arrow || kind == .infixQuestionMark || isAngle || Self.recursiveWords.contains(text)
        if recurses { level.recursions += 1 }
        run = recurses || Self.prefixWords.contains(text) ? run + 1 : 0
    }

    private mutating func double() {
        level.doublings += 1
        if level.doublings >= 5 { cost += 1 << min(level.doublings, 20) }
    }

    private static let recursiveWords: Set<SyntaxText> = ["try", "await", "if", "switch", "repeat", "each", "unsafe"]
    private static let prefixWords: Set<SyntaxText> = [
        "let", "var", "inout", "copy", "consume", "some", "any", "is", "borrowing", "consuming", "sending", "isolated", "for", "while",
        "guard", "do", "return", "throw", "yield", "defer", "discard", "then",
    ]
}
