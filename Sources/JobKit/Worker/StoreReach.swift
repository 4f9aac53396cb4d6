/// The time of the store's last answer, by which a period in which no worker could renew is told from silence.
///
/// While the store was out of reach, or the machine asleep, other workers could not renew either. The first worker that reaches the store
/// again leaves the others time to renew.
struct StoreReach {
    /// Long enough for other workers to have lost their leases, and longer than this worker is ever silent by itself.
    let gap: Duration
    /// How long other workers take to renew once they can: a third of a lease, as this worker does, and a margin.
    private let time: Duration
    private var answeredAt: Duration
    private var sparesUntil: Duration?

    /// - Parameter start: when this worker began to ask.
    init(_ configuration: WorkerConfiguration, start: Duration) {
        // While it has nothing to renew it claims at each poll, or sweeps.
        // Less than a second is a machine that is busy.
        gap = max(
            .seconds(1), configuration.lease / 2, min(configuration.pollInterval * 2, configuration.sweepInterval * 1.2 + .seconds(2)))
        time = configuration.lease / 3 + min(.seconds(1), configuration.lease / 3)
        answeredAt = start
    }

    mutating func answered(at uptime: Duration) {
        if uptime - answeredAt > gap { sparesUntil = uptime + time }
        answeredAt = max(answeredAt, uptime)
    }

    /// Whether the worker leaves lapsed leases alone, so that their workers can renew them.
    func spares(at uptime: Duration) -> Bool { sparesUntil.map { uptime < $0 } ?? false }
}
