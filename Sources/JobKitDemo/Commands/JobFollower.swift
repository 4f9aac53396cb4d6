import Foundation
import JobKit
import ServiceLifecycle

/// Follows one job until it has ended, showing what it does.
struct JobFollower<J: Job>: Service {
    let handle: JobHandle<J>
    let display: JobDisplay

    func run() async throws {
        let redraw = Task {
            // The elapsed time moves even when the stage does not report.
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(200))
                await display.tick()
            }
        }
        defer { redraw.cancel() }
        try await cancelWhenGracefulShutdown {
            var failed = 0
            for try await update in handle.updates {
                await display.show(update)
                // What has failed waits for its next attempt.
                guard update.state == .scheduled, update.attempt > failed else { continue }
                failed = update.attempt
                await display.showFailure(try await handle.record)
            }
        }
    }
}
