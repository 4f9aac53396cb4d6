import Foundation

// Reads the few files whose words go into the page. The tree is a stranger's: only regular files are read, no link is
// followed at any component of a path, and no file is read further than a limit.

struct RepositoryTexts: Codable, Sendable {
    /// The README, if there is one, and the manifests by path.
    var readme: TextFile?
    var manifests: [TextFile]
    /// The first heading of a documentation file, by path, as a line of prose.
    var titles: [String: String] = [:]
    /// Those of the files above that are there and are not text in an encoding that is read here; nil where all are.
    var unreadable: [String]?

    struct TextFile: Codable, Sendable {
        var path: String
        var text: String
    }

    static let limit = 256 * 1024

    /// Everything that the page quotes.
    static func load(from directory: String, _ observation: Observation) -> RepositoryTexts {
        var texts = load(from: directory, paths: observation.files.map(\.path))
        let titled = observation.files.filter { $0.role == .documentation }.sorted { ($1.importance, $0.path) < ($0.importance, $1.path) }
        texts.readTitles(of: titled.map(\.path), in: directory)
        return texts
    }

    /// - Parameter paths: The tracked files; nothing else is opened.
    static func load(from directory: String, paths: [String]) -> RepositoryTexts {
        var unreadable: [String] = []
        func file(_ path: String) -> TextFile? {
            guard let bytes = bytes(of: path, in: directory) else { return nil }
            guard let text = TextDecoding.text(of: bytes, isCut: bytes.count == limit) else {
                unreadable.append(path)
                return nil
            }
            return TextFile(path: path, text: text)
        }
        let readme = readmePath(among: paths).flatMap(file)
        let manifests = fitting(manifestPaths(among: paths).compactMap(file))
        return RepositoryTexts(readme: readme, manifests: manifests, unreadable: unreadable.isEmpty ? nil : unreadable)
    }

    /// - Parameter paths: Documentation, most important first; only the first few are opened.
    mutating func readTitles(of paths: [String], in directory: String) {
        for path in paths.prefix(12) {
            guard let text = Self.text(of: path, in: directory) else { continue }
            for case .heading(let title, _) in ReadmeBlocks.blocks(of: TextFile(path: path, text: text)) {
                titles[path] = title.keeping(Sentences.prefix(of: title.plain, characters: 80)).markdown()
                break
            }
        }
    }

    /// The root's before the ones that hosts show in its place, and Markdown before other markup.
    static func readmePath(among paths: [String]) -> String? {
        let extensions = ["md", "markdown", "rst", "adoc", "txt", ""]
        let candidates = paths.compactMap { path -> (rank: Int, path: String)? in
            let lowered = path.lowercased()
            let folders = ["", ".github/", "docs/"]
            guard let folder = folders.lastIndex(where: { lowered.hasPrefix($0 + "readme") }) else { return nil }
            let name = lowered.dropFirst(folders[folder].count)
            guard let suffix = extensions.firstIndex(where: { name == ($0.isEmpty ? "readme" : "readme." + $0) }) else { return nil }
            return (folder * extensions.count + suffix, path)
        }
        return candidates.min { ($0.rank, $0.path) < ($1.rank, $1.path) }?.path
    }

    /// The text of a regular file, at most the limit; nil as well where it is in no encoding that is read here.
    static func text(of path: String, in directory: String) -> String? {
        bytes(of: path, in: directory).flatMap { TextDecoding.text(of: $0, isCut: $0.count == limit) }
    }

    private static func bytes(of path: String, in directory: String) -> [UInt8]? {
        let components = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let name = components.last, components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        var folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for component in components.dropLast() where folder >= 0 {
            let next = openat(folder, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder)
            folder = next
        }
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        // Non-blocking: opening a named pipe would otherwise wait for a writer.
        let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return contents(of: file)
    }

    private static func contents(of file: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = chunk.withUnsafeMutableBytes { buffer in Int(read(file, buffer.baseAddress, wanted)) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }
}
