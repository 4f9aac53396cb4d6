#if os(Linux)
    import JobKitProcesses
    import Foundation

    /// A file system of a few megabytes in memory, which a test can fill.
    final class SmallDisk {
        static var canMount: Bool { getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/bin/mount") }

        let folder: String
        private var filler: String { "\(folder)/filler" }

        init(megabytes: Int) throws {
            folder = FileManager.default.temporaryDirectory.path + "/jobkit-disk-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try ChildProcess.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=755", "jobkit", folder])
        }

        /// To the last page.
        func fill() throws {
            let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            guard descriptor >= 0 else { throw ProcessFailure("\(filler) cannot be made") }
            defer { close(descriptor) }
            let page = [UInt8](repeating: 1, count: 4_096)
            while write(descriptor, page, page.count) > 0 {}
        }

        func makeRoom() { unlink(filler) }

        func remove() {
            _ = try? ChildProcess.run("/bin/umount", ["-l", folder])
            rmdir(folder)
        }
    }
#endif
