import Foundation
import JobKitTesting
import Testing

/// JSON backwards.
private struct MirrorCodec: JobCodec {
    func encode<Value: Encodable>(_ value: Value) throws -> Data { Data(try JSONJobCodec().encode(value).reversed()) }

    func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try JSONJobCodec().decode(type, from: Data(data.reversed()))
    }
}

@Suite("Performing one job")
struct PerformTests {
    private func handlers(_ echo: @escaping @Sendable (Echo, JobContext) async throws -> String) -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(Echo.self, echo)
        return handlers
    }

    @Test("tells its output, its record and its steps, all by way of the codec")
    func output() async throws {
        let echo = handlers { job, context in
            #expect(context.job.queue == "loud")
            #expect(context.job.payload == Data(#"}"ih":"txet"{"#.utf8))
            return try await context.step("shout") { job.text + "!" }
        }
        let performed = try await echo.perform(
            Echo(text: "hi"), options: EnqueueOptions(queue: "loud", due: .after(.seconds(60))), services: JobServices(codec: MirrorCodec())
        )
        #expect(performed.output == "hi!")
        #expect(performed.outcome == .completed)
        #expect(performed.record?.state == .completed)
        #expect(performed.finishedSteps == ["shout"])
    }

    @Test("tells what was thrown, and makes one attempt")
    func failure() async throws {
        let retried = try await handlers { _, _ in throw Failing(description: "hoarse") }.perform(Echo(text: "hi"))
        #expect(retried.output == nil)
        #expect(retried.outcome == .retried)
        #expect(retried.error?.message == "hoarse")
        #expect(retried.record?.attempt == 1)
        let failed = try await handlers { _, _ in throw DoNotRetry("mute") }.perform(Echo(text: "hi"))
        #expect(failed.outcome == .failed)
        let snoozed = try await handlers { _, _ in throw Snooze(for: .seconds(5)) }.perform(Echo(text: "hi"))
        #expect(snoozed.outcome == .snoozed)
        #expect(snoozed.error == nil)
    }

    @Test("is an error where nothing handles the kind, and where the job cannot be enqueued")
    func impossible() async throws {
        let chore = await #expect(throws: JobExpectationFailure.self) { _ = try await handlers { job, _ in job.text }.perform(Chore()) }
        #expect(chore?.message == "Nothing handles chore; these handlers handle echo.")
        await #expect(throws: JobError.self) {
            _ = try await handlers { job, _ in job.text }.perform(Echo(text: ""), options: EnqueueOptions(deadline: .now))
        }
    }
}
