import Foundation

/// The first place in which two values differ, in words that show details hidden by printing: normal forms, microseconds, and cut-off
/// parts.
struct FirstDifference {
    /// In the syntax of code, such as `.jobs[0].tags[1]`; empty for the values themselves.
    var path: String
    var actual: String
    var expected: String

    /// `nil` when the two print the same.
    init?(_ actual: Any, _ expected: Any) {
        guard let found = Self.find(actual, expected, path: "") else { return nil }
        self = found
    }

    private init(_ path: String, _ actual: String, _ expected: String) {
        self.path = path
        self.actual = actual
        self.expected = expected
    }

    private static func find(_ actual: Any, _ expected: Any, path: String) -> FirstDifference? {
        switch (actual, expected) {
        case (let one as String, let other as String): one == other ? nil : texts(one, other, path)
        case (let one as Timestamp, let other as Timestamp): one == other ? nil : FirstDifference(path, one.exact, other.exact)
        case (let one as [UInt8], let other as [UInt8]): one == other ? nil : bytes(one, other, path)
        case (let one as Data, let other as Data): one == other ? nil : bytes(Array(one), Array(other), path)
        case (let one as [AnyHashable: Any], let other as [AnyHashable: Any]): dictionaries(one, other, path)
        case (let one as Set<AnyHashable>, let other as Set<AnyHashable>): sets(one, other, path)
        default: parts(actual, expected, path)
        }
    }

    private static func parts(_ actual: Any, _ expected: Any, _ path: String) -> FirstDifference? {
        let (one, other) = (Mirror(reflecting: actual), Mirror(reflecting: expected))
        switch one.displayStyle {
        case .collection: return elements(one.children.map(\.value), other.children.map(\.value), path)
        case .optional where one.children.isEmpty != other.children.isEmpty: return leaf(actual, expected, path)
        case .enum where one.children.first?.label != other.children.first?.label: return leaf(actual, expected, path)
        default: break
        }
        guard !one.children.isEmpty, one.children.count == other.children.count else { return leaf(actual, expected, path) }
        for (part, counterpart) in zip(one.children, other.children) {
            let label = one.displayStyle == .optional ? "" : part.label.map { ".\($0)" } ?? ""
            if let found = find(part.value, counterpart.value, path: path + label) { return found }
        }
        return nil
    }

    private static func elements(_ one: [Any], _ other: [Any], _ path: String) -> FirstDifference? {
        for (index, pair) in zip(one, other).enumerated() {
            if let found = find(pair.0, pair.1, path: "\(path)[\(index)]") { return found }
        }
        guard one.count != other.count else { return nil }
        let end = min(one.count, other.count)
        return FirstDifference(
            "\(path)[\(end)]", one.count > end ? words(one[end]) : "nothing, \(one.count) elements in all",
            other.count > end ? words(other[end]) : "nothing, \(other.count) elements in all")
    }

    private static func dictionaries(_ one: [AnyHashable: Any], _ other: [AnyHashable: Any], _ path: String) -> FirstDifference? {
        for key in Set(one.keys).union(other.keys).sorted(by: { "\($0)" < "\($1)" }) {
            let place = "\(path)[\(words(key.base))]"
            guard let value = one[key], let counterpart = other[key] else {
                return FirstDifference(place, one[key].map(words) ?? "nothing", other[key].map(words) ?? "nothing")
            }
            if let found = find(value, counterpart, path: place) { return found }
        }
        return nil
    }

    private static func sets(_ one: Set<AnyHashable>, _ other: Set<AnyHashable>, _ path: String) -> FirstDifference? {
        guard one != other else { return nil }
        func first(_ set: Set<AnyHashable>) -> String { set.map { words($0.base) }.min() ?? "no element that the other lacks" }
        return FirstDifference(path, first(one.subtracting(other)), first(other.subtracting(one)))
    }

    private static func leaf(_ actual: Any, _ expected: Any, _ path: String) -> FirstDifference? {
        String(reflecting: actual) == String(reflecting: expected) ? nil : FirstDifference(path, words(actual), words(expected))
    }
}

extension FirstDifference {
    static func words(_ value: Any) -> String {
        switch value {
        case let text as String: quoted(text.unicodeScalars[...])
        case let time as Timestamp: time.exact
        case let value where Mirror(reflecting: value).displayStyle == .optional:
            Mirror(reflecting: value).children.first.map { words($0.value) } ?? "nil"
        default: shortened(String(describing: value))
        }
    }

    static func shortened(_ text: String, to count: Int = 300) -> String {
        text.utf8.count > count ? text.prefix(count) + "…" : text
    }

    /// From a little before the first scalar that differs.
    private static func texts(_ one: String, _ other: String, _ path: String) -> FirstDifference {
        let (scalars, others) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
        let same = zip(scalars, others).prefix { $0 == $1 }.count
        func part(_ scalars: [Unicode.Scalar]) -> String {
            let start = max(0, same - 20)
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[start..<min(scalars.count, same + 40)])
            let text = quoted(view[...], isCutBefore: start > 0, isCutAfter: scalars.count > same + 40, scalarsFrom: same - start)
            return start > 0 ? "\(text) from scalar \(start) on" : text
        }
        return FirstDifference(path, part(scalars), part(others))
    }

    /// In quotation marks, with the scalars beside it where the text is not plain ASCII: different scalars may look alike.
    private static func quoted(
        _ scalars: Substring.UnicodeScalarView, isCutBefore: Bool = false, isCutAfter: Bool = false, scalarsFrom index: Int = 0
    ) -> String {
        let text = String(scalars)
        let shown = (isCutBefore ? "…" : "") + shortened(text).debugDescription + (isCutAfter ? "…" : "")
        guard text.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) else { return shown }
        let codes = scalars.dropFirst(max(0, index - 1)).prefix(8).map {
            "U+" + String($0.value, radix: 16, uppercase: true).leftPadded(to: 4)
        }
        return "\(shown) (\(codes.joined(separator: " ")))"
    }

    /// As text where both are; otherwise sixteen bytes from the first that differs.
    private static func bytes(_ one: [UInt8], _ other: [UInt8], _ path: String) -> FirstDifference {
        if let text = String(validating: one, as: UTF8.self), let counterpart = String(validating: other, as: UTF8.self) {
            return texts(text, counterpart, path)
        }
        let same = zip(one, other).prefix { $0 == $1 }.count
        func part(_ bytes: [UInt8]) -> String {
            let codes = bytes.dropFirst(same).prefix(16).map { String($0, radix: 16).leftPadded(to: 2) }
            return "\(bytes.count) bytes, from byte \(same) on: \(codes.isEmpty ? "none" : codes.joined(separator: " "))"
        }
        return FirstDifference(path, part(one), part(other))
    }
}

extension String {
    fileprivate func leftPadded(to count: Int) -> String { String(repeating: "0", count: max(0, count - self.count)) + self }
}

extension Timestamp {
    /// ISO 8601 in UTC to the microsecond; the number of microseconds where a year has more than four digits.
    var exact: String {
        let years: Range<Int64> = -62_135_596_800_000_000..<253_402_300_800_000_000
        guard years.contains(microseconds) else { return "\(microseconds) µs since 1970" }
        let fraction = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
        let whole = Timestamp(microseconds: microseconds - fraction).date.formatted(Date.ISO8601FormatStyle())
        return whole.dropLast() + "." + String(fraction).leftPadded(to: 6) + "Z"
    }
}
