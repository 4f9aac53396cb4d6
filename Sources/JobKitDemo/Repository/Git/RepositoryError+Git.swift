import Subprocess

extension RepositoryError {
    /// Reads git's complaint. Its words are stable because git runs with the C locale.
    init(gitSaid lines: [String], status: TerminationStatus, for command: GitCommand, hiding others: [String] = []) {
        var said = lines.suffix(4).joined(separator: "; ")
        // A server has been given the credentials, and may say them back. A name of a letter or two would be found in every word.
        let credentials = [command.credentials?.secret.password, command.credentials?.secret.user].compactMap { $0 }
        for secret in credentials + others where secret.count > 2 { said = said.replacing(secret, with: "***") }
        let cause = said.isEmpty ? "git ended with \(status) and said nothing" : "git said: \(said)"
        let code = Self.codes.first { entry in entry.signs.contains { said.contains($0) } }?.code ?? .gitFailed
        self.init(code, command.subject, because: cause, remedy: Self.remedy(for: code))
    }

    init(startingGit error: SubprocessError, for command: GitCommand) {
        if error.code == .outputLimitExceeded {
            self.init(
                .tooManyFiles, command.subject, because: "git's answer is longer than \(command.outputLimit) bytes",
                remedy: "choose a smaller repository")
        } else if error.code == .executableNotFound || error.code == .spawnFailed {
            self.init(
                .gitMissing, command.subject, because: "no program named git on the PATH could be run",
                remedy: "install git 2.30 or later, and see that it is on the PATH")
        } else {
            self.init(.gitFailed, command.subject, because: "\(error.code)", remedy: Self.remedy(for: .gitFailed))
        }
    }

    /// First match wins: a refusal often says as well that the repository could not be read.
    private static let codes: [(code: Code, signs: [String])] = [
        (.accessDenied, denials), (.oldProtocol, ["dumb http transport"]), (.damaged, damages), (.notFound, absences),
        (.notARepository, misfits), (.unreachable, interruptions),
    ]

    private static let damages = [
        "not our ref", "unadvertised object", "did not send all necessary objects", "bad object", "object file", "is corrupt",
        "unable to read tree", "missing blob", "missing tree", "missing commit",
    ]

    private static let denials = [
        "Authentication failed", "could not read Username", "could not read Password", "terminal prompts disabled",
        "Permission denied", "Host key verification failed", "returned error: 401", "returned error: 403", "access denied",
    ]

    private static let absences = ["Repository not found", "returned error: 404", "repository '", "does not exist"]

    private static let misfits = [
        "not a git repository", "does not appear to be a git repository", "not in a git directory",
    ]

    private static let interruptions = [
        "Could not resolve host", "Couldn't resolve host", "Connection refused", "Connection timed out", "Operation timed out",
        "Network is unreachable", "No route to host", "Connection reset", "Connection closed", "early EOF",
        "unexpected disconnect", "hung up unexpectedly", "RPC failed", "Failed to connect", "returned error: 5",
    ]

    private static func remedy(for code: Code) -> String {
        switch code {
        case .accessDenied:
            "check that the repository exists; if it is private, use an ssh address with a key in your agent and a known host, "
                + "or an https address with a token"
        case .notFound: "check the address for typing errors"
        case .notARepository: "give the path of a work tree, of a directory inside one, or of a bare repository"
        case .oldProtocol:
            "clone it by hand and give the path of the clone: this server can serve no single commit, only its files one by one"
        case .damaged: "run git fsck where the repository is kept, and repair it: it lists commits that it cannot serve"
        case .unreachable: "check the network, the proxy settings and the host's name, and try again"
        default: "try the same address with git by hand"
        }
    }
}
