#if os(Linux)
    import Foundation
    import Synchronization
    import Testing

    @testable import JobKitPostgres

    /// Between clients and the server: acts as a pooler, which makes up the number of the server's process, or as a failing network.
    final class Proxy: Sendable {
        enum Manner { case pooler, network }

        private let manner: Manner
        private let server: String
        private let listening: Int32
        private let port: UInt16
        private let weather = Weather()
        private let clients = Atomic(0)
        private let refuses = Atomic(false)
        private let links = Mutex<[ProxyLink]>([])

        /// - Parameter server: the path of its socket; that of the server that all tests share unless given.
        init(_ manner: Manner = .pooler, to server: String? = nil) throws {
            self.manner = manner
            self.server = try server ?? Self.sharedServer()
            listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            // Over TCP: only there a connection can be reset.
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = listening
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            port = UInt16(bigEndian: address.sin_port)
            try #require(isBound && listen(listening, 64) == 0)
            Thread { self.accept() }.start()
        }

        private static func sharedServer() throws -> String {
            let places = "SELECT current_setting('unix_socket_directories'), current_setting('port')"
            let place = try #require(Server.connection().run([Command(places)]).first)
            return "\(place.text(0, at: 0))/.s.PGSQL.\(place.text(0, at: 1))"
        }

        var settings: String { "host=127.0.0.1 port=\(port)" }

        /// How many clients have connected, those that send a cancel request included.
        var count: Int { clients.load(ordering: .relaxed) }

        /// How many pieces the clients have sent, which is about as many as round trips.
        var requests: Int { weather.requests }

        /// Passes nothing on from now on, and closes nothing. Holds the data that comes meanwhile, as a network does that resends lost
        /// packets.
        ///
        /// - Parameter word: connections whose client has sent this are not affected.
        func fallSilent(except word: String? = nil) { weather.change { $0.silence = .init(exception: word) } }

        /// Passes on the held data and later ones: also those of clients that have gone meanwhile.
        func speak() { weather.change { $0.silence = nil } }

        /// Passes every piece on with that delay.
        func delay(milliseconds: UInt32) { weather.change { $0.delay = milliseconds } }

        /// Resets a connection in the middle of every n-th piece; `nil` ends that.
        func cut(every number: Int?) { weather.change { $0.cutEvery = number } }

        /// Closes new connections from now on, as a server does that is starting up.
        func refuse(_ refuses: Bool) { self.refuses.store(refuses, ordering: .relaxed) }

        /// Resets all connections, held ones included.
        func cutAll() { for link in links.withLock({ $0 }) { link.reset() } }

        func close() {
            shutdown(listening, Int32(SHUT_RDWR))
            weather.end()
            cutAll()
        }

        private func accept() {
            while true {
                let client = Foundation.accept(listening, nil, nil)
                guard client >= 0 else {
                    Foundation.close(listening)
                    return
                }
                clients.add(1, ordering: .relaxed)
                let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                let link = ProxyLink(client: client, upstream: upstream, weather: weather, makesUpNumbers: manner == .pooler)
                // A server that is not there refuses its clients.
                guard !refuses.load(ordering: .relaxed), Self.withAddress(server, { connect(upstream, $0, $1) }) == 0 else {
                    link.close()
                    continue
                }
                links.withLock {
                    $0.removeAll(where: \.isOver)
                    $0.append(link)
                }
                link.start()
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
