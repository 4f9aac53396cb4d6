/// Bounds on what one repository can cost. A tree is whatever its author made it, so everything that grows with it has an end.
struct ExtractionLimits: Sendable, Equatable {
    /// Larger files are skipped with a note: they are data or generated, and a syntax tree takes some fifty times its text.
    var fileBytes = 2 * 1024 * 1024
    /// Characters of a first sentence.
    var documentation = 200
    /// Characters of a signature.
    var signature = 300
    /// Characters of a name; longer ones are cut.
    var name = 200
    /// Distinct callees kept for one function.
    var calls = 256
    /// Swift files that are parsed at the same time.
    var parallelFiles = 4
    /// Python files handed to one interpreter.
    var pythonBatch = 200
    /// Seconds that one interpreter may run.
    var pythonSeconds = 60
    /// Address space of one interpreter. Not enforced on macOS, where the kernel ignores the limit.
    var pythonMemory = 1024 * 1024 * 1024
    /// Bytes that one interpreter may print.
    var pythonOutput = 64 * 1024 * 1024
    /// Interpreters that may die before the rest of the Python files is left out.
    var pythonCrashes = 10
}
