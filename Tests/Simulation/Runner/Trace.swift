import JobKit
import Synchronization

/// The events of a run, hashed into one number, and printed line by line where a trace is requested; and the first violation.
final class Trace: Sendable {
    private struct State {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var violation: String?
    }

    let isTold: Bool
    private let state = Mutex(State())

    init(isTold: Bool) {
        self.isTold = isTold
    }

    var hash: UInt64 { state.withLock { $0.hash } }
    var violation: String? { state.withLock { $0.violation } }

    func fold(_ value: UInt64) {
        state.withLock { state in
            state.hash = (state.hash ^ value) &* 0x0000_0100_0000_01B3
            state.hash ^= state.hash >> 29
        }
    }

    func tell(_ now: Timestamp, _ values: UInt64..., line: () -> String) {
        fold(UInt64(bitPattern: now.microseconds))
        for value in values { fold(value) }
        if isTold { print("\(now)  \(line())") }
    }

    /// Keeps the first violation; later ones may be its consequence.
    func violated(_ what: String) {
        state.withLock { $0.violation = $0.violation ?? what }
        if isTold { print("VIOLATION: \(what)") }
    }
}
