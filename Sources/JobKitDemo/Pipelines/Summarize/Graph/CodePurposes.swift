/// What each file of a repository is for: by its path, and by the kind of the target that a manifest puts it into.
struct CodePurposes: Sendable {
    private let byModule: [Int: CodePurpose]
    private let modules: ModuleMap

    init(_ modules: ModuleMap, _ manifests: Manifests) {
        self.modules = modules
        let roots = manifests.all.filter(\.isAtRoot)
        let libraries = Set(roots.flatMap(\.products).filter { $0.kind == .library }.map(\.name))
        let hasLibrary = !libraries.isEmpty
        // Where each library is called like its target, the other targets are what the libraries are made of.
        let areTargets = hasLibrary && libraries.isSubset(of: Set(roots.flatMap(\.targets).map(\.name)))
        var byModule: [Int: CodePurpose] = [:]
        for target in roots.flatMap(\.targets) {
            guard let module = modules.names.firstIndex(of: target.name) else { continue }
            switch target.kind {
            case .test: byModule[module] = .test
            case .plugin: byModule[module] = .plugin
            // Where there is no library, the program is what the repository is about.
            case .executable: byModule[module] = hasLibrary ? .companion : .product
            case .library: byModule[module] = areTargets && !libraries.contains(target.name) ? .companion : .product
            case .macro, .system, .binary: break
            }
        }
        self.byModule = byModule
    }

    func purpose(of file: String) -> CodePurpose {
        let stated = modules.module(of: file).flatMap { byModule[$0] }
        return max(stated ?? .product, CodePurpose(path: file))
    }
}
