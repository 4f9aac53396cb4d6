#if os(Linux)
    import Foundation
    import Testing

    @testable import JobKitFaults

    /// Each verb, in a process of its own, killed at or failed in each system call by which SQLite changes a file.
    /// Each verb, in a process of its own, killed at or failed in each system call by which SQLite changes a file.
    ///
    /// In the short form the later calls are sampled; with JOBKIT_EVERY_CALL=1 each one has its turn.
    @Suite(.timeLimit(.minutes(20))) struct CallFaultTests {
        private static let everyCall = ProcessInfo.processInfo.environment["JOBKIT_EVERY_CALL"] == "1"
        private static let tries = 3
        /// A handler whose commit fails has failed its attempt, which waits for its backoff: this is no verb that can be repeated at once.
        private static let repeatable = FaultVerb.allCases.filter { $0 != .complete }

        @Test(arguments: FaultVerb.allCases)
        func `A process killed at any call leaves all of the verb or nothing, and what was acknowledged`(verb: FaultVerb) async throws {
            let tally = try await sweep(verb, .kill) { outcome, fault in
                #expect(outcome.child.code != 0, "\(fault)")
                #expect(!outcome.child.has("closed"), "\(fault)")
            }
            print(tally.line(verb, .kill))
        }

        @Test(arguments: repeatable, [Fault.Effect.noSpace, .inputOutputError])
        func `A call that fails once is a typed error or no matter, and the verb repeated succeeds`(
            verb: FaultVerb, effect: Fault.Effect
        ) async throws {
            let tally = try await sweep(verb, effect) { outcome, fault in
                #expect(outcome.child.code == 0, "\(fault)")
                #expect(outcome.child.has("closed"), "\(fault)")
                #expect(!outcome.child.lines.contains { $0.hasPrefix("gave up") }, "\(fault)")
                expectTyped(outcome, fault)
            }
            print(tally.line(verb, effect))
        }

        @Test(arguments: repeatable, [Fault.Effect.noSpaceFromThereOn, .inputOutputErrorFromThereOn])
        func `Calls that go on failing are typed errors, and nothing acknowledged is lost`(
            verb: FaultVerb, effect: Fault.Effect
        ) async throws {
            let tally = try await sweep(verb, effect) { outcome, fault in
                #expect(outcome.child.code == 0, "\(fault)")
                expectTyped(outcome, fault)
            }
            print(tally.line(verb, effect))
        }

        private func expectTyped(_ outcome: Strace.Outcome, _ fault: Fault) {
            for line in outcome.child.lines where line.hasPrefix("failed") {
                #expect(line.contains(" unavailable Could not "), "\(fault): \(line)")
                let remedies = ["make room, and try again.", "check the disk and its quota, and try again."]
                #expect(remedies.contains { line.hasSuffix($0) || line.hasSuffix($0 + " Nothing was changed.") }, "\(fault): \(line)")
            }
        }

        /// Runs the verb once for each call to be interrupted, until a run passes undisturbed.
        private func sweep(
            _ verb: FaultVerb, _ effect: Fault.Effect, _ check: (Strace.Outcome, Fault) throws -> Void
        ) async throws -> Tally {
            let strace = try Strace()
            let workspace = try Workspace()
            let template = workspace.directory + "/template.db"
            try await ChildProcess.run("template", template, verb.rawValue)
            try Workspace.copy(template, to: workspace.path)
            let baseline = try await strace.run(verb.rawValue, path: workspace.path)
            #expect(baseline.child.has("closed"), "\(baseline.child)")
            #expect(baseline.counts["pwrite64", default: 0] > 10, "the calls are seen")
            let schema = try VerbState.schema(of: PlainDatabase(workspace.path))
            var tally = Tally(counts: baseline.counts)
            for (call, count) in baseline.counts.sorted(by: { $0.key < $1.key }) {
                var number = 1
                while number <= count + 40 {
                    try Workspace.copy(template, to: workspace.path)
                    let fault = Fault(call: call, number: number, effect: effect)
                    let outcome = try await strace.run(verb.rawValue, path: workspace.path, tries: Self.tries, fault)
                    if !outcome.wasInjected {
                        #expect(outcome.child.has("closed") && number > count - 5, "\(fault) did not happen: \(outcome)")
                        break
                    }
                    try check(outcome, fault)
                    let state = VerbState(verb: verb, child: outcome.child, fault: fault, schema: schema)
                    tally.add(state, isThere: try state.checkCopy(of: workspace.path))
                    try await state.workToTheEnd(workspace.path)
                    number = Self.next(after: number, of: count)
                }
            }
            #expect(tally.runs > 0)
            return tally
        }

        private static func next(after number: Int, of count: Int) -> Int {
            if everyCall || number < 3 || number >= count { return number + 1 }
            return min(number + 7, count)
        }
    }

    /// The results of one verb's runs, for the table that a run of the tests prints.
    private struct Tally {
        let counts: [String: Int]
        var runs = 0
        var acknowledged = 0
        var unacknowledgedButThere = 0
        var absent = 0
        var errors = 0

        init(counts: [String: Int]) { self.counts = counts }

        mutating func add(_ state: VerbState, isThere: Bool) {
            runs += 1
            if state.child.lines.contains(where: { $0.hasPrefix("failed") }) { errors += 1 }
            if !isThere {
                absent += 1
            } else if state.isAcknowledged {
                acknowledged += 1
            } else {
                unacknowledgedButThere += 1
            }
        }

        func line(_ verb: FaultVerb, _ effect: Fault.Effect) -> String {
            let calls = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            return "faults | \(verb.rawValue) (\(calls)) | \(effect.testDescription) × \(runs) | acknowledged \(acknowledged), "
                + "there but not acknowledged \(unacknowledgedButThere), not there \(absent) | typed errors in \(errors)"
        }
    }
#endif
