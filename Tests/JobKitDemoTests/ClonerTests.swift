import Foundation
import Synchronization
import Testing

@testable import JobKitDemo

@Suite("A clone")
struct ClonerTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func clone(_ name: String, git: Git? = nil) async throws -> Checkout {
        try await Cloner(git: git ?? scratch.git()).clone(try scratch.source(name), into: scratch.at("clone"))
    }

    private func head(_ name: String) async throws -> String {
        try await scratch.shell("git -C \"$1\" rev-parse HEAD", name).trimmingCharacters(in: .newlines)
    }

    @Test("It holds one commit, and says which, when and from where")
    func shallow() async throws {
        try scratch.write("my ori%67in é/a", "1\n")
        try await scratch.commit("my ori%67in é")
        try scratch.write("my ori%67in é/a", "2\n")
        try await scratch.commit("my ori%67in é")
        try await scratch.shell("git -C \"$1\" tag t", "my ori%67in é")
        let checkout = try await clone("my ori%67in é")
        #expect(
            checkout
                == Checkout(
                    source: scratch.at("my ori%67in é"), name: "my ori%67in é", directory: scratch.at("clone"),
                    commit: try await head("my ori%67in é"), branch: "main", committedAt: "2024-05-07T08:09:10+00:00"))
        #expect(try await scratch.shell("git -C clone rev-list --count HEAD; git -C clone tag; cat clone/a") == "1\n2\n")
    }

    @Test("A detached HEAD, a branch named like an option and a tag can be cloned")
    func oddHeads() async throws {
        try scratch.write("origin/a", "1\n")
        try await scratch.commit("origin")
        try await scratch.shell("cd origin; echo 2 > a; git commit -q -a -m 2; git checkout -q --detach; echo 3 > a; git commit -q -a -m 3")
        #expect(try await clone("origin").branch == nil)
        #expect(try await scratch.shell("cat clone/a; rm -r clone") == "3\n")
        try await scratch.shell(
            "cd origin; git update-ref refs/heads/--upload-pack=x HEAD~1; git symbolic-ref HEAD refs/heads/--upload-pack=x")
        #expect(try await clone("origin").branch == "--upload-pack=x")
        #expect(try await scratch.shell("cat clone/a; rm -r clone") == "2\n")
        try await scratch.shell("cd origin; git tag -m x 1.0 main~1; git symbolic-ref HEAD refs/heads/gone")
        try await scratch.shell("cd origin; git update-ref -d refs/heads/main; git update-ref -d refs/heads/--upload-pack=x")
        let tagged = try await clone("origin")
        #expect(tagged.branch == nil && tagged.commit.count == 40)
        #expect(try await scratch.shell("cat clone/a") == "1\n")
    }

    @Test("A repository with SHA-256 can be cloned")
    func sha256() async throws {
        try await scratch.shell("git init -q --object-format=sha256 origin; echo 1 > origin/a")
        try await scratch.commit("origin")
        #expect(try await clone("origin").commit.count == 64)
    }

    @Test("Links become text, files arrive as stored, and no filter, hook or template of anybody's runs")
    func hostileTree() async throws {
        let ran = "touch '\(scratch.at("ran"))'"
        try scratch.write(".gitconfig", "[filter \"x\"]\n smudge = \(ran)\n required = true\n[core]\n autocrlf = true\n")
        try scratch.write(".config/git/attributes", "* eol=crlf\n")
        try scratch.script("template/hooks/post-checkout", ran)
        try scratch.write("origin/.gitattributes", "*.x filter=x\n*.t text eol=crlf\n*.u working-tree-encoding=UTF-16\n*.i ident\n")
        try scratch.write("origin/f.x", "smudge me\n")
        try scratch.write("origin/f.t", "one\ntwo\n")
        try scratch.write("origin/f.i", "$Id$\n")
        try await scratch.shell("ln -s /etc/passwd origin/link; ln -s / origin/root")
        try await scratch.commit("origin")
        // Stored as UTF-8 behind git's back, so that a conversion would show.
        try await scratch.shell(
            "cd origin; h=$(printf 'ab\\n' | git hash-object -w --stdin); git update-index --add --cacheinfo 100644,$h,f.u; git commit -q -m u"
        )
        let git = scratch.git(["GIT_TEMPLATE_DIR": scratch.at("template")])
        _ = try await clone("origin", git: git)
        #expect(!scratch.exists("ran"))
        #expect(
            try await scratch.shell("cd clone; test ! -h link; cat link; echo; cat root; echo; cat f.x f.t f.u f.i")
                == "/etc/passwd\n/\nsmudge me\none\ntwo\nab\n$Id$\n")
        #expect(!scratch.exists("clone/.git/hooks"))
    }

    @Test("Submodules are left out")
    func submodules() async throws {
        try scratch.write("origin/a", "1\n")
        try scratch.write("origin/.gitmodules", "[submodule \"s\"]\n path = s\n url = \(scratch.at("other"))\n")
        try await scratch.commit("origin")
        try await scratch.shell("cd origin; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s; git commit -q -m s")
        _ = try await clone("origin")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("clone/s")).isEmpty)
    }

    @Test("Files that would take more room than the limit are never written, however small their objects")
    func bomb() async throws {
        try await scratch.shell("mkdir origin; head -c 3000000 /dev/zero > origin/zeros")
        try await scratch.commit("origin")
        let cloner = Cloner(git: scratch.git(), sizeLimit: 1_000_000)
        let error = await #expect(throws: RepositoryError.self) {
            try await cloner.clone(try scratch.source("origin"), into: scratch.at("clone"))
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.cause.contains("3000000") == true)
        #expect(!scratch.exists("clone"))
    }

    @Test("A tree made to explode is refused by the length of its listing")
    func explodingTree() async throws {
        try await scratch.shell(
            """
            git init -q origin; cd origin; o=$(echo x | git hash-object -w --stdin); t=$(printf '100644 blob %s\\tf\\n' $o | git mktree)
            for level in 1 2 3 4 5; do
              t=$(for name in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\\t%s\\n' $t $name; done | git mktree)
            done
            git update-ref refs/heads/main $(git commit-tree -m bomb $t); git symbolic-ref HEAD refs/heads/main
            """)
        try await scratch.shell(
            "git clone -q --bare origin clone; git -C clone update-ref FETCH_HEAD HEAD; mv clone clone.git; mkdir clone; mv clone.git clone/.git"
        )
        let budget = TreeBudget(git: scratch.git(), bytes: 1 << 30, listingLimit: 1 << 20)
        let error = await #expect(throws: RepositoryError.self) { try await budget.check(scratch.at("clone"), subject: "bomb") }
        #expect(error?.code == .tooManyFiles)
    }

    @Test("A failed clone leaves nothing, and a directory that was there is left alone")
    func leftovers() async throws {
        try await scratch.shell("git init -q void")
        await #expect(throws: RepositoryError.self) { try await clone("void") }
        #expect(!scratch.exists("clone"))
        try scratch.write("clone/mine", "x")
        let error = await #expect(throws: RepositoryError.self) { try await clone("void") }
        #expect(error?.code == .destinationTaken)
        #expect(scratch.exists("clone/mine"))
    }

    @Test("A cancelled clone leaves nothing")
    func cancelled() async throws {
        try scratch.write("origin/a", "1\n")
        try await scratch.commit("origin")
        let source = try scratch.source("origin")
        let (started, begun) = AsyncStream.makeStream(of: Void.self)
        let closed = GateClock()
        let running = Task { [scratch] in
            try await Cloner(git: scratch.git()).clone(source, into: scratch.at("clone")) { _ in
                begun.finish()
                // Held here until the cancellation arrives.
                try? await closed.sleep(for: .seconds(60))
            }
        }
        for await _ in started {}
        #expect(scratch.exists("clone/.git"))
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(!scratch.exists("clone"))
    }

    @Test("Progress goes up and ends at 1")
    func progress() async throws {
        for number in 0..<50 { try scratch.write("origin/\(number)", "\(number)\n") }
        try await scratch.commit("origin")
        let seen = Mutex<[Double]>([])
        let cloner = Cloner(git: scratch.git())
        _ = try await cloner.clone(try scratch.source("origin"), into: scratch.at("clone")) { fraction in
            seen.withLock { $0.append(fraction) }
        }
        let fractions = seen.withLock { $0 }
        #expect(fractions == fractions.sorted() && fractions.last == 1)
        #expect(fractions.count > 2)
    }

    @Test("A server that counts backwards does not move progress back")
    func meter() async {
        let seen = Mutex<[Double]>([])
        let meter = CloneMeter { fraction in seen.withLock { $0.append(fraction) } }
        for percent in [50, 10, 60] { await meter.read("Receiving objects: \(percent)% (1/2)") }
        await meter.finish()
        await meter.finish()
        #expect(seen.withLock { $0.map { Int(($0 * 100).rounded()) } } == [40, 46, 100])
    }

    @Test("Progress lines are read, and told from complaints")
    func progressLines() {
        #expect(GitProgress(line: "Receiving objects:  50% (1/2), 1.2 MiB | 3 MiB/s")?.cloneFraction == 0.4)
        #expect(GitProgress(line: "remote: Counting objects: 100% (2/2), done.")?.phase == "Counting objects")
        #expect(GitProgress(line: "fatal: repository 'x%' not found") == nil)
        #expect(GitProgress(line: "Receiving objects: 101% (1/2)") == nil)
        var lines = ErrorLines()
        #expect(lines.append(Array("Receiving objects:  1% (1/2)\rReceiving objects: 100% (2/2)\nfatal: a\nfat".utf8)).count == 3)
        #expect(lines.append(Array("al: b".utf8)).isEmpty)
        #expect(lines.finish() == ["fatal: a", "fatal: b"])
    }
}
