import JobKit

/// The formats in the tables of values that are no numbers.
extension Statement {
    func bind(_ name: Name, _ id: JobID) { bind(name, high: id.high, low: id.low) }
    func bind(_ name: Name, _ token: ClaimToken) { bind(name, high: token.high, low: token.low) }
    func bind(_ name: Name, _ time: Timestamp) { bind(name, time.microseconds) }
    func bind(_ name: Name, _ time: Timestamp?) { bind(name, time?.microseconds) }

    func jobID(_ name: Name) -> JobID {
        let (high, low) = pair(name)
        return JobID(high: high, low: low)
    }

    func token(_ name: Name) -> ClaimToken {
        let (high, low) = pair(name)
        return ClaimToken(high: high, low: low)
    }

    func time(_ name: Name) -> Timestamp { Timestamp(microseconds: integer(name)) }
    func optionalTime(_ name: Name) -> Timestamp? { optionalInteger(name).map(Timestamp.init(microseconds:)) }
}
