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
    /// Functions outside types.
    private(set) var freeInFile: [InFile: [Int]] = [:]
    private(set) var freeInModule: [InModule: [Int]] = [:]
    private(set) var byType: [InType: [Int]] = [:]

    init(_ functions: [FunctionDeclaration], _ modules: ModuleMap, outside: Set<String>) {
        var known: [FunctionFamily.Key: Int] = [:]
        for (index, function) in functions.enumerated() {
            let module = modules.module(of: function.file)
            let isAlone =
                function.file.hasSuffix(".py") || module == nil || function.isEntryCode || function.facts?.isFilePrivate == true
            let key = FunctionFamily.Key(
                scope: isAlone ? function.file : "\(module ?? -1)", container: function.container,
                name: function.isEntryCode ? "\(function.baseName):\(function.line)" : function.name)
            let family = known[key] ?? add(FunctionFamily(function, module: module, isOutside: outside.contains(function.file)))
            known[key] = family
            families[family].add(index, function)
            familyOf.append(family)
        }
    }

    private mutating func add(_ family: FunctionFamily) -> Int {
        let index = families.count
        families.append(family)
        if let container = family.container {
            byType[InType(type: container, baseName: family.baseName), default: []].append(index)
        } else {
            freeInFile[InFile(file: family.file, baseName: family.baseName), default: []].append(index)
            freeInModule[InModule(module: family.module, baseName: family.baseName), default: []].append(index)
        }
        return index
    }
}
