import CSQLite
import Foundation

/// Whether a file system supports the features that SQLite's log relies on: locks, and memory shared between processes.
enum FileSystemKind: Equatable {
    case local
    /// Its locks and shared memory do not span machines, or are not reliable.
    case network(String)
    /// May be either.
    case unknown(String)
}

extension FileSystemKind {
    #if os(Linux)
        /// - Parameter magic: `f_type` of statfs(2); the numbers are those of its manual page and of linux/magic.h.
        init(magic: UInt32) {
            self =
                switch magic {
                case 0x6969: .network("NFS")
                case 0x517B: .network("SMB")
                case 0xFF53_4D42: .network("CIFS")
                case 0xFE53_4D42: .network("SMB2")
                case 0x5346_414F, 0x6B41_4653: .network("AFS")
                case 0x7375_7245: .network("Coda")
                case 0x564C: .network("NCP")
                case 0x00C3_6400: .network("Ceph")
                case 0x0BD0_0BD0: .network("Lustre")
                case 0x4750_4653: .network("GPFS")
                case 0x786F_4256: .network("a VirtualBox share")
                case 0x6573_5546: .unknown("FUSE")
                case 0x0102_1997: .unknown("9P")
                default: .local
                }
        }

        /// `nil` when it cannot be determined.
        init?(ofDirectory path: String) {
            var information = statfs()
            guard statfs(path, &information) == 0 else { return nil }
            self.init(magic: UInt32(truncatingIfNeeded: information.f_type))
        }
    #else
        /// `nil` when it cannot be determined.
        init?(ofDirectory path: String) {
            var information = statfs()
            guard statfs(path, &information) == 0 else { return nil }
            // MNT_LOCAL is set for file systems that are stored on this machine.
            self = information.f_flags & UInt32(MNT_LOCAL) != 0 ? .local : .network("not local")
        }
    #endif
}
