import JobKit
import Testing

@testable import JobKitDemo

@Suite("A repository's address")
struct RepositorySourceTests {
    @Test(
        "Whatever is not https, ssh or a path is refused, and so is whatever could be taken for an option",
        arguments: [
            "", "   ", "--upload-pack=touch x", "-oProxyCommand=touch x", "ext::sh -c touch% x", "fd::17", "git::https://example.org/a",
            "git://example.org/a", "http://example.org/a", "http://127.0.0.1/a", "ftp://example.org/a", "javascript://example.org/a",
            "https://", "https:///a", "https://example.org", "https://example.org/", "https:/example.org/a", "https:example.org/a",
            "ssh://-oProxyCommand=touch%20x/a", "ssh://-x@example.org/a", "ssh://-x/a", "git@-x:a", "https://-x/a", "-x@example.org:a",
            "git@-oProxyCommand=x:a",
            "git@example.org:-x",
            "git@example.org:", "ssh://git@example.org:99999/a", "ssh://git@example.org:0/a", "ssh://git@example.org:x/a",
            "https://example.org/a b", "https://example.org/a\nb", "https://example.org/a\u{0}", "\u{1B}[2Jhttps://example.org/a",
            "https://exa$(touch x)mple.org/a", "ssh://git;touch@example.org/a", "https://[::1/a", "https://[gg::1]/a", "https://[::1]x/a",
            "https://example.org/a?b=c", "https://example.org/a#b", "file://example.org/a", "file:relative", "file:///a%00b",
            "file:///a%0Ab",
            "https://u:p%0Ahost=evil@example.org/a", "ssh://git:secret@example.org/a", "git:secret@example.org:a",
        ])
    func refused(_ typed: String) {
        let error = #expect(throws: RepositoryError.self) { try RepositorySource(parsing: typed, relativeTo: "/base") }
        #expect(error?.code == .addressRefused)
        #expect(error?.retryAdvice == .never)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }

    @Test(
        "The address that git gets, the name, and what readers see",
        arguments: [
            ("https://Example.org/a/b.git", "https://example.org/a/b.git", "b", RepositorySource.Transport.https),
            (" https://example.org:8443/a/ ", "https://example.org:8443/a/", "a", .https),
            ("https://[::1]:80/a", "https://[::1]:80/a", "a", .https),
            ("ssh://git@example.org:22/a/b", "ssh://git@example.org/a/b", "b", .ssh),
            ("git@example.org:a/b.git", "git@example.org:a/b.git", "b", .ssh),
            ("example.org:b", "example.org:b", "b", .ssh),
            ("/x/y.git/", "/x/y.git", "y", .local),
            ("a/../b", "/base/b", "b", .local),
            ("./-x", "/base/-x", "-x", .local),
            ("./a:b", "/base/a:b", "a:b", .local),
            ("file:///x/a%20b", "/x/a b", "a b", .local),
            ("file://localhost/x", "/x", "x", .local),
        ])
    func accepted(_ typed: String, _ address: String, _ name: String, _ transport: RepositorySource.Transport) throws {
        let source = try RepositorySource(parsing: typed, relativeTo: "/base")
        #expect(source.address == address)
        #expect(source.display == address)
        #expect(source.name == name)
        #expect(source.transport == transport)
        #expect(source.credentials == nil)
    }

    @Test("Credentials of the environment go to their host over https, and nowhere else")
    func hostCredentials() throws {
        let environment = ["JOBKIT_GIT_HOST": "Git.example.org", "JOBKIT_GIT_USER": "me", "JOBKIT_GIT_PASSWORD": "s3cret"]
        let known = try #require(HostCredentials(environment: environment))
        let own = try RepositorySource(parsing: "https://git.example.org/team/a").authenticated(by: known)
        #expect(own.credentials == GitCredentials(user: "me", password: "s3cret"))
        for address in [
            "https://git.example.org.evil.net/a", "https://example.org/a", "https://git.example.org:8443/a", "ssh://git.example.org/a",
            "/git.example.org/a",
        ] {
            #expect(try RepositorySource(parsing: address).authenticated(by: known).credentials == nil)
        }
        let typed = try RepositorySource(parsing: "https://you:other@git.example.org/a").authenticated(by: known)
        #expect(typed.credentials == GitCredentials(user: "you", password: "other"))
        for missing in environment.keys {
            #expect(HostCredentials(environment: environment.filter { $0.key != missing }) == nil)
        }
        #expect(HostCredentials(environment: environment.merging(["JOBKIT_GIT_USER": "me\nhost=evil.net"]) { $1 }) == nil)
    }

    @Test("Credentials are set apart, and no way of printing a source shows them")
    func credentials() throws {
        let source = try RepositorySource(parsing: "https://me:s3cr%40t@example.org/a")
        #expect(source.address == "https://example.org/a")
        #expect(source.credentials == GitCredentials(user: "me", password: "s3cr@t"))
        var dumped = ""
        dump(source, to: &dumped)
        for text in ["\(source)", String(reflecting: source), dumped, source.display, source.identity] {
            #expect(!text.contains("s3cr") && !text.contains("me@") && !text.contains("\"me\""))
        }
        #expect(try RepositorySource(parsing: "https://token@example.org/a").credentials == GitCredentials(user: "token", password: ""))
    }

    @Test(
        "Spellings of one repository have one identity",
        arguments: [
            [
                "https://example.org/a/b", "https://EXAMPLE.org/a/b.git", "https://example.org:443/a/b/",
                "HTTPS://u:p@example.org//a/b.git/",
            ],
            ["ssh://git@example.org/a", "ssh://git@example.org:22/a.git", "git@example.org:/a"],
            ["git@example.org:a", "git@Example.org:a.git/"],
            ["/base/x", "x", "./x/", "y/../x", "file:///base/x"],
        ])
    func identity(_ spellings: [String]) throws {
        let identities = try Set(spellings.map { try RepositorySource(parsing: $0, relativeTo: "/base").identity })
        #expect(identities.count == 1, "\(identities)")
    }

    @Test("Different repositories have different identities")
    func differences() throws {
        let typed = [
            "https://example.org/a", "https://example.org/A", "https://example.org:444/a", "ssh://git@example.org/a", "git@example.org:a",
            "ssh://other@example.org/a", "/a", "/base/a.git", "a",
        ]
        let identities = try Set(typed.map { try RepositorySource(parsing: $0, relativeTo: "/base").identity })
        #expect(identities.count == typed.count)
    }

    @Test("An error says what happened, to what, why, and what to do")
    func wholeText() {
        let error = #expect(throws: RepositoryError.self) { try RepositorySource(parsing: "http://me:secret@example.org/a") }
        #expect(
            error?.description
                == "The address is refused: http://***@example.org/a. Cause: the scheme http is not among https, ssh and file. "
                + "To fix this, give an https:// or ssh:// address, user@host:path, or the path of a repository on this machine.")
    }

    @Test("git's own words lose credentials and control characters on their way into an error")
    func redaction() {
        var command = GitCommand([], on: "https://example.org/a", within: .seconds(1))
        command.credentials = (GitCredentials(user: "me", password: "s3cret"), "https://example.org")
        let said = ["remote: \u{1B}[31mwrong token s3cret", "fatal: Authentication failed for 'https://u:hidden@example.org/a'"]
        let error = RepositoryError(gitSaid: said, status: .exited(128), for: command)
        #expect(error.code == .accessDenied)
        #expect(!error.description.contains("s3cret") && !error.description.contains("hidden") && !error.description.contains("\u{1B}"))
        #expect(error.description.contains("example.org/a"))
    }

    @Test(
        "git's complaints are told apart, and only passing ones are worth another attempt",
        arguments: [
            (
                "fatal: could not read Username for 'https://x': terminal prompts disabled", RepositoryError.Code.accessDenied,
                RetryAdvice.never
            ),
            ("git@x: Permission denied (publickey).", .accessDenied, .never),
            ("Host key verification failed.", .accessDenied, .never),
            ("fatal: repository 'https://x/' not found", .notFound, .never),
            ("fatal: not a git repository (or any of the parent directories): .git", .notARepository, .never),
            ("fatal: unable to access 'https://x/': Could not resolve host: x", .unreachable, .byPolicy),
            ("fatal: unable to access 'https://x/': The requested URL returned error: 503", .unreachable, .byPolicy),
            ("fatal: something new", .gitFailed, .byPolicy),
        ])
    func complaints(_ said: String, _ code: RepositoryError.Code, _ advice: RetryAdvice) {
        let error = RepositoryError(gitSaid: [said], status: .exited(128), for: GitCommand([], on: "x", within: .seconds(1)))
        #expect(error.code == code)
        #expect(error.retryAdvice == advice)
    }
}
