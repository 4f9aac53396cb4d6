import Synchronization

/// Lets one task wait until another task wakes it.
///
/// A wake that comes while no task waits is remembered, once. Only one task may wait at a time.
final class Wakeup: Sendable {
    private struct State {
        var isSet = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    init() {}

    func wake() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter else {
                state.isSet = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when woken, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumesAtOnce = state.withLock { state in
                    if state.isSet || Task.isCancelled {
                        state.isSet = false
                        return true
                    }
                    precondition(state.waiter == nil, "two tasks wait for one Wakeup")
                    state.waiter = continuation
                    return false
                }
                if resumesAtOnce { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    /// Returns when woken, when the task is cancelled, or after `limit`.
    func wait(atMost limit: Duration, environment: JobEnvironment) async {
        // At high priority, as the worker's loops are: handlers that keep their threads busy must be timed out all the same.
        let timer = Task.detached(priority: .high) { [weak self] in
            guard (try? await environment.sleep(limit)) != nil else { return }
            self?.wake()
        }
        await wait()
        timer.cancel()
    }
}
