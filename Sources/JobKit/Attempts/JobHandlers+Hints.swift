// The compiler's messages for a handler whose result is not the output of its job. Valid code never chooses either: an available overload
// wins.

extension JobHandlers {
    @available(
        *, unavailable,
        message: "This handler returns a value, and its job declares no output. Add `typealias Output = …` to the job's type."
    )
    @_disfavoredOverload @_documentation(visibility: internal)
    public mutating func add<J: Job, Value>(
        _ type: J.Type, _ handle: @escaping @Sendable (J, JobContext) async throws -> Value
    ) where J.Output == NoOutput {}

    @available(
        *, unavailable,
        message:
            "This handler does not return the `Output` that its job's type declares. Return one in every branch, or remove `typealias Output` from the type."
    )
    @_disfavoredOverload @_documentation(visibility: internal)
    public mutating func add<J: Job>(_ type: J.Type, _ handle: @escaping @Sendable (J, JobContext) async throws -> Void) {}
}
