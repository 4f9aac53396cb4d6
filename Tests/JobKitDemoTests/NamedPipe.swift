import Dispatch
import Foundation

/// A FIFO that processes under test hold open: it ends when the last of them is gone.
final class NamedPipe: Sendable {
    private let descriptor: CInt

    init(_ path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw Scratch.ScratchError.noDirectory }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Reads on until all processes are gone; false when that takes too long.
    func isOver() async -> Bool {
        while let text = await next() {
            if text.isEmpty { return true }
        }
        return false
    }

    /// What the processes write next; empty when all of them are gone; nil when neither happens for a minute.
    func next() async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [descriptor] in
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 60_000) > 0 else { return continuation.resume(returning: nil) }
                var bytes = [UInt8](repeating: 0, count: 4096)
                let count = max(0, read(descriptor, &bytes, bytes.count))
                continuation.resume(returning: String(decoding: bytes[..<count], as: UTF8.self))
            }
        }
    }
}
