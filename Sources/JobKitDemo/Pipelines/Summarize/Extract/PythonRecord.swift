import Foundation

/// One line that `PythonScript` prints: the facts of one file, or why there are none.
struct PythonRecord: Decodable, Sendable {
    struct Class: Decodable, Sendable {
        var name: String
        var line: Int
        var `public`: Bool
        var inherits: [String]
        var documentation: String?
        var properties: [String: String]?
    }

    struct Site: Decodable, Sendable {
        var receiver: String?
        var path: [String]
        var name: String
    }

    struct Import: Decodable, Sendable {
        var module: String
        var names: [String: String]?
    }

    struct Function: Decodable, Sendable {
        var name: String
        /// Empty outside classes.
        var container: String
        var signature: String
        var line: Int
        var `public`: Bool
        var documentation: String?
        var calls: [String]
        var sites: [Site]?
        /// A declaration for type checkers.
        var stub: Bool?
    }

    struct Entry: Decodable, Sendable {
        var line: Int
        var calls: [String]
        var sites: [Site]?
    }

    var refusal: String?
    var types: [Class]?
    var functions: [Function]?
    var imports: [Import]?
    var entry: Entry?
    var mentions: [String]?

    init?(line: some Sequence<UInt8>) {
        guard let record = try? JSONDecoder().decode(PythonRecord.self, from: Data(line)) else { return nil }
        self = record
    }

    var skipReason: SkippedFiles.Reason? {
        switch refusal {
        case nil: nil
        case "syntax": .pythonSyntax
        case "deep": .pythonTooDeep
        case "large": .tooLarge
        case "link": .notRegular
        default: .missing
        }
    }
}
