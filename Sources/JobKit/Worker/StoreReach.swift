/// When the store answered last, so that a time in which nobody could renew is told from silence.
///
/// While the store was out of reach, or the machine asleep, other workers could not renew either. Whoever comes back first is to give them the time to.
struct StoreReach {
    /// Long enough for others to have lost their leases meanwhile, and longer than this worker is ever silent by itself.
    let gap: Duration
    /// How long others take to renew once they can: a third of a lease, as this worker does, and a little.
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

    /// Whether leases that have lapsed are to be left alone, to be renewed.
    func spares(at uptime: Duration) -> Bool { sparesUntil.map { uptime < $0 } ?? false }
}
