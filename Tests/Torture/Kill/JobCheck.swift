/// The conditions that must hold for one job, whichever process was killed when.
struct JobCheck {
    let job: StoredJob
    let notes: JobNotes

    var problems: [String] { enqueueing + outcome + attempts + steps }

    private var enqueueing: [String] {
        guard let kind = notes.kind else { return ["nobody meant to enqueue it"] }
        return kind == job.kind ? [] : ["it was enqueued as \(kind)"]
    }

    private var outcome: [String] {
        switch job.state {
        case StoredJob.completed:
            if Mixture.doomed.contains(job.kind) { return ["it cannot have completed"] }
            let isItsOwn = notes.ends.contains { $0.attempt == job.attempt && StoredJob.encoded($0.token) == job.output }
            return isItsOwn ? [] : ["no handler of attempt \(job.attempt) returned its output \(job.output)"]
        case StoredJob.failed:
            return job.attempt == job.maxAttempts ? [] : ["it failed with \(job.attempt) of \(job.maxAttempts) attempts"]
        case .some(let state): return ["it ended in the state \(state)"]
        case nil: return ["it has not ended"]
        }
    }

    private var attempts: [String] {
        var problems: [String] = []
        if job.attempt > job.maxAttempts { problems.append("\(job.attempt) attempts were counted of \(job.maxAttempts)") }
        // Every counted attempt but one that succeeded has its line in the history.
        let expected = job.attempt - (job.state == StoredJob.completed ? 1 : 0)
        if job.failures < expected { problems.append("\(job.failures) failures are noted, not \(expected)") }
        // The loss of a job beside others is noted, and its attempt is given back.
        let givenBack = job.failures - expected
        if givenBack > job.lapses { problems.append("\(job.failures) failures are noted, \(job.lapses) of them lapses, not \(expected)") }
        if job.failures - job.lapses > notes.failures { problems.append("it failed more often than its handler did") }
        // A snoozed attempt is given back.
        if notes.starts.count > job.attempt + notes.snoozes + givenBack {
            problems.append("it was started \(notes.starts.count) times, counted were \(job.attempt)")
        }
        if notes.snoozes == 0, givenBack == 0, Set(notes.starts.map(\.attempt)).count != notes.starts.count {
            problems.append("an attempt was started twice: \(notes.starts.map(\.attempt))")
        }
        if let last = notes.starts.map(\.attempt).max(), last > job.attempt {
            problems.append("attempt \(last) was started and not counted")
        }
        return problems
    }

    private var steps: [String] {
        var problems: [String] = []
        for step in notes.stepped {
            if job.steps[step.name] != StoredJob.encoded(step.token) {
                problems.append("step \(step.name) returned \(step.token), stored is \(job.steps[step.name] ?? "nothing")")
            }
            // An attempt that began before the result was stored may have looked before, too.
            for body in notes.bodies where body.name == step.name {
                // An attempt that was given back is started again under its number: the body is that of the last start before it.
                let starts = notes.starts.filter { $0.attempt == body.attempt && $0.time <= body.time }
                if let start = starts.map(\.time).max(), start > step.time {
                    problems.append("step \(step.name) ran in attempt \(body.attempt) although its result was stored")
                }
            }
        }
        if job.state == StoredJob.completed, job.kind == SteppedJob.kind, job.steps.count != SteppedJob.steps.count {
            problems.append("it completed with \(job.steps.count) steps stored")
        }
        return problems
    }
}
