import Dispatch

/// A thread of its own for reads that block, so that a large tree does not hold up every other task.
final class FileReadingExecutor: TaskExecutor {
    static let shared = FileReadingExecutor()
    private let queue = DispatchQueue(label: "jobkit.demo.file-reading")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
