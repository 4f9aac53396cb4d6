#if os(Linux)
    import Foundation

    /// Machines of a network: namespaces of the kernel, joined by a bridge that this machine is on too. A machine can be cut off like by a
    /// cable that is pulled somewhere else: its packets are dropped, and neither side is told.
    ///
    /// All names contain the number of this process. The next one removes the leftovers of one that has ended.
    package final class PrivateNetwork: Sendable {
        package struct Machine: Sendable {
            fileprivate let namespace: String
            fileprivate let cable: String
            package let address: String

            /// The prefix of a command that is to run there.
            package var prefix: [String] { ["ip", "netns", "exec", namespace] }
        }

        private static let prefix = "jkn"
        private static let name = "\(prefix)\(getpid())"
        private static let bridge = "\(name)b"

        /// The reason why there can be none; `nil` where there can.
        package static let obstacle: String? = {
            do {
                try PrivateNetwork(machines: 1).remove()
                return nil
            } catch {
                return "there are no network namespaces here; they take root and Debian's package iproute2. \(error)"
            }
        }()

        /// The address of this machine.
        package let address: String
        package let machines: [Machine]

        /// Only one at a time, with up to 12 machines.
        package init(machines count: Int) throws {
            // In the range that is reserved for such tests (RFC 2544), 16 addresses for each process.
            func address(_ number: Int) -> String {
                let place = Int(getpid()) % 8_192 * 16 + number + 1
                return "198.\(18 + place >> 16).\(place >> 8 & 0xff).\(place & 0xff)"
            }
            self.address = address(0)
            machines = (1...count).map { Machine(namespace: "\(Self.name)m\($0)", cable: "\(Self.name)c\($0)", address: address($0)) }
            try Self.removeLeftovers()
            do {
                try Self.ip("link add \(Self.bridge) type bridge forward_delay 0")
                try Self.ip("address add \(address(0))/28 dev \(Self.bridge)")
                try Self.ip("link set \(Self.bridge) up")
                for machine in machines { try Self.add(machine) }
            } catch {
                remove()
                throw error
            }
        }

        package func cut(_ machine: Machine) throws { try Self.ip("link set \(machine.cable) nomaster") }

        package func join(_ machine: Machine) throws { try Self.ip("link set \(machine.cable) master \(Self.bridge)") }

        package func remove() {
            for machine in machines {
                // The kernel takes long to remove a namespace; the cable is gone at once.
                _ = try? Self.ip("link delete \(machine.cable)")
                _ = try? Self.ip("netns delete \(machine.namespace)")
            }
            _ = try? Self.ip("link delete \(Self.bridge)")
        }

        private static func add(_ machine: Machine) throws {
            try ip("netns add \(machine.namespace)")
            try ip("link add \(machine.cable) type veth peer name eth0 netns \(machine.namespace)")
            try ip("link set \(machine.cable) master \(bridge) up")
            try ip("-n \(machine.namespace) address add \(machine.address)/28 dev eth0")
            for device in ["lo", "eth0"] { try ip("-n \(machine.namespace) link set \(device) up") }
        }

        private static func removeLeftovers() throws {
            let namespaces = try ip("netns list").split(separator: "\n").compactMap { $0.split(separator: " ").first }
            for namespace in namespaces where isLeftover(namespace) { try ip("netns delete \(namespace)") }
            // Lines like "5: jkn123b: <BROADCAST…" and "6: jkn123c1@if2: <…".
            let links = try ip("-o link").split(separator: "\n").compactMap {
                $0.split(separator: " ").dropFirst().first?.split(separator: ":").first
            }
            for link in links.compactMap({ $0.split(separator: "@").first }) where isLeftover(link) { _ = try? ip("link delete \(link)") }
        }

        private static func isLeftover(_ name: Substring) -> Bool {
            guard name.hasPrefix(prefix), let process = pid_t(name.dropFirst(prefix.count).prefix { $0.isNumber }) else { return false }
            return process == getpid() || kill(process, 0) != 0 && errno == ESRCH
        }

        @discardableResult
        private static func ip(_ arguments: String) throws -> String {
            try ChildProcess.run("ip", arguments.split(separator: " ").map(String.init))
        }
    }
#endif
