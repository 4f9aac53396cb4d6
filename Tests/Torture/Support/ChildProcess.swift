import Foundation

/// A process that was started here, by its id.
struct ChildProcess: Sendable {
    enum End: Sendable, Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    let id: pid_t

    /// - Parameters:
    ///   - leash: becomes the child's standard input: it ends with its parent, however that ends.
    ///   - output, errors: files that are appended to.
    static func start(executable: String, arguments: [String], leash: Leash, output: String, errors: String) throws -> ChildProcess {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, leash.readEnd, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var words = ([executable] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        var id: pid_t = 0
        let code = posix_spawn(&id, executable, &actions, nil, words, environ)
        guard code == 0 else { throw TortureError("cannot start \(executable): errno \(code)") }
        return ChildProcess(id: id)
    }

    func send(_ signal: Int32) {
        kill(id, signal)
    }

    /// Waits for the end, which must be near.
    @discardableResult
    func waitForEnd() -> End? { wait(0) }

    /// `nil` while the process runs; to be asked no more once it has answered.
    func end() -> End? { wait(WNOHANG) }

    /// Stops the process where it stands, and waits until it does.
    func stop() {
        send(SIGSTOP)
        _ = wait(WUNTRACED)
    }

    /// Kills the process and waits until nothing of it is left.
    @discardableResult
    func killAndWait() -> End? {
        send(SIGKILL)
        return waitForEnd()
    }

    private func wait(_ options: Int32) -> End? {
        var status: Int32 = 0
        while true {
            let found = waitpid(id, &status, options)
            if found == id { break }
            if found < 0, errno == EINTR { continue }
            return nil
        }
        return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(status & 0x7f)
    }
}
