import Foundation

/// Runs every task and actor of the process on the main thread, in an order that a seed chooses.
///
/// Owns the hooks of Swift's runtime. Code that bypasses them, as `Task.yield` and `Task.sleep` of Swift 6.3 do, ends the process: the run
/// could not be repeated.
enum Scheduler {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void

    /// The order of picking the next job; some races need one task to lag far behind the others.
    enum Order: UInt64, CaseIterable {
        case anyAtAll, mostlyNewest, mostlyOldest
    }

    // Only the main thread accesses these: the hook refuses every other.
    nonisolated(unsafe) private static var ready: [UnownedJob] = []
    nonisolated(unsafe) private static var paused: [UnsafeContinuation<Void, Never>] = []
    nonisolated(unsafe) private static var random = RandomSource(seed: 0)
    nonisolated(unsafe) private static var order = Order.anyAtAll
    nonisolated(unsafe) private static var mainThread = pthread_self()

    /// The runtime's own generic executor, which is two null words (`SerialExecutorRef::generic`) and has no name in Swift. If jobs ran on
    /// an executor of ours, every nonisolated function would first hop back to the generic one, and a store's work could be separated from
    /// its recording.
    private static let genericExecutor = unsafeBitCast((0, 0), to: UnownedSerialExecutor.self)

    /// Takes over the scheduling permanently. False when the runtime has no such hook.
    static func takeOver() -> Bool {
        mainThread = pthread_self()
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "swift_task_enqueueGlobal_hook") else { return false }
        symbol.assumingMemoryBound(to: Hook?.self).pointee = { job, _ in Scheduler.add(job) }
        return true
    }

    /// Begins a run. Jobs left by an earlier one, which exist only after a violation, are never run.
    static func begin(seed: UInt64) {
        ready = []
        paused = []
        random = RandomSource(seed: seed)
        order = Order(rawValue: random.below(Order.allCases.count)) ?? .anyAtAll
    }

    /// Lets other tasks go first, if the seed decides so.
    static func pause() async {
        await withUnsafeContinuation { paused.append($0) }
    }

    /// Runs one job; `nil` when none is ready. Otherwise returns which of them it was.
    static func runOne() -> Int? {
        let count = ready.count + paused.count
        guard count > 0 else { return nil }
        var index = Int(random.below(count))
        if order != .anyAtAll, !ready.isEmpty, random.below(8) != 0 { index = order == .mostlyNewest ? ready.count - 1 : 0 }
        if index < ready.count {
            let job = ready.remove(at: index)
            job.runSynchronously(on: genericExecutor)
        } else {
            paused.remove(at: index - ready.count).resume()
        }
        return index
    }

    private static func add(_ job: UnownedJob) {
        guard pthread_equal(pthread_self(), mainThread) != 0 else {
            FileHandle.standardError.write(
                Data("simulation: a task ran outside the simulation's thread; does something call Task.yield or Task.sleep?\n".utf8))
            exit(70)
        }
        ready.append(job)
    }
}
