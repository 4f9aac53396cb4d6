import Foundation
import Testing

/// A page of `Docs/` and the compiled files that its Swift code is taken from.
struct GuidePage {
    let path: String
    private let text: String
    private let files: [(name: String, lines: [Substring])]

    /// - Parameters:
    ///   - page: the name of the page within `Docs/`.
    ///   - files: paths within the tests of the core.
    init(_ page: String, showing files: [String]) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let docs = tests.appending(path: "../../Docs").standardized
        path = "Docs/\(page)"
        text = try String(contentsOf: docs.appending(path: page), encoding: .utf8)
        self.files = try files.map { name in
            (
                name,
                try String(contentsOf: tests.appending(path: name), encoding: .utf8).split(
                    separator: "\n", omittingEmptySubsequences: false)
            )
        }
    }

    /// The lines of every block of Swift.
    var blocks: [[Substring]] {
        var blocks: [[Substring]] = []
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```swift" {
                block = []
            } else if line == "```" {
                if let block { blocks.append(block) }
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    /// The blocks that stand in no file, line by line.
    var foreignBlocks: [String] {
        blocks.filter { block in !files.contains { place(of: block, in: $0.lines) != nil } }.map { $0.joined(separator: "\n") }
    }

    /// The lines of the files that no block shows, as `file:line: text`; blank ones are left out.
    var hiddenLines: [String] {
        files.flatMap { file in
            var shown: Set<Int> = []
            for block in blocks { place(of: block, in: file.lines).map { shown.formUnion($0) } }
            return file.lines.enumerated().filter { index, line in
                !shown.contains(index) && !line.allSatisfy(\.isWhitespace)
            }.map { "\(file.name):\($0 + 1): \($1)" }
        }
    }

    /// The blocks in the order in which they stand in the file; a page that jumps about is hard to follow.
    var showsInOrder: Bool {
        files.allSatisfy { file in
            let places = blocks.compactMap { place(of: $0, in: file.lines)?.lowerBound }
            return places == places.sorted()
        }
    }

    private func place(of block: [Substring], in lines: [Substring]) -> Range<Int>? {
        guard !block.isEmpty, lines.count >= block.count else { return nil }
        let starts = 0...(lines.count - block.count)
        return starts.first { lines[$0..<$0 + block.count].elementsEqual(block) }.map { $0..<$0 + block.count }
    }
}
