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

    @Test("A file is read up to the limit, and bytes that are no UTF-8 are replaced")
    func bounded() throws {
        let folder = try TemporaryFolder(["README.md": String(repeating: "a", count: RepositoryTexts.limit + 10)])
        #expect(RepositoryTexts.text(of: "README.md", in: folder.path)?.utf8.count == RepositoryTexts.limit)
        try Data([0x61, 0xFF, 0x62]).write(to: URL(filePath: folder.path + "/b"))
        #expect(RepositoryTexts.text(of: "b", in: folder.path) == "a\u{FFFD}b")
    }

    @Test("A file that is not tracked is not read")
    func untracked() throws {
        let folder = try TemporaryFolder(["README.md": "words", "Makefile": "test:\n", "package.json": "{}"])
        let texts = RepositoryTexts.load(from: folder.path, paths: ["Makefile"])
        #expect(texts.readme == nil)
        #expect(texts.manifests.map(\.path) == ["Makefile"])
    }
}
