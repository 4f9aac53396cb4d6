import Foundation

/// The cheap questions before a clone: is it a repository, can it be read, does it hold anything, is it small enough?
///
/// The size of a local repository is that of its object store, all history included, as git itself counts it; what it
/// borrows from others is not counted. No server tells the size of a remote one beforehand:
/// for those ``Cloner`` enforces the same limit while the objects arrive.
struct Preflight: Sendable {
    /// 500 MB.
    static let standardSizeLimit = 500_000_000

    var git = Git()
    /// In bytes.
    var sizeLimit = Preflight.standardSizeLimit
    var timeLimit: Duration = .seconds(20)

    struct Report: Codable, Sendable, Equatable {
        /// The display form: no credentials.
        var source: String
        var name: String
        var identity: String
        var head: RemoteHead
        /// Nil for a remote repository, whose size only shows while it is cloned.
        var bytes: Int?
    }

    func check(_ source: RepositorySource) async throws -> Report {
        let resolved = try await resolve(source)
        let bytes = resolved.transport == .local ? try await objectBytes(of: resolved) : nil
        if let bytes, bytes > sizeLimit { throw RepositoryError(tooLarge: resolved.display, bytes: bytes, limit: sizeLimit) }
        let head = try await head(of: resolved)
        return Report(source: resolved.display, name: resolved.name, identity: resolved.identity, head: head, bytes: bytes)
    }

    /// Replaces a local path by the git directory that it belongs to; leaves other sources as they are.
    func resolve(_ source: RepositorySource) async throws -> RepositorySource {
        guard source.transport == .local else { return source }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source.address, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw RepositoryError(
                .notFound, source.display, because: "there is no such directory on this machine", remedy: "check the path for typing errors"
            )
        }
        let found = try await git.run(
            GitCommand(["-C", source.address, "rev-parse", "--absolute-git-dir"], on: source.display, within: timeLimit))
        var path = found.text
        // The path itself may end with a line break; git adds exactly one.
        if path.hasSuffix("\n") { path.removeLast() }
        return RepositorySource(localPath: source.display, address: path)
    }

    /// - Throws: `RepositoryError` with the code `empty` when there is no commit to read.
    func head(of source: RepositorySource) async throws -> RemoteHead {
        let symbolic = try await list(source, ["--symref"], ["HEAD"])
        if let head = RemoteHead(symbolic: symbolic.lines) { return head }
        if let head = RemoteHead(bestOf: try await list(source, ["--heads", "--tags", "--refs"], []).lines) { return head }
        throw RepositoryError(
            .empty, source.display, because: "it has no branch and no tag with a commit",
            remedy: "push a first commit to it, or choose another repository")
    }

    private func list(_ source: RepositorySource, _ options: [String], _ patterns: [String]) async throws -> GitOutput {
        var command = GitCommand(
            ["ls-remote"] + options + source.serving + ["--", source.gitAddress] + patterns, on: source.display, within: timeLimit)
        command.credentials = source.asked
        command.asksHost = source.transport != .local
        return try await git.run(command)
    }

    private func objectBytes(of source: RepositorySource) async throws -> Int {
        let counted = try await git.run(
            GitCommand(["--git-dir=\(source.address)", "count-objects", "-v"], on: source.display, within: timeLimit))
        return counted.lines.reduce(0) { sum, line in
            let parts = line.split(separator: ": ")
            guard parts.count == 2, ["size", "size-pack"].contains(parts[0]), let kibibytes = Int(parts[1]) else { return sum }
            return sum + kibibytes * 1024
        }
    }
}

extension RepositorySource {
    /// A local path as a URL: git would copy the whole store of a plain path, whatever the depth.
    var gitAddress: String {
        guard transport == .local else { return address }
        let plain = Set("/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        return address.utf8.reduce(into: "file://") { url, byte in
            url += plain.contains(byte) ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }
    }

    var serving: [String] { transport == .local ? [GitSettings.localUploadPack] : [] }
}

extension RepositoryError {
    init(tooLarge subject: String, bytes: Int, limit: Int) {
        self.init(
            .tooLarge, subject, because: "it takes at least \(bytes) bytes, and the limit is \(limit)",
            remedy: "choose a smaller repository, or raise the size limit")
    }
}
