import JobKit

/// How values that are no numbers stand in the tables.
extension Statement {
    func bind(_ index: Int32, _ id: JobID) { bind(index, high: id.high, low: id.low) }
    func bind(_ index: Int32, _ token: ClaimToken) { bind(index, high: token.high, low: token.low) }
    func bind(_ index: Int32, _ time: Timestamp) { bind(index, time.microseconds) }
    func bind(_ index: Int32, _ time: Timestamp?) { bind(index, time?.microseconds) }

    func jobID(_ column: Int32) -> JobID {
        let (high, low) = pair(column)
        return JobID(high: high, low: low)
    }

    func token(_ column: Int32) -> ClaimToken {
        let (high, low) = pair(column)
        return ClaimToken(high: high, low: low)
    }

    func time(_ column: Int32) -> Timestamp { Timestamp(microseconds: integer(column)) }
    func optionalTime(_ column: Int32) -> Timestamp? { optionalInteger(column).map(Timestamp.init(microseconds:)) }
}
