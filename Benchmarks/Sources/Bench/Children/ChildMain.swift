import Foundation
import JobKit
import JobKitSQLite

/// The work of a child process.
struct ChildMain {
    let role: Child.Role
    let store: SQLiteJobStore
    let count: Int
    let concurrency: Int

    /// - Parameter arguments: in the order of `Child`, without the first.
    init?(_ arguments: ArraySlice<String>) {
        let arguments = Array(arguments)
        guard arguments.count >= 4, let role = Child.Role(rawValue: arguments[0]), let synchronous = Synchronous(rawValue: arguments[2]),
            let count = Int(arguments[3])
        else { return nil }
        self.role = role
        self.count = count
        concurrency = arguments.dropFirst(4).first.flatMap { Int($0) } ?? 512
        store = SQLiteJobStore(path: arguments[1], options: SQLiteJobStoreOptions(synchronous: synchronous.option))
    }

    func run() async throws {
        try await store.prepare()
        switch role {
        case .worker: try await recordLatencies()
        case .idle: try await idle()
        case .drain: try await drain()
        }
        await store.close()
    }

    private func recordLatencies() async throws {
        let recorder = LatencyRecorder(count)
        let times = try await withWorker(store, recorder.handlers) {
            print("ready")
            fflush(nil)
            return await recorder.times()
        }
        try answer(times)
    }

    private func idle() async throws {
        let share = try await withWorker(store, LatencyRecorder(1).handlers) {
            // The cost of starting is not part of the idle cost.
            try await Task.sleep(for: .seconds(1))
            let (before, start) = (processorSeconds(), monotonicSeconds())
            try await Task.sleep(for: .seconds(count))
            return (processorSeconds() - before) / (monotonicSeconds() - start) * 100
        }
        try answer(share)
    }

    private func drain() async throws {
        let countdown = Countdown(count)
        var handlers = JobHandlers()
        handlers.add(NoOp.self) { _, _ in countdown.tick() }
        let sampler = MemorySampler()
        let duration = try await seconds {
            try await withWorker(store, handlers, concurrency: concurrency) { await countdown.wait() }
        }
        try answer(try sampler.finish(rate: Double(count) / duration))
    }

    private func answer(_ value: some Encodable) throws {
        print(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
    }
}

/// User and system time of all threads of this process.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
