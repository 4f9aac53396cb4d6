import Foundation
import Synchronization

/// The kernel's random numbers, fetched 32 at a time: a call of the system for each costs more than all else that an id needs.
///
/// A child that is forked and goes on without `exec` would repeat its parent's numbers; Swift's runtime does not survive that either.
final class SystemRandom: Sendable {
    private let left = Mutex<[UInt64]>([])

    /// 64 bits that nobody can guess.
    func next() -> UInt64 {
        left.withLock { left in
            if left.isEmpty { left = Self.fetch() }
            // Where the kernel gives none at once, Swift's generator knows how to wait for them.
            return left.popLast() ?? UInt64.random(in: .min ... .max)
        }
    }

    /// Up to 256 bytes come whole or not at all.
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
