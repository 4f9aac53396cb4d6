import Foundation
import JobKit
import Testing

@testable import JobKitDemo

@Suite("A git command")
struct GitProcessTests {
    private let scratch: Scratch
    private let pipe: NamedPipe
    private static let ssh = "ssh://example.invalid/repository"

    init() throws {
        scratch = try Scratch()
        pipe = try NamedPipe(scratch.at("fifo"))
    }

    /// An ssh whose child ignores the request to end and holds the pipe open.
    private var stubbornSSH: String {
        """
        exec 3>'\(scratch.at("fifo"))'
        sh -c 'trap "" TERM; echo ready >&3; exec sleep 100000' &
        wait
        """
    }

    private func listing() -> GitCommand {
        GitCommand(["ls-remote", "--", Self.ssh], on: Self.ssh, within: .seconds(20))
    }

    @Test("The time limit ends git, and a grandchild that ignores the request to end")
    func timeLimit() async throws {
        try scratch.script("bin/ssh", stubbornSSH)
        let clock = GateClock()
        let git = scratch.git(path: "bin", clock: clock)
        let running = Task { try await git.run(listing()) }
        #expect(await pipe.next() == "ready\n")
        clock.open()
        let error = await #expect(throws: RepositoryError.self) { try await running.value }
        #expect(error?.code == .tookTooLong)
        #expect(error?.retryAdvice == .byPolicy)
        #expect(await pipe.next() == "", "a process of the group is still alive")
    }

    @Test("Cancelling ends git, and a grandchild that ignores the request to end")
    func cancellation() async throws {
        try scratch.script("bin/ssh", stubbornSSH)
        let git = scratch.git(path: "bin")
        let running = Task { try await git.run(listing()) }
        #expect(await pipe.next() == "ready\n")
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(await pipe.next() == "", "a process of the group is still alive")
    }

    @Test("A command that ends by itself leaves no descendant behind")
    func descendantOfAFinishedCommand() async throws {
        try scratch.script(
            "bin/ssh",
            "exec 3>'\(scratch.at("fifo"))'\nsh -c 'trap \"\" TERM; echo ready >&3; exec sleep 100000' 2>/dev/null >/dev/null &\nexit 1")
        let git = scratch.git(path: "bin")
        await #expect(throws: RepositoryError.self) { try await git.run(listing()) }
        #expect(await pipe.isOver(), "a process of the group is still alive")
    }

    @Test("More objects than the limit allows end the fetch while it runs, and nothing stays of the clone")
    func sizeLimitWhileFetching() async throws {
        try scratch.write("origin/a", "a\n")
        try await scratch.commit("origin")
        try scratch.script(
            "bin/ssh",
            """
            if mkdir '\(scratch.at("listed"))' 2>/dev/null; then exec git upload-pack '\(scratch.at("origin"))'; fi
            exec 3>'\(scratch.at("fifo"))'
            head -c 300000 /dev/zero > '\(scratch.at("clone"))/.git/objects/flood'
            \(stubbornSSH)
            """)
        let cloner = Cloner(git: scratch.git(path: "bin", clock: GateClock(skipping: .seconds(1))), sizeLimit: 200_000)
        let error = await #expect(throws: RepositoryError.self) {
            try await cloner.clone(try RepositorySource(parsing: Self.ssh), into: scratch.at("clone"))
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.retryAdvice == .never)
        #expect(!scratch.exists("clone"))
        #expect(await pipe.isOver(), "a process of the group is still alive")
    }

    @Test("An answer longer than its limit is an error, not memory")
    func outputLimit() async throws {
        try scratch.write("origin/a", String(repeating: "a\n", count: 100_000))
        try await scratch.commit("origin")
        var command = GitCommand(["-C", scratch.at("origin"), "show", "HEAD:a"], on: "origin", within: .seconds(20))
        #expect(try await scratch.git().run(command).bytes.count == 200_000)
        command.outputLimit = 100_000
        let error = await #expect(throws: RepositoryError.self) { try await scratch.git().run(command) }
        #expect(error?.code == .tooManyFiles)
    }

    @Test("Without git on the PATH the error says so")
    func noGit() async throws {
        let git = Git(environment: GitEnvironment(inheriting: ["PATH": scratch.path]))
        let error = await #expect(throws: RepositoryError.self) { try await git.run(listing()) }
        #expect(error?.code == .gitMissing)
    }

    @Test("ssh is told to ask nothing and to share nothing")
    func sshArguments() async throws {
        try scratch.script("bin/ssh", "printf '%s\\n' \"$@\" > '\(scratch.at("arguments"))'; exit 1")
        await #expect(throws: RepositoryError.self) { try await scratch.git(path: "bin").run(listing()) }
        let arguments = try String(contentsOfFile: scratch.at("arguments"), encoding: .utf8).split(separator: "\n")
        for option in ["-a", "-x", "-oBatchMode=yes", "-oControlMaster=no", "-oPermitLocalCommand=no"] {
            #expect(arguments.contains(Substring(option)))
        }
        #expect(arguments.contains("example.invalid"))
    }

    @Test("Credentials reach git through its environment, and never its command line")
    func credentials() async throws {
        var command = GitCommand(["credential", "fill"], on: "example", within: .seconds(20))
        command.input = Array("protocol=https\nhost=example.invalid\n\n".utf8)
        command.credentials = (GitCredentials(user: "us er", password: "p'a$(touch x)ss"), "https://example.invalid")
        #expect(try await scratch.git().run(command).text.contains("username=us er\npassword=p'a$(touch x)ss\n"))
        #expect(!(GitSettings.options + GitSettings.credentialHelper(for: "https://example.invalid")).joined().contains("p'a"))
        // Of another host, and of a proxy, nothing is said.
        for other in [
            "protocol=https\nhost=elsewhere.invalid", "protocol=https\nhost=example.invalid:8443", "protocol=http\nhost=example.invalid",
        ] {
            command.input = Array("\(other)\n\n".utf8)
            let error = await #expect(throws: RepositoryError.self) { try await scratch.git().run(command) }
            #expect(error?.code == .accessDenied)
        }
        command.input = Array("protocol=https\nhost=example.invalid\n\n".utf8)
        command.credentials = nil
        let error = await #expect(throws: RepositoryError.self) { try await scratch.git().run(command) }
        #expect(error?.code == .accessDenied)
    }

    @Test("Addresses that run a command are refused by git as well, should one ever get that far")
    func protocols() async throws {
        for address in ["ext::touch \(scratch.at("ran"))", "git://127.0.0.1:1/a", "http://127.0.0.1:1/a"] {
            let error = await #expect(throws: RepositoryError.self) {
                try await scratch.git().run(GitCommand(["ls-remote", "--", address], on: "address", within: .seconds(20)))
            }
            #expect(error?.cause.contains("not allowed") == true, "\(error?.cause ?? "")")
        }
        #expect(!scratch.exists("ran"))
    }

    @Test("The user's own git configuration is not read")
    func userConfiguration() async throws {
        try scratch.write(".gitconfig", "[probe]\n a = found\n")
        try scratch.write(".config/git/config", "[probe]\n a = found\n")
        let command = GitCommand(["config", "--default", "missing", "--get", "probe.a"], on: "probe", within: .seconds(20))
        #expect(try await scratch.git(["XDG_CONFIG_HOME": scratch.at(".config")]).run(command).text == "missing\n")
    }

    @Test("Hooks and monitors do not run, even when they stand in the clone itself")
    func hooksInTheClone() async throws {
        try scratch.write("clone/a", "a\n")
        try await scratch.commit("clone")
        try scratch.script("clone/.git/hooks/post-checkout", "touch '\(scratch.at("ran"))'")
        try scratch.script("monitor", "touch '\(scratch.at("ran"))'")
        try await scratch.shell("git -C clone config core.fsmonitor \"$1\"", scratch.at("monitor"))
        for arguments in [["checkout", "--detach", "HEAD"], ["status"], ["ls-files", "-m"]] {
            try await scratch.git().run(.inClone(scratch.at("clone"), arguments, within: .seconds(20)))
        }
        #expect(!scratch.exists("ran"))
    }

    @Test("Nothing of the parent's environment reaches git but what it needs")
    func environment() {
        let environment = GitEnvironment(inheriting: [
            "PATH": "/bin", "HOME": "/home/x", "GIT_DIR": "/x", "GIT_CONFIG_COUNT": "1", "GIT_TEMPLATE_DIR": "/x", "GIT_EXTERNAL_DIFF": "x",
            "LD_PRELOAD": "x", "SECRET": "x", "GIT_SSH_COMMAND": "x", "GIT_ASKPASS": "x", "SSH_AUTH_SOCK": "/s", "https_proxy": "p",
        ]).values
        for name in ["GIT_DIR", "GIT_CONFIG_COUNT", "GIT_TEMPLATE_DIR", "GIT_EXTERNAL_DIFF", "LD_PRELOAD", "SECRET"] {
            #expect(environment[name] == nil)
        }
        #expect(environment["PATH"] == "/bin" && environment["SSH_AUTH_SOCK"] == "/s" && environment["https_proxy"] == "p")
        #expect(environment["GIT_ASKPASS"] == "" && environment["GIT_TERMINAL_PROMPT"] == "0")
        #expect(environment["GIT_SSH_COMMAND"]?.hasPrefix("ssh ") == true)
        #expect(GitEnvironment(inheriting: [:]).values["PATH"]?.isEmpty == false)
    }
}
