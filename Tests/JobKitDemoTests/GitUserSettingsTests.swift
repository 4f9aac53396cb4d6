import Foundation
import JobKit
import Subprocess
import Testing

@testable import JobKitDemo

@Suite("What of the user's git configuration is honoured")
struct GitUserSettingsTests {
    private func settings(_ entries: [(String, String)], scope: String = "global") -> GitUserSettings {
        GitUserSettings(listing: entries.flatMap { Array("\(scope)\0\($0.0)\n\($0.1)\0".utf8) })
    }

    @Test(
        "Proxies, certificates, rewritten addresses and known helpers are",
        arguments: [
            ("http.proxy", "http://proxy:8080"), ("http.https://git.example/.sslcainfo", "/etc/ca.pem"), ("http.sslcert", "/etc/me.pem"),
            ("url.https://mirror.example/.insteadof", "https://github.com/"), ("credential.helper", "store"), ("credential.helper", ""),
            ("credential.https://github.com.helper", "!/usr/bin/gh auth git-credential"), ("credential.helper", "cache --timeout=60"),
            ("credential.helper", "/usr/lib/git-core/git-credential-libsecret"), ("url.git@git.example:.insteadof", "https://git.example/"),
            ("credential.https://github.com.username", "me"),
        ])
    func honoured(key: String, value: String) {
        #expect(settings([(key, value)]).entries == [.init(key: key, value: value)])
        #expect(settings([(key, value)], scope: "system").entries.count == 1)
        #expect(settings([(key, value)], scope: "local").entries.isEmpty)
    }

    @Test(
        "Programs of unknown origin, and all that could run one, are not",
        arguments: [
            ("credential.helper", "!touch /tmp/x"), ("credential.helper", "!gh auth git-credential; touch x"),
            ("credential.helper", "mine"),
            ("credential.helper", "store; touch x"), ("credential.helper", "!/tmp/gh"), ("core.sshcommand", "x"), ("core.hookspath", "/x"),
            ("core.fsmonitor", "x"), ("filter.lfs.smudge", "x"), ("alias.fetch", "!x"), ("protocol.ext.allow", "always"),
            ("http.sslverify", "false"), ("http.extraheader", "Authorization: x"), ("url.x.pushinsteadof", "y"), ("core.askpass", "x"),
            ("include.path", "x"), ("http.curloptresolve", "x"), ("remote.origin.uploadpack", "x"), ("gpg.program", "x"),
            ("credential.helper", "/tmp/git-credential-store"), ("credential.helper", "/tmp/store"),
            ("credential.helper", "!/tmp/gh auth git-credential"),
            ("credential.helper", "!X=/gh auth git-credential"), ("url.https://bot:T0KEN@git.example/.insteadof", "https://git.example/"),
            ("url.https://T0KEN@git.example/.insteadof", "https://git.example/"),
        ])
    func refused(key: String, value: String) {
        #expect(settings([(key, value)]).entries.isEmpty)
    }

    @Test("A rewritten address leads to the repository; the rest of the file stays without effect")
    func rewritten() async throws {
        let scratch = try Scratch()
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try scratch.write(
            ".gitconfig",
            """
            [url "\(scratch.path)/"]
                insteadOf = https://git.example.invalid/
            [core]
                sshCommand = touch \(scratch.at("ran"))
                fsmonitor = touch \(scratch.at("ran"))
            [credential]
                helper = "!touch \(scratch.at("ran"))"
            """)
        let source = try RepositorySource(parsing: "https://git.example.invalid/origin")
        let checkout = try await Cloner(git: scratch.git()).clone(source, into: scratch.at("clone"))
        #expect(checkout.source == "https://git.example.invalid/origin")
        #expect(try await scratch.shell("git -C origin rev-parse HEAD").hasPrefix(checkout.commit))
        #expect(!scratch.exists("ran"))
    }

    @Test("Where a password is sent along, no configuration leads it to another host")
    func credentials() async throws {
        let scratch = try Scratch()
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try scratch.write(".gitconfig", "[url \"\(scratch.path)/\"]\n insteadOf = https://127.0.0.1:1/\n")
        var source = try RepositorySource(parsing: "https://127.0.0.1:1/origin")
        #expect(try await Preflight(git: scratch.git()).check(source).head.branch == "main")
        source.credentials = GitCredentials(user: "me", password: "hunter4711")
        #expect(source.asked?.origin == "https://127.0.0.1:1")
        let error = await #expect(throws: RepositoryError.self) { try await Preflight(git: scratch.git()).check(source) }
        #expect(error?.code == .unreachable)
    }

    @Test("What stands beside a proxy's host is in no error")
    func proxies() async throws {
        for proxy in ["P4SSW0RD:x:y:z", "http://us:P4SS@W0RD/x@proxy.invalid:1", "http://user4711:P4SSW0RD@127.0.0.1:1"] {
            let scratch = try Scratch()
            try scratch.write(".gitconfig", "[http]\n proxy = \(proxy)\n")
            let error = await #expect(throws: RepositoryError.self) {
                try await Preflight(git: scratch.git()).check(try RepositorySource(parsing: "https://127.0.0.1:1/origin"))
            }
            let text = error?.description ?? ""
            #expect(!text.contains("W0RD") && !text.contains("4711"), "\(text)")
        }
    }

    @Test("A configuration that git cannot read is none")
    func broken() async throws {
        let scratch = try Scratch()
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try scratch.write(".gitconfig", "[[[")
        let error = await #expect(throws: RepositoryError.self) {
            try await Preflight(git: scratch.git()).check(try RepositorySource(parsing: "https://127.0.0.1:1/origin"))
        }
        #expect(error?.code == .unreachable)
    }

    @Test(
        "What no further attempt can change is not tried again",
        arguments: [
            ("fatal: dumb http transport does not support shallow capabilities", RepositoryError.Code.oldProtocol),
            ("fatal: remote error: upload-pack: not our ref 0123", .damaged),
            ("error: Server does not allow request for unadvertised object 0123", .damaged),
            ("fatal: unable to access 'https://x/': Could not resolve host: x", .unreachable),
        ])
    func once(said: String, code: RepositoryError.Code) {
        let error = RepositoryError(gitSaid: [said], status: .exited(128), for: GitCommand(["fetch"], on: "x", within: .seconds(1)))
        #expect(error.code == code && (error.retryAdvice == .never) == (code != .unreachable))
    }

    @Test("A host whose name cannot be one is told from a network that is away")
    func hosts() async {
        #expect(await !HostLookup.isUnknown("127.0.0.1"))
        let said = "git said: fatal: unable to access 'https://x/': Could not resolve host: a..b.invalid"
        let error = RepositoryError(.unreachable, "https://x", because: said, remedy: "check the network")
        #expect(await error.lookingAtHost().code == .hostMissing)
    }
}
