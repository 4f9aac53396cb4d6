import Synchronization

/// The stores of a case: the run closes them all, also after a case that failed.
final class OpenedStores: Sendable {
    private let stores = Mutex<[any JobStore]>([])

    init(_ first: any JobStore) {
        stores.withLock { $0 = [first] }
    }

    func add(_ store: any JobStore) {
        stores.withLock { $0.append(store) }
    }

    func close() async {
        for store in stores.withLock({ $0 }).reversed() { await store.close() }
    }
}
