/// A moment, written as `2026-03-12T09:30:00.250Z`. It keeps milliseconds, so that what was written reads back as the same value.
struct ReportTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let milliseconds: Int64

    /// - Parameter microseconds: Since 1970, UTC; what is below a millisecond is dropped.
    init(microseconds: Int64) { milliseconds = CivilTime.floorDivide(microseconds, 1_000) }

    /// - Returns: Nil for anything but the form that `description` writes.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let marks: [Int: UInt8] = [4: 0x2D, 7: 0x2D, 10: 0x54, 13: 0x3A, 16: 0x3A, 19: 0x2E, 23: 0x5A]
        guard bytes.count == 24 else { return nil }
        for (index, byte) in bytes.enumerated() {
            guard marks[index].map({ $0 == byte }) ?? (0x30...0x39).contains(byte) else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        let days = CivilTime.days(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        let seconds = days * 86_400 + number(11..<13) * 3_600 + number(14..<16) * 60 + number(17..<19)
        milliseconds = seconds * 1_000 + number(20..<23)
        // A day that is not in the calendar, or an hour that is not in the day, comes back as another one.
        guard description == text else { return nil }
    }

    var microseconds: Int64 { milliseconds * 1_000 }

    var description: String {
        let seconds = CivilTime.floorDivide(milliseconds, 1_000)
        let days = CivilTime.floorDivide(seconds, 86_400)
        let time = seconds - days * 86_400
        let date = CivilTime.date(days: days)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        let clock = "\(padded(time / 3_600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
        return "\(day)T\(clock).\(padded(milliseconds - seconds * 1_000, 3))Z"
    }

    static func < (left: ReportTime, right: ReportTime) -> Bool { left.milliseconds < right.milliseconds }
}

extension ReportTime: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = ReportTime(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time in UTC with milliseconds")
        }
        self = time
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
