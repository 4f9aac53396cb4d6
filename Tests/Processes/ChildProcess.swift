import Foundation

/// A process that was started here, by its id.
package struct ChildProcess: Sendable {
    package enum End: Sendable, Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    package let id: pid_t

    /// - Parameters:
    ///   - leash: becomes the child's standard input: it ends with its parent, however that ends.
    ///   - output, errors: files that are appended to.
    package static func start(executable: String, arguments: [String], leash: Leash, output: String, errors: String) throws -> ChildProcess
    {
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
        let code = posix_spawnp(&id, executable, &actions, nil, words, environ)
        guard code == 0 else { throw ProcessFailure("cannot start \(executable): errno \(code)") }
        return ChildProcess(id: id)
    }

    package func send(_ signal: Int32) {
        kill(id, signal)
    }

    /// Waits for the end, which must be near.
    @discardableResult
    package func waitForEnd() -> End? { wait(0) }

    /// `nil` while the process runs; do not call again after another answer.
    package func end() -> End? { wait(WNOHANG) }

    /// Stops the process, and waits until it is stopped; or returns its end, if that comes first.
    @discardableResult
    package func stop() -> End? {
        send(SIGSTOP)
        return wait(WUNTRACED)
    }

    /// Kills the process and waits for its end.
    @discardableResult
    package func killAndWait() -> End? {
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
        switch status & 0x7f {
        case 0: return .exited(status >> 8 & 0xff)
        // Stopped.
        case 0x7f: return nil
        case let signal: return .killed(signal)
        }
    }
}

extension ChildProcess {
    /// Runs a program to its end; returns its output.
    ///
    /// Not with Foundation's `Process`, which waits for all processes that have inherited its socket: a server that the program starts
    /// never ends.
    @discardableResult
    package static func run(_ program: String, _ arguments: [String]) throws -> String {
        let files = FileManager.default.temporaryDirectory.path + "/jobkit-run-\(UUID().uuidString)"
        let (output, errors) = (files + ".output", files + ".errors")
        defer { for file in [output, errors] { unlink(file) } }
        let process = try start(executable: program, arguments: arguments, leash: Leash(), output: output, errors: errors)
        let end = process.waitForEnd()
        let said = try String(contentsOfFile: output, encoding: .utf8)
        guard end == .exited(0) else {
            let complaint = try String(contentsOfFile: errors, encoding: .utf8)
            throw ProcessFailure("\(program) \(arguments.joined(separator: " ")): \(said)\(complaint)")
        }
        return said
    }
}

package struct ProcessFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
