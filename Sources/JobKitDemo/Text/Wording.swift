/// Counts, lists and sentences in English.
enum Wording {
    /// `1 file`, `3 files`, `1,204 lines`.
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// As `count`, with the numbers up to twelve as words, for running prose.
    static func words(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(word(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    static func word(_ number: Int) -> String {
        let names = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        return names.indices.contains(number) ? names[number] : grouped(number)
    }

    /// `12345` as `12,345`.
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The first items, and how many more there are: `a, b and three more modules`, or `a, b and three others` when the rest is an "other".
    static func list(_ items: [String], atMost limit: Int, rest singular: String, _ plural: String? = nil) -> String {
        // One more item takes no more room than the words "and one more".
        guard items.count > limit + 1 else { return list(items) }
        let left = items.count - limit
        let noun = left == 1 ? singular : plural ?? singular + "s"
        return list(items.prefix(limit) + [singular == "other" ? "\(word(left)) \(noun)" : "\(word(left)) more \(noun)"])
    }

    static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// With a full stop at the end, unless it ends in a mark already.
    static func sentence(_ text: String) -> String {
        let trimmed = text.trimmingWhitespace()
        guard let last = trimmed.last else { return "" }
        if ".!?…。！？".contains(last) { return trimmed }
        return (last == ":" || last == ";" || last == "," ? String(trimmed.dropLast()) : trimmed) + "."
    }

    static func article(before noun: String) -> String {
        guard let first = noun.first(where: { $0.isLetter || $0.isNumber }) else { return "a" }
        return "aeiouAEIO8".contains(first) ? "an" : "a"
    }
}

extension StringProtocol {
    func trimmingWhitespace() -> String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
