import Foundation

/// A server that a test may stop and kill. It waits for the disk, as servers do.
final class OwnServer: Sendable {
    enum Stop: String, CaseIterable, Sendable {
        case fast, immediate
        /// kill -9 of the postmaster and of every process of it.
        case killed
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: String
    private let data: String
    private let programs: String
    private let environment: [String]
    let connection: String

    /// - Parameters:
    ///   - data: where the files are to be; in a folder of its own unless given.
    ///   - making: more for initdb.
    ///   - environment: `NAME=value`, for the server's processes.
    init(data: String? = nil, making: [String] = [], environment: [String] = []) throws {
        guard let programs = ProcessInfo.processInfo.environment["JOBKIT_POSTGRES_BIN"] else { throw Server.Missing() }
        self.programs = programs
        self.environment = environment
        folder = FileManager.default.temporaryDirectory.path + "/jobkit-own-\(UUID().uuidString.prefix(8))"
        self.data = data ?? "\(folder)/data"
        connection = "host=\(folder) user=jobkit dbname=postgres"
        try Self.makeFolder(folder)
        try asServer("initdb", ["-D", self.data, "-U", "jobkit", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"] + making)
        try start()
    }

    /// One that belongs to the user that the server runs as.
    static func makeFolder(_ path: String) throws {
        try run("/usr/bin/env", ["install", "-d"] + (getuid() == 0 ? ["-o", "postgres"] : []) + [path])
    }

    /// What the server has logged.
    var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    var socket: String { "\(folder)/.s.PGSQL.5432" }

    func start() throws {
        let options = "-k \(folder) -c listen_addresses='' -c max_connections=60 -c shared_buffers=32MB"
        try asServer("pg_ctl", ["-D", data, "-w", "-t", "60", "-l", "\(folder)/log", "-o", options, "start"])
    }

    func stop(_ manner: Stop) throws {
        switch manner {
        case .fast, .immediate: try asServer("pg_ctl", ["-D", data, "-w", "-t", "60", "-m", manner.rawValue, "stop"])
        case .killed:
            let pid =
                try String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8).split(separator: "\n").first.map(String.init)
                ?? ""
            // Its children first would let it see them die and say so to the others; and stopped it has no more of them.
            try Self.run(
                "/bin/sh",
                [
                    "-c",
                    "kill -STOP \(pid); children=$(pgrep -P \(pid)); kill -9 \(pid) $children; while kill -0 $children 2>/dev/null; do :; done",
                ])
        }
    }

    func remove() {
        try? stop(.immediate)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func asServer(_ program: String, _ arguments: [String]) throws {
        // The server refuses to run as root.
        let prefix = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        try Self.run("/usr/bin/env", prefix + ["/usr/bin/env"] + environment + ["\(programs)/\(program)"] + arguments)
    }

    /// Not through Foundation's `Process`, which waits for everybody who has inherited its socket: the server never ends.
    static func run(_ program: String, _ arguments: [String]) throws {
        let log = FileManager.default.temporaryDirectory.path + "/jobkit-own-\(UUID().uuidString).log"
        defer { unlink(log) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        var status: Int32 = 0
        guard posix_spawn(&pid, program, &actions, nil, words, environ) == 0 else {
            throw Failed(description: "\(program) cannot be started")
        }
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw Failed(description: "\(arguments.joined(separator: " ")): \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
        }
    }
}
