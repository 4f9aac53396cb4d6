// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "JobKit", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // The ceiling: what prepared statements alone can do with JobKit's tables.
        .target(name: "CRawQueue", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "jobkit-bench",
            dependencies: [
                "CRawQueue",
                .product(name: "JobKit", package: "JobKit"), .product(name: "JobKitSQLite", package: "JobKit"),
                .product(name: "JobKitPostgres", package: "JobKit"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Bench"
        ),
    ],
    swiftLanguageModes: [.v6]
)
