// Stored as the result of a step: a field that is added is optional or has a default, or a resumed job could not read its own past.

/// What a function declares and does, as far as it decides whom a call means.
struct CallFacts: Codable, Sendable, Equatable {
    struct Parameter: Codable, Sendable, Equatable {
        /// `_` where a call site writes none.
        var label: String
        /// A call may leave it out.
        var hasDefault: Bool
        var isVariadic: Bool
    }

    /// Nil where labels do not tell overloads apart, as in Python.
    var parameters: [Parameter]?
    /// A requirement of a protocol has none, nor has a stub for a type checker.
    var hasBody = true
    /// Nil where that is not known.
    var isDeprecated: Bool?
    /// Only its own file can call it.
    var isFilePrivate = false
    /// Its generic parameters with what each is constrained to; empty where it is not.
    var generics: [String: String] = [:]
    /// The calls in its body whose receiver is known by its text. A local name hides a function, so calls of local names are not here.
    var sites: [CallSite] = []
}

/// A call with a receiver that the text tells: none, `self`, `super`, or a type; and from there through properties.
struct CallSite: Codable, Sendable, Hashable {
    /// Nil where nothing is written; `self`, `super`, or the name of the type that the receiver has.
    var receiver: String?
    /// The properties between the receiver and the call: `pool` and `lock` of `self.pool.lock.take()`.
    var path: [String] = []
    /// `init` for a new value of a type.
    var name: String
    /// The labels of the arguments in parentheses, `_` for none.
    var labels: [String] = []
    /// Closures behind the parentheses.
    var trailing = 0
}
