/// All manifests of one repository that were read, and what follows from them together.
struct Manifests: Sendable, Equatable {
    /// Nearest to the root first.
    let all: [Manifest]
    let groups: [PackageGroup]

    init(_ all: [Manifest] = []) {
        let sorted = all.map { (depth: $0.path.utf8.count { $0 == UInt8(ascii: "/") }, manifest: $0) }
            .sorted { ($0.depth, $0.manifest.folder, $0.manifest.path) < ($1.depth, $1.manifest.folder, $1.manifest.path) }.map(\.manifest)
        self.all = sorted
        groups = sorted.compactMap { PackageGroup($0, among: sorted) }
    }

    init(_ texts: RepositoryTexts) {
        self.init(texts.manifests.compactMap { ManifestReader.read($0.path, $0.text) })
    }

    /// The manifest of one kind whose folder is the nearest around a file.
    func nearest(_ kinds: Set<Manifest.Kind>, to file: String) -> Manifest? {
        all.last { kinds.contains($0.kind) && ($0.folder.isEmpty || file.hasPrefix($0.folder + "/")) }
    }

    /// Whether the repository itself has the package that a manifest of this kind depends on.
    func isOwn(_ dependency: Manifest.Dependency, in kind: Manifest.Kind) -> Bool {
        owner(of: dependency, in: kind) != nil
    }

    /// The manifest of the repository that describes what a dependency names.
    func owner(of dependency: Manifest.Dependency, in kind: Manifest.Kind) -> Manifest? {
        all.first { manifest in
            guard manifest.isPackage, let name = manifest.name, Self.ecosystem(manifest.kind) == Self.ecosystem(kind) else { return false }
            switch kind {
            case .maven: return dependency.name.hasSuffix(":" + name)
            case .python, .requirements, .pipfile:
                return PythonRequirement.normalized(dependency.name) == PythonRequirement.normalized(name)
            default: return dependency.name == name
            }
        }
    }

    /// Kinds whose packages have names of one registry.
    static func ecosystem(_ kind: Manifest.Kind) -> String? {
        switch kind {
        case .swift: "swift"
        case .node, .nodeWorkspace: "node"
        case .python, .requirements, .pipfile: "python"
        case .cargo: "rust"
        case .goModule, .goWorkspace: "go"
        case .maven, .gradle, .gradleSettings: "java"
        case .composer: "php"
        case .mix: "elixir"
        case .pub: "dart"
        case .cmake: "c"
        case .make, .just: nil
        }
    }

    func isMember(_ manifest: Manifest) -> Bool {
        groups.contains { group in group.root.path != manifest.path && group.members.contains { $0.manifest.path == manifest.path } }
    }
}

/// Several packages that one manifest holds together.
struct PackageGroup: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        var name: String
        var manifest: Manifest
        var folder: String { manifest.folder }
    }

    let root: Manifest
    /// In the order of their folders; the root's own package is one of them where the root is more than a list of the others.
    let members: [Member]

    /// - Returns: `nil` when the manifest holds nothing together.
    init?(_ root: Manifest, among all: [Manifest]) {
        guard let wanted = Self.memberKind[root.kind], !root.members.isEmpty else { return nil }
        let found = all.filter { wanted.contains($0.kind) && Self.holds(root, $0, all) }
        guard !found.isEmpty else { return nil }
        self.root = root
        members = found.map { Member(name: $0.name ?? $0.folder.split(separator: "/").last.map(String.init) ?? $0.path, manifest: $0) }
    }

    private static let memberKind: [Manifest.Kind: Set<Manifest.Kind>] = [
        .node: [.node], .nodeWorkspace: [.node], .cargo: [.cargo], .goWorkspace: [.goModule], .maven: [.maven], .gradleSettings: [.gradle],
        .python: [.python], .pub: [.pub],
    ]

    private static func holds(_ root: Manifest, _ manifest: Manifest, _ all: [Manifest]) -> Bool {
        guard manifest.isPackage else { return false }
        // A crate and a Python package are members of the workspace whose root they are; a Node package at the root only holds the others.
        if manifest.path == root.path { return root.kind == .cargo || root.kind == .python }
        switch root.kind {
        case .maven:
            // A project that only lists others is no module of its own, and they are.
            return manifest.members.isEmpty && lists(root, manifest.folder, all, depth: 0)
        case .gradleSettings, .goWorkspace:
            return root.members.contains { root.resolved($0) == manifest.folder }
        default:
            guard root.folder.isEmpty || manifest.folder.hasPrefix(root.folder + "/") else { return false }
            return FolderPattern.matches(root.members, manifest.folder.dropFirst(root.folder.isEmpty ? 0 : root.folder.count + 1))
        }
    }

    private static func lists(_ root: Manifest, _ folder: String, _ all: [Manifest], depth: Int) -> Bool {
        guard depth < 8 else { return false }
        let folders = root.members.compactMap { root.resolved($0) }
        if folders.contains(folder) { return true }
        return all.contains {
            $0.kind == .maven && !$0.members.isEmpty && folders.contains($0.folder) && lists($0, folder, all, depth: depth + 1)
        }
    }

    /// Whether a manifest is the one at the head of the group: pnpm writes the list into a file beside it.
    func isOf(_ manifest: Manifest) -> Bool {
        root.path == manifest.path || (root.kind == .nodeWorkspace && manifest.kind == .node && root.folder == manifest.folder)
    }

    /// What one member is called.
    var unit: String {
        switch root.kind {
        case .cargo: "crate"
        case .maven, .goWorkspace: "module"
        case .gradleSettings: "subproject"
        default: "package"
        }
    }
}
