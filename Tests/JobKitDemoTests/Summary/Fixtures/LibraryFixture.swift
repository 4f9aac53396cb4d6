@testable import JobKitDemo

extension Fixture {
    /// A Swift package of four modules with a library and a command.
    static func library() -> Fixture {
        var it = Fixture("lantern")
        it.texts["README.md"] = """
            <p align="center"><img src="logo.png"></p>

            # Lantern

            [![CI](https://ci.example/badge.svg)](https://ci.example) ![license](https://img.example/mit.svg)

            > Light in a dark data directory.

            - [Install](#install)
            - [Usage](#usage)

            Lantern is a small key-value store that keeps everything in **one append-only file**. It is meant for programs that need a
            few thousand records, [crash safety](docs/crash.md) and nothing to install.

            ## Install

            Add the package to your manifest.

            ```swift
            .package(url: "https://git.example/lantern", from: "1.0.0")
            ```

            ## Try it

            ```console
            $ swift build -c release
            $ swift run lantern put greeting hello
            stored greeting
            $ swift test
            ```
            """
        it.texts["Package.swift"] = """
            let package = Package(
                name: "lantern",
                products: [
                    .library(name: "LanternStore", targets: ["LanternStore"]),
                    .executable(name: "lantern", targets: ["lantern"]),
                ],
                dependencies: [
                    .package(url: "https://git.example/apple/swift-log.git", from: "1.6.0"),
                    .package(url: "https://git.example/apple/swift-argument-parser", from: "1.5.0"),
                ],
                targets: [
                    .target(name: "LanternCore"),
                    .target(name: "LanternLog", dependencies: ["LanternCore"]),
                    .target(
                        name: "LanternStore",
                        dependencies: ["LanternLog", .product(name: "Logging", package: "swift-log")]
                    ),
                    .executableTarget(name: "lantern", dependencies: ["LanternStore"]),
                    .testTarget(name: "LanternLogTests", dependencies: ["LanternLog"]),
                    .testTarget(name: "LanternStoreTests", dependencies: ["LanternStore"]),
                ]
            )
            """
        it.texts["Makefile"] = ".PHONY: test format\nVERSION := 1\ntest:\n\tswift test\nformat:\n\tswift format -i -r .\n"
        it.add("README.md", "Markdown", 96, .documentation, 0.9, "README")
        it.add("Package.swift", "Swift", 41, .manifest, 0.8, "package manifest")
        it.add("Makefile", "Makefile", 12, .configuration, 0.2, "build script")
        it.add("docs/crash.md", "Markdown", 140, .documentation, 0.25, "documentation")
        it.add("docs/format.md", "Markdown", 210, .documentation, 0.25, "documentation")
        let sources: [(String, Int)] = [
            ("LanternCore/Entry.swift", 120), ("LanternCore/Checksum.swift", 64), ("LanternCore/Offset.swift", 31),
            ("LanternCore/Key.swift", 58),
            ("LanternLog/Segment.swift", 240), ("LanternLog/LogWriter.swift", 310), ("LanternLog/LogReader.swift", 205),
            ("LanternStore/Store.swift", 420), ("LanternStore/Index.swift", 180), ("LanternStore/Compactor.swift", 260),
            ("LanternStore/StoreError.swift", 70), ("lantern/Lantern.swift", 88), ("lantern/PutCommand.swift", 40),
            ("lantern/GetCommand.swift", 36),
        ]
        for (path, lines) in sources { it.add("Sources/" + path, "Swift", lines, .source, 0.5 + Double(lines) / 2_000) }
        it.add("Tests/LanternStoreTests/StoreTests.swift", "Swift", 380, .test, 0.2, "test")
        it.add("Tests/LanternLogTests/SegmentTests.swift", "Swift", 150, .test, 0.2, "test")
        it.add("logo.png", "Other", 0, .asset, 0.06, "image")
        it.addLibraryDeclarations()
        it.addLibraryGraph()
        it.observation.notes = ["1 symbolic link was not followed: docs/latest."]
        it.extraction.notes = ["Macros were not expanded."]
        return it
    }

    private mutating func addLibraryDeclarations() {
        type("struct", "Entry", "Sources/LanternCore/Entry.swift", 9, "One record of the log: a key, a value and a checksum.")
        type("struct", "Checksum", "Sources/LanternCore/Checksum.swift", 4, inherits: ["Sendable", "Hashable"])
        type("struct", "Offset", "Sources/LanternCore/Offset.swift", 3)
        type("struct", "Key", "Sources/LanternCore/Key.swift", 6, "A name of at most 255 bytes.")
        type("actor", "Segment", "Sources/LanternLog/Segment.swift", 12)
        type(
            "struct", "LogWriter", "Sources/LanternLog/LogWriter.swift", 15,
            "Appends entries and syncs them, e.g. after every batch. Not thread-safe.")
        type("struct", "LogReader", "Sources/LanternLog/LogReader.swift", 11)
        type("actor", "Store", "Sources/LanternStore/Store.swift", 14, "Reads and writes records by key.")
        type("enum", "StoreError", "Sources/LanternStore/StoreError.swift", 5, inherits: ["Error"])
        type("struct", "Lantern", "Sources/lantern/Lantern.swift", 7, inherits: ["AsyncParsableCommand"])
        function("Segment.append(_:)", in: "Segment", "Sources/LanternLog/Segment.swift", 40, calls: ["Checksum.of", "write"])
        function("Segment.seal()", in: "Segment", "Sources/LanternLog/Segment.swift", 88)
        function(
            "LogWriter.append(_:)", in: "LogWriter", "Sources/LanternLog/LogWriter.swift", 52,
            "Appends an entry and returns where it stands.",
            calls: ["Segment.append"])
        function(
            "Store.set(_:for:)", in: "Store", "Sources/LanternStore/Store.swift", 61, "Stores a value under a key.",
            calls: ["LogWriter.append"])
        function("Checksum.of(_:)", in: "Checksum", "Sources/LanternCore/Checksum.swift", 20)
        function("roundTrip()", "Tests/LanternStoreTests/StoreTests.swift", 22, calls: ["Store", "Store.set"])
        for module in ["Foundation", "Logging"] {
            extraction.imports.append(ImportStatement(file: "Sources/LanternStore/Store.swift", module: module))
        }
    }

    private mutating func addLibraryGraph() {
        graph.functionCount = 118
        graph.callCount = 264
        graph.modules = ["LanternCore", "LanternLog", "LanternLogTests", "LanternStore", "LanternStoreTests", "lantern"]
        graph.layers = [["LanternCore"], ["LanternLog"], ["LanternLogTests", "LanternStore"], ["LanternStoreTests", "lantern"]]
        graph.moduleEdges = [
            ("LanternLog", "LanternCore"), ("LanternStore", "LanternCore"), ("LanternStore", "LanternLog"), ("lantern", "LanternStore"),
            ("LanternStoreTests", "LanternStore"), ("LanternLogTests", "LanternLog"),
        ].map { GraphEdge(from: $0.0, to: $0.1) }
        graph.centralTypes = [
            rank("Store", "Sources/LanternStore/Store.swift", 14, fanIn: 9), rank("Entry", "Sources/LanternCore/Entry.swift", 9, fanIn: 7),
            rank("Segment", "Sources/LanternLog/Segment.swift", 12, fanIn: 4),
            rank("Checksum", "Sources/LanternCore/Checksum.swift", 4, fanIn: 1),
            rank("LogWriter", "Sources/LanternLog/LogWriter.swift", 15, fanIn: 3),
        ]
        graph.centralFunctions = [
            rank(
                "LogWriter.append(_:)", "Sources/LanternLog/LogWriter.swift", 52, fanIn: 6,
                callers: ["Compactor.run()", "Store.remove(_:)", "Store.set(_:for:)", "Store.sync()"]),
            rank(
                "Segment.append(_:)", "Sources/LanternLog/Segment.swift", 40, fanIn: 2,
                callers: ["LogWriter.append(_:)", "LogWriter.sync()"], callees: ["Checksum.of(_:)"]),
            rank("Checksum.of(_:)", "Sources/LanternCore/Checksum.swift", 20, fanIn: 1, callers: ["Segment.append(_:)"]),
            rank("Store.set(_:for:)", "Sources/LanternStore/Store.swift", 61, fanIn: 0),
            rank("roundTrip()", "Tests/LanternStoreTests/StoreTests.swift", 22, fanIn: 0),
        ]
        graph.cycles = [["Compactor.run()", "Compactor.merge(_:)"]]
        graph.externalModules = [RankedImport(module: "Logging", files: 6), RankedImport(module: "ArgumentParser", files: 1)]
        graph.entryPoints = [rank("Lantern", "Sources/lantern/Lantern.swift", 7, fanIn: 0)]
        graph.fileFanIn = ["Sources/LanternStore/Store.swift": 9, "Sources/LanternCore/Entry.swift": 7]
    }
}
