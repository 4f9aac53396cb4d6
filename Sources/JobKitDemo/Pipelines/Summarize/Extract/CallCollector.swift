/// Distinct names in the order of their first occurrence.
struct CallCollector {
    var limit = 256
    private(set) var names: [String] = []
    private var seen: Set<String> = []

    init() {}

    mutating func add(_ name: String) {
        guard names.count < limit, seen.insert(name).inserted else { return }
        names.append(name)
    }

    mutating func removeAll() {
        names.removeAll()
        seen.removeAll()
    }
}
