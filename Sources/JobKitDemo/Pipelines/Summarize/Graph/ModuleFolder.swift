/// What makes one module: the name under which others import it, and where its files lie.
struct ModuleFolder: Hashable, Sendable {
    /// As the manifest has it.
    var name: String
    /// The folder of what contains the module's package; empty at the root.
    var owner: String
    /// The folder of its files, or the one file that it is; nil where none was found.
    var path: String?

    /// As sources write it: what no identifier holds becomes `_`.
    var importName: String {
        String(name.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
    }
}

/// The module of a file that no manifest names, by the customs of its language.
///
/// A folder is a module by custom only where no manifest speaks for it: `Scripts` beside a `Package.swift` is none.
struct ModuleCustoms: Sendable {
    private let manifests: Manifests
    /// The folders with `__init__.py`, as path components.
    private let packages: Set<ArraySlice<Substring>>
    private let hasSwiftTargets: Bool

    init(_ manifests: Manifests, _ files: [SourceFile]) {
        self.manifests = manifests
        let markers = files.map { $0.path.split(separator: "/") }.filter { $0.last == "__init__.py" }
        packages = Set(markers.map { $0.dropLast() })
        hasSwiftTargets = manifests.all.contains { $0.kind == .swift && !$0.targets.isEmpty }
    }

    func module(of file: SourceFile) -> ModuleFolder? {
        let isModule = file.role == .source || file.role == .test || file.role == .example || file.role == .generated
        let components = file.path.split(separator: "/")
        guard isModule, components.dropLast().allSatisfy({ !$0.hasPrefix(".") }) else { return nil }
        if file.language == "Python" {
            // Scripts in Python beside a package of another kind are no modules of it.
            let isForeign =
                manifests.nearest([.python, .requirements, .pipfile], to: file.path) == nil && manifests.all.contains(where: \.isPackage)
            return isForeign ? nil : python(file, components)
        }
        // Targets of a manifest that was read stand for themselves.
        if manifests.nearest([.swift], to: file.path)?.targets.isEmpty == false { return nil }
        if let target = Self.target(file, components) { return target }
        guard file.language == "Swift", components.count > 1, !hasSwiftTargets else { return nil }
        return ModuleFolder(name: String(components[0]), owner: "", path: String(components[0]))
    }

    /// SwiftPM's layout, where its manifest computes the targets or is not there.
    private static func target(_ file: SourceFile, _ components: [Substring]) -> ModuleFolder? {
        let folders = components.dropLast()
        guard let root = folders.firstIndex(where: { ["Sources", "Tests", "Plugins"].contains($0) }) else { return nil }
        // Build files and the like lie there too.
        guard folders.indices.contains(root + 1) || file.language == "Swift" else { return nil }
        // A package with a single target may have its files directly in `Sources`; then its folder tells more than `Sources`.
        let isDeep = folders.indices.contains(root + 1)
        let name = isDeep ? folders[root + 1] : folders[..<root].last ?? folders[root]
        return ModuleFolder(
            name: String(name), owner: folders[..<root].joined(separator: "/"),
            path: folders[...(isDeep ? root + 1 : root)].joined(separator: "/"))
    }

    /// The outermost folder of an unbroken chain with `__init__.py`; a folder below `src/` or `lib/` without one; a single file below either or
    /// at the root. Without a manifest, any top folder.
    private func python(_ file: SourceFile, _ components: [Substring]) -> ModuleFolder? {
        var folder = components.dropLast()
        if packages.contains(folder), !folder.isEmpty {
            while packages.contains(folder.dropLast()), folder.count > 1 { folder = folder.dropLast() }
            return ModuleFolder(
                name: String(folder.last ?? ""), owner: folder.dropLast().joined(separator: "/"), path: folder.joined(separator: "/"))
        }
        let layout = folder.first.map { ["src", "lib", "python"].contains($0) } ?? false
        let owner = components.prefix(layout ? 1 : 0).joined(separator: "/")
        let rest = components.dropFirst(layout ? 1 : 0)
        guard let first = rest.first else { return nil }
        let path = owner.isEmpty ? String(first) : "\(owner)/\(first)"
        if rest.count == 1 {
            let isTool = ["setup.py", "conftest.py", "noxfile.py", "tasks.py", "fabfile.py", "manage.py"].contains(file.path)
            let name = first.hasSuffix(".py") ? first.dropLast(3) : first
            return isTool ? nil : ModuleFolder(name: String(name), owner: owner, path: path)
        }
        let isNamed = layout || manifests.nearest([.python], to: file.path)?.isPackage != true
        return isNamed ? ModuleFolder(name: String(first), owner: owner, path: path) : nil
    }
}
