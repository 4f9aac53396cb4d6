import SwiftParser
import SwiftSyntax

/// From the text of one Swift file to what it declares.
enum SwiftFileParser {
    /// - Returns: `nil` when the file is nested too deeply to be parsed in bounded time.
    /// - Important: Recurses; run it on a `LargeStack`.
    static func parse(_ bytes: [UInt8], file: String, limits: ExtractionLimits) -> FileFacts? {
        // Broken UTF-8 is repaired first, so that every slice of the text is text.
        let source = SwiftSourceText(Array(String(decoding: bytes, as: UTF8.self).utf8))
        return source.bytes.withUnsafeBufferPointer { buffer in
            guard SwiftNestingGuard.allows(buffer) else { return nil }
            // The limit of a debug build of the parser, 20, is too low for real sources; the guard has its own.
            var parser = Parser(buffer, maximumNestingLevel: 256)
            let visitor = SwiftFileVisitor(file: file, source: source, limits: limits)
            visitor.walk(SourceFileSyntax.parse(from: &parser))
            var facts = facts(of: visitor)
            facts.mentions = SwiftMentions.names(in: buffer)
            return facts
        }
    }

    private static func facts(of visitor: SwiftFileVisitor) -> FileFacts {
        var facts = visitor.facts
        let name = visitor.file.split(separator: "/").last.map(String.init) ?? visitor.file
        if name == "main.swift" {
            facts.functions.append(
                .entryCode(
                    name: name, signature: "top-level code of \(name)", file: visitor.file, line: 1, calls: visitor.topLevelCalls.names,
                    facts: CallFacts(parameters: [], sites: visitor.topLevelBody.sites)))
        }
        return facts
    }
}
