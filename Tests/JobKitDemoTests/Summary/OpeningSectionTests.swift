import Testing

@testable import JobKitDemo

@Suite("The page opens with what the project says it is")
struct OpeningSectionTests {
    private func lines(_ texts: [String: String], unreadable: [String]? = nil, name: String = "repo") throws -> [String] {
        var fixture = Fixture(name)
        fixture.texts = texts
        for path in texts.keys.sorted() + (unreadable ?? []) {
            let isText = [".md", ".txt"].contains(where: path.hasSuffix)
            fixture.add(path, "Text", 3, isText ? .documentation : .manifest, 0.5)
        }
        var facts = try fixture.facts()
        if let unreadable {
            var read = facts.texts
            read.unreadable = unreadable
            facts = PageFacts(
                checkout: facts.checkout, observation: facts.observation, extraction: facts.extraction, graph: facts.graph, texts: read)
        }
        return OpeningSection.lines(facts)
    }

    @Test("A short line is enough, and words in brackets need no backslash")
    func short() throws {
        #expect(try lines(["README.md": "# Goapp\n\nA small inventory service.\n"])[2] == "A small inventory service.")
        let text = "# Frame\n\nFrame is a lightweight [WSGI] web framework with `code` in it.\n"
        #expect(try lines(["README.md": text])[2] == "Frame is a lightweight [WSGI] web framework with `code` in it.")
    }

    @Test("A long paragraph is cut at a sentence or a word, and its code stays code")
    func long() throws {
        let words = "Tar `reads` archives of " + String(repeating: "many ", count: 200) + "kinds."
        let line = try lines(["README.md": "# Tar\n\n\(words)\n"])[2]
        #expect(line.hasPrefix("Tar `reads` archives of many") && line.hasSuffix("many…") && line.count <= 604)
        let lead = "# Tar\n\nTar reads archives. It comes with these:\n\n- a\n"
        #expect(try lines(["README.md": lead])[2] == "Tar reads archives.")
    }

    @Test("A README that was not read is said to be there, and one without such words is said to have none")
    func missing() throws {
        #expect(try lines([:], unreadable: ["README.md"])[2] == "`README.md` is in an encoding that was not recognized, and was not read.")
        #expect(try lines(["README.md": "# Tar\n"])[2] == "`README.md` has no paragraph that says what the project is for.")
        #expect(try lines(["a.txt": "a"])[2] == "There is no README to say what the project is for.")
    }

    @Test("The title is the name that the manifest gives, whatever folder the clone lies in")
    func title() throws {
        let crate = try lines(["Cargo.toml": "[package]\nname = \"ripfind\"\nversion = \"1.0.0\"\n"], name: "repo.git")
        #expect(crate[0] == "# ripfind" && crate[4].hasPrefix("`ripfind` is a Rust crate"))
        #expect(try lines(["go.mod": "module github.com/someone/mux/v2\n\ngo 1.22\n"])[0] == "# mux")
        #expect(try lines(["package.json": "{\"name\": \"@scope/tar\"}"])[0] == "# @scope/tar")
        #expect(try lines(["a.txt": "a"])[0] == "# repo")
    }
}
