import Foundation
import JobKit

struct LedgerEntry: Sendable {
    let time: UInt64
    let verb: LedgerVerb
    let id: JobID
    let attempt: Int
    let detail: String
}

/// Reads ledgers while or after they are written.
enum LedgerReader {
    static let suffix = ".ledger"

    static func entries(at path: String) throws -> [LedgerEntry] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        // After the last end of a line there is at most a line that a kill has cut.
        guard let end = bytes.lastIndex(of: 10) else { return [] }
        return try bytes[..<end].split(separator: 10).map { line in
            guard let entry = entry(line) else {
                throw TortureError("\(path) has the line \(String(decoding: line, as: UTF8.self))")
            }
            return entry
        }
    }

    /// Of every ledger in a directory, one at a time.
    static func forEachLedger(in directory: String, _ body: ([LedgerEntry]) throws -> Void) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() where name.hasSuffix(suffix) {
            try body(entries(at: directory + "/" + name))
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> LedgerEntry? {
        let words = line.split(separator: 32)
        guard words.count == 5, let time = UInt64(text(words[0])), let verb = LedgerVerb(rawValue: text(words[1])), let id = id(words[2]),
            let attempt = Int(text(words[3]))
        else { return nil }
        return LedgerEntry(time: time, verb: verb, id: id, attempt: attempt, detail: text(words[4]))
    }

    private static func text(_ word: ArraySlice<UInt8>) -> String { String(decoding: word, as: UTF8.self) }

    /// By hand: `JobID(_:)` takes most of the time of reading a million lines.
    private static func id(_ word: ArraySlice<UInt8>) -> JobID? {
        guard word.count == 36 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        var digits = 0
        for byte in word where byte != 45 {
            let digit: UInt64
            switch byte {
            case 48...57: digit = UInt64(byte) - 48
            case 97...102: digit = UInt64(byte) - 87
            default: return nil
            }
            if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
            digits += 1
        }
        return digits == 32 ? JobID(high: high, low: low) : nil
    }
}
