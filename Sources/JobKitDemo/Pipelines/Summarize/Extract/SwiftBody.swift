import SwiftSyntax

/// What the body of one function calls, and which local names it has.
///
/// A call is kept only where the text tells its receiver. A local name hides every function and property of its name in the whole body,
/// also in front of its own declaration: rather a call too few than a wrong one.
struct SwiftBody {
    private enum Source: Hashable {
        case type(String)
        case place(SwiftPlace)
        case unknown
    }

    private struct Call: Hashable {
        var place: SwiftPlace?
        var site: CallSite
    }

    var limit = 256
    /// The function's own generic parameters.
    var generics: [String: String] = [:]
    private var bindings: [String: Set<Source>] = [:]
    private var calls: [Call] = []
    private var seen: Set<Call> = []

    /// Deeper, one local name after the other leads to the next only in code that was made to do so.
    private static let deepest = 4

    init() {}

    // MARK: Local names

    mutating func bind(_ name: String) { bindings[name, default: []].insert(.unknown) }

    mutating func bind(_ name: String, type: TypeSyntax?, value: ExprSyntax? = nil) {
        let source: Source
        if let type {
            source = SwiftTypeName.written(type).map(Source.type) ?? .unknown
        } else {
            source = value.flatMap { SwiftPlace($0) }.map(Source.place) ?? .unknown
        }
        // `let store = store` gives another name of the same thing.
        if case .place(let place) = source, place.root == .name(name), place.path.isEmpty { return }
        bindings[name, default: []].insert(source)
    }

    // MARK: Calls

    mutating func call(_ name: String, on place: SwiftPlace?, labels: [String], trailing: Int) {
        let call = Call(place: place, site: CallSite(name: name, labels: labels, trailing: trailing))
        guard calls.count < limit, seen.insert(call).inserted else { return }
        calls.append(call)
    }

    /// The calls whose receiver is known, once all local names are.
    var sites: [CallSite] {
        var found: [CallSite] = []
        var seen: Set<CallSite> = []
        for call in calls {
            var site = call.site
            if let place = call.place {
                guard let known = receiver(place, depth: 0) else { continue }
                (site.receiver, site.path) = known
            } else if bindings[site.name] != nil {
                continue
            }
            if seen.insert(site).inserted { found.append(site) }
        }
        return found
    }

    private func receiver(_ place: SwiftPlace, depth: Int) -> (String?, [String])? {
        guard depth < Self.deepest else { return nil }
        switch place.root {
        case .own: return ("self", place.path)
        case .superclass: return ("super", place.path)
        case .type(let name): return known(name).map { (Optional($0), place.path) }
        case .name(let name):
            guard let sources = bindings[name] else { return (nil, [name] + place.path) }
            var answers: [(String?, [String])] = []
            for source in sources {
                switch source {
                case .unknown: return nil
                case .type(let type):
                    guard let known = known(type) else { return nil }
                    answers.append((known, []))
                case .place(let inner):
                    guard let known = receiver(inner, depth: depth + 1) else { return nil }
                    answers.append(known)
                }
            }
            guard let first = answers.first, answers.allSatisfy({ $0 == first }) else { return nil }
            return (first.0, first.1 + place.path)
        }
    }

    /// A type that the body itself declares is not one of the repository's, and of a generic parameter its constraint is known.
    private func known(_ type: String) -> String? {
        let first = type.prefix { $0 != "." }
        if bindings[String(first)] != nil { return nil }
        guard let constraint = generics[String(first)] else { return type }
        return constraint.isEmpty || first.count < type.count ? nil : constraint
    }
}
