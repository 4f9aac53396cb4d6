extension JobDraft {
    /// Throws `JobError` for a draft that is not valid for any store: bad names, too many tags, too large a payload or headers, impossible
    /// numbers, and times that leave the job no moment to start.
    ///
    /// - Parameters:
    ///   - limits: how large a payload and headers may be.
    ///   - now: the caller's time. Without it, only times that need no clock are compared: a deadline that has passed is accepted, and so
    ///     is a delay beside a fixed time.
    public func check(limits: JobLimits, now: Timestamp? = nil) throws(JobError) {
        try checkName(kind, role: "kind")
        try checkName(queue, role: "queue")
        if !tags.isEmpty {
            guard tags.count <= JobLimits.tags else { throw JobError.tooManyTags(count: tags.count) }
            for tag in tags { try checkName(tag, role: "tag") }
        }
        guard payload.count <= limits.payloadBytes else {
            throw JobError.payloadTooLarge(kind: kind, bytes: payload.count, limit: limits.payloadBytes)
        }
        if !headers.isEmpty { try checkHeaders() }
        guard maxAttempts >= 1 else { throw JobError.invalidValue(name: "maxAttempts", reason: "must be at least 1, not \(maxAttempts)") }
        try checkTimeout(timeout, name: "timeout")
        if let deadline { try check(deadline, now: now) }
    }

    private func checkHeaders() throws(JobError) {
        let bytes = headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard headers.count <= JobLimits.headers, bytes <= JobLimits.headerBytes else {
            throw JobError.headersTooLarge(kind: kind, count: headers.count, bytes: bytes)
        }
    }

    private func check(_ deadline: JobTime, now: Timestamp?) throws(JobError) {
        if let now, deadline.resolved(at: now) <= now {
            throw JobError.invalidValue(
                name: "deadline", reason: "has passed, so that the job could never start: give one that is still to come, or none")
        }
        // Times of one sort compare without a clock: any value of `now` will do.
        guard deadline.isFixed == due.isFixed || now != nil else { return }
        let now = now ?? Timestamp(microseconds: 0)
        guard deadline.resolved(at: now) > due.resolved(at: now) else {
            throw JobError.invalidValue(
                name: "deadline",
                reason:
                    "is not after the due time, so that the job could never start: raise it (or JobOptions.expiry), or let the job be due earlier"
            )
        }
    }
}

/// Stores keep whole microseconds: a shorter timeout would be stored as zero.
func checkTimeout(_ timeout: Duration?, name: String) throws(JobError) {
    guard let timeout, timeout < .microseconds(1) else { return }
    throw JobError.invalidValue(
        name: name, reason: "must be at least a microsecond; leave it nil for an attempt that may take as long as it likes")
}

/// Throws unless `name` has 1 to 128 bytes and no control characters.
func checkName(_ name: String, role: String) throws(JobError) {
    var bytes = 0
    // Control characters are below 0x20 and 0x7F in UTF-8; the C1 range (0xC2 0x80–0x9F) is allowed.
    for byte in name.utf8 {
        bytes += 1
        if byte < 0x20 || byte == 0x7F { throw JobError.invalidName(role: role, name: name, reason: "holds control characters") }
    }
    if bytes == 0 { throw JobError.invalidName(role: role, name: name, reason: "is empty") }
    if bytes > JobLimits.nameBytes { throw JobError.invalidName(role: role, name: name, reason: "takes \(bytes) bytes") }
}
