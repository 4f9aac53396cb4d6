/// Where programs start.
enum EntryPoints {
    /// The code outside functions that `EntryCode` tells of: a function is called `main` for many reasons. What the product is made of comes
    /// first; tests have none.
    /// - Returns: Indices into `functions`, in the order of their files.
    static func find(_ functions: [FunctionDeclaration], roles: [String: FileRole], purposes: CodePurposes) -> [Int] {
        functions.indices.filter { functions[$0].isEntryCode && roles[functions[$0].file] != .test }.sorted { first, second in
            key(functions[first], roles, purposes, first) < key(functions[second], roles, purposes, second)
        }
    }

    private static func key(
        _ function: FunctionDeclaration, _ roles: [String: FileRole], _ purposes: CodePurposes, _ index: Int
    ) -> (Int, String, Int, Int) {
        let purpose = roles[function.file] == .example ? CodePurpose.example : purposes.purpose(of: function.file)
        return (purpose.rawValue, function.file, function.line, index)
    }
}
