import Foundation
import Testing

/// What the documentation comments of the products show is compiled, and the symbols that a newcomer meets first show something.
@Suite("The documentation comments")
struct DocumentationTests {
    static let products: [(product: String, examples: String)] = [
        ("JobKit", "JobKitTests"), ("JobKitTesting", "JobKitTests"), ("JobKitStoreTesting", "JobKitTests"),
        ("JobKitSQLite", "JobKitSQLiteTests"), ("JobKitPostgres", "JobKitPostgresTests"),
    ]

    @Test("show nothing but compiled code:", arguments: products)
    func showsCompiledCode(_ product: String, _ examples: String) throws {
        let file = GuidePage.root.appending(path: "Tests/\(examples)/GuideCode/DocumentationExamples.swift")
        let compiled = try String(contentsOf: file, encoding: .utf8).lines
        for comment in try Self.comments(in: product) {
            for example in comment.examples where GuidePage.range(of: example, in: compiled) == nil {
                Issue.record("\(comment.file) shows before `\(comment.symbol)` what is not compiled:\n\(example.joined(separator: "\n"))")
            }
        }
    }

    @Test(
        "show how to use what a newcomer meets first:",
        arguments: [
            "protocol Job:", "struct JobQueue:", "struct JobHandlers:", "actor Worker:", "struct WorkerConfiguration:", "struct JobHandle<",
            "struct JobOptions:", "struct EnqueueOptions:", "struct RetryPolicy:", "struct JobContext:", "func progress(", "func step<",
            "func enqueue<J: Job>(_ job: J, options: EnqueueOptions = EnqueueOptions()) throws(JobError)", "class SQLiteJobStore:",
            "class PostgresJobStore:", "func complete<", "func enqueue(_ drafts: [JobDraft], in connection", "static func inMemory(",
            "func drain(",
            "func requireEnqueued<", "enum StoreConformance ",
        ])
    func showsAnExample(_ symbol: String) throws {
        let comments = try Self.all.get().filter { $0.symbol.contains("public \(symbol)") }
        #expect(!comments.isEmpty, "there is no public \(symbol)")
        for comment in comments { #expect(!comment.examples.isEmpty, "\(comment.file): \(comment.symbol)") }
    }

    private struct Comment {
        var file: String
        /// The first line of what it documents.
        var symbol: String
        var examples: [[Substring]]
    }

    private static let all = Result { try products.flatMap { try comments(in: $0.product) } }

    private static func comments(in product: String) throws -> [Comment] {
        let folder = GuidePage.root.appending(path: "Sources/\(product)")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().flatMap { path in
            var found: [Comment] = []
            var comment: [Substring] = []
            for line in try String(contentsOf: folder.appending(path: path), encoding: .utf8).lines {
                let text = line.drop { $0 == " " }
                if text.hasPrefix("///") {
                    comment.append(text.dropFirst(3))
                } else if !comment.isEmpty, !text.hasPrefix("@") || text.contains(" public ") {
                    found.append(Comment(file: path, symbol: String(text.replacing("final ", with: "")), examples: examples(in: comment)))
                    comment = []
                }
            }
            return found
        }
    }

    /// What stands four columns further in, behind an empty line; what follows a line of text is the rest of a sentence.
    private static func examples(in comment: [Substring]) -> [[Substring]] {
        var examples: [[Substring]] = []
        var isBehindEmptyLine = true
        var example: [Substring] = []
        for line in comment + [" -"] {
            if line.hasPrefix("     "), isBehindEmptyLine || !example.isEmpty {
                example.append(line.dropFirst(5))
            } else if line.isEmpty, !example.isEmpty {
                example.append("")
            } else if !example.isEmpty {
                while example.last == "" { example.removeLast() }
                examples.append(example)
                example = []
            }
            isBehindEmptyLine = line.isEmpty
        }
        return examples
    }
}

extension String {
    fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}
