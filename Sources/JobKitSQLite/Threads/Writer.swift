import Foundation
import JobKit

/// Runs all writes, on one connection and one thread of its own: group commit.
///
/// Operations that arrive while a transaction runs join it, up to a bound, and those that arrive while it commits go into the next; no
/// caller is told that its write is stored before the COMMIT has returned and the file was found in its place. When one operation fails the
/// group is rolled back and each runs by itself, so that none fails because of another. Cancelling the waiting task interrupts nothing.
final class Writer: Sendable {
    /// The priority among waiting operations. No line is passed over without end: see `Mailbox`.
    enum Line: Int, Sendable, CaseIterable {
        /// Operations that keep or end leases, and others as small and as urgent.
        case leases
        case ordinary
        /// Operations long enough to delay others: each has a transaction of its own, and lets the others pass.
        case bulk
    }

    /// One queued operation. Run again when its group was rolled back, so it must not change anything but the database.
    struct Operation: Sendable {
        let line: Line
        /// About how many rows it writes.
        let weight: Int
        /// Does the work, and returns a closure that resumes the caller; that closure is called after the commit.
        let run: @Sendable (Session) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private enum Request: Sendable {
        case open(CheckedContinuation<Void, any Error>)
        case write(Operation)
    }

    /// A group ends with the operation that brings it to one of these limits.
    static let operationsInGroup = 64
    static let rowsInGroup = 10_000
    /// More rows than these are bulk.
    static let rowsInBulk = 1_000
    /// How often in a row a checkpoint is put off for waiting lease operations.
    private static let mostPutOff = 4

    private let database: Database
    private let mailbox = Mailbox<Request>(lines: Line.allCases.count)
    private let ended = Latch()
    /// Called after a commit that a subscriber may be waiting for.
    private let onNews: @Sendable () -> Void

    init(database: Database, onNews: @escaping @Sendable () -> Void) {
        self.database = database
        self.onNews = onNews
        let thread = Thread { self.loop() }
        thread.name = "jobkit-writer"
        thread.start()
    }

    /// Makes the file usable: creates it, upgrades it, opens the connections of this thread. Does nothing where that is done.
    func open() async throws {
        try await withCheckedThrowingContinuation { continuation in
            if !mailbox.put(.open(continuation)) {
                continuation.resume(throwing: JobStoreError.closed("prepare \(database.path)"))
            }
        }
    }

    /// Queues `body`, and returns its result once that is committed.
    func write<Value: Sendable>(
        _ verb: String, _ line: Line = .ordinary, weight: Int = 1, _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let operation = Operation(line: line, weight: weight) { session in
                let value = try body(session)
                return { continuation.resume(returning: value) }
            } fail: { [database] error in
                continuation.resume(throwing: database.storeError(error, verb))
            }
            if !mailbox.put(.write(operation), line: line.rawValue) {
                continuation.resume(throwing: JobStoreError.closed("\(verb) \(database.path)"))
            }
        }
    }

    /// The number of operations that the thread has not started yet.
    var queued: Int { mailbox.count }

    /// Accepts no more; accepted operations are carried out.
    func stop() {
        mailbox.close()
    }

    /// Returns when all queued operations are done and the connections are closed. Call this after `stop`.
    func waitForEnd() async {
        await ended.wait()
    }
}

/// The thread's code.
extension Writer {
    private func loop() {
        var opened: OpenDatabase?
        var carried: Request?
        while let request = carried ?? mailbox.take() {
            carried = nil
            switch request {
            case .open(let continuation):
                do {
                    if opened == nil { opened = try OpenDatabase(database) } else { try database.files.check() }
                    continuation.resume()
                } catch {
                    continuation.resume(throwing: database.storeError(error, "prepare"))
                }
            case .write(let operation):
                if let current = opened {
                    carried = runGroup(startingWith: operation, current)
                } else {
                    operation.fail(JobStoreError.closed("write to \(database.path)"))
                }
            }
        }
        opened?.close(database.logger)
        ended.open()
    }

    /// - Returns: a request that was taken, but does not belong in a group.
    private func runGroup(startingWith first: Operation, _ opened: OpenDatabase) -> Request? {
        opened.hasWritten = true
        let session = opened.session
        var group = [first]
        var weight = first.weight
        var other: Request?
        session.hasNews = false
        gather(&group, &weight, &other)
        do {
            try database.files.checkIfMissed()
            try opened.clockKeeper.follow()
            try session.statement("BEGIN IMMEDIATE").run()
        } catch {
            // All of them: one after the other they would wait for the same lock, each as long.
            for operation in group { operation.fail(error) }
            return other
        }
        var deliveries: [@Sendable () -> Void] = []
        do {
            while deliveries.count < group.count {
                deliveries.append(try group[deliveries.count].run(session))
                if deliveries.count == group.count { gather(&group, &weight, &other) }
            }
            try session.writeGathered()
            try session.statement("COMMIT").run()
            finish(group, deliveries, session)
        } catch {
            session.connection.rollBack()
            session.forget()
            if group.count == 1 { first.fail(error) } else { for operation in group { runAlone(operation, session) } }
        }
        checkpoint(opened)
        return other
    }

    /// Adds waiting operations that fit.
    private func gather(_ group: inout [Operation], _ weight: inout Int, _ other: inout Request?) {
        while other == nil, group[0].line != .bulk, group.count < Self.operationsInGroup, weight < Self.rowsInGroup,
            let next = mailbox.takeIfAny(lines: Line.bulk.rawValue)
        {
            guard case .write(let operation) = next else {
                other = next
                return
            }
            group.append(operation)
            weight += operation.weight
        }
    }

    private func runAlone(_ operation: Operation, _ session: Session) {
        do {
            session.hasNews = false
            let delivery = try session.connection.transaction("BEGIN IMMEDIATE") {
                let delivery = try operation.run(session)
                try session.writeGathered()
                return delivery
            }
            finish([operation], [delivery], session)
        } catch {
            session.forget()
            operation.fail(error)
        }
    }

    /// Called after a commit only: a file that is in its place now holds the commit, whatever happens to it next.
    private func finish(_ group: [Operation], _ deliveries: [@Sendable () -> Void], _ session: Session) {
        guard database.files.areInPlaceAfterCommit else {
            for operation in group { operation.fail(FilesMoved()) }
            return
        }
        for deliver in deliveries { deliver() }
        if session.hasNews { onNews() }
    }

    private func checkpoint(_ opened: OpenDatabase) {
        opened.logMeter.note(pages: opened.session.connection.logPages)
        // Copying the pages of a large commit takes long. Waiting lease operations go first, and the commit after them checks again.
        if opened.checkpointsPutOff < Self.mostPutOff, mailbox.count(lines: Line.leases.rawValue + 1) > 0 {
            opened.checkpointsPutOff += 1
            return
        }
        opened.checkpointsPutOff = 0
        do {
            guard let pages = try opened.checkpointer.runIfDue(opened.session.connection) else { return }
            database.logger?.trace("Checkpointed the log", metadata: ["pages": "\(pages.inLog)", "done": "\(pages.done)"])
        } catch {
            // The log grows on, and the next commit tries again; nothing is lost.
            database.logger?.debug("could not checkpoint \(database.path)", metadata: ["error": "\(error)"])
        }
    }
}
