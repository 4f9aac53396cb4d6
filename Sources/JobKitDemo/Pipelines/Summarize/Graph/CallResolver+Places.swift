/// The places where a function is looked for, nearest first.
extension CallResolver {
    func bare(_ site: CallSite, _ caller: Caller) -> Answer? {
        guard !caller.family.isPython else { return free(site, inPython: caller) }
        if let owner = caller.owner, let answer = member(site, of: owner, caller, isOwn: true) { return answer }
        for outer in (caller.family.container.map(LexicalTypes.enclosing) ?? []).dropFirst() {
            guard let type = types.exact(outer, file: caller.file, caller.family.module) else { continue }
            let found = members(site, of: .known(type), caller).filter { functions.families[$0].isStatic }
            if let answer = answer(found) { return answer }
            if types.nodes[type].properties[site.name] != nil { return .taken }
        }
        guard !CommonNames.library.contains(site.name) else { return nil }
        let near = functions.freeInFile[.init(file: caller.file, baseName: site.name)] ?? []
        if let answer = answer(fitting(near, site, caller)) { return answer }
        let module = functions.freeInModule[.init(module: caller.family.module, baseName: site.name)] ?? []
        return caller.family.module == nil ? nil : answer(fitting(module, site, caller))
    }

    private func free(_ site: CallSite, inPython caller: Caller) -> Answer? {
        if let own = answer(functions.freeInFile[.init(file: caller.file, baseName: site.name)] ?? []) { return own }
        let meaning = types.python.meaning(of: site.name, in: caller.file) { file, name in
            functions.freeInFile[.init(file: file, baseName: name)] != nil
        }
        guard let meaning, let name = meaning.name else { return nil }
        return answer(fitting(functions.freeInFile[.init(file: meaning.file, baseName: name)] ?? [], site, caller))
    }

    /// `helpers.f()` where `helpers` is a module.
    func inModule(_ site: CallSite, _ caller: Caller) -> Answer? {
        let alias = site.path.joined(separator: ".")
        guard let meaning = types.python.meaning(of: alias, in: caller.file, isDeclared: { _, _ in false }), meaning.name == nil else {
            return nil
        }
        return answer(fitting(functions.freeInFile[.init(file: meaning.file, baseName: site.name)] ?? [], site, caller))
    }

    func inherited(_ site: CallSite, _ caller: Caller) -> Answer? {
        guard case .known(let type) = caller.owner, site.path.isEmpty else { return nil }
        return ancestors(site, of: type, caller) { !types.nodes[$0].isProtocol }
    }

    func member(_ site: CallSite, of owner: Owner, _ caller: Caller, isOwn: Bool) -> Answer? {
        // Every optional has these, and whether the receiver is one was not kept.
        if !isOwn, ["map", "flatMap"].contains(site.name) { return nil }
        let found = members(site, of: owner, caller)
        switch owner {
        case .foreign: return CommonNames.library.contains(site.name) ? nil : answer(found)
        case .known(let type):
            // In Python the property is what an attribute means; in Swift a function of other labels may stand beside it.
            let isProperty = types.nodes[type].properties[site.name] != nil
            if isProperty, types.nodes[type].isPython || found.isEmpty { return .taken }
            if let answer = answer(found) { return answer }
            // A Swift type that declares no initializer has one all the same; its ancestors' is not what is called.
            return site.name == "init" ? nil : ancestors(site, of: type, caller) { _ in true }
        }
    }

    private func ancestors(_ site: CallSite, of type: Int, _ caller: Caller, where isMeant: (Int) -> Bool) -> Answer? {
        var isCertain = !types.nodes[type].isPython || !types.hasUnknownParents[type]
        for ancestor in types.ancestors[type] where isMeant(ancestor) {
            // A parent from elsewhere may have the function and come first.
            guard isCertain else { return nil }
            if let answer = answer(members(site, of: .known(ancestor), caller)) { return answer }
            if types.nodes[ancestor].properties[site.name] != nil { return .taken }
            if types.nodes[ancestor].isPython, types.hasUnknownParents[ancestor] { isCertain = false }
        }
        return nil
    }
}
