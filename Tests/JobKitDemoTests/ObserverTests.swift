import Foundation
import Synchronization
import Testing

@testable import JobKitDemo

@Suite("An observation")
struct ObserverTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func clone() async throws -> Checkout {
        try await scratch.commit("origin")
        return try await Cloner(git: scratch.git()).clone(try scratch.source("origin"), into: scratch.at("clone"))
    }

    private func observe() async throws -> Observation {
        try await Observer(git: scratch.git()).observe(try await clone())
    }

    @Test("It counts what ls-files, wc -l and wc -c count, whatever the names are")
    func counts() async throws {
        let names = [
            "plain.swift", "with space.md", "-rf", "--help.py", "new\nline.txt", "tab\tquote\".json", "ünï/cödé.go", "日本語.rs", ".hidden",
            "deep/er/still/x.c", "empty.txt", "$(touch x).sh", "a\\b.txt",
        ]
        for (index, name) in names.enumerated() {
            try scratch.write("origin/" + name, String(repeating: "line\r\n", count: name == "empty.txt" ? 0 : index * 700 + 1))
        }
        let observation = try await observe()
        let tracked = try await scratch.shell("git -C clone ls-files -z").split(separator: "\0").map { String($0) }
        #expect(Set(observation.files.map { $0.path }) == Set(tracked))
        #expect(Set(tracked) == Set(names))
        for file in observation.files {
            let counted = try await scratch.shell("wc -lc < \"$1\"", "clone/" + file.path).split(separator: " ").compactMap {
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            #expect([file.lines, file.bytes] == counted, "\(file.path)")
        }
        #expect(observation.lines == observation.files.reduce(0) { $0 + $1.lines })
        #expect(observation.languages.values.reduce(0) { $0 + $1.files } == names.count)
        #expect(observation.languages["Swift"] == LanguageCount(files: 1, lines: 1))
        #expect(observation.notes.isEmpty)
    }

    @Test("An unterminated last line counts, a binary file has no lines, and bytes that are not UTF-8 are no trouble")
    func lineRules() async throws {
        try scratch.write("origin/unterminated", "a\nb")
        try scratch.write("origin/one", "a")
        try scratch.write("origin/latin.py", bytes: [0x23, 0xE9, 0x0A, 0xFF, 0xFE, 0x0A])
        try scratch.write("origin/early.bin", bytes: [10, 0, 10])
        try scratch.write("origin/late.txt", bytes: [UInt8](repeating: 10, count: 8000) + [0, 10])
        try scratch.write("origin/long.txt", bytes: [UInt8](repeating: 65, count: 200_000) + [10])
        try scratch.write("origin/powershell.txt", bytes: [0xFF, 0xFE, 65, 0, 10, 0, 66, 0, 10, 0])
        try scratch.write("origin/model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
        let files = try await observe().files
        let lines = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.lines) })
        #expect(files.filter { $0.isBinary == true }.map { $0.path } == ["early.bin"])
        #expect(files.compactMap { $0.pointsToBytes } == [12345])
        #expect(lines["powershell.txt"] == 3 && lines["model.bin"] == 0)
        let others = lines.filter { !["powershell.txt", "model.bin"].contains($0.key) }
        #expect(others == ["unterminated": 2, "one": 1, "latin.py": 2, "early.bin": 0, "late.txt": 8001, "long.txt": 1])
    }

    #if os(Linux)
        // Other systems' file systems refuse such names.
        @Test("Names that are not UTF-8 are kept apart, read, and noted")
        func foreignNames() async throws {
            try await scratch.shell(
                "mkdir origin; cd origin; printf 'a\\n' > \"$(printf 'caf\\351')\"; printf 'b\\nb\\n' > \"$(printf 'caf\\352')\"")
            let observation = try await observe()
            #expect(observation.files.map { [$0.path, "\($0.lines)"] } == [["caf\\xE9", "1"], ["caf\\xEA", "2"]])
            #expect(observation.notes == ["2 file names are not UTF-8; their other bytes are written as \\xNN: caf\\xE9, caf\\xEA."])
        }
    #endif

    @Test("Symbolic links and submodules are noted, not followed and not counted")
    func linksAndSubmodules() async throws {
        try scratch.write("origin/a", "1\n")
        try await scratch.shell("ln -s /etc/passwd origin/link")
        try await scratch.commit("origin")
        try await scratch.shell(
            "cd origin; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub; git commit -q -m s; mkdir sub; echo > b")
        let observation = try await observe()
        #expect(observation.files.map { $0.path } == ["a", "b"])
        #expect(observation.notes == ["1 symbolic link was not followed: link.", "1 submodule was not read: sub."])
    }

    @Test("A file or directory that became a link, a pipe or nothing since the clone is noted, and nothing outside is opened")
    func replacedFiles() async throws {
        for name in ["dir/passwd", "file", "gone", "pipe", "stays"] { try scratch.write("origin/" + name, "1\n") }
        let checkout = try await clone()
        try await scratch.shell(
            "mkdir out; echo secret > out/passwd; cd clone; rm -r dir file gone pipe; ln -s ../out dir; ln -s ../out/passwd file; mkfifo pipe"
        )
        let observation = try await Observer(git: scratch.git()).observe(checkout)
        #expect(observation.files.map { $0.path } == ["stays"])
        #expect(
            observation.notes == [
                "4 tracked files could not be read: dir/passwd (it is a link, or lies behind one), file (it is a link, or lies behind one), "
                    + "gone (it is not in the tree), pipe (it is not a regular file)."
            ])
    }

    @Test("No path leads out of the tree", arguments: ["../secret", "a/../../secret", "/etc/passwd", "./a", "a//b", "", ".."])
    func paths(_ path: String) throws {
        try scratch.write("tree/a", "1\n")
        try scratch.write("secret", "1\n")
        let tree = try TreeReader(directory: scratch.at("tree"))
        #expect(tree.read(Array(path.utf8)) == .failure(.outside))
        #expect(throws: Never.self) { try tree.read(Array("a".utf8)).get() }
    }

    @Test("A control character in a name stays out of the notes")
    func notes() async throws {
        try scratch.write("origin/a", "1\n")
        try await scratch.shell("ln -s a \"$(printf 'origin/\\033[2Jx')\"")
        #expect(try await observe().notes == ["1 symbolic link was not followed: \\x1B[2Jx."])
    }

    @Test("What .gitattributes say of a file decides over its name")
    func linguist() async throws {
        try scratch.write(
            "origin/.gitattributes",
            "made.swift linguist-generated\nvendor/ours.swift -linguist-vendored\nlib/** linguist-vendored=true\nx.min.js linguist-generated=false\n*.m linguist-language=MATLAB\n*.h linguist-language=C++\n"
        )
        for name in [
            "made.swift", "vendor/ours.swift", "vendor/theirs.swift", "lib/b.swift", "x.min.js", "y.min.js", "own.swift", "f.m", "a.h",
        ] {
            try scratch.write("origin/" + name, "let a = 1\n")
        }
        let files = try await observe().files
        let roles = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.role) })
        #expect(files.filter { ["f.m", "a.h"].contains($0.path) }.map { $0.language } == ["C++", "MATLAB"])
        #expect(
            roles == [
                ".gitattributes": .configuration, "made.swift": .generated, "vendor/ours.swift": .source, "vendor/theirs.swift": .vendored,
                "lib/b.swift": .vendored, "x.min.js": .source, "y.min.js": .generated, "own.swift": .source,
                "f.m": .source, "a.h": .source,
            ])
    }

    @Test("Cancelling ends it between two files")
    func cancellation() async throws {
        for number in 0..<200 { try scratch.write("origin/\(number)", "1\n") }
        let checkout = try await clone()
        let seen = Mutex<[Double]>([])
        let running = Task { [scratch] in
            try await Observer(git: scratch.git()).observe(checkout) { fraction in
                seen.withLock { $0.append(fraction) }
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(seen.withLock { $0 } == [0.32])
    }

    @Test("An observation survives being stored")
    func storing() async throws {
        try scratch.write("origin/main.swift", "print(1)\n")
        try scratch.write("origin/README.md", "# x\n")
        let observation = try await observe()
        #expect(try JSONDecoder().decode(Observation.self, from: JSONEncoder().encode(observation)) == observation)
    }
}
