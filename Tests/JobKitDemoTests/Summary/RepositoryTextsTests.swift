import Foundation
import Testing

@testable import JobKitDemo

@Suite("Texts are read from the tree and from nowhere else")
struct RepositoryTextsTests {
    @Test("A symlink is not followed, as a file or as a folder on the way")
    func symlinks() throws {
        let outside = try TemporaryFolder(["secret.md": "outside"])
        let folder = try TemporaryFolder(["docs/plain.md": "inside"])
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/README.md", withDestinationPath: outside.path + "/secret.md")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/linked", withDestinationPath: outside.path)
        #expect(RepositoryTexts.text(of: "README.md", in: folder.path) == nil)
        #expect(RepositoryTexts.text(of: "linked/secret.md", in: folder.path) == nil)
        #expect(RepositoryTexts.text(of: "docs/plain.md", in: folder.path) == "inside")
    }

    @Test(
        "A path that leaves the tree is not opened", arguments: ["../x/secret.md", "/etc/hostname", "docs/../../x", "", "docs//plain.md"])
    func escapes(path: String) throws {
        let folder = try TemporaryFolder(["x/secret.md": "outside", "tree/docs/plain.md": "inside"])
        #expect(RepositoryTexts.text(of: path, in: folder.path + "/tree") == nil)
    }

    @Test("A named pipe and a folder are no texts, and opening them does not wait")
    func notRegular() throws {
        let folder = try TemporaryFolder(["README.md/inner": ""])
        try #require(mkfifo(folder.path + "/Makefile", 0o600) == 0)
        #expect(RepositoryTexts.text(of: "Makefile", in: folder.path) == nil)
        #expect(RepositoryTexts.text(of: "README.md", in: folder.path) == nil)
    }

    @Test("A file is read up to the limit")
    func bounded() throws {
        let folder = try TemporaryFolder(["README.md": String(repeating: "a", count: RepositoryTexts.limit + 10)])
        #expect(RepositoryTexts.text(of: "README.md", in: folder.path)?.utf8.count == RepositoryTexts.limit)
    }

    @Test("What PowerShell and old editors write is read; what is in no known encoding is said to be there and unread")
    func encodings() throws {
        let folder = try TemporaryFolder(["Makefile": "all:\n"])
        func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: URL(filePath: folder.path + "/" + name)) }
        try write([0xFF, 0xFE] + "flask\r\n".utf8.flatMap { [$0, 0] }, "requirements.txt")
        try write(Array("# Gr".utf8) + [0xF6, 0xDF] + Array("en".utf8), "README.md")
        try write([0xC4, 0xE3, 0xBA, 0xC3, 0xCA, 0xC0, 0xBD, 0xE7], "setup.cfg")
        let texts = RepositoryTexts.load(from: folder.path, paths: ["Makefile", "README.md", "requirements.txt", "setup.cfg"])
        #expect(texts.readme?.text == "# Größen")
        #expect(texts.manifests.map(\.path) == ["requirements.txt", "Makefile"])
        #expect(texts.manifests[0].text == "flask\r\n")
        #expect(texts.unreadable == ["setup.cfg"])
        #expect(RepositoryTexts.load(from: folder.path, paths: ["Makefile"]).unreadable == nil)
        let reader = try CheckoutReader(directory: folder.path)
        #expect(try reader.text("requirements.txt", limit: 100) == "flask\r\n")
        #expect(try reader.text("setup.cfg", limit: 100) == nil)
    }

    @Test("A title keeps its code and loses its other marks")
    func titles() throws {
        let folder = try TemporaryFolder(["docs/a.md": "---\nlayout: x\n---\n# Use `tar` *well*\n", "docs/b.rst": "Two\n===\n"])
        var texts = RepositoryTexts.load(from: folder.path, paths: [])
        texts.readTitles(of: ["docs/a.md", "docs/b.rst"], in: folder.path)
        #expect(texts.titles == ["docs/a.md": "Use `tar` well", "docs/b.rst": "Two"])
    }

    @Test("A file that is not tracked is not read")
    func untracked() throws {
        let folder = try TemporaryFolder(["README.md": "words", "Makefile": "test:\n", "package.json": "{}"])
        let texts = RepositoryTexts.load(from: folder.path, paths: ["Makefile"])
        #expect(texts.readme == nil)
        #expect(texts.manifests.map(\.path) == ["Makefile"])
    }
}
