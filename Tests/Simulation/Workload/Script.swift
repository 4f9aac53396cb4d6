import JobKit

/// The actions of one job's handler, one play for each start; the last play is played again if there are more starts.
struct Script: Sendable {
    enum Act: Sendable {
        case work(Duration)
        /// Sleeps on although it is cancelled.
        case workDeaf(Duration)
        case report
        case step(Int)
        /// Until it is cancelled.
        case hang
        /// Without end.
        case hangDeaf
    }

    enum Ending: Sendable {
        case succeed
        case fail
        case failForGood
        case retryAfter(Duration)
        case snooze(Duration)
    }

    struct Play: Sendable {
        var acts: [Act] = []
        var ending = Ending.succeed
    }

    var plays: [Play]
    /// A hanging play needs one: nothing else is certain to end it.
    var timeout: Duration?

    init(_ random: inout RandomSource) {
        var plays = (0..<random.index(below: 4)).map { _ in Play(&random, mayHang: true, mayPutOff: true) }
        plays.append(Play(&random, mayHang: false, mayPutOff: false))
        self.plays = plays
        if plays.contains(where: \.hangs) || random.chance(10) { timeout = random.milliseconds(200...5_000) }
    }

    init(plays: [Play]) {
        self.plays = plays
    }
}

extension Script.Play {
    init(_ random: inout RandomSource, mayHang: Bool, mayPutOff: Bool) {
        for _ in 0..<random.index(below: 4) {
            switch random.below(mayHang ? 14 : 11) {
            case 0...3: acts.append(.work(random.milliseconds(1...900)))
            // Longer than any lease.
            case 4: acts.append(.work(random.milliseconds(3_000...15_000)))
            case 5: acts.append(.workDeaf(random.milliseconds(100...8_000)))
            case 6, 7: acts.append(.report)
            case 8...11: acts.append(.step(random.index(below: 3)))
            case 12: acts.append(.hang)
            default: acts.append(random.chance(40) ? .hangDeaf : .hang)
            }
        }
        switch random.below(mayPutOff ? 10 : 7) {
        case 0...5: ending = mayPutOff && random.chance(40) ? .fail : .succeed
        case 6: ending = random.chance(50) ? .fail : .failForGood
        case 7, 8: ending = .snooze(random.milliseconds(0...6_000))
        default: ending = .retryAfter(random.milliseconds(0...4_000))
        }
    }

    var hangs: Bool {
        acts.contains { act in
            switch act {
            case .hang, .hangDeaf: true
            case .work, .workDeaf, .report, .step: false
            }
        }
    }
}
