import SwiftSyntax

/// The documentation comment in front of a Swift declaration.
enum SwiftDocumentation {
    static func firstSentence(of trivia: Trivia, limit: Int) -> String? {
        var lines: [Substring] = []
        for piece in trivia {
            switch piece {
            case .docLineComment(let text): lines.append(text.dropFirst(3))
            case .docBlockComment(let text): lines = block(text)
            // A blank line separates a comment from what it does not belong to, such as the header of the file.
            case .newlines(let count) where count > 1, .carriageReturnLineFeeds(let count) where count > 1: lines = []
            default: break
            }
        }
        return lines.isEmpty ? nil : DocumentationSentence.first(of: lines.joined(separator: "\n"), limit: limit)
    }

    private static func block(_ text: String) -> [Substring] {
        text.dropFirst(3).dropLast(2).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let trimmed = line.trimmed
            return trimmed.first == "*" ? trimmed.dropFirst() : trimmed
        }
    }
}
