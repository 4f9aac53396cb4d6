@_spi(ExperimentalLanguageFeatures) @_spi(Testing) import SwiftParser
@_spi(RawSyntax) import SwiftSyntax

/// The names in a Swift source that can mean types, outside comments and strings.
///
/// The lexer finds them, which neither recurses nor cares how the file is nested.
enum SwiftMentions {
    static func names(in source: UnsafeBufferPointer<UInt8>) -> Set<String> {
        guard !source.isEmpty else { return [] }
        var tracker = LookaheadTracker()
        return withUnsafeMutablePointer(to: &tracker) { tracker in
            var names: Set<String> = []
            var lexemes = Lexer.tokenize(source, lookaheadTracker: tracker, experimentalFeatures: [])
            while let lexeme = lexemes.next(), lexeme.rawTokenKind != .endOfFile {
                guard lexeme.rawTokenKind == .identifier, lexeme.tokenText.count <= 200 else { continue }
                let name = String(syntaxText: lexeme.tokenText)
                if SwiftCallee.isTypeName(name) { names.insert(name) }
            }
            return names
        }
    }
}
