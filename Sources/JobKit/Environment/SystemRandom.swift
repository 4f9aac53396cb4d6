import Foundation
import Synchronization

/// The kernel's random numbers, fetched 32 at a time: a system call for each costs more than everything else that an id needs.
///
/// A forked child that goes on without `exec` would repeat its parent's numbers; Swift's runtime does not survive that either.
final class SystemRandom: Sendable {
    private let left = Mutex<[UInt64]>([])

    /// 64 bits that cannot be guessed.
    func next() -> UInt64 {
        left.withLock { left in
            if left.isEmpty { left = Self.fetch() }
            // Where the kernel has none at once, Swift's generator waits for them.
            return left.popLast() ?? UInt64.random(in: .min ... .max)
        }
    }

    /// The kernel returns up to 256 bytes whole or not at all.
    private static func fetch() -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: 32) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            #if os(Linux)
                count = bytes.baseAddress.map { getentropy($0, bytes.count) } == 0 ? buffer.count : 0
            #else
                arc4random_buf(bytes.baseAddress, bytes.count)
                count = buffer.count
            #endif
        }
    }
}
