/// All families of a repository, by what a call site may know about them.
struct FunctionIndex: Sendable {
    struct InFile: Hashable {
        let file: String
        let baseName: String
    }

    struct InModule: Hashable {
        let module: Int?
        let baseName: String
    }

    struct InType: Hashable {
        /// The qualified container.
        let type: String
        let baseName: String
    }

    private(set) var families: [FunctionFamily] = []
    /// The family of each function of the extraction.
    private(set) var familyOf: [Int] = []
    private(set) var byFile: [InFile: [Int]] = [:]
    private(set) var byModule: [InModule: [Int]] = [:]
    private(set) var byType: [InType: [Int]] = [:]
    private(set) var byName: [String: [Int]] = [:]

    init(_ functions: [FunctionDeclaration], _ modules: ModuleMap, outside: Set<String>) {
        var known: [FunctionFamily.Key: Int] = [:]
        for (index, function) in functions.enumerated() {
            let module = modules.module(of: function.file)
            let isPython = function.file.hasSuffix(".py")
            let isAlone = isPython || module == nil || function.isEntryCode
            let key = FunctionFamily.Key(
                scope: isAlone ? function.file : "\(module ?? -1)", container: function.container, baseName: function.baseName)
            if let family = known[key] {
                families[family].members.append(index)
                familyOf.append(family)
                addFile(function.file, family)
            } else {
                known[key] = families.count
                familyOf.append(families.count)
                add(
                    FunctionFamily(
                        name: function.name, baseName: function.baseName, container: function.container, file: function.file,
                        line: function.line, module: module, isPython: isPython, isOutside: outside.contains(function.file),
                        members: [index]))
            }
        }
    }

    private mutating func add(_ family: FunctionFamily) {
        let index = families.count
        families.append(family)
        addFile(family.file, index)
        byModule[InModule(module: family.module, baseName: family.baseName), default: []].append(index)
        byName[family.baseName, default: []].append(index)
        if let container = family.container {
            byType[InType(type: container, baseName: family.baseName), default: []].append(index)
        }
    }

    /// A family may have members in several files.
    private mutating func addFile(_ file: String, _ family: Int) {
        let key = InFile(file: file, baseName: families[family].baseName)
        if byFile[key]?.last != family { byFile[key, default: []].append(family) }
    }
}
