/// One git command: what to run, for whom, and within which limits.
struct GitCommand: Sendable {
    /// After git's own options. Text from outside stands behind `--`, or is part of an argument that cannot be an option.
    var arguments: [String]
    /// What errors name: the display form of a repository, or a path.
    var subject: String
    /// For the whole process group, from its start to its end.
    var timeLimit: Duration
    /// The most bytes of standard output that are kept; a command that writes more is ended.
    var outputLimit = 64 * 1024 * 1024
    var input: [UInt8] = []
    /// What to say when the host asks who this is, and the host: `https://host:port`.
    var credentials: (secret: GitCredentials, origin: String)?
    /// Whether it asks another machine, in the way that the user's configuration says.
    var asksHost = false
    /// Called with each line of standard error, progress lines among them.
    var onErrorLine: (@Sendable (String) async -> Void)?
    /// Runs beside git; what it throws ends git.
    var watch: (@Sendable () async throws -> Void)?

    init(_ arguments: [String], on subject: String, within timeLimit: Duration) {
        self.arguments = arguments
        self.subject = subject
        self.timeLimit = timeLimit
    }

    /// A command on a clone that this program made. The directories are named outright,
    /// so that git never goes looking for a repository in the parents, or inside the tree.
    static func inClone(_ directory: String, _ arguments: [String], within timeLimit: Duration) -> GitCommand {
        let place = ["-C", directory, "--git-dir=\(directory)/.git", "--work-tree=\(directory)"]
        return GitCommand(place + arguments, on: directory, within: timeLimit)
    }
}

struct GitOutput: Sendable {
    var bytes: [UInt8]

    /// Bytes that are not UTF-8 are replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var lines: [Substring] { text.split(whereSeparator: \.isNewline) }
}
