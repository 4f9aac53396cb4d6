import Foundation

/// A server that a test may stop and kill. It syncs to the disk, as production servers do.
package final class OwnServer: Sendable {
    package enum Stop: String, CaseIterable, Sendable {
        case fast, immediate
        /// kill -9 of the postmaster and of every process of it.
        case killed
    }

    private let folder: String
    private let data: String
    private let address: String
    private let environment: [String]
    package let connection: String

    /// - Parameters:
    ///   - address: an address of this machine at which the server also accepts TCP, from anywhere that can reach it; without one only the
    ///     unix socket.
    ///   - data: the folder of the files; in a folder of its own unless given.
    ///   - making: further arguments for initdb.
    ///   - environment: `NAME=value`, for the server's processes.
    package init(address: String = "", data: String? = nil, making: [String] = [], environment: [String] = []) throws {
        self.address = address
        self.environment = environment
        folder = FileManager.default.temporaryDirectory.path + "/jobkit-own-\(UUID().uuidString.prefix(8))"
        self.data = data ?? "\(folder)/data"
        connection = "host=\(folder) user=jobkit dbname=postgres"
        try Self.makeFolder(folder)
        try asServer("initdb", ["-D", self.data, "-U", "jobkit", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"] + making)
        if !address.isEmpty {
            try "local all all trust\nhost all all all trust\n".write(
                toFile: "\(self.data)/pg_hba.conf", atomically: false, encoding: .utf8)
        }
        try start()
    }

    /// A folder that belongs to the server's user.
    package static func makeFolder(_ path: String) throws {
        try ChildProcess.run("install", ["-d"] + (getuid() == 0 ? ["-o", "postgres"] : []) + [path])
    }

    /// The server's log.
    package var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    package var socket: String { "\(folder)/.s.PGSQL.5432" }

    package func start() throws {
        let options = "-k \(folder) -c listen_addresses='\(address)' -c max_connections=100 -c shared_buffers=32MB"
        do {
            try asServer("pg_ctl", ["-D", data, "-w", "-t", "60", "-l", "\(folder)/log", "-o", options, "start"])
        } catch {
            throw ProcessFailure("\(error)\n\(log.suffix(1_000))")
        }
    }

    package func stop(_ manner: Stop) throws {
        switch manner {
        case .fast, .immediate: try asServer("pg_ctl", ["-D", data, "-w", "-t", "60", "-m", manner.rawValue, "stop"])
        case .killed:
            let pid =
                try String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8).split(separator: "\n").first.map(String.init)
                ?? ""
            // Stopped first, the postmaster has no new children, and does not see one die and tell the others. It does not start again
            // before all are gone.
            let script = """
                kill -STOP \(pid); children=$(pgrep -P \(pid)); kill -9 \(pid) $children
                for process in \(pid) $children; do while kill -0 $process 2>/dev/null; do :; done; done
                """
            try ChildProcess.run("/bin/sh", ["-c", script])
        }
    }

    package func remove() {
        try? stop(.immediate)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func asServer(_ program: String, _ arguments: [String]) throws {
        // The server refuses to run as root.
        let prefix = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        try ChildProcess.run("/usr/bin/env", prefix + ["/usr/bin/env"] + environment + [ServerPrograms.path(of: program)] + arguments)
    }
}
