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
        .executableTarget(
            name: "jobkit-throughput",
            dependencies: [
                .product(name: "JobKit", package: "JobKit"), .product(name: "JobKitSQLite", package: "JobKit"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Throughput"
        )
    ],
    swiftLanguageModes: [.v6]
)
