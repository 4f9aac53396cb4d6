import Foundation

extension TaskReport {
    /// The same report gives the same text: keys are sorted, slashes are written as they are.
    func json(pretty: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    init(json: String) throws {
        self = try JSONDecoder().decode(TaskReport.self, from: Data(json.utf8))
    }
}
