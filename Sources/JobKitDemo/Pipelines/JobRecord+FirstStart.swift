import JobKit

extension JobRecord {
    /// When the first attempt that is known of began: earlier ones have failed and stand among the errors. Nil before the first.
    var firstStartedAt: Timestamp? {
        [errors.first?.startedAt, startedAt, claim?.claimedAt].compactMap(\.self).min()
    }
}
