import Foundation
import JobKit

/// Random numbers that a seed repeats: Steele, Lea and Flood's generator.
struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: Int) {
        state = UInt64(bitPattern: Int64(seed))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// A text that no other process writes.
    static func token() -> String { String(JobEnvironment.system.random(), radix: 36) }
}

/// Spreads the work of a process over time; nothing is proved by how long it takes.
func pause(milliseconds: Int) async {
    try? await JobEnvironment.system.sleep(.milliseconds(milliseconds))
}
