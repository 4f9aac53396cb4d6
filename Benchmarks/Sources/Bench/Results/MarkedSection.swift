import Foundation

/// The part of a document between two comments, which this program writes.
struct MarkedSection {
    let path: String
    let name: String

    func replace(with text: String) throws {
        let document = try String(contentsOfFile: path, encoding: .utf8)
        guard let begin = document.range(of: "<!-- \(name): begin -->\n"),
            let end = document.range(of: "<!-- \(name): end -->", range: begin.upperBound..<document.endIndex)
        else { throw BenchError("\(path) has no section between \"<!-- \(name): begin -->\" and \"<!-- \(name): end -->\"") }
        let changed = document[..<begin.upperBound] + text + document[end.lowerBound...]
        try String(changed).write(toFile: path, atomically: true, encoding: .utf8)
    }
}
