import Foundation
import Synchronization

/// Runs work on a thread of its own whose stack is large.
///
/// SwiftParser descends recursively, and its own nesting limit counts brackets only: `if if if …`, `a ? a ? …` and `try try …` recurse
/// without any. A debug build overflows 8 MiB at some point between 300 and 3,000 levels, and threads of the cooperative pool have
/// 512 KiB on macOS. 256 MiB are 32 times as much as was measured there; pages that are never touched cost nothing.
/// A thread of its own also keeps a slow file from holding one of the few threads of the cooperative pool.
enum LargeStack {
    private static let bytes = 256 * 1024 * 1024

    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: work()) }
            thread.stackSize = bytes
            thread.start()
        }
    }

    /// Holds the calling thread until the work is done: for texts of a known small size, where a suspension would make all callers wait in turns.
    static func runWaiting<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Value? {
        let result = Mutex<Value?>(nil)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let value = work()
            result.withLock { $0 = value }
            done.signal()
        }
        thread.stackSize = bytes
        thread.start()
        done.wait()
        return result.withLock { $0 }
    }
}
