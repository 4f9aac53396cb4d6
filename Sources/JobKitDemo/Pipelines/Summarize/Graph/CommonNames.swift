/// Names that say too little.
enum CommonNames {
    /// Methods of the standard libraries, which most receivers of these names have. A call of one on an unknown receiver is taken for
    /// the library's, unless the caller's own type declares it.
    static let library: Set<String> = [
        "abs", "add", "all", "allSatisfy", "any", "append", "assert", "cancel", "capitalize", "clear", "close", "compactMap", "components",
        "contains", "copy", "count", "decode", "dict", "drop", "dropFirst", "dropLast", "encode", "endswith", "enumerated", "extend",
        "fatalError", "filter", "find", "flush", "group", "isatty", "match", "readline", "search", "seek", "sub", "tell", "finish", "first",
        "firstIndex", "flatMap", "float", "forEach", "format", "formIntersection", "formUnion",
        "get",
        "getattr", "hasPrefix", "hasSuffix", "hash", "index", "insert", "int", "intersection", "isEmpty", "isSubset", "isinstance",
        "items", "join", "joined", "keys", "last", "len", "list", "load", "lock", "lowercased", "makeAsyncIterator", "makeIterator", "map",
        "mapValues", "max", "merge", "merging", "min", "move", "next", "open", "pop", "popFirst", "popLast", "precondition",
        "preconditionFailure", "prefix", "print", "put", "randomElement", "range", "read", "reduce", "remove", "removeAll", "removeFirst",
        "removeLast", "removeValue", "replace", "reserveCapacity", "resume", "reversed", "rstrip", "set", "setattr", "setdefault",
        "shuffled", "sleep", "sort", "sorted", "split", "start", "startswith", "stop", "store", "str", "strip", "subtract", "subtracting",
        "suffix", "sum", "super", "swapAt", "trimmingCharacters", "tuple", "type", "union", "unlock", "update", "updateValue", "upper",
        "uppercased", "values",
        "wait", "withLock", "withUnsafeBytes", "write", "yield", "zip",
    ]

    /// Whether a function is one that every type has, only carries others, or only checks. Such functions take part in the graph, but are
    /// never listed as central.
    static func isTrivial(_ baseName: String) -> Bool {
        trivial.contains(baseName) || baseName.hasPrefix("assert") || baseName.hasPrefix("precondition")
    }

    private static let trivial: Set<String> = [
        "init", "__init__", "__new__", "__repr__", "__str__", "__eq__", "__hash__", "__len__", "__iter__", "__enter__", "__exit__",
        "__getattr__", "__setattr__", "__getitem__", "__setitem__", "__contains__", "__call__", "__bool__", "__lt__", "__aenter__",
        "__aexit__", "description", "hash", "encode", "makeIterator", "makeAsyncIterator", "index", "formIndex", "next", "==", "!=", "<",
        ">", "<=", ">=", "+", "-", "*", "/", "~=", "callAsFunction", "get", "set", "copy", "count", "append", "map", "isEqual",
    ]
}
