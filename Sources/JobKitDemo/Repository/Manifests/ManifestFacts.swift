/// What a repository's manifests say of it: the parts that the page repeats.
struct ManifestFacts: Sendable, Equatable {
    /// What the rest was put together from.
    let manifests: Manifests
    /// The manifest at the root that names the kind of package.
    private(set) var path: String?
    /// A noun, such as `Swift package`.
    private(set) var kind: String?
    /// What the manifest calls the package.
    private(set) var name: String?
    private(set) var description: String?
    private(set) var libraries: [String] = []
    /// The commands that installing or building it gives.
    private(set) var commands: [String] = []
    /// The packages that the root's manifest holds together, by name, and the noun for one of them.
    private(set) var members: [String] = []
    private(set) var unit = "module"
    private(set) var needs: [Needs] = []
    /// Makefile targets and the like: what to type, and the file that says so.
    private(set) var tasks: [Tasks] = []

    /// What one manifest, or all of a workspace, take from elsewhere.
    struct Needs: Sendable, Equatable {
        var path: String
        /// Whether the members' manifests are counted in.
        var isWorkspace = false
        var runtime: [String] = []
        var optional: [String] = []
        var development: [String] = []
        /// Whether the manifest names what its dependencies need, too.
        var hasIndirect = false
    }

    struct Tasks: Sendable, Equatable {
        var path: String
        var tool: String
        var names: [String]
    }

    init(_ texts: RepositoryTexts) { self.init(Manifests(texts)) }

    init(_ manifests: Manifests) {
        self.manifests = manifests
        let root = manifests.all.filter(\.isAtRoot).sorted { Self.rank($0) < Self.rank($1) }
        for manifest in root { take(manifest) }
        needs = Self.needs(root, manifests)
        tasks = root.filter { ($0.kind == .make || $0.kind == .just) && !$0.scripts.isEmpty }.map {
            Tasks(path: $0.path, tool: $0.kind == .make ? "make" : "just", names: Self.usualFirst($0.scripts))
        }
    }

    /// Runtime dependencies of the manifest that names any first.
    var dependencies: [String] { needs.first { !$0.runtime.isEmpty }?.runtime ?? [] }
    var dependenciesPath: String? { needs.first { !$0.runtime.isEmpty }?.path }

    /// The first manifest that says a thing is believed.
    private mutating func take(_ manifest: Manifest) {
        let group = manifests.groups.first { $0.isOf(manifest) }
        if kind == nil, let noun = Self.noun(manifest, group) {
            kind = noun
            path = manifest.path
            name = manifest.name
            libraries = manifest.products.filter { $0.kind == .library }.map(\.name)
            commands = manifest.products.filter { $0.kind == .executable }.map(\.name)
            // A program beside libraries that is no product is there for those who work on them.
            if commands.isEmpty, libraries.isEmpty { commands = manifest.targets.filter { $0.kind == .executable }.map(\.name) }
        }
        if let group, members.isEmpty, kind == Self.noun(manifest, group) || kind == nil {
            members = group.members.map(\.name)
            unit = group.unit
        }
        if description == nil, manifest.isPackage {
            description = manifest.description.flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0 }
        }
        if name == nil, manifest.isPackage { name = manifest.name }
    }

    /// A package.json comes late: many repositories in other languages have one for their tools.
    static func rank(_ manifest: Manifest) -> Int {
        let order: [Manifest.Kind] = [
            .swift, .cargo, .goWorkspace, .goModule, .python, .maven, .gradleSettings, .gradle, .composer, .mix, .pub, .node,
            .nodeWorkspace, .cmake,
            .requirements, .pipfile,
        ]
        return order.firstIndex(of: manifest.kind) ?? order.count
    }

    private static func noun(_ manifest: Manifest, _ group: PackageGroup?) -> String? {
        switch manifest.kind {
        case .swift: "Swift package"
        case .node: group != nil ? "Node workspace" : "Node package"
        case .nodeWorkspace: group != nil ? "Node workspace" : nil
        case .python: manifest.isPackage ? (group != nil ? "Python workspace" : "Python package") : nil
        case .cargo: group != nil || !manifest.isPackage ? "Rust workspace" : "Rust crate"
        case .goModule: "Go module"
        case .goWorkspace: "Go workspace"
        case .maven: "Maven project"
        case .gradle, .gradleSettings: "Gradle project"
        case .cmake: "CMake project"
        case .composer: "PHP package"
        case .mix: "Mix project"
        case .pub: "Dart package"
        case .requirements, .pipfile, .make, .just: nil
        }
    }

    static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
