import Foundation
import TOMLKit
import Yams

// From texts of strangers to values. A text that its library refuses is nil: it says nothing, and it stops nothing. The libraries recurse, and
// YAML's aliases multiply, so each text is looked at before it is handed on.

extension ManifestValue {
    init?(toml text: String) {
        guard text.utf8.count <= Self.limit, TomlGuard.allows(text), let table = try? TOMLTable(string: text) else { return nil }
        self = Self.table(table, depth: 0)
    }

    init?(yaml text: String) {
        guard text.utf8.count <= Self.limit, Self.aliases(in: text) <= 16, let node = try? Yams.compose(yaml: text) else { return nil }
        // What aliases repeat is counted each time.
        var left = 50_000
        self = Self.yaml(node, depth: 0, left: &left)
    }

    init?(json text: String) {
        guard text.utf8.count <= Self.limit, let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return nil }
        self = Self.json(object, depth: 0)
    }

    private static func table(_ table: TOMLTable, depth: Int) -> ManifestValue {
        var entries: [String: ManifestValue] = [:]
        for key in table.keys {
            if let value = table[key] { entries[key] = Self.toml(value, depth: depth + 1) }
        }
        return .table(entries)
    }

    private static func toml(_ value: any TOMLValueConvertible, depth: Int) -> ManifestValue {
        guard depth < deepest else { return .other }
        if let text = value.string { return .text(text) }
        if let flag = value.bool { return .flag(flag) }
        if let table = value.table { return Self.table(table, depth: depth) }
        guard let array = value.array else { return .other }
        return .list(array.indices.map { toml(array[$0], depth: depth + 1) })
    }

    private static func yaml(_ node: Node, depth: Int, left: inout Int) -> ManifestValue {
        left -= 1
        guard depth < deepest, left > 0 else { return .other }
        switch node {
        case .scalar(let scalar):
            let isFlag = scalar.style == .plain && (scalar.string == "true" || scalar.string == "false")
            return isFlag ? .flag(scalar.string == "true") : .text(scalar.string)
        case .sequence(let nodes):
            return .list(nodes.map { yaml($0, depth: depth + 1, left: &left) })
        case .mapping(let pairs):
            var entries: [String: ManifestValue] = [:]
            for pair in pairs {
                if let key = pair.key.scalar?.string { entries[key] = yaml(pair.value, depth: depth + 1, left: &left) }
            }
            return .table(entries)
        case .alias:
            return .other
        }
    }

    private static func json(_ object: Any, depth: Int) -> ManifestValue {
        guard depth < deepest else { return .other }
        switch object {
        case let text as String: return .text(text)
        case let list as [Any]: return .list(list.map { json($0, depth: depth + 1) })
        case let table as [String: Any]: return .table(table.mapValues { json($0, depth: depth + 1) })
        default: return .other
        }
    }

    /// `*name` where a value may begin. Sixteen of them can stand for some hundred nodes, not for millions.
    static func aliases(in text: String) -> Int {
        var count = 0
        var before = UInt8(ascii: " ")
        var isStar = false
        for byte in text.utf8 {
            let isWord =
                (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            if isStar, isWord || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") { count += 1 }
            isStar = byte == UInt8(ascii: "*") && " \t\r\n[{,:?-".utf8.contains(before)
            before = byte
        }
        return count
    }
}
