/// A language or format that a file is written in.
struct Language: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case programming, prose, configuration, data, asset, unknown
    }

    var name: String
    var kind: Kind

    static let other = Language(name: "Other", kind: .unknown)
}
