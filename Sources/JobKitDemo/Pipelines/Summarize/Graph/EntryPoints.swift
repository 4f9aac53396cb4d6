/// Where programs start.
enum EntryPoints {
    /// Functions named `main`, and the code outside functions that `EntryCode` tells of, unless the same file has a `main`, which that code
    /// calls. Those of examples come last; tests have none.
    /// - Returns: Indices into `functions`, in the order of their files.
    static func find(_ functions: [FunctionDeclaration], roles: [String: FileRole]) -> [Int] {
        let mains = functions.indices.filter { isMain(functions[$0]) }
        let filesWithMain = Set(mains.map { functions[$0].file })
        let code = functions.indices.filter { functions[$0].isEntryCode && !filesWithMain.contains(functions[$0].file) }
        return (mains + code).filter { roles[functions[$0].file] != .test }.sorted { first, second in
            key(functions[first], roles, first) < key(functions[second], roles, second)
        }
    }

    private static func isMain(_ function: FunctionDeclaration) -> Bool {
        // A Python method of this name starts nothing; a static Swift one does.
        let isMethod = function.container != nil
        return function.baseName == "main" && (function.file.hasSuffix(".py") ? !isMethod : function.signature.contains("main()"))
    }

    private static func key(_ function: FunctionDeclaration, _ roles: [String: FileRole], _ index: Int) -> (Int, String, Int, Int) {
        (roles[function.file] == .example ? 1 : 0, function.file, function.line, index)
    }
}
