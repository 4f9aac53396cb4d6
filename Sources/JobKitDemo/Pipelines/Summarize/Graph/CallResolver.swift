/// Finds the declarations that a call site can mean.
///
/// An explicit `Type.name` is looked up in that type, then in what it inherits. A bare name is looked up in the caller's own type and
/// what that inherits, in the types around it, in the same file, in the same module, and last in the whole repository, where it must
/// be the only one. The first place that knows the name decides. Up to three candidates are all taken for callees; more are
/// taken for none. Where candidates implement a requirement of a protocol that is a candidate too, the requirement stands for them.
///
/// What it cannot know: the types of receivers (`x.close()` is looked up like `close()`), overloads (see `FunctionFamily`), calls
/// through closures and key paths, local shadowing, and what other packages declare. Names that the standard libraries use
/// (`CommonNames.library`) are therefore followed inside the caller's own type only, and a function that calls its own name is taken to
/// forward to another, not to recurse.
struct CallResolver: Sendable {
    let functions: FunctionIndex
    let types: TypeIndex
    /// The type that declares each family, where the repository declares it.
    private let owners: [Int?]

    private static let mostCandidates = 3
    /// Above this, candidates are not even compared.
    private static let crowd = 32

    init(functions: FunctionIndex, types: TypeIndex) {
        self.functions = functions
        self.types = types
        owners = functions.families.map { family in
            family.container.flatMap { types.find($0, from: family.file, container: nil, family.module) }
        }
    }

    /// - Returns: Families in ascending order, without the caller's own.
    func callees(of name: String, from function: FunctionDeclaration, family: Int) -> [Int] {
        let caller = functions.families[family]
        if let dot = name.lastIndex(of: ".") {
            let receiver = String(name[..<dot])
            let member = String(name[name.index(after: dot)...])
            return explicit(receiver, member, function.file, caller).filter { $0 != family }
        }
        let isLibrary = CommonNames.library.contains(name)
        for place in Place.allCases where place == .ownTypes || !isLibrary {
            let found = candidates(for: name, in: place, function.file, family).filter { $0 != family }
            guard !found.isEmpty else { continue }
            let accepted = accepted(found)
            return place == .repository && accepted.count > 1 ? [] : accepted
        }
        return []
    }

    /// Nearest first.
    private enum Place: CaseIterable {
        case ownTypes, file, module, repository
    }

    private func candidates(for name: String, in place: Place, _ file: String, _ family: Int) -> [Int] {
        let caller = functions.families[family]
        return switch place {
        case .ownTypes: inOwnTypes(name, family)
        case .file: functions.byFile[.init(file: file, baseName: name)] ?? []
        case .module: few(functions.byModule[.init(module: caller.module, baseName: name)], for: caller)
        case .repository: few(functions.byName[name], for: caller)
        }
    }

    private func inOwnTypes(_ name: String, _ family: Int) -> [Int] {
        let caller = functions.families[family]
        guard let container = caller.container else { return [] }
        let own = inType(container, name, caller).filter { $0 != family }
        if !own.isEmpty { return own }
        for ancestor in owners[family].map({ types.ancestors[$0] }) ?? [] {
            let inherited = members(of: ancestor, name, caller).filter { $0 != family }
            if !inherited.isEmpty { return inherited }
        }
        for outer in LexicalTypes.enclosing(container).dropFirst() {
            let found = inType(outer, name, caller)
            if !found.isEmpty { return found }
        }
        return []
    }

    private func inType(_ type: String, _ name: String, _ caller: FunctionFamily) -> [Int] {
        few(functions.byType[.init(type: type, baseName: name)], for: caller).filter {
            functions.families[$0].module == caller.module && (!caller.isPython || functions.families[$0].file == caller.file)
        }
    }

    private func explicit(_ receiver: String, _ member: String, _ file: String, _ caller: FunctionFamily) -> [Int] {
        let baseName = caller.isPython && member == "init" ? "__init__" : member
        guard let type = types.find(receiver, from: file, container: caller.container, caller.module) else { return [] }
        for candidate in [type] + types.ancestors[type] {
            let found = members(of: candidate, baseName, caller)
            // A Swift type that declares no initializer has one all the same; its ancestors' is not what is called.
            if !found.isEmpty || baseName == "init" { return accepted(found) }
        }
        return []
    }

    private func members(of type: Int, _ baseName: String, _ caller: FunctionFamily) -> [Int] {
        let node = types.nodes[type]
        let own = few(functions.byType[.init(type: node.name, baseName: baseName)], for: caller)
        let inModule = own.filter { functions.families[$0].module == node.module }
        if node.isPython { return inModule.filter { functions.families[$0].file == node.file } }
        // Another module may extend the type.
        return inModule.isEmpty ? own : inModule
    }

    /// Candidates that the caller can reach. A crowd is not searched: it is ambiguous whatever it holds.
    private func few(_ candidates: [Int]?, for caller: FunctionFamily) -> [Int] {
        let candidates = candidates ?? []
        guard candidates.count <= 8 * Self.crowd else { return Array(candidates.prefix(8 * Self.crowd)) }
        return candidates.filter {
            let family = functions.families[$0]
            return family.isPython == caller.isPython && (caller.isOutside || !family.isOutside)
        }
    }

    private func accepted(_ candidates: [Int]) -> [Int] {
        guard candidates.count <= Self.crowd else { return [] }
        let standing = candidates.count > 1 ? withoutImplementations(candidates) : candidates
        return standing.count <= Self.mostCandidates ? standing.sorted() : []
    }

    private func withoutImplementations(_ candidates: [Int]) -> [Int] {
        let protocols = Set(candidates.compactMap { owners[$0] }.filter { types.nodes[$0].isProtocol })
        guard !protocols.isEmpty else { return candidates }
        return candidates.filter { candidate in
            owners[candidate].map { protocols.isDisjoint(with: types.ancestors[$0]) } ?? true
        }
    }
}
