import Foundation
import Testing

/// The names on the page on metrics, spans and logs are those of the source.
@Suite("The page on metrics, spans and logs")
struct ObservabilityPageTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    private static func page() throws -> String {
        try String(contentsOf: root.appending(path: "Docs/observability.md"), encoding: .utf8)
    }

    /// Of metrics, of attributes and of log keys, as the libraries' sources contain them.
    private static func namesInSource() throws -> Set<String> {
        var names: Set<String> = []
        for target in ["JobKit", "JobKitSQLite", "JobKitPostgres"] {
            let folder = root.appending(path: "Sources/\(target)")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift" else { continue }
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: #/"((?:jobkit|messaging|job)\.[a-z_.]+)"/#) where !match.1.hasSuffix(".db") {
                    names.insert(String(match.1))
                }
            }
        }
        return names
    }

    @Test func `shows every name that the source has`() throws {
        let page = try Self.page()
        let names = try Self.namesInSource()
        #expect(names.count > 15)
        #expect(names.filter { !page.contains("`\($0)`") }.sorted() == [])
    }

    @Test func `shows no name that the source has not`() throws {
        let names = try Self.namesInSource()
        let shown = try Self.page().matches(of: #/`((?:jobkit|messaging|job)\.[a-z_.]+)`/#).map { String($0.1) }
        #expect(Set(shown).subtracting(names).sorted() == [])
    }
}
