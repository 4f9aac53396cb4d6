/// What a piece of code is for, by where it lies. A reader needs the library before the programs that show or measure it.
enum CodePurpose: Int, Sendable, Comparable, CaseIterable {
    /// A companion comes with a library: a program beside it, or what helps its users to test.
    case product, companion, demo, plugin, script, benchmark, example, documentation, test

    static func < (left: CodePurpose, right: CodePurpose) -> Bool { left.rawValue < right.rawValue }

    init(path: String) {
        let folders = path.split(separator: "/").dropLast().map(String.init)
        let found = folders.lazy.compactMap { Self.named($0.lowercased()) ?? Self.ending($0) }
        // `Benchmarks/Tests` are tests, `Examples/Scripts` examples: the folder that says most decides.
        self = found.max() ?? .product
    }

    private static func named(_ folder: String) -> CodePurpose? { names.first { $0.value.contains(folder) }?.key }

    /// Targets are named by what they are for: `PerformanceTest`, `ShopTests`, `ShopDemo`.
    private static func ending(_ folder: String) -> CodePurpose? {
        if ["Tests", "Test", "TestSuite"].contains(where: folder.hasSuffix) { return .test }
        if ["Benchmark", "Benchmarks", "Performance"].contains(where: folder.hasSuffix) { return .benchmark }
        if ["Example", "Examples", "Sample", "Samples"].contains(where: folder.hasSuffix) { return .example }
        if ["Demo", "DemoApp", "Demos"].contains(where: folder.hasSuffix) { return .demo }
        if ["Testing", "TestSupport", "TestUtils", "TestUtilities", "TestKit"].contains(where: folder.hasSuffix) { return .companion }
        if folder.hasSuffix(".playground") { return .example }
        return folder.hasSuffix("Plugin") ? .plugin : nil
    }

    private static let names: [CodePurpose: Set<String>] = [
        .test: ["test", "tests", "spec", "specs", "__tests__", "e2e", "fixtures", "testdata", "unittests", "integrationtests"],
        .documentation: ["documentation", "docs", "doc"],
        .example: ["example", "examples", "sample", "samples", "snippets", "tutorial", "tutorials"],
        .benchmark: ["benchmark", "benchmarks", "bench", "perf", "performance"],
        .script: [
            "scripts", "script", "tools", "tool", "dev", "ci", "build-tools", "hack", "contrib", ".github", ".ci", "etc", "maintainers",
        ],
        .plugin: ["plugins"],
        .demo: ["demo", "demos", "demoapps", "playground", "playgrounds"],
    ]
}
