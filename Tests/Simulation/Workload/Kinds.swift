import Foundation
import JobKit

/// A value of one number, so that a codec of a few instructions suffices: a run makes thousands of them.
protocol Numbered {
    init(number: UInt64)
    var number: UInt64 { get }
}

extension UInt64: Numbered {
    init(number: UInt64) { self = number }
    var number: UInt64 { self }
}

struct NumberCodec: JobCodec {
    struct Unreadable: Error {}

    func encode<Value: Encodable>(_ value: Value) throws -> Data {
        guard let value = value as? any Numbered else { throw Unreadable() }
        return withUnsafeBytes(of: value.number.littleEndian) { Data($0) }
    }

    func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        guard data.count == 8, let numbered = type as? any Numbered.Type else { throw Unreadable() }
        let number = data.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        guard let value = numbered.init(number: number) as? Value else { throw Unreadable() }
        return value
    }
}

/// A job whose number names its script.
protocol ScriptedJob: Job, Numbered where Output == UInt64 {}

struct Steady: ScriptedJob {
    typealias Output = UInt64
    static let kind = "steady"
    static var options: JobOptions { JobOptions(queue: "north", retry: .fixed(.seconds(1), maxAttempts: 3)) }
    var number: UInt64
}

struct Growing: ScriptedJob {
    typealias Output = UInt64
    static let kind = "growing"
    static var options: JobOptions {
        JobOptions(
            queue: "north", retry: .exponential(maxAttempts: 5, base: .milliseconds(300), factor: 2, cap: .seconds(4), jitter: 0.5),
            timeout: .seconds(20))
    }
    var number: UInt64
}

struct Once: ScriptedJob {
    typealias Output = UInt64
    static let kind = "once"
    static var options: JobOptions { JobOptions(queue: "south", retry: .none) }
    var number: UInt64
}

struct Choosy: ScriptedJob {
    typealias Output = UInt64
    static let kind = "choosy"
    static var options: JobOptions {
        JobOptions(queue: "south", priority: .high, retry: .custom(maxAttempts: 4) { attempt, _ in attempt < 3 ? .milliseconds(700) : nil })
    }
    var number: UInt64
}

/// At the end: does a worker still have all its slots?
struct Probe: Job, Numbered {
    typealias Output = UInt64
    static let kind = "probe"
    static var options: JobOptions { JobOptions(retry: .fixed(.seconds(1), maxAttempts: 3)) }
    var number: UInt64
}
