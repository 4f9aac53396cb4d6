import Foundation
import Subprocess

@testable import JobKitDemo

/// A directory that goes when the test ends, and the system's git to make repositories in it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/jobkit-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil, let real = realpath(template, nil) else { throw ScratchError.noDirectory }
        defer { free(real) }
        path = String(cString: real)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    enum ScratchError: Error {
        case noDirectory
        case command(String)
    }

    func at(_ name: String) -> String { path + "/" + name }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: at(name)) }

    func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

    func write(_ name: String, bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: at(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func script(_ name: String, _ text: String) throws {
        try write(name, "#!/bin/sh\n" + text)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: at(name))
    }

    /// Runs a shell script in the scratch directory; its arguments are `$1` and on.
    @discardableResult
    func shell(_ script: String, _ arguments: String...) async throws -> String {
        let settings = [
            "PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")", "HOME=\(path)", "LC_ALL=C",
            "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org",
            "GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.org", "GIT_AUTHOR_DATE=2024-05-06T07:08:09+00:00",
            "GIT_COMMITTER_DATE=2024-05-07T08:09:10+00:00",
        ]
        let result = try await Subprocess.run(
            .path("/bin/sh"), arguments: Arguments(["-euc", script, "sh"] + arguments),
            environment: .custom(settings.map { Array($0.utf8) + [0] }),
            workingDirectory: .init(path), output: .bytes(limit: 1 << 24), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else { throw ScratchError.command(script + ": " + result.standardError) }
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    /// Makes a repository of what was written below `name`.
    func commit(_ name: String) async throws {
        try await shell("mkdir -p \"$1\"; cd \"$1\"; test -d .git || git init -q -b main; git add -A; git commit -q -m made", name)
    }

    func source(_ name: String) throws -> RepositorySource { try RepositorySource(parsing: at(name)) }

    /// git as the program runs it, except for its PATH and what else a test puts in the parent's environment,
    /// and with a clock that reaches no time limit unless the test says so.
    func git(path first: String? = nil, _ more: [String: String] = [:], clock: any Clock<Duration> = GateClock()) -> Git {
        let own = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let parent = ["PATH": first.map { at($0) + ":" + own } ?? own, "HOME": path].merging(more) { _, new in new }
        return Git(environment: GitEnvironment(inheriting: parent), clock: clock)
    }
}
