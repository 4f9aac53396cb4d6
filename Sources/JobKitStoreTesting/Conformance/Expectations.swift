// The expectations of cases. They throw, so that a case ends at the first difference, and depend on no test framework.

/// Throws unless the values are equal.
package func expect<Value: Equatable>(
    _ actual: Value, _ expected: Value, _ what: String = "", file: String = #fileID, line: Int = #line
) throws {
    guard actual != expected else { return }
    let message = (what.isEmpty ? "" : what + ": ") + difference(actual, expected)
    throw ConformanceFailure(message: message, file: file, line: line)
}

/// Throws unless `condition` holds; `what` describes the expectation.
package func expectTrue(_ condition: Bool, _ what: String, file: String = #fileID, line: Int = #line) throws {
    guard !condition else { return }
    throw ConformanceFailure(message: "expected: \(what)", file: file, line: line)
}

/// The value; throws where there is none.
package func unwrap<Value>(_ value: Value?, _ what: String, file: String = #fileID, line: Int = #line) throws -> Value {
    guard let value else { throw ConformanceFailure(message: "there is no \(what)", file: file, line: line) }
    return value
}

/// Throws unless `body` throws a `JobStoreError` of that code.
package func expectStoreError(
    _ code: JobStoreError.Code, _ what: String, file: String = #fileID, line: Int = #line, _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let error as JobStoreError {
        return try expect(error.code, code, what, file: file, line: line)
    }
    throw ConformanceFailure(message: "\(what): nothing was thrown, expected a JobStoreError \(code)", file: file, line: line)
}

/// Both values, and where they are long the first difference.
private func difference<Value>(_ actual: Value, _ expected: Value) -> String {
    let place = FirstDifference(actual, expected)
    if let place, place.path.isEmpty { return "got \(place.actual), expected \(place.expected)" }
    let whole = "got \(FirstDifference.words(actual)), expected \(FirstDifference.words(expected))"
    guard let place else { return whole }
    return "\(whole); they differ first at \(place.path): \(place.actual), expected \(place.expected)"
}
