"""The bugs that `Scripts/mutants` seeds: each a passage of the source, its replacement, and the suites that must notice."""
from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    suites: str


CORE = "Sources/JobKit/"
MEMORY = "Sources/JobKit/Store/InMemory/"
POSTGRES = "Sources/JobKitPostgres/"
SQLITE = "Sources/JobKitSQLite/"

MUTATIONS = [
    # The fence.
    Mutation(
        "settling does not look whether the place is still open", SQLITE + "SQLiteJobStore+Apply.swift",
        "receipts[index].isOpen(lease.place),", "receipts[index].members.indices.contains(lease.place),", "JobKitSQLiteTests"),
    Mutation(
        "a place in any claim is taken for the lease", CORE + "StateMachine/JobSituation.swift",
        "guard lease == held else { return .superseded }\n            return cancelRequested && !knewOfRequest",
        "guard lease.place == held.place else { return .superseded }\n            return cancelRequested && !knewOfRequest", "JobKitTests"),
    Mutation(
        "a rescue does not look whether the lease was renewed", CORE + "StateMachine/JobSituation.swift",
        "guard lease == held, seen == until, until <= now else", "guard lease == held, until <= now else", "JobKitTests|JobKitSQLiteTests"),
    Mutation(
        "a rescue does not look whether the lease is good still", CORE + "StateMachine/JobSituation.swift",
        "guard lease == held, seen == until, until <= now else", "guard lease == held, seen == until else", "JobKitTests"),
    Mutation(
        "a renewal asks for no token", SQLITE + "SQL/SQL+Renew.swift",
        "UPDATE jobkit_receipt SET until = :until WHERE token = :token",
        "UPDATE jobkit_receipt SET until = :until WHERE :token IS NOT NULL", "JobKitSQLiteTests"),
    Mutation(
        "a settled place stays open", SQLITE + "Session/Receipt.swift",
        "open[place >> 3] &= ~(1 << UInt8(place & 7))", "_ = open[place >> 3]", "JobKitSQLiteTests"),
    Mutation(
        "a request to cancel is lost when the job is to wait again", CORE + "StateMachine/JobSituation.swift",
        "cancelRequested && !knewOfRequest && waits ? .cancelRequested : .applied", ".applied", "JobKitTests"),
    Mutation(
        "a retry by hand does not look which state it was decided in", CORE + "StateMachine/JobSituation.swift",
        "return expected == state ? .applied : .superseded", "return .applied", "JobKitTests"),
    Mutation(
        "an expiry goes by what the sweep knew", CORE + "StateMachine/JobSituation.swift",
        "return expiresTooEarly(deadline: deadline, at: now) ? .superseded : .applied", "return .applied", "JobKitTests"),
    Mutation(
        "SQLite: the follow-ups of a refused change are stored", SQLITE + "SQLiteJobStore+Apply.swift",
        "            guard result == .applied else { continue }\n", "", "JobKitSQLiteTests"),
    Mutation(
        "PostgreSQL: the follow-ups of a refused change are stored", POSTGRES + "PostgresJobStore+Apply.swift",
        "zip(changes, results).filter { $0.1 == .applied }", "zip(changes, results).filter { _ in true }",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "a failed attempt brings its follow-ups", CORE + "Attempts/Settlement.swift",
        "then: transition.to == .completed ? ending.followUps : [])", "then: transition.to == .running ? [] : ending.followUps)", "JobKitTests"),
    Mutation(
        "after a completion that was rolled back a lost lease is not told", CORE + "Worker/Worker+Leases.swift",
        "completed.map { !$0.contains(attempt.held.job.id) } ?? !attempt.mayBeCompletedElsewhere", "!attempt.mayBeCompletedElsewhere",
        "JobKitTests"),
    Mutation(
        "a job that was lost counts as completed by its handler", CORE + "Attempts/RunningAttempt.swift",
        "Set(ids).subtracting(found.filter { $0.state != .completed }.map(\\.id))",
        "Set(ids)", "JobKitSQLiteTests"),
    Mutation(
        "a handler may complete a job that it lost", SQLITE + "SQLiteJobStore+Completion.swift",
        "case .superseded, .missing, nil: throw context.refusal()", "case .superseded, .missing, nil: return", "JobKitSQLiteTests"),

    # Jobs that are lost with their worker, sweeps, ages.
    Mutation(
        "jobs pay for what was lost beside them", CORE + "Policies/QuarantinePolicy.swift",
        "lostTogether <= 1 || quarantine == 1", "lostTogether >= 1", "JobKitTests"),
    Mutation(
        "what was lost together comes back together", CORE + "Policies/QuarantinePolicy.swift",
        "max(1, min(lostTogether, quarantine ?? .max) / 2)", "max(1, lostTogether)", "JobKitTests"),
    Mutation(
        "a lost job waits for nothing", CORE + "StateMachine/JobStateMachine.swift",
        "due: .after(QuarantinePolicy.backoff(after: job.attempt))", "due: .at(job.dueAt)", "JobKitTests"),
    Mutation(
        "one job that cannot be changed stops the sweep", CORE + "Worker/SweepPass.swift",
        "where !error.isOfWholeStore {", "where changes.isEmpty {", "JobKitTests"),
    Mutation(
        "the jobs of a worker are counted by claim", SQLITE + "SQL/SQL+Sweep.swift",
        "SELECT worker, sum(remaining) AS count FROM jobkit_receipt GROUP BY worker",
        "SELECT worker, remaining AS count FROM jobkit_receipt GROUP BY worker", "JobKitSQLiteTests"),
    Mutation(
        "ages go by the wall clock", SQLITE + "Records/EffectWriter.swift",
        "steadyNow = session.clock.steady(now)", "steadyNow = now", "JobKitSQLiteTests"),
    Mutation(
        "ages in memory go by the wall clock", MEMORY + "InMemoryState+Sweep.swift",
        "first.time.duration(to: steady(now)) > keep", "first.time.duration(to: now) > keep", "JobKitTests"),
    Mutation(
        "another name for the start of the machine ends leases", SQLITE + "Session/ClockKeeper.swift",
        "session.clock.uptime < $0", "session.clock.uptime >= $0", "JobKitSQLiteTests"),

    # Durability.
    Mutation(
        "callers are told before the commit", SQLITE + "Threads/Writer.swift",
        """            try session.statement("COMMIT").run()
            finish(group, deliveries, session)
        } catch {
            session.connection.rollBack()
            session.forget()
            if group.count == 1""",
        """            finish(group, deliveries, session)
            do { try session.statement("COMMIT").run() } catch { session.connection.rollBack() }
        } catch {
            session.connection.rollBack()
            session.forget()
            if group.count == 1""", "JobKitSQLiteTests|JobKitFaultTests"),
    Mutation(
        "what was rolled back is remembered", SQLITE + "Session/Session.swift",
        "        lanes.forget()\n", "", "JobKitSQLiteTests"),
    Mutation(
        "the connections checkpoint by themselves", SQLITE + "Connection/Connection.swift",
        "PRAGMA wal_autocheckpoint = 0", "PRAGMA wal_autocheckpoint = 1000", "JobKitSQLiteTests"),
    Mutation(
        "a checkpoint does not take the writer's lock", SQLITE + "Connection/Checkpointer.swift",
        """        try writer.statement("BEGIN IMMEDIATE").run()
        defer { writer.rollBack() }
""", "", "JobKitSQLiteTests"),
    Mutation(
        "an id that is there is stored once more", MEMORY + "InMemoryState.swift",
        "if let row = rows[draft.id] { return .duplicate(of: draft.id, kind: row.draft.kind) }", "", "JobKitTests"),
    Mutation(
        "a claim whose reply was lost is made anew", SQLITE + "SQLiteJobStore+Claim.swift",
        "if let receipt = try receipt(request.token) { return try claim(of: receipt) }",
        "if let receipt = try receipt(request.token), receipt.remaining < 0 { return try claim(of: receipt) }", "JobKitSQLiteTests"),

    Mutation(
        "the commit is not looked for where the path leads", SQLITE + "File/OpenedFiles.swift",
        "where Identity(paths[index]) != identities[index] { wereMissed = true }",
        "where Identity(paths[index]) != identities[index] { wereMissed = false }", "JobKitFaultTests"),
    Mutation(
        "an enqueue in the caller's transaction leaves half of itself", SQLITE + "CallersTransaction.swift",
        """                    try? connection.execute("ROLLBACK TO \\(Self.savepoint)")
""", "", "JobKitSQLiteTests"),

    # Attempts.
    Mutation(
        "one attempt too many", CORE + "StateMachine/JobStateMachine.swift",
        "guard job.attempt < job.maxAttempts, let delay", "guard job.attempt <= job.maxAttempts, let delay", "JobKitTests"),
    Mutation(
        "a lapsed lease gives its attempt back", CORE + "StateMachine/JobStateMachine.swift",
        "attempt: pays ? job.attempt : job.attempt - 1", "attempt: job.attempt - 1", "JobKitTests"),
    Mutation(
        "a snooze costs an attempt", CORE + "StateMachine/JobStateMachine.swift",
        "return .transition(waiting(job, due: until, attempt: job.attempt - 1, quarantine: job.quarantine))",
        "return .transition(waiting(job, due: until, attempt: job.attempt, quarantine: job.quarantine))", "JobKitTests"),
    Mutation(
        "a claim counts no attempt", SQLITE + "Claims/DueStreams.swift",
        "attempt: row.integer(.attempt) + 1,", "attempt: max(1, row.integer(.attempt)),", "JobKitSQLiteTests"),

    # Time and order.
    Mutation(
        "a job is claimed before it is due", MEMORY + "InMemoryState+Claim.swift",
        "while let entry = first(in: lane), entry.time <= now {", "while let entry = first(in: lane), entry.time <= now.advanced(by: .seconds(1)) {",
        "JobKitTests"),
    Mutation(
        "a job past its deadline is claimed", SQLITE + "Claims/DueStreams.swift",
        "guard let deadline, deadline <= now.microseconds else", "guard let deadline, deadline < 0 else", "JobKitSQLiteTests"),
    Mutation(
        "the newest of equals goes first", SQLITE + "SQL/SQL+Claim.swift",
        "ORDER BY due, seq", "ORDER BY due, seq DESC", "JobKitSQLiteTests"),
    Mutation(
        "priority is forgotten", SQLITE + "Claims/DueStreams.swift",
        "let rank = streams[index].priority.rank(dueAt: Timestamp(microseconds: head.due))", "let rank = Timestamp(microseconds: head.due)",
        "JobKitSQLiteTests"),
    Mutation(
        "a retry that falls on the old time is not waited for", CORE + "Model/JobTime.swift",
        "if let place, self == .at(place) { return min(place, now) }", "if let place, resolved(at: now) == place { return min(place, now) }",
        "JobKitSQLiteTests"),
    Mutation(
        "a job that is given back goes to the end of the line", CORE + "Model/JobTime.swift",
        "        if let place, self == .at(place) { return min(place, now) }\n", "", "JobKitTests"),
    Mutation(
        "a job due in 1970 goes before all others", CORE + "Model/JobTime.swift", "return max(now, resolved(at: now))",
        "return resolved(at: now)", "JobKitTests"),
    Mutation(
        "times are moved although the machine may have started anew", SQLITE + "Session/ClockKeeper.swift",
        "if try !isOpening || (boot != 0 && isSameBoot()) {", "if true {", "JobKitSQLiteTests"),
    Mutation(
        "an urgent job starves the others", CORE + "Model/JobPriority.swift",
        "public static let headStart: Duration = .seconds(300)", "public static let headStart: Duration = .seconds(1_000_000)", "JobKitTests"),
    Mutation(
        "prune goes by the time of enqueueing", SQLITE + "SQL/SQL+Sweep.swift",
        "SELECT seq FROM jobkit_finished WHERE state = :state AND finished_at < :finished_at ORDER BY finished_at LIMIT :limit",
        "SELECT seq FROM jobkit_finished WHERE state = :state AND due < :finished_at ORDER BY due LIMIT :limit", "JobKitSQLiteTests"),
    Mutation(
        "prune takes what ended exactly so long ago", MEMORY + "InMemoryState+Sweep.swift",
        "first.time.duration(to: steady(now)) > keep", "first.time.duration(to: steady(now)) >= keep", "JobKitTests"),
    Mutation(
        "a paused queue hands out jobs", SQLITE + "SQLiteJobStore+Claim.swift",
        "if let name = queues.remove(row.text(.queue)) { paused.insert(name) }",
        "if queues.contains(row.text(.queue)) { paused.insert(row.text(.queue)) }", "JobKitSQLiteTests"),
    Mutation(
        "a wall clock that is set ends leases", SQLITE + "Session/ClockKeeper.swift",
        "if session.clock.isBehindStep { try synchronize(isOpening: false) }", "session.clock.adopt(offset: session.clock.wallOffset)",
        "JobKitSQLiteTests"),
    Mutation(
        "leases of before the restart hold on", SQLITE + "Session/ClockKeeper.swift",
        "isRestarted ? SQL.endLeases : SQL.prolongLeases", "SQL.prolongLeases", "JobKitSQLiteTests"),

    # What belongs to a job.
    Mutation(
        "the second tag is not stored", SQLITE + "SQLiteJobStore+Enqueue.swift",
        "for tag in tags {", "for tag in tags.prefix(1) {", "JobKitSQLiteTests"),
    Mutation(
        "the first result of a step wins", SQLITE + "SQL/SQL+Apply.swift",
        "INSERT OR REPLACE INTO jobkit_step", "INSERT OR IGNORE INTO jobkit_step", "JobKitSQLiteTests"),
    Mutation(
        "a retry by hand forgets the errors", MEMORY + "InMemoryState+Apply.swift",
        "                row.cancelRequestedAt = nil\n                row.dueAt = due.dueTime(",
        "                row.cancelRequestedAt = nil\n                row.errors = row.errors.filter { _ in attempt > 0 }\n                row.dueAt = due.dueTime(",
        "JobKitTests"),
    Mutation(
        "a page begins with the last job of the one before", SQLITE + "Records/JobSearch.swift",
        "start = below == .max ? below : below - 1", "start = below",
        "JobKitSQLiteTests"),

    # What reading and claiming cost, and the schema.
    Mutation(
        "a job that is pruned counts on", SQLITE + "SQLiteJobStore+Sweep.swift", "finishedCounts.add(-1, lane, state)", "_ = state",
        "JobKitSQLiteTests"),
    Mutation(
        "a retry by hand counts as finished on", SQLITE + "Records/EffectWriter.swift", "session.finishedCounts.add(-1, job.lane, state)", "_ = state",
        "JobKitSQLiteTests"),
    Mutation(
        "what a rolled-back transaction finished is counted", SQLITE + "Session/Session.swift", "        finishedCounts.forget()\n", "",
        "JobKitSQLiteTests"),
    Mutation(
        "in memory a job that is pruned counts on", MEMORY + "InMemoryState.swift", "countDown(old.group(end.state))", "_ = end", "JobKitTests"),
    Mutation(
        "a claim skips a lane", SQLITE + "Claims/DueStreams.swift", "next = firstLane(notBefore: head.lane)", "next = firstLane(notBefore: head.lane + 1)",
        "JobKitSQLiteTests"),
    Mutation(
        "a claim skips a priority", SQLITE + "Claims/DueStreams.swift", "priority = head.priority + 1", "priority = head.priority + 2",
        "JobKitSQLiteTests"),
    Mutation(
        "sets are taken to agree when two do", SQLITE + "Records/NewestFirst.swift", "agreed = number == candidate ? agreed + 1 : 1",
        "agreed += 1", "JobKitSQLiteTests"),
    Mutation(
        "renewals wait behind bulk", SQLITE + "Threads/Writer.swift", "line: line.rawValue)", "line: 0)", "JobKitSQLiteTests"),
    Mutation(
        "a line is passed over for ever", CORE + "Support/Mailbox.swift", "lines[line].passedOver >= Self.patience", "false", "JobKitTests"),
    Mutation(
        "short reads wait behind lists", SQLITE + "Threads/Readers.swift", "index == 0 ? 1 : Self.lines", "Self.lines", "JobKitSQLiteTests"),
    Mutation(
        "claims that have ended are remembered", SQLITE + "Session/Receipt.swift", "entries = entries.filter { open.contains($0.key) }", "_ = open",
        "JobKitSQLiteTests"),
    Mutation(
        "tables of an unreleased text are taken for this version's", SQLITE + "Migrations/Migrator.swift",
        "guard found.fingerprints[migration.version] == migration.fingerprint else { throw unreleased(migration.version) }", "",
        "JobKitSQLiteTests"),
    Mutation(
        "a newer version is worked on whatever it says", SQLITE + "Migrations/Migrator.swift",
        "guard found.version <= newest || found.worksFrom <= newest else { throw newer(found.version) }", "", "JobKitSQLiteTests"),
    Mutation(
        "an older binary lowers the version", SQLITE + "Migrations/Migrator.swift", "return found.version >= newest", "return found.version == newest",
        "JobKitSQLiteTests"),

    # The core at run time.
    Mutation(
        "a slot is free before the outcome is stored", CORE + "Worker/WorkerSlots.swift",
        "guard active + settling < concurrency else { return }", "guard active < concurrency else { return }",
        "JobKitTests"),
    Mutation(
        "a failed settle is forgotten", CORE + "Worker/OutcomeWriter.swift",
        """                if givesUp { return tellDropped(refuseWrites(remaining, error)) }
                await pause""", """                if true { return tellDropped(refuseWrites(remaining, error)) }
                await pause""",
        "JobKitTests"),
    Mutation(
        "renewals wait for busy handlers", CORE + "Worker/Worker.swift",
        "Task.detached(priority: .high) { await body() }", "Task.detached { await body() }", "JobKitTests"),
    Mutation(
        "timeouts wait for busy handlers", CORE + "Environment/Wakeup.swift",
        "Task.detached(priority: .high) { [weak self] in", "Task.detached { [weak self] in", "JobKitTests"),
    Mutation(
        "a worker claims before it listens", CORE + "Worker/Worker.swift",
        "await self.listen(to: signals)", "await self.listen(to: self.store.signals())", "JobKitTests"),
    Mutation(
        "a worker does not heed signals", CORE + "Worker/Worker+Claiming.swift",
        "for await _ in signals { claimWakeup.wake() }", "for await _ in signals {}", "JobKitTests"),
    Mutation(
        "a worker does not heed the next due time", CORE + "Worker/Worker+Claiming.swift",
        "if let next = claim.nextDueAt {", "if false, let next = claim.nextDueAt {", "JobKitTests"),
    Mutation(
        "a lost claim reply burns an attempt", CORE + "Worker/Worker+Claiming.swift",
        "                isRepeated = true\n", "                token = services.environment.makeClaimToken()\n", "JobKitTests"),
    Mutation(
        "a handler that lost its lease goes on", CORE + "Worker/Worker+Leases.swift",
        "            attempt.cancel(.leaseLost)\n            watch(attempt)\n", "", "JobKitTests"),
    Mutation(
        "a step runs again although its result is stored", CORE + "Attempts/JobContext.swift",
        "        if let result = stored[name] { return try stepResult(Result.self, of: name, from: result) }\n", "", "JobKitTests"),
    Mutation(
        "a step's first run returns what its body returned", CORE + "Attempts/JobContext.swift", "        return value\n", "        return result\n",
        "JobKitTests"),
    Mutation(
        "an id of another kind is taken for the type's", CORE + "JobQueue.swift",
        "            guard J.isStored(as: kind) else { throw JobError.idTaken(id, kind: kind) }\n", "", "JobKitTests"),
    Mutation(
        "a handle of another kind answers for the job", CORE + "JobHandle.swift",
        "        guard J.isStored(as: record.kind) else { throw JobError.otherKind(id, kind: record.kind, expected: J.kind) }\n", "",
        "JobKitTests"),
    Mutation(
        "SQLite: a draft that met a job is answered with its own kind", SQLITE + "SQLiteJobStore+Enqueue.swift",
        "kind: try kind(of: draft.id)", "kind: draft.kind", "JobKitSQLiteTests"),
    Mutation(
        "PostgreSQL: a draft that met a job is answered with its own kind", POSTGRES + "PostgresJobStore+Enqueue.swift",
        "kind: kinds[draft.id] ?? draft.kind", "kind: draft.kind", "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "in memory the history of errors has no end", CORE + "Model/ErrorHistory.swift",
        "guard count > JobLimits.errorHistory else { return }", "guard count < 0 else { return }", "JobKitTests"),
    Mutation(
        "SQLite: the history of errors has no end", SQLITE + "Records/EffectWriter.swift", "> JobLimits.errorHistory else { return }",
        "> 1_000_000 else { return }", "JobKitSQLiteTests"),
    Mutation(
        "PostgreSQL: the history of errors has no end", POSTGRES + "Records/Session+History.swift", "parameters.add(Int64(JobLimits.errorHistory))",
        "parameters.add(Int64(1_000_000))", "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "a jitter that is no number is multiplied with", CORE + "Policies/RetryPolicy.swift", "value.isNaN ? 0 : min(1, max(0, value))",
        "value", "JobKitTests[.]RangeTests"),
    Mutation(
        "a worker runs any number of handlers at once", CORE + "Worker/WorkerConfiguration.swift", "min(max(1, concurrency), Self.mostConcurrency)",
        "max(1, concurrency)", "JobKitTests[.]RangeTests"),
    Mutation(
        "a sleep may be longer than the clock can say", CORE + "Environment/JobEnvironment.swift",
        "sleep(for: min($0, longestSleep))", "sleep(for: $0)", "JobKitTests[.]RangeTests"),
    Mutation(
        "a deadline in the moment of the due time is accepted", CORE + "Model/JobDraft+Check.swift",
        "guard deadline.resolved(at: now) > due.resolved(at: now) else {", "guard deadline.resolved(at: now) >= due.resolved(at: now) else {",
        "JobKitTests"),
    Mutation(
        "shutdown does not give back what was claimed ahead", CORE + "Worker/WorkerSlots.swift",
        "        isDraining = true\n        return takeFirst(buffered.count)",
        "        isDraining = true\n        _ = takeFirst(buffered.count)\n        return []", "JobKitTests"),
    Mutation(
        "a handler begins although its attempt is over", CORE + "Attempts/AttemptRunner.swift",
        "guard attempt.begin(at: start) else { return }", "_ = attempt.begin(at: start)", "JobKitTests"),
    Mutation(
        "an attempt begins twice", CORE + "Attempts/AttemptState.swift",
        "guard case .waiting = self else { return false }", "if case .settled = self { return false }", "JobKitTests"),
    Mutation(
        "a timeout counts from before the handler began", CORE + "Worker/Worker+Timers.swift",
        "let end = (attempt.runningSince ?? now) + timeout", "let end = now", "JobKitTests"),
    Mutation(
        "what is claimed ahead is kept however long it waits", CORE + "Worker/WorkerSlots.swift",
        "let count = buffered.prefix { $0.claimed.uptime + Self.patience <= now }.count", "let count = 0", "JobKitTests"),
    Mutation(
        "a job held past its deadline is started", CORE + "Worker/WorkerSlots.swift",
        "if next.isTooLate(at: now) {", "if next.isTooLate(at: .zero - .seconds(1_000_000)) {", "JobKitTests"),
    Mutation(
        "room is made for a job in quarantine again and again", CORE + "Worker/WorkerSlots.swift",
        "isCrowdedUntil = now + Self.crowdedTime }", "isCrowdedUntil = nil }", "JobKitTests"),
    Mutation(
        "room for a job in quarantine is forgotten when nothing was claimed", CORE + "Worker/WorkerSlots.swift",
        "if !jobs.isEmpty { endClearing(now: now) }", "endClearing(now: now)", "JobKitTests"),
    Mutation(
        "a job in quarantine starts beside others", CORE + "Worker/WorkerSlots.swift",
        "active + buffered.count > most", "active > Int.max - most", "JobKitTests"),
    Mutation(
        "a worker sweeps although it could not renew", CORE + "Worker/Worker+Sweeping.swift",
        "guard await renewHeld() else { return nil }", "_ = await renewHeld()", "JobKitTests"),
    Mutation(
        "a worker takes back what it holds itself", CORE + "Worker/SweepPass.swift",
        "filter { !holding.contains($0.claim.lease.token) }", "filter { _ in true }", "JobKitTests"),
    Mutation(
        "a worker does not hear which of its jobs were taken back", CORE + "Worker/Worker+Leases.swift",
        "if open.count < held.places.count {", "if open.isEmpty {", "JobKitTests"),
    Mutation(
        "what could not be given back is named for ever", CORE + "Worker/Worker+Leases.swift",
        "in returning where since > oldest {", "in returning where since > oldest || true {", "JobKitTests"),
    Mutation(
        "a renewal keeps what it does not name", MEMORY + "InMemoryState+Sweep.swift",
        "if !left.isEmpty { leave(left, of: held.token) }", "", "JobKitTests"),
    Mutation(
        "SQLite: a renewal keeps what it does not name", SQLITE + "SQLiteJobStore+Renew.swift",
        "if !left.isEmpty { try leave(left, of: receipt) }", "", "JobKitSQLiteTests"),

    # PostgreSQL.
    Mutation(
        "PostgreSQL: settling does not look whether the place is still open", POSTGRES + "PostgresJobStore+Apply.swift",
        "receipts[index].isOpen(lease.place),", "receipts[index].members.indices.contains(lease.place),", "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: a renewal keeps what it does not name", POSTGRES + "Records/Renewal.swift",
        "guard !left.isEmpty else { return renewed }", "guard left.count > renewed.count * 1_000 else { return renewed }",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: claims lock nothing", POSTGRES + "SQL/SQL+Claim.swift", "LIMIT q.size FOR UPDATE SKIP LOCKED", "LIMIT q.size",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: a claim counts no attempt", POSTGRES + "SQL/SQL+Claim.swift", "attempt + 1 AS attempt", "attempt AS attempt",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: a paused queue hands out jobs", POSTGRES + "SQL/SQL+Claim.swift",
        "                AND NOT EXISTS (SELECT FROM {jobkit}.paused WHERE normalize(paused.queue) = normalize(asked.queue) OFFSET 0)\n", "",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: of several lines the first is emptied before the next", POSTGRES + "SQL/SQL+Claim.swift",
        "FROM head WHERE (SELECT count(*) FROM head) = 1", "FROM head WHERE line = (SELECT line FROM head LIMIT 1)",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: a claim steps over the dead entries twice", POSTGRES + "SQL/SQL+Claim.swift",
        "WHERE r.line = h.line AND r.due >= h.due AND r.due <= h.now ORDER BY due, seq LIMIT 16",
        "WHERE r.line = h.line AND r.due >= (SELECT min(low) FROM stream) AND r.due <= h.now ORDER BY due, seq LIMIT 16",
        "JobKitPostgresTests[.]PlanTests"),
    Mutation(
        "PostgreSQL: a mark does not wait for open transactions", POSTGRES + "Migrations/Migration+First.swift",
        "greatest((extract(epoch FROM max(clock_timestamp() - a.xact_start)) * 1000000)::bigint, 0) END", "0 END", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: who cannot be seen is not waited for", POSTGRES + "Migrations/Migration+First.swift",
        "CASE WHEN count(*) = count(a.xact_start)", "CASE WHEN true", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: a job due in the past is put below the mark", POSTGRES + "SQL/SQL+Enqueue.swift", "\\(Line.sql(lane: \"lane + priority * 2\", due: \"at\"))",
        "lane + priority * 2 + 1", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: a job that is given back is put below the mark", POSTGRES + "SQL/SQL+Apply.swift",
        "\\(Line.sql(lane: \"j.old_line & -2\", due: \"at.due\"))", "(j.old_line & -2) + 1", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: marks are not checked", POSTGRES + "WatermarkKeeper.swift",
        "            await run(\"check the watermarks of\") { try $0.checkWatermarks(turn) }\n", "            _ = turn\n",
        "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: an enqueue in the caller's transaction leaves half of itself", POSTGRES + "Connection/CallersTransaction.swift",
        "_ = try? rows(\"ROLLBACK TO \\(Self.savepoint)\", [])", "_ = try? rows(\"SELECT 1\", [])", "JobKitPostgresTests[.]CallersTransactionTests"),
    Mutation(
        "PostgreSQL: a claim's plan may walk through every job", POSTGRES + "SQL/SQL+Claim.swift",
        "FROM taken AS t CROSS JOIN LATERAL (SELECT * FROM {jobkit}.job WHERE job.seq = t.seq OFFSET 0) AS j",
        "FROM taken AS t JOIN {jobkit}.job AS j ON j.seq = t.seq", "JobKitPostgresTests[.]PlanTests"),
    Mutation(
        "PostgreSQL: a pooler is not noticed", POSTGRES + "Connection/Connection.swift",
        "isPooled = server.first?.integer(0, .pid) != Int64(PQbackendPID(wire.handle))", "isPooled = false", "JobKitPostgresTests[.]PgBouncerTests|JobKitPostgresTests[.]PoolerTests"),
    Mutation(
        "PostgreSQL: who may look may enqueue", POSTGRES + "Migrations/EnqueueFunction.swift",
        "        REVOKE EXECUTE ON FUNCTION {jobkit}.enqueue, {jobkit}.enqueue_bytes, {jobkit}.enqueue_if_new FROM PUBLIC;\n", "", "JobKitPostgresTests[.]RoleTests"),
    Mutation(
        "PostgreSQL: a waiting job's row may be updated, and no longer be where a claim removes it", POSTGRES + "Migrations/Migration+First.swift",
        "BEFORE UPDATE ON {jobkit}.ready", "BEFORE TRUNCATE ON {jobkit}.ready", "JobKitPostgresTests[.]MigrationTests"),
    Mutation(
        "PostgreSQL: whoever may enqueue runs SQL with the owner's rights", POSTGRES + "Migrations/EnqueueFunction.swift",
        ") RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS",
        ") RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS", "JobKitPostgresTests[.]RoleTests"),
    Mutation(
        "PostgreSQL: where nothing is claimed no mark is checked", POSTGRES + "PostgresJobStore+Claim.swift",
        "        noteClaimed(from: lines)\n", "        if !lines.isEmpty { noteClaimed(from: lines) }\n", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: a lane's names are noted once and for all", POSTGRES + "SQL/SQL.swift", "k.id = l.id AND k.noted_at > now - 86400000000", "k.id = l.id",
        "JobKitPostgresTests[.]LaneTests"),
    Mutation(
        "PostgreSQL: what is not due yet when it is put back is late a moment later", POSTGRES + "SQL/SQL+Apply.swift",
        "CASE WHEN j.due >= $8::bigint THEN greatest(j.due, now) ELSE j.due END", "j.due", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: every process checks the marks", POSTGRES + "SQL/SQL+Chore.swift", " AND (chore.due <= clock.now OR chore.begun_at > clock.now)", "",
        "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: sweeps read what settled claims left behind", POSTGRES + "SQL/SQL+Query.swift",
        "CROSS JOIN LATERAL (SELECT * FROM {jobkit}.receipt_members AS m WHERE m.token = r.token OFFSET 0) AS s",
        "JOIN {jobkit}.receipt_members AS s USING (token)", "JobKitPostgresTests[.]PlanTests"),
    Mutation(
        "a pool wakes the connection that has slept longest", CORE + "Support/Mailbox.swift", "state.sleepers.lastIndex {",
        "state.sleepers.firstIndex {", "JobKitPostgresTests[.]PoolTests"),
    Mutation(
        "PostgreSQL: a mark that is moved on meanwhile stays above a job", POSTGRES + "WatermarkKeeper.swift", "Command(SQL.lockWatermarks), ", "",
        "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: a line is taken for one with a mark although the clock was set back", POSTGRES + "Values/Values.swift",
        ">= greatest(now, seen))::int", ">= now)::int", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: by COPY, a line is taken for one with a mark although the clock was set back", POSTGRES + "Values/Values.swift",
        "due >= max(now, seen)", "due >= now", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: a clock that was set back for good is believed to be set back for ever", POSTGRES + "SQL/SQL+Watermark.swift",
        "least(last_value, {jobkit}.clock())) AS seen", "last_value) AS seen", "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: every process looks at the server's locks", POSTGRES + "SQL/SQL+Watermark.swift", "< clock.now - 45000", "< clock.now + 1",
        "JobKitPostgresTests[.]WatermarkTests"),
    Mutation(
        "PostgreSQL: a job expires below the mark of deadlines", POSTGRES + "Values/Values.swift",
        "THEN greatest(\\(deadline), now) END", "THEN \\(deadline) END", "JobKitPostgresTests[.]SweepMarkTests"),
    Mutation(
        "PostgreSQL: sweeps that expire wait for each other", POSTGRES + "SQL/SQL+Apply.swift", "deadline <= $2::bigint\n                    FOR UPDATE SKIP LOCKED",
        "deadline <= $2::bigint\n                    FOR UPDATE", "JobKitPostgresTests[.]SweepMarkTests"),
    Mutation(
        "PostgreSQL: an expiry takes a job before the changes that stand before it", POSTGRES + "PostgresJobStore+Apply.swift",
        "return !more.contains(change.id)", "return true", "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: everybody prunes", POSTGRES + "SQL/SQL+Sweep.swift", "WHERE (SELECT is_ours FROM turn) AND state", "WHERE state",
        "JobKitPostgresTests[.]SweepMarkTests"),
    Mutation(
        "PostgreSQL: rows of jobs that were deleted hide those behind them", POSTGRES + "PostgresJobStore+Sweep.swift",
        "            if strays.isEmpty { return rows }\n", "            if strays.count < rows.count + 1 { return rows }\n", "JobKitPostgresTests[.]StrayTests"),
    Mutation(
        "PostgreSQL: a lane is forgotten although an older transaction may use it", POSTGRES + "SQL/SQL+Chore.swift", "$1::bigint, CASE WHEN (SELECT count",
        "now, CASE WHEN (SELECT count", "JobKitPostgresTests[.]LaneTests"),
    Mutation(
        "PostgreSQL: a lane is forgotten with jobs in it", POSTGRES + "SQL/SQL+Chore.swift", "            EXCEPT SELECT \\(Line.lane) FROM oldest\n", "",
        "JobKitPostgresTests[.]LaneTests"),
    Mutation(
        "PostgreSQL: who enqueues waits for everybody's transaction", POSTGRES + "Values/Values.swift", ", set_config('lock_timeout', '1s', true)", "",
        "JobKitPostgresTests[.]LaneTests"),
    Mutation(
        "PostgreSQL: an open transaction keeps the others from notifying", POSTGRES + "Migrations/EnqueueFunction.swift",
        "DEFERRABLE INITIALLY DEFERRED FOR", "DEFERRABLE INITIALLY IMMEDIATE FOR", "JobKitPostgresTests[.]EnqueueFunctionTests"),
    Mutation(
        "PostgreSQL: a claim that is cut says that nothing is left", POSTGRES + "PostgresJobStore+Claim.swift",
        "if rows.bool(0, .isCut) || (rows.count == limit && limit < request.limit) { claim.nextDueAt = now }", "_ = limit",
        "JobKitPostgresTests[.]LargeClaimTests|JobKitPostgresTests[.]StrayTests"),
    Mutation(
        "PostgreSQL: what is cut from a claim is gone", POSTGRES + "SQL/SQL+Claim.swift",
        "SELECT place_on_disk FROM taken WHERE (SELECT place FROM cut) = 2147483647", "SELECT place_on_disk FROM taken WHERE true",
        "JobKitPostgresTests[.]LargeClaimTests"),
    Mutation(
        "PostgreSQL: places are numbered before it is known which jobs are there", POSTGRES + "SQL/SQL+Claim.swift",
        "SELECT t.*, row_number() OVER () AS place, j.id", "SELECT t.*, 2 * row_number() OVER () - 1 AS place, j.id", "JobKitPostgresTests[.]StrayTests"),
    Mutation(
        "PostgreSQL: a lane is forgotten in which a job waits", POSTGRES + "SQL/SQL+Chore.swift",
        "                AND NOT EXISTS (SELECT FROM {jobkit}.ready AS r WHERE r.line >= latest.id AND r.line <= latest.id + 7 OFFSET 0)\n", "",
        "JobKitPostgresTests[.]LaneTests"),
    Mutation(
        "PostgreSQL: a job that is named twice is claimed twice", POSTGRES + "Session/Lanes.swift", "return names.filter { !$0.utf8.contains(0) && met.insert($0).inserted }",
        "_ = met.insert(\"\")\n            return names.filter { !$0.utf8.contains(0) }", "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "who settles waits for ever for an id that somebody's transaction holds", CORE + "Worker/OutcomeWriter.swift",
        "        if (error as? JobStoreError)?.mayBeOneJobs == true { return true }\n", "", "JobKitPostgresTests[.]LaneTests"),
    Mutation(
        "SQLite: a claim that is cut says that nothing is left", SQLITE + "SQLiteJobStore+Claim.swift", " : limit < request.limit ? now : nil", " : nil",
        "JobKitSQLiteTests"),
    # A handler's own transaction on PostgreSQL.
    Mutation(
        "PostgreSQL: a sweep takes a job that an open transaction of its handler's has completed", POSTGRES + "Claims/AttemptEnds.swift",
        "        if busy.contains(seq) { return .inTransaction }\n", "", "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a sweep does not see what a handler's transaction has completed", POSTGRES + "Claims/AttemptEnds.swift",
        "return completed.contains(seq) ? .committed : .free", "return .free", "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a worker forgets that its handler has begun a transaction", CORE + "Attempts/Settlement.swift",
        "        change.mayMeetHandlersTransaction = ending.usesOwnTransaction\n", "", "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a handler's transaction completes a job whose lease is gone", POSTGRES + "SQL/SQL+CallersTransaction.swift",
        "THEN get_bit(r.open, $2::int) = 1 END", "THEN true END", "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a handler's transaction completes its job twice", POSTGRES + "SQL/SQL+CallersTransaction.swift",
        "                AND NOT EXISTS (SELECT FROM {jobkit}.loose_end AS l WHERE l.seq = s.seqs[$2::int + 1])\n", "",
        "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: loose ends are left behind", POSTGRES + "Records/EffectWriter.swift",
        "        if !looseEnds.isEmpty { commands.append(Command(SQL.deleteLooseEnds, numbers(looseEnds))) }\n", "",
        "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a job is removed while its claim is open", POSTGRES + "SQL/SQL+Sweep.swift",
        "                AND seq <> ALL (ARRAY\\(everyLooseEnd)) ORDER BY finished_at", "                ORDER BY finished_at",
        "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a job with a loose end is counted twice", POSTGRES + "SQL/SQL+Query.swift",
        " AND m.seq <> ALL (ARRAY\\(everyLooseEnd)) GROUP BY 1", " GROUP BY 1", "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: a stricter isolation is taken for a fence", POSTGRES + "PostgresJobStore+Completion.swift",
        "guard isolation == \"read committed\" else {", "guard isolation != nil else {", "JobKitPostgresTests[.]CompletionTests"),
    Mutation(
        "PostgreSQL: the end of a job is not signalled", POSTGRES + "PostgresJobStore+Apply.swift",
        "        case .changes: tellChanged()\n", "        case .changes: break\n", "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    Mutation(
        "PostgreSQL: histories grow beside changes of waiting jobs", POSTGRES + "PostgresJobStore+Apply.swift",
        "let commands = try boundHistories(of: writer.failed) + writer.take()\n", "let commands = writer.take()\n",
        "JobKitPostgresTests[.]PostgresStoreConformanceTests"),
    # Silence.
    Mutation(
        "after an outage the first worker takes everybody's jobs", CORE + "Worker/StoreReach.swift",
        "sparesUntil.map { uptime < $0 } ?? false", "false", "JobKitTests[.]OutageSweepTests"),
    Mutation(
        "after an outage nothing is ever taken back", CORE + "Worker/StoreReach.swift",
        "sparesUntil.map { uptime < $0 } ?? false", "sparesUntil != nil", "JobKitTests[.]OutageSweepTests"),
    Mutation(
        "a claim that was not answered before a stop is left to lapse", CORE + "Worker/Worker.swift",
        "        await giveBackUnanswered(within: min(Self.unansweredLimit, max(.zero, end - services.environment.uptime())))\n", "",
        "JobKitTests[.]WorkerEndTests"),
    Mutation(
        "one job that cannot be read ends everybody's wait", CORE + "Runtime/JobStore+Readable.swift",
        "catch let error as JobStoreError where !error.isTransient && error.code != .closed {",
        "catch let error as JobStoreError where !error.isTransient && error.code == .closed {", "JobKitTests[.]WaitingTests"),
    # Stores that may not migrate, and the doctor.
    Mutation(
        "a store that may not migrate makes the file all the same", SQLITE + "File/DatabaseFile.swift",
        "if database.options.migrates {", "if true {", "JobKitSQLiteTests"),
    Mutation(
        "a store that may not migrate changes the journal mode of another program's file", SQLITE + "Threads/OpenDatabase.swift",
        "if !database.options.migrates { try Self.check(database, migrator) }", "", "JobKitSQLiteTests"),
    Mutation(
        "a store that may not migrate makes the schema all the same", POSTGRES + "PostgresJobStore.swift",
        "try migrates ? Migrator().run(on: $0) : Migrator().check($0)", "try Migrator().run(on: $0)", "JobKitPostgresTests"),
    Mutation(
        "the doctor takes the worker that fell silent for one that lives", CORE + "Diagnosis/JobFindings.swift",
        "patience = living.allSatisfy { silent.contains($0.id) } ? .zero : limits.sweep", "patience = living.isEmpty ? .zero : limits.sweep",
        "JobKitTests"),
]
