#if os(Linux)
    import Foundation
    import Synchronization
    import Testing

    @testable import JobKitPostgres

    /// Stands between clients and the server, as a pooler does: it makes up the number of the server's process. Can stop to answer, for ever.
    final class Proxy: Sendable {
        private let folder: String
        private let server: String
        private let listening: Int32
        private let isSilent = Atomic(false)
        private let clients = Atomic(0)
        private let opened = Mutex<[Int32]>([])

        init() throws {
            let connection = try Server.connection()
            let place = try #require(
                connection.run([Command("SELECT current_setting('unix_socket_directories'), current_setting('port')")]).first)
            server = "\(place.text(0, 0))/.s.PGSQL.\(place.text(0, 1))"
            folder = try #require(mkdtemp(strdup(NSTemporaryDirectory() + "jobkit-proxy.XXXXXX")).map { String(cString: $0) })
            listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let path = "\(folder)/.s.PGSQL.5432"
            let isBound = Self.withAddress(path) { bind(listening, $0, $1) }
            try #require(isBound == 0 && listen(listening, 16) == 0)
            Thread { self.accept() }.start()
        }

        var settings: String { "host=\(folder) port=5432" }

        /// How many clients have connected, those that want something cancelled among them.
        var count: Int { clients.load(ordering: .relaxed) }

        /// Passes nothing on from now on, and closes nothing.
        func fallSilent() { isSilent.store(true, ordering: .relaxed) }

        func close() {
            for descriptor in opened.withLock({ $0 }) + [listening] { shutdown(descriptor, Int32(SHUT_RDWR)) }
            try? FileManager.default.removeItem(atPath: folder)
        }

        private func accept() {
            while true {
                let client = Foundation.accept(listening, nil, nil)
                guard client >= 0 else { return }
                let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                opened.withLock { $0 += [client, upstream] }
                clients.add(1, ordering: .relaxed)
                guard Self.withAddress(server, { connect(upstream, $0, $1) }) == 0 else { return }
                Thread { self.pump(from: client, to: upstream, isAnswer: false) }.start()
                Thread { self.pump(from: upstream, to: client, isAnswer: true) }.start()
            }
        }

        private func pump(from source: Int32, to target: Int32, isAnswer: Bool) {
            var isKeySeen = !isAnswer
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(source, &buffer, buffer.count)
                guard !isSilent.load(ordering: .relaxed) else { return }
                guard count > 0 else {
                    shutdown(target, Int32(SHUT_RDWR))
                    return
                }
                // What the server says of a new connection comes in one piece; among it a K, its length of 12, the process and a key.
                if !isKeySeen, let key = buffer[..<count].indices.first(where: { Array(buffer[$0...].prefix(5)) == [0x4b, 0, 0, 0, 12] }) {
                    buffer[key + 5] = 0x7f
                    isKeySeen = true
                }
                var written = 0
                while written < count {
                    let step = send(target, Array(buffer[written..<count]), count - written, Int32(MSG_NOSIGNAL))
                    guard step > 0 else { return }
                    written += step
                }
            }
        }

        private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            return withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
        }
    }
#endif
