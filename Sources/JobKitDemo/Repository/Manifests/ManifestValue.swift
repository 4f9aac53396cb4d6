/// A manifest that is data, not code: TOML, YAML and JSON say the same things in three notations.
enum ManifestValue: Sendable, Equatable {
    case text(String)
    case flag(Bool)
    case list([ManifestValue])
    case table([String: ManifestValue])
    /// Numbers, dates and what is nested more deeply than any manifest.
    case other

    /// The largest text that is read as data.
    static let limit = 256 * 1024
    static let deepest = 32

    subscript(key: String) -> ManifestValue? {
        if case .table(let entries) = self { entries[key] } else { nil }
    }

    subscript(keys: [String]) -> ManifestValue? {
        var value: ManifestValue? = self
        for key in keys { value = value?[key] }
        return value
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var isTrue: Bool { self == .flag(true) }

    var list: [ManifestValue] {
        if case .list(let values) = self { values } else { [] }
    }

    var texts: [String] { list.compactMap(\.text) }

    /// Sorted by key.
    var entries: [(key: String, value: ManifestValue)] {
        guard case .table(let entries) = self else { return [] }
        return entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    var keys: [String] { entries.map(\.key) }
}
