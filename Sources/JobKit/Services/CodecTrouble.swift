/// Names the place where encoding failed, never the value found there.
func describeEncoding(_ error: any Error) -> String {
    guard case EncodingError.invalidValue(_, let context) = error else { return "\(type(of: error))" }
    return "a value that the codec cannot hold at \(describePath(context.codingPath))"
}

private func describePath(_ path: [any CodingKey]) -> String {
    let keys = path.map(describeKey)
    return keys.isEmpty ? "the top level" : keys.joined(separator: ".")
}

/// Keys that a type declares are an enumeration's cases. Others, such as those of a dictionary, are data like its values.
private func describeKey(_ key: any CodingKey) -> String {
    if let index = key.intValue { return "[\(index)]" }
    return Mirror(reflecting: key).displayStyle == .enum ? key.stringValue : "*"
}

/// Names the place where decoding failed, never the value found there: payloads may be confidential.
func describeDecoding(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String { describePath(context.codingPath) }
    return switch error {
    case DecodingError.keyNotFound(let key, let context): "no \"\(describeKey(key))\" at \(path(context))"
    case DecodingError.typeMismatch(let type, let context): "no \(type) at \(path(context))"
    case DecodingError.valueNotFound(let type, let context): "null in place of \(type) at \(path(context))"
    case DecodingError.dataCorrupted(let context): "not readable at \(path(context))"
    case let error as JobError: error.description
    default: "\(type(of: error))"
    }
}
