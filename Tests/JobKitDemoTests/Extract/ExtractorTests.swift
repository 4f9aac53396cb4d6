import Foundation
import Testing

@testable import JobKitDemo

@Suite("Reading a checkout")
struct ExtractorTests {
    @Test("Vendored, generated and foreign code is counted, not parsed")
    func selection() async throws {
        let code = "func f() {}"
        let tree = try SourceTree([
            "a.swift": code, "Vendor/b.swift": code, "Vendor/c.py": "", "g.pb.swift": code, "d.c": "int x;", "e.json": "{}",
        ])
        let result = try await tree.extract([
            .fixture("a.swift"), .fixture("Vendor/b.swift", .vendored), .fixture("Vendor/c.py", .vendored),
            .fixture("g.pb.swift", .generated),
            .fixture("d.c", language: "C"), .fixture("e.json", language: "JSON"),
        ])
        #expect(result.functions.map(\.file) == ["a.swift"])
        #expect(
            result.notes == [
                "Generated code was not parsed: 1 file.", "Vendored code was not parsed: 2 files.",
            ])
    }

    @Test("Links, paths that leave the tree, directories and pipes are not read", arguments: ["swift", "py"])
    func escape(_ kind: String) async throws {
        let secret = kind == "swift" ? "func secret() {}" : "def secret(): pass\n"
        let outside = try SourceTree(["s.\(kind)": secret])
        let tree = try SourceTree(["real/own.\(kind)": secret.replacing("secret", with: "own")])
        let files = FileManager.default
        try files.createSymbolicLink(atPath: tree.path("link.\(kind)"), withDestinationPath: outside.path("s.\(kind)"))
        try files.createSymbolicLink(atPath: tree.path("folder"), withDestinationPath: outside.directory)
        try files.createDirectory(atPath: tree.path("dir.\(kind)"), withIntermediateDirectories: true)
        #expect(mkfifo(tree.path("pipe.\(kind)"), 0o600) == 0)
        let escape = "../" + (outside.directory as NSString).lastPathComponent + "/s.\(kind)"
        let paths = [
            "link.\(kind)", "folder/s.\(kind)", "dir.\(kind)", "pipe.\(kind)", escape, "/etc/x.\(kind)", "gone.\(kind)", "real/own.\(kind)",
        ]
        let result = try await tree.extract(paths.map { .fixture($0) })
        #expect(result.functions.map(\.baseName) == ["own"])
        #expect(result.notes.contains { $0.hasPrefix("Not a regular file inside the working tree, and not read: 6 files") })
        #expect(result.notes.contains("Could not be opened: 1 file (gone.\(kind))."))
    }

    @Test("Files above the limit are skipped with a note", arguments: ["a.swift", "a.py"])
    func large(_ path: String) async throws {
        let tree = try SourceTree([path: String(repeating: " ", count: 2049), "small/" + path: String(repeating: " ", count: 2048)])
        var limits = ExtractionLimits()
        limits.fileBytes = 2048
        let result = try await tree.extract(path, "small/" + path, limits: limits)
        #expect(result.notes == ["Larger than 2 KiB and not parsed: 1 file (\(path))."])
    }

    @Test("A file that is nested too deeply costs a note, not the others")
    func deep() async throws {
        let tree = try SourceTree(["a.swift": String(repeating: "[", count: 10_000), "b.swift": "func b() {}"])
        let result = try await tree.extract("a.swift", "b.swift")
        #expect(result.functions.map(\.name) == ["b()"])
        #expect(result.notes == ["Nested too deeply to be parsed safely: 1 file (a.swift)."])
    }

    @Test("Conformances of extensions in other files belong to the type")
    func conformances() async throws {
        let tree = try SourceTree(["a.swift": "struct A: P {}", "b.swift": "extension A: Q, P { func q() {} }\nextension Int: Q {}"])
        let result = try await tree.extract("b.swift", "a.swift")
        #expect(result.types.map(\.name) == ["A"])
        #expect(result.types.first?.inherits == ["P", "Q"])
        #expect(result.functions.map(\.name) == ["A.q()"])
    }

    @Test("A type with @main is entry code, whether its main is inherited or its own")
    func mainTypes() async throws {
        let tree = try SourceTree([
            "a.swift": "@main public struct Tool: Command {\n  func run() {}\n}", "b.swift": "@main enum App {}",
            "c.swift": "extension App { static func main() async {} }",
        ])
        let result = try await tree.extract("a.swift", "b.swift", "c.swift")
        let entries = result.functions.filter(\.isEntryCode)
        #expect(entries.map(\.name) == ["Tool", "App"])
        #expect(entries.map(\.file) == ["a.swift", "b.swift"])
        #expect(entries.map(\.signature) == ["@main public struct Tool: Command", "@main enum App"])
        #expect(result.functions.filter { $0.baseName == "main" }.map(\.name) == ["App.main()"])
    }

    @Test("Two runs give the same, whatever finishes first")
    func deterministic() async throws {
        let files = Dictionary(uniqueKeysWithValues: (10..<60).map { ("f\($0).swift", "struct S\($0) { func f() { S\($0 - 1)() } }") })
        let tree = try SourceTree(files)
        let paths = files.keys.sorted().map { SourceFile.fixture($0) }
        let first = try await tree.extract(paths)
        #expect(first.types.map(\.name) == (10..<60).map { "S\($0)" })
        #expect(try await tree.extract(paths) == first)
    }

    @Test("Progress rises to one")
    func progress() async throws {
        actor Shares {
            var all: [Double] = []
            func add(_ share: Double) { all.append(share) }
        }
        let tree = try SourceTree(["a.swift": "", "b.swift": "", "c.py": ""])
        let shares = Shares()
        let observation = Observation.fixture(["a.swift", "b.swift", "c.py"].map { .fixture($0) })
        _ = try await Extractor().extract(observation, from: tree.checkout) { await shares.add($0) }
        let all = await shares.all
        #expect(all == all.sorted())
        #expect(all.first == 1.0 / 3 && all.last == 1)
    }

    @Test("A cancelled run stops", arguments: ["a.swift", "a.py"])
    func cancelled(_ path: String) async throws {
        let tree = try SourceTree([path: ""])
        let observation = Observation.fixture((0..<50).map { _ in .fixture(path) })
        let checkout = tree.checkout
        let task = Task {
            try await Extractor().extract(observation, from: checkout) { _ in withUnsafeCurrentTask { $0?.cancel() } }
        }
        if path.hasSuffix(".py") { task.cancel() }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("A tree that is gone says so, and that a retry does not help")
    func gone() async throws {
        let checkout = Checkout(source: "s", name: "n", directory: "/nowhere/at/all", commit: "0", branch: nil, committedAt: nil)
        let error = await #expect(throws: CheckoutError.self) { try await Extractor().extract(.fixture([]), from: checkout) }
        #expect(error?.retryAdvice == .never)
        #expect(
            error?.description == """
                The working tree cannot be opened: /nowhere/at/all (errno 2). It was removed or its permissions were changed \
                after the clone. Run the job again from the cloning stage.
                """)
    }
}
