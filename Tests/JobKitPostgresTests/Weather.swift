#if os(Linux)
    import Foundation
    import Synchronization

    /// The faults that a `Proxy` applies to all data that it passes on.
    final class Weather: Sendable {
        struct Silence {
            let exception: String?
        }

        struct State {
            var silence: Silence?
            var delay: UInt32 = 0
            var cutEvery: Int?
            var pieces = 0
            var requests = 0
            var isOver = false
        }

        private let state = Mutex(State())
        private let condition = NSCondition()

        var requests: Int { state.withLock { $0.requests } }

        func change(_ body: (inout State) -> Void) {
            condition.lock()
            state.withLock { body(&$0) }
            condition.broadcast()
            condition.unlock()
        }

        func end() { change { $0.isOver = true } }

        /// Waits for the end of a silence. `false` when no more data are to be passed on.
        func permits(_ link: ProxyLink) -> Bool {
            condition.lock()
            defer { condition.unlock() }
            while true {
                let state = state.withLock { $0 }
                if state.isOver || link.isReset { return false }
                guard let silence = state.silence else { return true }
                if let word = silence.exception, link.hasSent(word) { return true }
                condition.wait()
            }
        }

        /// Call this for each piece before it is passed on: waits as long as the delay, and returns whether the piece is to be cut.
        func passes(isRequest: Bool) -> Bool {
            let (delay, cuts) = state.withLock { state in
                state.pieces += 1
                if isRequest { state.requests += 1 }
                return (state.delay, state.cutEvery.map { state.pieces % $0 == 0 } ?? false)
            }
            if delay > 0 { usleep(delay * 1_000) }
            return cuts
        }
    }
#endif
