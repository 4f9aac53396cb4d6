/// Performs what the display says. An actor, so that stages that report at the same time do not write into each other's lines.
actor LiveProgress {
    private let width: @Sendable () -> Int
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> Duration
    private var display: ProgressDisplay
    private var beginnings: [String: Duration] = [:]

    /// - Parameter now: Time on a clock that only goes forward, from any beginning.
    init(terminal: Terminal, now: @escaping @Sendable () -> Duration) {
        self.init(
            display: ProgressDisplay(isLive: terminal.isLive, isStyled: terminal.isStyled), width: { terminal.width },
            write: { terminal.write($0) }, now: now)
    }

    init(
        display: ProgressDisplay, width: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void,
        now: @escaping @Sendable () -> Duration
    ) {
        self.display = display
        self.width = width
        self.write = write
        self.now = now
    }

    func start(_ stage: String) {
        beginnings[stage] = now()
        emit(display.start(stage, width: width()))
    }

    /// - Parameter fraction: Between 0 and 1; nil while nobody knows.
    func advance(_ stage: String, fraction: Double?, detail: String? = nil) {
        let state = ProgressState(stage: stage, fraction: fraction, elapsed: elapsed(stage), detail: detail)
        emit(display.advance(state, width: width()))
    }

    func finish(_ stage: String, detail: String? = nil) {
        emit(display.finish(stage, elapsed: elapsed(stage), detail: detail))
        beginnings[stage] = nil
    }

    func fail(_ stage: String, reason: String) {
        emit(display.fail(stage, elapsed: elapsed(stage), reason: reason))
        beginnings[stage] = nil
    }

    /// To be called however the work ended, an interrupt included: only this gives the cursor back in the middle of a stage.
    func close() { emit(display.close()) }

    private func elapsed(_ stage: String) -> Duration { now() - (beginnings[stage] ?? now()) }

    private func emit(_ text: String) {
        if !text.isEmpty { write(text) }
    }
}
