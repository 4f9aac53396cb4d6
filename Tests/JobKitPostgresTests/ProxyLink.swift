#if os(Linux)
    import Foundation
    import Synchronization

    /// One client's way to the server through a `Proxy`: two threads that pass on the data, as the weather allows.
    final class ProxyLink: Sendable {
        private struct State {
            var pumps = 2
            var isReset = false
            /// The client's data so far, from its beginning.
            var sent: [UInt8] = []
        }

        private let client: Int32
        private let upstream: Int32
        private let weather: Weather
        private let makesUpNumbers: Bool
        private let state = Mutex(State())
        private static let remembered = 200_000

        init(client: Int32, upstream: Int32, weather: Weather, makesUpNumbers: Bool) {
            self.client = client
            self.upstream = upstream
            self.weather = weather
            self.makesUpNumbers = makesUpNumbers
        }

        var isReset: Bool { state.withLock { $0.isReset } }
        var isOver: Bool { state.withLock { $0.pumps == 0 } }

        func hasSent(_ word: String) -> Bool { state.withLock { String(decoding: $0.sent, as: UTF8.self).contains(word) } }

        func start() {
            Thread { self.pump(from: self.client, to: self.upstream, isAnswer: false) }.start()
            Thread { self.pump(from: self.upstream, to: self.client, isAnswer: true) }.start()
        }

        /// The client gets a reset, not an orderly end.
        func reset() {
            // Under the lock: once the last of the two has closed the descriptors, their numbers may be used for other files.
            state.withLock { state in
                guard !state.isReset, state.pumps > 0 else { return }
                state.isReset = true
                var atOnce = linger(l_onoff: 1, l_linger: 0)
                setsockopt(client, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
                shutdown(client, Int32(SHUT_RD))
                shutdown(upstream, Int32(SHUT_RDWR))
            }
            weather.change { _ in }
        }

        func close() {
            state.withLock { state in
                state.pumps = 0
                Foundation.close(client)
                Foundation.close(upstream)
            }
        }

        private func pump(from source: Int32, to target: Int32, isAnswer: Bool) {
            var isKeySeen = !(isAnswer && makesUpNumbers)
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(source, &buffer, buffer.count)
                if count > 0, !isAnswer { note(buffer[..<count]) }
                guard weather.permits(self), count > 0 else { break }
                // The server's messages about a new connection come in one piece; among them a K, its length of 12, the process and a key.
                if !isKeySeen, let key = buffer[..<count].indices.first(where: { Array(buffer[$0...].prefix(5)) == [0x4b, 0, 0, 0, 12] }) {
                    buffer[key + 5] = 0x7f
                    isKeySeen = true
                }
                let cuts = weather.passes(isRequest: !isAnswer)
                guard Self.send(buffer[..<(cuts ? count / 2 : count)], to: target) else { break }
                if cuts { reset() }
            }
            shutdown(target, Int32(isAnswer ? SHUT_RDWR : SHUT_WR))
            ended()
        }

        private func note(_ bytes: ArraySlice<UInt8>) {
            state.withLock { if $0.sent.count < Self.remembered { $0.sent += bytes } }
        }

        private func ended() {
            let isLast = state.withLock { state in
                if state.pumps > 1 { state.pumps -= 1 } else { return true }
                return false
            }
            if isLast { close() }
        }

        private static func send(_ bytes: ArraySlice<UInt8>, to target: Int32) -> Bool {
            var left = bytes
            while !left.isEmpty {
                let step = left.withUnsafeBytes { Foundation.send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard step > 0 else { return false }
                left = left.dropFirst(step)
            }
            return true
        }
    }
#endif
