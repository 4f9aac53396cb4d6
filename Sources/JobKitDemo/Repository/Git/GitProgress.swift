/// A line such as `Receiving objects:  42% (42/100), 1.2 MiB`.
struct GitProgress: Equatable {
    var phase: String
    /// Between 0 and 1.
    var fraction: Double

    init?(line: String) {
        guard let colon = line.lastIndex(of: ":"), let percent = line[colon...].firstIndex(of: "%"),
            let value = Int(line[line.index(after: colon)..<percent].drop { $0 == " " }), (0...100).contains(value)
        else { return nil }
        let phase = line[..<colon]
        self.phase = String(phase.hasPrefix("remote: ") ? phase.dropFirst(8) : phase)
        self.fraction = Double(value) / 100
    }

    /// How far a whole clone is, as a reader sees it: receiving takes most of the time.
    var cloneFraction: Double? {
        switch phase {
        case "Counting objects": 0.05 * fraction
        case "Compressing objects": 0.05 + 0.05 * fraction
        case "Receiving objects": 0.1 + 0.6 * fraction
        case "Resolving deltas": 0.7 + 0.1 * fraction
        case "Updating files": 0.8 + 0.2 * fraction
        default: nil
        }
    }
}
