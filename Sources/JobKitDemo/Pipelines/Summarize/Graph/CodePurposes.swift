/// What each file of a repository is for: by its path, and by the kind of the target that a manifest puts it into.
struct CodePurposes: Sendable {
    private let byModule: [Int: CodePurpose]
    private let modules: ModuleMap

    init(_ modules: ModuleMap, _ manifests: Manifests) {
        self.modules = modules
        let roots = manifests.all.filter(\.isAtRoot)
        let hasLibrary = roots.contains { $0.products.contains { $0.kind == .library } }
        var byModule: [Int: CodePurpose] = [:]
        for target in roots.flatMap(\.targets) {
            guard let module = modules.names.firstIndex(of: target.name) else { continue }
            switch target.kind {
            case .test: byModule[module] = .test
            case .plugin: byModule[module] = .plugin
            // Where there is no library, the program is what the repository is about.
            case .executable: byModule[module] = hasLibrary ? .companion : .product
            case .library, .macro, .system, .binary: break
            }
        }
        self.byModule = byModule
    }

    func purpose(of file: String) -> CodePurpose {
        let stated = modules.module(of: file).flatMap { byModule[$0] }
        return max(stated ?? .product, CodePurpose(path: file))
    }
}
