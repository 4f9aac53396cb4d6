import JobKitTesting

/// The faults of the store in a run.
enum FaultMode: Sendable, Hashable {
    case none
    /// Call `number` of all processes together fails before it reaches the store.
    case outageAt(number: Int)
    /// Call `number` is carried out, and its reply lost.
    case lostReplyAt(number: Int)
    /// Call `number` of those that can be refused is refused as if one of its values were the cause.
    case refusalAt(number: Int)
    /// Any call may fail, that often.
    case random(percent: Int)
    /// At times the store is out of reach for a while.
    case outages
    /// Calls and replies take long, that often.
    case delays(percent: Int)
    /// Faults at random, outages and delays.
    case everything

    var name: String {
        switch self {
        case .none: "no-fault"
        case .outageAt(let number): "outage-at-\(number)"
        case .lostReplyAt(let number): "lost-reply-at-\(number)"
        case .refusalAt(let number): "refusal-at-\(number)"
        case .random(let percent): "random-\(percent)"
        case .outages: "outages"
        case .delays(let percent): "delays-\(percent)"
        case .everything: "everything"
        }
    }

    init(_ random: inout RandomSource) {
        let number = 1 + random.index(below: 250)
        self =
            switch random.below(8) {
            case 0: .none
            case 1: .outageAt(number: number)
            case 2: .lostReplyAt(number: number)
            case 3: .refusalAt(number: number / 2)
            case 4: .random(percent: 1 + random.index(below: 25))
            case 5: .outages
            case 6: .delays(percent: 1 + random.index(below: 4))
            default: .everything
            }
    }

    var longDelayPercent: Int {
        switch self {
        case .delays(let percent): percent
        case .everything: 1
        case .none, .outageAt, .lostReplyAt, .refusalAt, .random, .outages: 0
        }
    }
}
