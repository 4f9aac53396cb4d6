import Testing

@testable import JobKitDemo

@Suite("Package.swift is read as Swift")
struct SwiftPackageReaderTests {
    private func read(_ text: String, _ path: String = "Package.swift") throws -> Manifest {
        try #require(ManifestReader.read(path, text))
    }

    @Test("Calls over several lines, as swift-format writes them, are understood")
    func severalLines() throws {
        let manifest = try read(
            """
            // swift-tools-version: 6.0
            import PackageDescription

            let package = Package(
                name: "swift-lantern",
                products: [
                    .library(
                        name: "Lantern",
                        targets: ["Lantern"]
                    ),
                    .executable(
                        name: "lantern",
                        targets: ["lantern"]
                    ),
                ],
                dependencies: [
                    .package(
                        url: "https://git.example/apple/swift-log.git",
                        from: "1.5.2"
                    ),
                    .package(path: "../Neighbour"),
                ],
                targets: [
                    .target(
                        name: "Lantern",
                        dependencies: [
                            .product(
                                name: "Logging",
                                package: "swift-log"
                            ),
                            .target(name: "Other"),
                        ]
                    ),
                    .testTarget(
                        name: "LanternTests",
                        dependencies: ["Lantern"]
                    ),
                ]
            )
            """)
        #expect(manifest.name == "swift-lantern")
        #expect(manifest.products == [.init(name: "Lantern", kind: .library), .init(name: "lantern", kind: .executable)])
        #expect(manifest.dependencies.map(\.name) == ["swift-log", "Neighbour"])
        #expect(manifest.dependencies.map(\.isLocal) == [false, true])
        #expect(manifest.dependencies.map(\.line) == [17, 21])
        // What a target depends on looks like a target, and is none.
        #expect(manifest.targets.map(\.name) == ["Lantern", "LanternTests"])
        #expect(manifest.definesTests)
    }

    @Test("A target lies where its path says, else where SwiftPM looks for it")
    func paths() throws {
        let manifest = try read(
            """
            let package = Package(name: "x", targets: [
                .target(name: "A", path: "A/Sources"), .target(name: "B"), .testTarget(name: "BTests"), .plugin(name: "P", capability: .buildTool()),
                .systemLibrary(name: "CZip", pkgConfig: "zlib"), .target(name: "C", path: ".", sources: ["c.swift"]),
                .target(name: "D", path: root + "/D"),
                .binaryTarget(name: "E", url: "https://x.example/e.zip", checksum: "0"), .macro(name: "M"),
            ])
            """)
        #expect(manifest.targets.map(\.name) == ["A", "B", "BTests", "P", "CZip", "C", "D", "E", "M"])
        #expect(manifest.targets.map(\.kind) == [.library, .library, .test, .plugin, .system, .library, .library, .binary, .macro])
        #expect(manifest.targets[0].folders == ["A/Sources"])
        #expect(manifest.targets[1].folders == ["Sources/B", "Source/B", "src/B", "srcs/B"])
        #expect(manifest.targets[2].folders.first == "Tests/BTests")
        #expect(manifest.targets[3].folders == ["Plugins/P"])
        #expect(manifest.targets[4].pkgConfig == "zlib")
        #expect(manifest.targets[5].sources == ["c.swift"])
        // A path that the manifest computes is not guessed.
        #expect(manifest.targets[6].folders == [])
    }

    @Test("Comments, strings and computed names give nothing; what is appended later counts")
    func code() throws {
        let manifest = try read(
            """
            // .library(name: "Old", targets: [])
            /* .package(url: "https://x.example/gone", from: "1.0.0") */
            let text = ".library(name: \\"Quoted\\", targets: [])"
            let logging: Target.Dependency = .target(name: "Reference")
            let package = Package(name: "x", products: [.library(name: "\\(prefix)New", targets: []), .library(name: "New", targets: [])])
            package.targets.append(.target(name: "Late"))
            #if os(Linux)
            package.dependencies.append(.package(url: "https://x.example/linux-only", from: "1.0.0"))
            #endif
            """)
        #expect(manifest.products.map(\.name) == ["New"])
        #expect(manifest.targets.map(\.name) == ["Late"])
        #expect(manifest.dependencies.map(\.name) == ["linux-only"])
    }

    @Test("Traits that are off by default are told; with defaults none is")
    func traits() throws {
        #expect(try read("let p = Package(name: \"x\", traits: [.trait(name: \"Demo\", description: \"d\")])").traits == ["Demo"])
        #expect(
            try read("let p = Package(name: \"x\", traits: [.trait(name: \"Demo\"), .default(enabledTraits: [\"Demo\"])])").traits == [])
    }

    @Test(
        "A manifest made to hold the parser for minutes, or to overflow its stack, says nothing and ends at once",
        arguments: ["[", "(", "{ ", "try ", "a ? ", "if ", "@a<", ".target(name: ", "#if a\n"])
    func hostile(piece: String) throws {
        let manifest = try read("let package = " + String(repeating: piece, count: 20_000))
        #expect(manifest.targets.isEmpty)
        #expect(manifest.name == nil)
    }
}
