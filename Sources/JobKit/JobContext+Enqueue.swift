extension JobContext {
    /// Enqueues a job that exists exactly when this one completes: it is stored in the transaction that stores the handler's success, and
    /// never where the attempt fails, is given back, or loses its lease.
    ///
    ///     handlers.add(PlaceOrder.self) { order, context in
    ///         try await warehouse.reserve(order.items)
    ///         try context.enqueue(SendReceipt(order: order.id))
    ///     }
    ///
    /// A later attempt starts without the jobs of an earlier one. Delays count from the commit in which the store writes the success.
    ///
    /// - Returns: the id that the job will have. No job has it before this one is completed.
    /// - Throws: `JobError` as `JobQueue.enqueue` does; `.notSupported` where the store lacks `StoreFeature.followUps`; `.notPossible`
    ///   after a completion in a transaction of the handler's own, which has taken the jobs enqueued before it.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, options: EnqueueOptions = EnqueueOptions()) throws(JobError) -> JobID {
        let store = attempt.runner.store
        guard store.features.contains(.followUps) else { throw JobError.notSupported(.followUps) }
        let draft = try JobQueue(store: store, services: services).draft(job, options: options)
        guard attempt.add(followUp: draft) else {
            throw JobError.notPossible(id, reason: "a transaction of its handler's completes it already; enqueue before the completion")
        }
        return draft.id
    }
}
