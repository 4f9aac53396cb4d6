// What cases say of values. They throw, so that a case ends at the first thing that is wrong, and name no test framework.

/// Throws unless the values are equal.
public func expect<Value: Equatable>(
    _ actual: Value, _ expected: Value, _ what: String = "", file: String = #fileID, line: Int = #line
) throws {
    guard actual != expected else { return }
    throw ConformanceFailure(
        message: "\(what.isEmpty ? "" : what + ": ")got \(shortened(actual)), expected \(shortened(expected))", file: file, line: line)
}

/// Throws unless `condition` holds; `what` says what was expected.
public func expectTrue(_ condition: Bool, _ what: String, file: String = #fileID, line: Int = #line) throws {
    guard !condition else { return }
    throw ConformanceFailure(message: "expected: \(what)", file: file, line: line)
}

/// The value, or throws that there is none.
public func unwrap<Value>(_ value: Value?, _ what: String, file: String = #fileID, line: Int = #line) throws -> Value {
    guard let value else { throw ConformanceFailure(message: "there is no \(what)", file: file, line: line) }
    return value
}

/// Throws unless `body` throws a `JobStoreError` of that code.
public func expectStoreError(
    _ code: JobStoreError.Code, _ what: String, file: String = #fileID, line: Int = #line, _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let error as JobStoreError {
        return try expect(error.code, code, what, file: file, line: line)
    }
    throw ConformanceFailure(message: "\(what): nothing was thrown, expected a JobStoreError \(code)", file: file, line: line)
}

private func shortened<Value>(_ value: Value) -> String {
    let text = String(describing: value)
    return text.count > 600 ? text.prefix(600) + "…" : text
}
