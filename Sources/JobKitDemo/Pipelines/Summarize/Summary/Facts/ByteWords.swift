/// Sizes as a reader says them: `812 bytes`, `400 KB`, `30 MB`, `2.1 GB`.
enum ByteWords {
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1000 else { return Wording.count(bytes, "byte") }
        var value = Double(bytes)
        var unit = -1
        let units = ["KB", "MB", "GB", "TB"]
        // 999.6 KB would be written as 1,000.
        while value >= 999.5, unit + 1 < units.count {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        let isShort = tenths >= 100 || tenths.isMultiple(of: 10)
        return (isShort ? Wording.grouped(Int(value.rounded())) : "\(tenths / 10).\(tenths % 10)") + " " + units[max(unit, 0)]
    }
}
