/// The `Retry-After` header: seconds, or a date as HTTP writes it.
enum RetryAfterHeader {
    /// No server may put a job off for longer.
    static let cap = Duration.seconds(15 * 60)

    /// - Parameter now: Seconds since 1970, UTC.
    /// - Returns: Nil when the header is neither; zero for a date in the past.
    static func delay(_ header: String, now: Int64) -> Duration? {
        let text = header.trimmingWhitespace()
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // More digits than an integer holds is a number all the same: a very large one.
            return Int64(text).map { min(.seconds(min($0, 86_400)), cap) } ?? cap
        }
        guard let date = seconds(ofDate: text) else { return nil }
        return .seconds(min(max(0, date - now), 15 * 60))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers still write.
    static func seconds(ofDate text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].count == 4, parts[0].hasSuffix(","), parts[5] == "GMT" else { return nil }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard let day = Int64(parts[1]), let month = months.firstIndex(of: String(parts[2])), let year = Int64(parts[3]) else { return nil }
        guard (1...31).contains(day), (1970...9999).contains(year), time.count == 3 else { return nil }
        guard (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]) else { return nil }
        return CivilTime.days(year: year, month: Int64(month) + 1, day: day) * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]
    }
}
