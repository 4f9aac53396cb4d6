import Foundation

// Texts that are known to break databases and query languages: stored to the scalar wherever a store keeps text.

extension StoreConformance {
    static let textCases: [ConformanceCase] =
        hostileTexts.map { label, text in
            ConformanceCase("Text is kept everywhere: \(label)", .texts) { try await $0.expectKept(text) }
        } + [
            ConformanceCase("Step names that differ only in their normal form do not prevent the steps from being read", .texts) {
                context in
                let job = try await context.run(Fixture.draft(1))
                for name in ["caf\u{E9}", "cafe\u{301}"] { try expect(try await context.saveStep(job, name, Data([7])), .applied) }
                // Swift takes the two for the same key; a store that tells them apart has two results for it.
                try expect(try await context.store.stepResults(of: job.id), ["caf\u{E9}": Data([7])])
            },
            ConformanceCase("Of steps whose names differ only in their normal form the latest result counts", .texts) { context in
                let job = try await context.run(Fixture.draft(1))
                let names = ["cafe\u{301}", "caf\u{E9}", "cafe\u{301}", "caf\u{E9}", "caf\u{E9}", "cafe\u{301}"]
                for (offset, name) in names.enumerated() {
                    let result = Data([UInt8(offset)])
                    try expect(try await context.saveStep(job, name, result), .applied)
                    try expect(try await context.store.stepResults(of: job.id), [name: result])
                }
            },
            ConformanceCase("Tags and workers are found by any normal form of their names", .texts) { context in
                let forms = ["caf\u{E9}", "cafe\u{301}"]
                for (n, form) in forms.enumerated() { try await context.enqueue(Fixture.draft(n + 1, tags: [form, "tag.\(n)"])) }
                for form in forms {
                    try expect(try await context.listed(JobQuery(tags: [form])), [2, 1])
                    let worker = WorkerInfo(id: form, queues: [form], kinds: [], concurrency: 1)
                    try await context.store.announce(worker, leaving: false)
                    try expect(try await context.store.overview().workers.map(\.id), [form])
                }
                try await context.store.announce(WorkerInfo(id: forms[0], queues: [], kinds: [], concurrency: 1), leaving: true)
                try expect(try await context.store.overview().workers, [])
            },
            ConformanceCase("NUL in an error, in progress or in a step's name does not prevent what they come with", .texts) { context in
                let text = "before\0after"
                let replaced = "before\u{FFFD}after"
                let job = try await context.run(Fixture.draft(1))
                let expectation = JobChange.Expectation.leased(job.lease, cancelRequested: false)
                var progress = JobProgress(stage: "stage")
                progress.stage = text
                progress.message = text
                let failure = JobChange.Failure(type: text, message: text, consequence: .retried)
                let changes = [
                    JobChange(id: job.id, expecting: expectation, effect: .report(progress)),
                    JobChange(id: job.id, expecting: expectation, effect: .saveStep(name: text, result: Data([1]))),
                    JobChange(id: job.id, expecting: expectation, effect: .wait(due: .now, attempt: 1, deadline: nil), failure: failure),
                ]
                try expect(try await context.store.apply(changes), [.applied, .applied, .applied])
                let record = try await context.job(job.id)
                let shown = [record.progress?.stage, record.progress?.message, record.errors.first?.type, record.errors.first?.message]
                for shown in shown { try expectTrue(shown == text || shown == replaced, "the text, NUL kept or replaced") }
                let steps = try await context.store.stepResults(of: job.id)
                try expectTrue(steps == [text: Data([1])] || steps == [replaced: Data([1])], "the step's name, NUL kept or replaced")
            },
            ConformanceCase("NUL in the name of a queue, kind or tag is kept, or the whole enqueue is refused", .texts) { context in
                for (offset, text) in ["kind\0a", "queue\0a", "tag\0a"].enumerated() {
                    let draft = Fixture.draft(
                        10 + offset, kind: offset == 0 ? text : Fixture.kind, queue: offset == 1 ? text : Fixture.queue,
                        tags: offset == 2 ? [text] : [])
                    do {
                        _ = try await context.store.enqueue([Fixture.draft(20 + offset, due: .after(.seconds(60))), draft])
                        try expect(try await context.claimAgain(draft, token: offset + 1).tags, draft.tags)
                    } catch let error as JobStoreError {
                        try expect(error.code, .invalid)
                        try expect(try await context.store.jobs([Fixture.id(20 + offset), draft.id]), [], "all or none")
                    }
                }
            },
            ConformanceCase("An error text of 4 KiB and a progress message of 1 KiB are kept", .texts) { context in
                let failure = JobFailure(type: String(repeating: "é", count: 64), message: String(repeating: "🙂", count: 1_024))
                let progress = JobProgress(stage: String(repeating: "s", count: 128), message: String(repeating: "ß", count: 512))
                let job = try await context.run(Fixture.draft(1))
                try expect(try await context.report(job, progress), .applied)
                try expect(try await context.settle(job, .failed(failure)), .applied)
                let record = try await context.job(job.id)
                try expect(record.progress, progress)
                try expect(record.errors.first?.type, failure.type)
                try expect(record.errors.first?.message, failure.message)
            },
            ConformanceCase("Fractions of progress are kept exactly", .texts) { context in
                let job = try await context.run(Fixture.draft(1))
                for fraction in [0, 1, 0.1, 1.0 / 3, 0.999_999_999_999_9, Double.leastNonzeroMagnitude] {
                    try expect(try await context.report(job, JobProgress(stage: "s", fraction: fraction)), .applied)
                    try expect(try await context.job(job.id).progress?.fraction, fraction)
                }
            },
        ]

    private static let hostileTexts: [(label: String, text: String)] = [
        ("emoji families", "👨‍👩‍👧‍👦🏳️‍🌈🇩🇪"),
        ("lone combining marks", "\u{301}\u{308}a\u{20DD}"),
        ("composed and decomposed letters", "caf\u{E9} cafe\u{301}"),
        ("right-to-left with overrides", "שלום \u{202E}مرحبا\u{202C}"),
        ("SQL", "'; DROP TABLE jobs; --\" $1 ?1 :a @b `c` [d] \\'"),
        ("LIKE and format patterns", "%_%s%d\\%{0}$(x)${y}"),
        (
            "broken UTF-8 and lone surrogates, repaired",
            String(decoding: [0x61, 0xED, 0xA0, 0x80, 0xFF, 0xC3, 0x62, 0xF0, 0x9F], as: UTF8.self)
        ),
        ("JSON and array punctuation", #"{"a":[1,"b"]},{\"c\"} NULL null"#),
        ("blanks around", "  two  blanks\u{A0}\u{3000}  "),
        ("scalars at the edges of planes", "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFD}\u{FFFF}\u{10000}\u{10FFFF}\u{FEFF}"),
        ("control characters and line ends", "a\tb\r\nc\nd\u{1}\u{1B}[0m\u{85}\u{2028}"),
    ]
}

extension ConformanceContext {
    fileprivate func expectKept(_ text: String) async throws {
        var draft = Fixture.draft(1, kind: "kind " + text, queue: "queue " + text, tags: ["tag " + text])
        draft.headers = ["header " + text: "value " + text]
        let worker = "worker " + text
        try await store.announce(WorkerInfo(id: worker, queues: [draft.queue], kinds: [draft.kind], concurrency: 1), leaving: false)
        let job = try await run(draft, worker: worker)
        let progress = JobProgress(stage: "stage " + text, fraction: 0.5, message: "message " + text)
        try expect(try await report(job, progress), .applied)
        try expect(try await saveStep(job, "step " + text, Data(text.utf8)), .applied)
        let running = try await self.job(draft.id)
        try expect(running.claim.map { Array($0.worker.utf8) }, Array(worker.utf8))
        try expect(try await settle(job, .failed(JobFailure(type: "type " + text, message: "error " + text))), .applied)

        let record = try await self.job(draft.id)
        let error = try unwrap(record.errors.first, "error")
        let kept = [
            record.kind, record.queue, record.tags.first, record.headers.keys.first, record.headers.values.first, record.progress?.stage,
            record.progress?.message, error.type, error.message, error.worker, try await store.stepResults(of: draft.id).keys.first,
            try await store.counts().first?.kind, try await store.overview().workers.first?.id,
            try await store.overview().workers.first?.queues.first, try await store.overview().workers.first?.kinds.first,
        ]
        let prefixes = [
            "kind ", "queue ", "tag ", "header ", "value ", "stage ", "message ", "type ", "error ", "worker ", "step ", "kind ", "worker ",
            "queue ", "kind ",
        ]
        // By bytes: Swift's == on text does not tell normal forms apart.
        try expect(kept.map { $0.map { Array($0.utf8) } }, prefixes.map { Array(($0 + text).utf8) })
        let query = JobQuery(kinds: [draft.kind], queues: [draft.queue], tags: draft.tags)
        try expect(try await listed(query), [1])
        try await store.setPaused(true, queue: draft.queue)
        try expect(try await store.overview().pausedQueues, [draft.queue])
    }
}
