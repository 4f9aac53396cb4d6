/// What one manifest says of the package that it describes: the same questions, whatever it is written in.
///
/// A fact that its reader did not understand is missing. Nothing is taken from a comment, a string or a place where the notation means
/// something else by the same words.
struct Manifest: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case swift, node, nodeWorkspace, python, requirements, pipfile, cargo, goModule, goWorkspace, maven, gradle, gradleSettings, cmake
        case composer, mix, pub, make, just
    }

    struct Product: Sendable, Equatable {
        enum Kind: Sendable, Equatable { case library, executable, plugin }
        var name: String
        var kind: Kind
    }

    struct Target: Sendable, Equatable {
        enum Kind: Sendable, Equatable { case library, executable, test, plugin, macro, system, binary }
        var name: String
        var kind: Kind
        /// Where its files may lie, relative to the manifest's folder; the first folder that exists is meant. Empty for the folder itself.
        var folders: [String]
        /// Files and folders below that folder, where only a part of it belongs to the target.
        var sources: [String] = []
        var pkgConfig: String?
        var line: Int?
    }

    struct Dependency: Sendable, Equatable {
        enum Scope: Sendable, Equatable { case runtime, development, build, optional, indirect }
        /// As the manifest writes it.
        var name: String
        var scope: Scope
        /// Parts of the dependency that are asked for, such as `redis` of `celery[redis]`.
        var extras: [String] = []
        /// Whether it is a folder beside the manifest, not a package from elsewhere.
        var isLocal = false
        /// From 1.
        var line: Int?
        /// Where the manifest is read as a value and not as lines: `dependencies.react`.
        var key: String?
    }

    let path: String
    var kind: Kind
    var name: String?
    var description: String?
    var products: [Product] = []
    var targets: [Target] = []
    var dependencies: [Dependency] = []
    /// Folders of the workspace's members, relative to the manifest's own; `*` and `**` stand for any. Those with `!` in front are left out.
    var members: [String] = []
    /// What can be run by name: `scripts` of package.json, targets of a Makefile.
    var scripts: [String] = []
    /// What the manifest names as its package manager: `pnpm` of `pnpm@9.1.0`.
    var packageManager: String?
    /// What it is written in, where the manifest says so.
    var languages: Set<String> = []
    /// Tools that have their settings in it.
    var tools: [String] = []
    /// Products of other packages that its targets use: the names under which most of them are imported.
    var usedProducts: Set<String> = []
    /// Parts of the package that are off unless they are asked for.
    var traits: [String] = []
    /// Whether it describes a package, not only a workspace or the settings of tools.
    var isPackage = true
    var definesTests = false

    init(_ path: String, _ kind: Kind) {
        (self.path, self.kind) = (path, kind)
    }

    /// Without a slash at the end; empty at the root.
    var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    var isAtRoot: Bool { !path.contains("/") }

    /// A path in the manifest's own folder as a path in the repository, without `.`, `..` and slashes at the ends; nil if it leaves the repository.
    func resolved(_ relative: String) -> String? {
        var parts = folder.split(separator: "/")
        for part in relative.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return parts.joined(separator: "/")
    }
}
