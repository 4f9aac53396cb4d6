import Foundation

/// Prints the seed of the run when a precondition or an assertion in JobKit ends the process: that is a violation too.
enum CrashNote {
    private static let capacity = 512

    // Written by the main thread between two runs, read by a signal handler on the same thread: a signal handler must not allocate or lock.
    nonisolated(unsafe) private static let text = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    nonisolated(unsafe) private static var count = 0

    static func install() {
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
            signal(number) { number in
                _ = write(STDOUT_FILENO, CrashNote.text, CrashNote.count)
                // Ends the process as it would have ended without this handler.
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    static func set(_ note: String) {
        count = 0
        for byte in note.utf8.prefix(capacity) {
            text[count] = byte
            count += 1
        }
    }
}
