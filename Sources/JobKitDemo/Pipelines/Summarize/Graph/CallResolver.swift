/// Finds the one function that a call certainly means, or none.
///
/// A call on `self`, on a type, or on a value whose type is written is looked up in that type and in what it inherits inside the repository. A bare
/// name is looked up in the caller's own type and what that inherits, then in the types around it, and last among the functions outside
/// types: of its file, then of its module. The first place that knows the name decides; a property of that name there ends the search, since
/// then the property's value is called. Argument labels must fit, and exactly one function may be left.
///
/// What the text does not tell is no edge: receivers that another call returns, overloads that differ in types alone, closures, key paths.
struct CallResolver: Sendable {
    /// Where members are looked for: a type of the repository, or one from elsewhere that the repository extends.
    enum Owner {
        case known(Int)
        case foreign(String)
    }

    enum Answer {
        case function(Int)
        /// The name is taken by something else, or by too many.
        case taken
    }

    let functions: FunctionIndex
    let types: TypeIndex
    /// The type that declares each family, where the repository declares it.
    private let owners: [Int?]

    init(functions: FunctionIndex, types: TypeIndex) {
        self.functions = functions
        self.types = types
        owners = functions.families.map { family in
            family.container.flatMap { types.exact($0, file: family.file, family.module) }
        }
    }

    func callee(of site: CallSite, from function: FunctionDeclaration, family: Int) -> Int? {
        let caller = Caller(family: functions.families[family], file: function.file, owner: own(family))
        let found =
            switch site.receiver {
            case "super": inherited(site, caller)
            case nil where site.path.isEmpty: bare(site, caller)
            case nil where caller.family.isPython: inModule(site, caller)
            default: owner(of: site, caller).flatMap { member(site, of: $0, caller, isOwn: site.receiver == "self" && site.path.isEmpty) }
            }
        guard case .function(let callee) = found, functions.families[callee].isCertain else { return nil }
        return callee
    }

    struct Caller {
        let family: FunctionFamily
        /// Of the calling declaration; a family may lie in several.
        let file: String
        let owner: Owner?
    }

    private func own(_ family: Int) -> Owner? {
        if let type = owners[family] { return .known(type) }
        return functions.families[family].container.map(Owner.foreign)
    }

    // MARK: Receivers

    private func owner(of site: CallSite, _ caller: Caller) -> Owner? {
        var owner: Owner?
        switch site.receiver {
        case nil, "self": owner = caller.owner
        case let written?:
            let container = caller.family.container
            let type = types.find(written, from: caller.file, container: container, caller.family.module)
            let isForeign = !caller.family.isPython && !types.declares(written)
            owner = type.map(Owner.known) ?? (isForeign ? .foreign(written) : nil)
        }
        for property in site.path {
            guard case .known(let type) = owner else { return nil }
            owner = types.type(ofProperty: property, of: type).map(Owner.known)
        }
        return owner
    }

    // MARK: Candidates

    func members(_ site: CallSite, of owner: Owner, _ caller: Caller) -> [Int] {
        switch owner {
        case .foreign(let name):
            return fitting(functions.byType[.init(type: name, baseName: site.name)] ?? [], site, caller)
        case .known(let type):
            let node = types.nodes[type]
            let all = fitting(functions.byType[.init(type: node.name, baseName: site.name)] ?? [], site, caller)
            if node.isPython { return all.filter { functions.families[$0].file == node.file } }
            let inModule = all.filter { functions.families[$0].module == node.module }
            // Another module may extend the type.
            return inModule.isEmpty && types.isOnly(type) ? all : inModule
        }
    }

    func fitting(_ candidates: [Int], _ site: CallSite, _ caller: Caller) -> [Int] {
        candidates.prefix(64).filter {
            let family = functions.families[$0]
            return family.isPython == caller.family.isPython && (caller.family.isOutside || !family.isOutside)
                && (!family.isFilePrivate || family.file == caller.file) && family.accepts(site)
        }
    }

    func answer(_ candidates: [Int]) -> Answer? {
        guard let first = candidates.first else { return nil }
        return candidates.count == 1 ? .function(first) : .taken
    }
}
