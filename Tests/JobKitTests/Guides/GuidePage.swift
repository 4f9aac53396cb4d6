import Foundation

/// A page and the compiled files that its code is taken from.
struct GuidePage {
    let path: String
    private let text: String
    private let files: [(name: String, lines: [Substring])]

    /// The package's own folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    /// - Parameters:
    ///   - page: the page's path within the package.
    ///   - files: paths within `Tests/`, of any test target.
    init(_ page: String, showing files: [String]) throws {
        path = page
        text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
        self.files = try files.map { name in
            let text = try String(contentsOf: Self.root.appending(path: "Tests/\(name)"), encoding: .utf8)
            return (name, text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    /// The lines of every block of Swift and of SQL.
    var blocks: [[Substring]] {
        var blocks: [[Substring]] = []
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```swift" || line == "```sql" {
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

    /// Lines of prose that are too wide to be read at once; tables, code and lines that are one address are as wide as they are.
    var wideLines: [String] {
        var isCode = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if line.hasPrefix("```") { isCode.toggle() }
            return !isCode && line.count > 160 && !line.hasPrefix("|") && !line.hasPrefix("    ")
        }.map(String.init)
    }

    /// Where a block stands: as it is, or further in, such as what a page shows of a test's body. Imports at its head may stand elsewhere in the file.
    private func place(of block: [Substring], in lines: [Substring]) -> Range<Int>? {
        if let place = Self.range(of: block, in: lines) { return place }
        let imports = block.prefix { $0.hasPrefix("import ") }
        guard !imports.isEmpty, imports.allSatisfy(lines.contains) else { return nil }
        return Self.range(of: Array(block.dropFirst(imports.count).drop(while: \.isEmpty)), in: lines)
    }

    static func range(of block: [Substring], in lines: [Substring]) -> Range<Int>? {
        guard let first = block.first, lines.count >= block.count else { return nil }
        for start in 0...(lines.count - block.count) where lines[start].hasSuffix(first) {
            let margin = lines[start].dropLast(first.count)
            guard margin.allSatisfy({ $0 == " " }) else { continue }
            let place = start..<start + block.count
            if zip(lines[place], block).allSatisfy({ $1.isEmpty ? $0.isEmpty : $0 == margin + $1 }) { return place }
        }
        return nil
    }
}
