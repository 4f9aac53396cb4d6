/// One entry of a checkout's index.
struct TrackedEntry: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case file, symbolicLink, submodule
    }

    var kind: Kind
    /// As git stores it: any bytes but NUL, relative to the root.
    var path: [UInt8]
    /// The path as text. Bytes that are not UTF-8 are written `\xNN`, so two such paths stay different.
    var name: String
    var isUTF8: Bool

    init(kind: Kind, path: [UInt8]) {
        self.kind = kind
        self.path = path
        let text = String(validating: path, as: UTF8.self)
        self.isUTF8 = text != nil
        self.name = text ?? Self.escaped(path)
    }

    static func list(in directory: String, git: Git) async throws -> [TrackedEntry] {
        let listing = try await git.run(.inClone(directory, ["ls-files", "--stage", "-z"], within: .seconds(60)))
        return parse(listing.bytes)
    }

    /// Reads entries of the form `mode hash stage<TAB>path<NUL>`.
    static func parse(_ listing: [UInt8]) -> [TrackedEntry] {
        listing.split(separator: 0).compactMap { entry in
            guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
            let kind: Kind =
                switch String(decoding: entry.prefix(6), as: UTF8.self) {
                case "120000": .symbolicLink
                case "160000": .submodule
                default: .file
                }
            return TrackedEntry(kind: kind, path: Array(entry[(tab + 1)...]))
        }
    }

    private static func escaped(_ path: [UInt8]) -> String {
        var text = ""
        var rest = path[...]
        while let first = rest.first {
            let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
            if let length {
                text += String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
            } else {
                text += "\\x" + (first < 16 ? "0" : "") + String(first, radix: 16, uppercase: true)
                rest = rest.dropFirst()
            }
        }
        return text
    }
}
