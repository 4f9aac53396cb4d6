extension JobDraft {
    /// Throws `JobError` for what no store should be given: bad names, too many tags, too large a payload, impossible numbers.
    public func check(limits: JobLimits) throws {
        try checkName(kind, role: "kind")
        try checkName(queue, role: "queue")
        if !tags.isEmpty {
            guard tags.count <= JobLimits.tags else { throw JobError.tooManyTags(count: tags.count) }
            for tag in tags { try checkName(tag, role: "tag") }
        }
        guard payload.count <= limits.payloadBytes else {
            throw JobError.payloadTooLarge(kind: kind, bytes: payload.count, limit: limits.payloadBytes)
        }
        guard maxAttempts >= 1 else { throw JobError.invalidValue(name: "maxAttempts", reason: "must be at least 1, not \(maxAttempts)") }
        if let timeout, timeout <= .zero { throw JobError.invalidValue(name: "timeout", reason: "must be longer than zero") }
    }
}

/// Throws unless `name` has 1 to 128 bytes and no control characters.
func checkName(_ name: String, role: String) throws {
    var bytes = 0
    // Control characters are below 0x20 and 0x7F in UTF-8; the C1 range (0xC2 0x80–0x9F) is left to whoever wants it.
    for byte in name.utf8 {
        bytes += 1
        if byte < 0x20 || byte == 0x7F { throw JobError.invalidName(role: role, name: name, reason: "holds control characters") }
    }
    if bytes == 0 { throw JobError.invalidName(role: role, name: name, reason: "is empty") }
    if bytes > JobLimits.nameBytes { throw JobError.invalidName(role: role, name: name, reason: "takes \(bytes) bytes") }
}
