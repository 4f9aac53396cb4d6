/// The folder that makes one module, and the name under which others import it.
struct ModuleFolder: Hashable, Sendable {
    var name: String
    /// The path of what contains the module's package; empty at the root.
    var owner: String

    /// - Parameter packages: The folders with `__init__.py`, as path components.
    init?(_ file: SourceFile, packages: Set<ArraySlice<Substring>>) {
        let isModule = file.role == .source || file.role == .test || file.role == .example || file.role == .generated
        guard isModule else { return nil }
        let components = file.path.split(separator: "/")
        if let target = Self.target(file, components) {
            self = target
        } else if file.language == "Python" {
            self = Self.python(components, packages)
        } else if file.language == "Swift", components.count > 1 {
            self.init(String(components[0]), [])
        } else {
            return nil
        }
    }

    private init(_ name: String, _ owner: some Sequence<Substring>) {
        self.name = name
        self.owner = owner.joined(separator: "/")
    }

    /// SwiftPM's layout, in whatever language the target is written.
    private static func target(_ file: SourceFile, _ components: [Substring]) -> ModuleFolder? {
        let folders = components.dropLast()
        guard let root = folders.firstIndex(where: { ["Sources", "Tests", "Plugins"].contains($0) }) else { return nil }
        // Build files and the like lie there too.
        guard folders.indices.contains(root + 1) || file.language == "Swift" else { return nil }
        // A package with a single target may have its files directly in `Sources`; then its folder tells more than `Sources`.
        let name = folders.indices.contains(root + 1) ? folders[root + 1] : folders[..<root].last ?? folders[root]
        return ModuleFolder(String(name), folders[..<root])
    }

    private static func python(_ components: [Substring], _ packages: Set<ArraySlice<Substring>>) -> ModuleFolder {
        var folder = components.dropLast()
        if packages.contains(folder), !folder.isEmpty {
            while packages.contains(folder.dropLast()), folder.count > 1 { folder = folder.dropLast() }
            return ModuleFolder(String(folder.last ?? ""), folder.dropLast())
        }
        let layout = folder.first.map { ["src", "lib", "python"].contains($0) } ?? false
        let rest = components.dropFirst(layout ? 1 : 0)
        let owner = components.prefix(layout ? 1 : 0)
        guard rest.count > 1, let name = rest.first else {
            let file = rest.first ?? ""
            return ModuleFolder(String(file.hasSuffix(".py") ? file.dropLast(3) : file), owner)
        }
        return ModuleFolder(String(name), owner)
    }
}
