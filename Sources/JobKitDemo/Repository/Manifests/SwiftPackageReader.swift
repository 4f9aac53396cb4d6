import SwiftParser
import SwiftSyntax

/// `Package.swift`, parsed as Swift. Only literals count: a name that the manifest computes is left out.
enum SwiftPackageReader {
    static let read: ManifestReader.Reader = { path, text in
        let manifest = LargeStack.runWaiting { parse(path, text) }
        return manifest ?? Manifest(path, .swift)
    }

    private static func parse(_ path: String, _ text: String) -> Manifest {
        var bytes = Array(text.utf8)
        return bytes.withUnsafeMutableBufferPointer { mutable in
            let buffer = UnsafeBufferPointer(mutable)
            guard buffer.count <= ManifestValue.limit, SwiftNestingGuard.allows(buffer) else { return Manifest(path, .swift) }
            var parser = Parser(buffer, maximumNestingLevel: 256)
            let tree = SourceFileSyntax.parse(from: &parser)
            let visitor = SwiftPackageVisitor(Manifest(path, .swift), SourceLocationConverter(fileName: path, tree: tree))
            visitor.walk(tree)
            let products = SwiftProductVisitor(viewMode: .sourceAccurate)
            products.walk(tree)
            var manifest = visitor.manifest
            manifest.usedProducts = products.names
            return manifest
        }
    }
}

/// Finds the calls that make targets, products and dependencies, wherever in the manifest they stand.
final class SwiftPackageVisitor: SyntaxVisitor {
    private(set) var manifest: Manifest
    private let locations: SourceLocationConverter
    private var defaultTraits = false

    init(_ manifest: Manifest, _ locations: SourceLocationConverter) {
        (self.manifest, self.locations) = (manifest, locations)
        super.init(viewMode: .sourceAccurate)
    }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        let arguments = SwiftArguments(node)
        switch arguments.callee {
        case "Package":
            if manifest.name == nil { manifest.name = arguments.text("name") }
            return .visitChildren
        case "library": return product(arguments, .library)
        case "executable": return product(arguments, .executable)
        case "package": return dependency(arguments)
        case "trait":
            manifest.traits += [arguments.text("name") ?? arguments.text(nil)].compactMap(\.self)
            return .skipChildren
        case "default" where arguments.has("enabledTraits"):
            defaultTraits = true
            return .skipChildren
        case "plugin" where arguments.has("targets"): return product(arguments, .plugin)
        default:
            guard let kind = Self.kinds[arguments.callee] else { return .visitChildren }
            // `.plugin(name:package:)` and `.product(name:package:)` mean what another package makes.
            return arguments.has("package") ? .skipChildren : target(arguments, kind)
        }
    }

    /// What is added on a condition is no part of the package for everybody.
    override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
        let dependencies = manifest.dependencies
        walk(node.body)
        if let other = node.elseBody { walk(other) }
        manifest.dependencies = dependencies
        return .skipChildren
    }

    /// `let logging: Target.Dependency = .target(name: "Logging")` refers to a target and makes none.
    override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
        let type = node.typeAnnotation?.type.trimmedDescription ?? ""
        return type.contains("Target.Dependency") ? .skipChildren : .visitChildren
    }

    override func visitPost(_ node: SourceFileSyntax) {
        if defaultTraits { manifest.traits = [] }
        manifest.definesTests = manifest.targets.contains { $0.kind == .test }
    }

    private static let kinds: [String: Manifest.Target.Kind] = [
        "target": .library, "executableTarget": .executable, "testTarget": .test, "plugin": .plugin, "macro": .macro,
        "systemLibrary": .system, "binaryTarget": .binary,
    ]

    private func product(_ arguments: SwiftArguments, _ kind: Manifest.Product.Kind) -> SyntaxVisitorContinueKind {
        if let name = arguments.text("name") { manifest.products.append(.init(name: name, kind: kind)) }
        return .skipChildren
    }

    private func target(_ arguments: SwiftArguments, _ kind: Manifest.Target.Kind) -> SyntaxVisitorContinueKind {
        guard let name = arguments.text("name") else { return .skipChildren }
        let folders = arguments.text("path").map { [$0] } ?? Self.folders(kind).map { "\($0)/\(name)" }
        manifest.targets.append(
            .init(
                name: name, kind: kind, folders: arguments.has("path") && arguments.text("path") == nil ? [] : folders,
                sources: arguments.texts("sources"), pkgConfig: arguments.text("pkgConfig"), line: line(arguments.node)))
        // Dependencies and plugins of a target look like targets themselves.
        return .skipChildren
    }

    /// Where SwiftPM looks for a target without a path.
    private static func folders(_ kind: Manifest.Target.Kind) -> [String] {
        let sources = ["Sources", "Source", "src", "srcs"]
        return kind == .test ? ["Tests"] + sources : kind == .plugin ? ["Plugins"] : sources
    }

    private func dependency(_ arguments: SwiftArguments) -> SyntaxVisitorContinueKind {
        let local = arguments.text("path")
        guard let address = arguments.text("url") ?? local ?? arguments.text("id"), let name = Self.repositoryName(address) else {
            return .visitChildren
        }
        if !manifest.dependencies.contains(where: { $0.name == name }) {
            manifest.dependencies.append(.init(name: name, scope: .runtime, isLocal: local != nil, line: line(arguments.node)))
        }
        return .skipChildren
    }

    private func line(_ node: some SyntaxProtocol) -> Int {
        node.startLocation(converter: locations).line
    }

    /// The last component of an address, without `.git`.
    static func repositoryName(_ address: String) -> String? {
        guard let last = address.split(separator: "/").last else { return nil }
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : String(last)
    }
}
