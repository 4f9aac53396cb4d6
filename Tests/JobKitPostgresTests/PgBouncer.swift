#if os(Linux)
    import Foundation
    import JobKitProcesses
    import Testing

    @testable import JobKitPostgres

    /// A real pgbouncer in transaction mode before the tests' server, with a few of the server's connections for all of its clients.
    final class PgBouncer: Sendable {
        private let folder: String
        /// Leads through it.
        let connection: String

        init(serverConnections: Int) throws {
            let server = try Server.connection()
            let target = ["host", "port", "dbname", "user", "password"].compactMap { name in
                server.wire.option(name).flatMap { $0.isEmpty ? nil : "\(name)='\($0.replacing("'", with: "''"))'" }
            }
            folder = FileManager.default.temporaryDirectory.path + "/jobkit-bouncer-\(UUID().uuidString.prefix(8))"
            // It refuses to run as root, as the server does.
            let isRoot = getuid() == 0
            try ChildProcess.run("/usr/bin/env", ["install", "-d", "-m", "755"] + (isRoot ? ["-o", "postgres"] : []) + [folder])
            let user = server.wire.option("user") ?? ""
            try """
            [databases]
            jobs = \(target.joined(separator: " "))
            [pgbouncer]
            pool_mode = transaction
            default_pool_size = \(serverConnections)
            max_client_conn = 1000
            auth_type = any
            listen_port = 6432
            unix_socket_dir = \(folder)
            pidfile = \(folder)/pid
            logfile = \(folder)/log
            """.write(toFile: "\(folder)/pgbouncer.ini", atomically: true, encoding: .utf8)
            connection = "host=\(folder) port=6432 dbname=jobs user=\(user)"
            do {
                try ChildProcess.run(
                    "/usr/bin/env",
                    (isRoot ? ["runuser", "-u", "postgres", "--"] : [])
                        + ["env", "PATH=/usr/sbin:/usr/bin:/bin", "pgbouncer", "-d", "\(folder)/pgbouncer.ini"])
            } catch {
                try? FileManager.default.removeItem(atPath: folder)
                throw error
            }
        }

        func end() {
            if let text = try? String(contentsOfFile: "\(folder)/pid", encoding: .utf8),
                let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
            {
                kill(pid, SIGKILL)
            }
            try? FileManager.default.removeItem(atPath: folder)
        }
    }
#endif
