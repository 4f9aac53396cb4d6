// swift-tools-version: 6.2
import PackageDescription

// Packages that only the demo or the tests need: every use of them stands behind a trait, so that a package that adds the library resolves none of them.
let demo = TargetDependencyCondition.when(traits: ["Demo"])
let tests = TargetDependencyCondition.when(traits: ["Tests"])

let package = Package(
    name: "JobKit",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "JobKit", targets: ["JobKit"]),
        .library(name: "JobKitSQLite", targets: ["JobKitSQLite"]),
        .library(name: "JobKitPostgres", targets: ["JobKitPostgres"]),
        .library(name: "JobKitTesting", targets: ["JobKitTesting"]),
        .library(name: "JobKitStoreTesting", targets: ["JobKitStoreTesting"]),
        .executable(name: "jobkit-demo", targets: ["JobKitDemo"]),
    ],
    traits: [
        .trait(name: "Demo", description: "The packages of the demo, jobkit-demo, and of the tests.", enabledTraits: ["Tests"]),
        .trait(name: "Tests", description: "The packages of the library's own tests."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Behind a trait.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        // Its lexer is used through SPI, to refuse sources that its parser would not survive: no new minor version unseen.
        .package(url: "https://github.com/swiftlang/swift-syntax", .upToNextMinor(from: "603.0.1")),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]
        ),
        .systemLibrary(
            name: "CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        .target(
            name: "JobKit",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ]
        ),
        .target(
            name: "JobKitSQLite",
            dependencies: [
                "JobKit", "CSQLite",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]
        ),
        .target(
            name: "JobKitPostgres",
            dependencies: [
                "JobKit", "CLibPQ",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "JobKitTesting", dependencies: ["JobKit"]),
        .target(name: "JobKitStoreTesting", dependencies: ["JobKit", "JobKitTesting"]),
        // Other processes, as tests start, stop and kill them.
        .target(name: "JobKitProcesses", path: "Tests/Processes"),
        // What the tests run as processes of their own.
        .executableTarget(
            name: "JobKitSimulation",
            dependencies: [
                "JobKit", "JobKitTesting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Simulation"
        ),
        .executableTarget(
            name: "JobKitTorture",
            dependencies: [
                "JobKit", "JobKitSQLite", "JobKitPostgres", "JobKitTesting", "JobKitProcesses", "CSQLite", "CLibPQ",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Torture"
        ),
        .executableTarget(name: "JobKitFaults", dependencies: ["JobKit", "JobKitSQLite", "CSQLite"], path: "Tests/Faults"),
        .testTarget(
            name: "JobKitTests",
            dependencies: [
                "JobKit", "JobKitTesting", "JobKitStoreTesting", "JobKitSimulation",
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto", condition: tests),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "JobKitSQLiteTests",
            dependencies: [
                "JobKit", "JobKitSQLite", "JobKitTesting", "JobKitStoreTesting", "CSQLite",
                .product(name: "GRDB", package: "GRDB.swift", condition: tests),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "JobKitPostgresTests",
            dependencies: ["JobKit", "JobKitPostgres", "JobKitTesting", "JobKitStoreTesting", "JobKitProcesses", "CLibPQ"]
        ),
        .testTarget(
            name: "JobKitTroubleTests", dependencies: ["JobKitTorture", "JobKitProcesses", "JobKit", "JobKitSQLite", "JobKitPostgres"]
        ),
        .testTarget(
            name: "JobKitFaultTests",
            dependencies: [
                "JobKitFaults", "JobKit", "JobKitSQLite", "CSQLite",
                .product(name: "Subprocess", package: "swift-subprocess", condition: tests),
            ]
        ),
        .systemLibrary(
            name: "CMarkGFM",
            pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]
        ),
        .executableTarget(
            name: "JobKitDemo",
            dependencies: [
                "JobKit", "JobKitSQLite", "JobKitPostgres",
                .target(name: "CMarkGFM", condition: demo),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: demo),
                .product(name: "Subprocess", package: "swift-subprocess", condition: demo),
                .product(name: "SwiftSyntax", package: "swift-syntax", condition: demo),
                .product(name: "SwiftParser", package: "swift-syntax", condition: demo),
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: demo),
                .product(name: "GRDB", package: "GRDB.swift", condition: demo),
                .product(name: "TOMLKit", package: "TOMLKit", condition: demo),
                .product(name: "Yams", package: "Yams", condition: demo),
            ]
        ),
        .testTarget(
            name: "JobKitDemoTests",
            dependencies: [
                "JobKitDemo", "JobKit", "JobKitSQLite", "JobKitPostgres", "JobKitTesting", "CLibPQ",
                .product(name: "Subprocess", package: "swift-subprocess", condition: demo),
                .product(name: "Hummingbird", package: "hummingbird", condition: demo),
                .product(name: "HummingbirdTesting", package: "hummingbird", condition: demo),
                .product(name: "GRDB", package: "GRDB.swift", condition: demo),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
