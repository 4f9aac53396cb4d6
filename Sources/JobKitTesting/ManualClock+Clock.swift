extension ManualClock {
    /// Moves both clocks to that moment of the wall clock, and wakes the tasks that sleep until then or earlier. A moment that has passed
    /// changes nothing.
    public func advance(to time: Timestamp) {
        advance(by: now.duration(to: time))
    }
}

/// For code under test that waits with `any Clock<Duration>`.
extension ManualClock: Clock {
    public var minimumResolution: Duration { .microseconds(1) }

    /// Returns when the clock was moved by as much as `deadline` is ahead now; corrections of the wall clock meanwhile have no effect.
    public func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        try await environment.sleep(now.duration(to: deadline))
    }
}
