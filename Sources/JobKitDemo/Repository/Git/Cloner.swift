import Foundation

/// Fetches one commit of a repository, without history, into a directory of its own.
///
/// Made of `init`, `fetch` and `checkout` rather than `clone`: each commit can then be asked for by its reference (a
/// detached HEAD, a tag, a branch named like an option), and what would be written is known before anything is.
/// Leaves either a whole clone or nothing.
struct Cloner: Sendable {
    var git = Git()
    /// In bytes; for the objects received, and again for the files written.
    var sizeLimit = Preflight.standardSizeLimit
    /// For the fetch, and again for writing the files.
    var timeLimit: Duration = .seconds(600)

    /// - Parameters:
    ///   - directory: an absolute path at which nothing exists yet; its parent does.
    ///   - progress: called with fractions from 0 to 1, which never go down.
    func clone(
        _ source: RepositorySource, into directory: String, progress: @escaping @Sendable (Double) async -> Void = { _ in }
    ) async throws -> Checkout {
        // Never over something that exists: it would be removed if the clone failed.
        guard directory.hasPrefix("/"), mkdir(directory, 0o700) == 0 else {
            throw RepositoryError(
                .destinationTaken, directory, because: "a new directory could not be made there",
                remedy: "name an absolute path at which nothing exists, in a directory that may be written to")
        }
        do {
            return try await fill(directory, from: source, progress: progress)
        } catch {
            try? FileManager.default.removeItem(atPath: directory)
            throw error
        }
    }

    private func fill(
        _ directory: String, from source: RepositorySource, progress: @escaping @Sendable (Double) async -> Void
    ) async throws -> Checkout {
        let preflight = Preflight(git: git, sizeLimit: sizeLimit)
        let source = try await preflight.resolve(source)
        let head = try await preflight.head(of: source)
        let meter = CloneMeter(report: progress)
        try await initialize(directory, hash: head.object.count == 64 ? "sha256" : "sha1", subject: source.display)
        try await fetch(head, of: source, into: directory, meter: meter)
        let tip = try await tip(of: directory)
        try await TreeBudget(git: git, bytes: sizeLimit).check(directory, subject: source.display)
        var checkout = GitCommand.inClone(directory, ["checkout", "--progress", "--detach", tip.commit, "--"], within: timeLimit)
        checkout.subject = source.display
        checkout.onErrorLine = { await meter.read($0) }
        try await git.run(checkout)
        await meter.finish()
        return Checkout(
            source: source.display, name: source.name, directory: directory, commit: tip.commit, branch: head.branch,
            committedAt: tip.date)
    }

    private func initialize(_ directory: String, hash: String, subject: String) async throws {
        try await git.run(
            GitCommand(
                ["init", "--quiet", "--template=", "--object-format=\(hash)", "--", directory], on: subject, within: .seconds(20)))
        // Files are written as they are stored: no filter, no conversion of line ends or encodings, whatever the
        // repository's own attributes ask for. This file has the last word over those.
        let info = directory + "/.git/info"
        try FileManager.default.createDirectory(atPath: info, withIntermediateDirectories: true)
        try Data("* -text -ident -filter !working-tree-encoding\n".utf8).write(to: URL(fileURLWithPath: info + "/attributes"))
    }

    private func fetch(_ head: RemoteHead, of source: RepositorySource, into directory: String, meter: CloneMeter) async throws {
        let options = ["fetch", "--progress", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance"]
        var fetch = GitCommand.inClone(
            directory, options + source.serving + ["--", source.gitAddress, head.reference], within: timeLimit)
        fetch.subject = source.display
        fetch.credentials = source.asked
        fetch.asksHost = source.transport != .local
        fetch.onErrorLine = { await meter.read($0) }
        let (limit, clock, subject) = (sizeLimit, git.clock, source.display)
        let objects = directory + "/.git"
        @Sendable func measure() throws {
            let bytes = DirectorySize.bytes(in: objects)
            if bytes > limit { throw RepositoryError(tooLarge: subject, bytes: bytes, limit: limit) }
        }
        fetch.watch = {
            while true {
                try await clock.sleep(for: .milliseconds(250))
                try measure()
            }
        }
        try await git.run(fetch)
        try measure()
    }

    private func tip(of directory: String) async throws -> (commit: String, date: String?) {
        let shown = try await git.run(
            .inClone(directory, ["log", "-1", "--no-show-signature", "--format=%H %cI", "FETCH_HEAD"], within: .seconds(20)))
        let parts = shown.text.split(whereSeparator: \.isWhitespace)
        guard let commit = parts.first else {
            throw RepositoryError(
                .empty, directory, because: "what was fetched is not a commit", remedy: "point the repository's HEAD at a commit")
        }
        return (String(commit), parts.dropFirst().first.map(String.init))
    }
}
