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
            for try await update in handle.updates { await display.show(update) }
        }
    }
}
