import JobKit
@_spi(Benchmarks) import JobKitPostgres

extension Scenario {
    /// Jobs offered at half of the rate that two workers drain, while a REPEATABLE READ transaction that has read and written stays open;
    /// with watermarks and without. `--seconds` sets the duration.
    static let postgresHeld = Scenario(name: "held", summary: "a transaction held open on PostgreSQL") { plan in
        let server = try PostgresServer()
        var drains: [Double] = []
        for _ in 0..<3 { drains.append(try await postgresDrainRate(server, plan.count(200_000), workers: 2)) }
        let rate = Int(quantile(0.5, of: drains.sorted()) / 2) / 100 * 100
        var rows = [try Row("drain before, by 2 workers", .full, .perSecond, jobKit: drains)]
        for usesWatermarks in [true, false] {
            let name = usesWatermarks ? "with watermarks" : "without"
            var options = PostgresJobStoreOptions()
            options.usesWatermarks = usesWatermarks
            // Without marks it does not improve after a minute, and the backlog would have to be worked off.
            let seconds = usesWatermarks ? plan.seconds : min(60, plan.seconds)
            // Long enough for a checkpoint.
            let quietSeconds = min(120, seconds)
            let quiet = try await PostgresOffer(server: server, rate: rate, seconds: quietSeconds, isHeld: false, options: options)
                .measure()
            let held = try await PostgresOffer(server: server, rate: rate, seconds: seconds, isHeld: true, options: options).measure()
            rows += try held.rows("held for \(seconds) s, \(name)", beside: quiet)
        }
        return rows
    }
}

extension Offered {
    /// - Parameter quiet: the same without a held transaction.
    func rows(_ title: String, beside quiet: Offered) throws -> [Row] {
        let relieved = try relief.map {
            try Row("… a killed worker's job with another after", .full, .seconds, jobKit: [$0], aim: Row.atMost(35, .seconds))
        }
        return [
            try Row("\(title): offered", .full, .perSecond, jobKit: [rate], other: [quiet.rate]),
            try Row(
                "… done of what was offered until then", .full, .share, jobKit: readings.map { $0.share * 100 },
                other: quiet.readings.map { $0.share * 100 }, ratio: [], aim: Row.atLeast(99, .share)),
            try Row(
                "… enqueue to start, p95", .full, .milliseconds, jobKit: [p95], other: [quiet.p95], aim: Row.ratioAtMost(2, "nothing held")),
            try Row(
                "… dead rows at its end", .full, .thousandRows, jobKit: [Double(dead) / 1_000], other: [Double(quiet.dead) / 1_000],
                ratio: []),
            try Row(
                "… finished jobs left at its end", .full, .thousandRows, jobKit: [Double(kept) / 1_000],
                other: [Double(quiet.kept) / 1_000],
                ratio: []),
            try Row(
                "… backlog gone after its end", .full, .seconds, jobKit: [backlog], other: [quiet.backlog], ratio: [],
                aim: Row.atMost(60, .seconds)),
        ] + [relieved].compactMap(\.self)
    }
}
