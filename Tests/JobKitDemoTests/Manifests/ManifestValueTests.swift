import Testing

@testable import JobKitDemo

@Suite("Data made to hurt is refused, and nothing hangs")
struct ManifestValueTests {
    @Test("TOML, JSON and YAML say the same things")
    func same() {
        let expected = ManifestValue.table(["a": .list([.text("x"), .table(["b": .flag(true)])])])
        #expect(ManifestValue(toml: "a = [\"x\", {b = true}]") == expected)
        #expect(ManifestValue(yaml: "a: [x, {b: true}]") == expected)
        #expect(ManifestValue(json: "{\"a\": [\"x\", \"y\"]}")?["a"]?.texts == ["x", "y"])
    }

    @Test(
        "What is no TOML is nothing",
        arguments: [
            "a = [", "= 1", "[a", "[[[a]]]", "[?]", "[", "[\n]", "[[", "[ [a]]", "a = 1\n[=]\n", "\u{FEFF}[?]", "[a.?]", "[a.]",
            "a = [}", "a = [1, }", "a = [ # c\n }", "a = [1, # ]\n}", String(repeating: "[", count: 100_000),
            "x = " + String(repeating: "[", count: 100_000),
            String(repeating: "a.", count: 60_000) + "a = 1\n= broken", "[" + String(repeating: "a.", count: 60_000) + "a]\n= broken",
            "[project]\ndependencies = [" + String(repeating: "\"a", count: 60_000), String(repeating: "{a=", count: 50_000),
        ])
    func toml(text: String) {
        #expect(ManifestValue(toml: text) == nil)
    }

    @Test("Lists in lists, and brackets in strings, are TOML")
    func brackets() {
        let text = "x = [\n  [\n    \"a\", # ]\n  ],\n]\ni = \"[#{issue}](https://x)\"\n[t.\"u v\"]\nk = '''\n[?]\n'''\n"
        let list = ManifestValue(toml: text)
        #expect(list?["x"] == .list([.list([.text("a")])]))
        #expect(list?["i"]?.text == "[#{issue}](https://x)" && list?["t"]?["u v"]?["k"]?.text == "[?]\n")
    }

    @Test("No text of brackets, quotes and other marks ends the process")
    func noise() {
        var random = SeededGenerator(seed: 7)
        let marks = [
            "[", "]", "[[", "]]", "{", "}", "=", ",", "\"", "'", "\"\"\"", "#", ".", "\n", " ", "a", "1", "?", "-", "\\", "\u{E9}", "a = [",
        ]
        var read = 0
        for _ in 0..<40_000 {
            let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in marks.randomElement(using: &random) ?? "" }.joined()
            if ManifestValue(toml: text) != nil { read += 1 }
        }
        #expect(read > 100)
    }

    @Test("What is no JSON is nothing", arguments: ["", "{", "{\"a\": [", String(repeating: "[", count: 200_000), "{\"a\": 1, // c\n}"])
    func json(text: String) {
        #expect(ManifestValue(json: text) == nil)
    }

    @Test(
        "What is no YAML is nothing",
        arguments: [
            "a: [", "a: *unknown", "{a: 1, a: 2}", String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000) + "[",
            "\u{1}",
        ])
    func yaml(text: String) {
        #expect(ManifestValue(yaml: text) == nil)
    }

    @Test("Aliases that would multiply into millions are refused, a few are followed")
    func aliases() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 { bomb += "a\(level): &a\(level) [" + (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", ") + "]\n" }
        #expect(ManifestValue(yaml: bomb) == nil)
        // As a key, a bomb would be hashed.
        #expect(ManifestValue(yaml: bomb + "? *a9\n: x\n") == nil)
        #expect(ManifestValue(yaml: "base: &b {image: redis}\none: *b\nglob: ['*.js', 'packages/*']\n")?["one"]?["image"]?.text == "redis")
    }

    @Test("Values that lie deeper than any manifest's are cut off")
    func deep() {
        let list = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        for value in [ManifestValue(json: list), ManifestValue(yaml: list), ManifestValue(toml: "a = " + list)] {
            var depth = 0
            var current = value?["a"] ?? value
            while let next = current?.list.first {
                current = next
                depth += 1
            }
            #expect((1...ManifestValue.deepest).contains(depth))
        }
    }

    @Test("A text that is larger than any manifest is not parsed")
    func large() {
        let text = String(repeating: "# comment\n", count: ManifestValue.limit / 10 + 1)
        #expect(ManifestValue(toml: text + "a = 1\n") == nil)
        #expect(ManifestValue(yaml: text + "a: 1\n") == nil)
    }

    @Test(
        "Workspaces name their members by patterns",
        arguments: [
            ("packages/*", "packages/a", true), ("packages/*", "packages/a/b", false), ("packages/**", "packages/a/b", true),
            ("./libs/x-*", "libs/x-one", true), ("libs/x-*", "libs/y", false), (".", "", true), ("*", "a", true), ("*", ".git", false),
            ("**/" + String(repeating: "**/", count: 500) + "z", String(repeating: "a/", count: 500) + "b", false),
            ("a*b*c", "aXbYc", true), ("a*b*c", "acb", false),
        ])
    func patterns(pattern: String, folder: String, matches: Bool) {
        #expect(FolderPattern(pattern).matches(folder) == matches)
        #expect(!FolderPattern.matches([pattern, "!" + pattern], folder))
    }
}
