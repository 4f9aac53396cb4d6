import Foundation
import JobKit
import Testing

@testable import JobKitDemo

@Suite("The preflight")
struct PreflightTests {
    private let scratch: Scratch
    private let preflight: Preflight

    init() throws {
        scratch = try Scratch()
        preflight = Preflight(git: scratch.git())
    }

    private func code(of path: String) async throws -> RepositoryError.Code? {
        let source = try scratch.source(path)
        return await #expect(throws: RepositoryError.self) { try await preflight.check(source) }?.code
    }

    @Test("A work tree, a directory in it, its git directory and a bare clone can all be read; the first three are one repository")
    func places() async throws {
        try scratch.write("origin/sub dir/a", "a\n")
        try await scratch.commit("origin")
        try await scratch.shell("git clone -q --bare origin bare.git")
        let root = try await preflight.check(try scratch.source("origin"))
        #expect(root.name == "origin")
        #expect(root.head.branch == "main" && root.head.reference == "HEAD")
        #expect(root.head.object == (try await scratch.shell("git -C origin rev-parse HEAD")).trimmingCharacters(in: .newlines))
        #expect((root.bytes ?? 0) > 0)
        for inside in ["origin/sub dir", "origin/.git"] {
            let report = try await preflight.check(try scratch.source(inside))
            #expect(report.identity == root.identity && report.name == "origin")
        }
        let bare = try await preflight.check(try scratch.source("bare.git"))
        #expect(bare.name == "bare" && bare.identity != root.identity)
    }

    @Test("A linked work tree is read at its own HEAD")
    func linkedWorkTree() async throws {
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try await scratch.shell("git -C origin worktree add -q -b side ../linked; cd linked; echo b > b; git add b; git commit -q -m b")
        let report = try await preflight.check(try scratch.source("linked"))
        #expect(report.head.branch == "side")
        #expect(report.head.object == (try await scratch.shell("git -C linked rev-parse HEAD")).trimmingCharacters(in: .newlines))
    }

    @Test("A path that is not there, a file, and a directory outside any repository are told apart")
    func notRepositories() async throws {
        try scratch.write("file", "x")
        try scratch.write("plain/file", "x")
        #expect(try await code(of: "nowhere") == .notFound)
        #expect(try await code(of: "file") == .notFound)
        #expect(try await code(of: "plain") == .notARepository)
    }

    @Test("A repository without a commit is empty, whatever lies in its work tree")
    func empty() async throws {
        try await scratch.shell("git init -q void; echo x > void/x")
        #expect(try await code(of: "void") == .empty)
    }

    @Test("A repository over the limit is refused, one at the limit is not")
    func sizeLimit() async throws {
        try await scratch.shell("mkdir big; head -c 300000 /dev/urandom > big/noise")
        try await scratch.commit("big")
        let source = try scratch.source("big")
        let bytes = try #require(try await preflight.check(source).bytes)
        #expect(bytes > 300_000 && bytes < 400_000)
        _ = try await Preflight(git: scratch.git(), sizeLimit: bytes).check(source)
        let strict = Preflight(git: scratch.git(), sizeLimit: bytes - 1)
        let error = await #expect(throws: RepositoryError.self) { try await strict.check(source) }
        #expect(error?.code == .tooLarge)
    }

    @Test("A HEAD that names a missing branch falls back to another branch, then to the highest tag")
    func danglingHead() async throws {
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try await scratch.shell("git -C origin tag 1.9.0; git -C origin tag -m x 1.10.0; git -C origin symbolic-ref HEAD refs/heads/gone")
        #expect(try await preflight.check(try scratch.source("origin")).head.branch == "main")
        try await scratch.shell("git -C origin update-ref -d refs/heads/main")
        let head = try await preflight.check(try scratch.source("origin")).head
        #expect(head.reference == "refs/tags/1.10.0" && head.branch == nil)
    }

    @Test("Nothing that a local repository configures is run")
    func hostileConfiguration() async throws {
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try scratch.script("origin/.git/hooks/post-checkout", "touch '\(scratch.at("ran"))'\n")
        let run = "touch \(scratch.at("ran"))"
        for key in [
            "core.fsmonitor", "uploadpack.packObjectsHook", "core.sshCommand", "core.pager", "core.gitProxy", "core.alternateRefsCommand",
            "filter.x.smudge", "alias.ls-remote", "alias.rev-parse",
        ] {
            try await scratch.shell("git -C origin config \"$1\" \"$2\"", key, key.hasPrefix("alias") ? "!" + run : run)
        }
        _ = try await preflight.check(try scratch.source("origin"))
        _ = try await Cloner(git: scratch.git()).clone(try scratch.source("origin"), into: scratch.at("clone"))
        #expect(!scratch.exists("ran"))
    }

    @Test("A repository that belongs to another user can be read", .enabled(if: getuid() == 0))
    func otherOwner() async throws {
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try await scratch.shell("chown -R 12345 origin")
        _ = try await preflight.check(try scratch.source("origin"))
        _ = try await Cloner(git: scratch.git()).clone(try scratch.source("origin"), into: scratch.at("clone"))
        #expect(scratch.exists("clone/a"))
    }

    @Test("A host that cannot be reached is a passing trouble")
    func unreachable() async throws {
        try scratch.script("bin/ssh", "echo 'ssh: connect to host x port 22: Connection refused' >&2; exit 255")
        let source = try RepositorySource(parsing: "git@example.invalid:a")
        let preflight = Preflight(git: scratch.git(path: "bin"))
        let error = await #expect(throws: RepositoryError.self) { try await preflight.check(source) }
        #expect(error?.code == .unreachable && error?.retryAdvice == .byPolicy)
        #expect(error?.subject == "git@example.invalid:a")
    }

    @Test("A reference that a server made up cannot become part of a command")
    func hostileReferences() {
        let hash = String(repeating: "a", count: 40)
        for name in [
            "refs/heads/a:refs/heads/b", "refs/heads/*", "refs/heads/../x", "refs/heads/a b", "--upload-pack=x", "HEAD", "refs/heads/^x",
        ] {
            #expect(RemoteHead(bestOf: ["\(hash)\t\(name)"]) == nil)
        }
        #expect(RemoteHead(bestOf: ["nothash\trefs/heads/a"]) == nil)
        #expect(RemoteHead(bestOf: ["\(hash)\trefs/heads/-x"])?.reference == "refs/heads/-x")
        #expect(RemoteHead(symbolic: ["ref: refs/heads/main\tHEAD"]) == nil)
        #expect(RemoteHead(symbolic: ["\(hash)\tHEAD"]) == RemoteHead(reference: "HEAD", object: hash, branch: nil))
    }
}
