import Testing

@testable import JobKitDemo

@Suite("The page tells what a reader needs first, and what is no text")
struct PageCentreTests {
    @Test("What the README shows and what a library holds comes before what ranks alike, and scripts and demos are left out")
    func needed() throws {
        var fixture = Fixture.library()
        fixture.texts["README.md", default: ""] += "\nUse `Checksum` first.\n"
        fixture.type("struct", "Mutant", "Scripts/mutants.swift", 1)
        fixture.graph.centralTypes.insert(fixture.rank("Mutant", "Scripts/mutants.swift", 1, fanIn: 90), at: 0)
        fixture.graph.entryPoints.insert(fixture.rank("mutants.swift", "Scripts/mutants.swift", 107, fanIn: 0), at: 0)
        for index in fixture.graph.centralTypes.indices { fixture.graph.centralTypes[index].rank = 0.1 }
        let facts = try fixture.facts()
        #expect(facts.centralTypes.map(\.rank.name) == ["Checksum", "Store", "Entry", "Segment", "LogWriter"])
        #expect(facts.entryPoints.map(\.file) == ["Sources/lantern/Lantern.swift"])
    }

    @Test("Only what other files show of a README's names counts: code, and words with capitals inside")
    func readmeNames() {
        let names = ReadmeNames("A Job for `Worker.run`.\n```\nlet queue = Store()\n```\nThe JobQueue is fine.\n\n    Indented()\n")
        #expect(["Worker", "Worker.run()", "Store", "JobQueue", "Shop.queue", "Indented"].allSatisfy(names.contains))
        #expect(!["Job", "The", "A"].contains(where: names.contains))
    }

    @Test("Code outside functions is no function that the page could name")
    func entryCode() throws {
        var fixture = Fixture.oneFile()
        fixture.extraction.functions.append(.entryCode(name: "hello.py", signature: "code", file: "hello.py", line: 3, calls: []))
        #expect(try !fixture.page().contains("@main"))
    }

    @Test("Binaries, pointers of Git LFS and large texts are said to be such, with their sizes")
    func sizes() throws {
        var fixture = Fixture.library()
        for (path, bytes) in [("a.bin", 150_000), ("b.bin", 250_000), ("data.json", 30_000_000)] {
            fixture.add(path, "JSON", path == "data.json" ? 1 : 0, .asset, 0.06, "asset")
            fixture.observation.files[fixture.observation.files.count - 1].bytes = bytes
            fixture.observation.files[fixture.observation.files.count - 1].isBinary = path == "data.json" ? nil : true
        }
        fixture.add("model.bin", "Binary", 0, .asset, 0.06, "kept in Git LFS")
        fixture.observation.files[fixture.observation.files.count - 1].pointsToBytes = 2_100_000_000
        let page = try fixture.page()
        #expect(page.contains("Two binary files, 400 KB, were not read."))
        #expect(page.contains("`model.bin` (2.1 GB) is kept in Git LFS and was not fetched."))
        #expect(page.contains("Large is `data.json` (30 MB)."))
    }

    @Test(
        "Sizes are rounded as readers say them",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 KB"), (1540, "1.5 KB"), (15_400, "15 KB"), (999_600, "1 MB"),
            (2_100_000_000, "2.1 GB"),
        ])
    func byteWords(_ bytes: Int, _ words: String) { #expect(ByteWords.size(bytes) == words) }
}
