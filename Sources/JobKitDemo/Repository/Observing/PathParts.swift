/// A path, cut up once for all the rules that look at it.
struct PathParts: Sendable {
    /// The directories above the file, outermost first.
    let directories: [String]
    let name: String
    let lowerName: String
    let lowerDirectories: [String]

    init(_ path: String) {
        let parts = path.split(separator: Character("/")).map { String($0) }
        directories = Array(parts.dropLast())
        name = parts.last ?? path
        lowerName = name.lowercased()
        lowerDirectories = directories.map { $0.lowercased() }
    }

    /// The name without its last extension.
    var stem: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
