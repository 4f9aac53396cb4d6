import CRawQueue
import Foundation
import JobKit

/// The ceiling's side of a comparison. Used by one task at a time.
final class RawQueue {
    private let handle: OpaquePointer
    private let payload: Data

    /// - Parameters:
    ///   - path: a file that JobKit has prepared.
    ///   - synchronous: `nil` writes without flushing at all, for backlogs.
    init(path: String, synchronous: Synchronous?, kind: String = NoOp.kind) throws {
        guard let handle = raw_open(path, synchronous?.raw ?? Int32(RAW_OFF), JobOptions.defaultQueue, kind) else {
            throw BenchError("SQLite cannot open \(path)")
        }
        self.handle = handle
        payload = try JSONJobCodec().encode(NoOp(123_456))
        try check(true)
    }

    deinit { raw_close(handle) }

    /// - Parameter delay: in seconds; negative for jobs that have been due for long.
    func enqueue(_ count: Int, perCommit: Int, priority: JobPriority = .normal, delay: Double = 0) throws {
        try payload.withUnsafeBytes { bytes in
            try check(
                raw_enqueue(
                    handle, Int64(count), Int64(perCommit), bytes.baseAddress, Int64(bytes.count), Int32(priority.rawValue),
                    Int64(delay * 1e6)))
        }
    }

    @discardableResult
    func claim(_ limit: Int) throws -> Int {
        let count = raw_claim(handle, Int64(limit))
        try check(count >= 0)
        return Int(count)
    }

    func settle() throws {
        try check(raw_settle(handle))
    }

    func drain(batch: Int, withStepAndProgress: Bool = false) throws -> Int {
        let count = raw_drain(handle, Int64(batch), Int32(withStepAndProgress ? RAW_STEP_AND_PROGRESS : RAW_PLAIN))
        try check(count >= 0)
        return Int(count)
    }

    private func check(_ isGood: Bool) throws {
        if let message = raw_error(handle) { throw BenchError("the raw queue failed: \(String(cString: message))") }
        if !isGood { throw BenchError("the raw queue failed") }
    }
}
