import Foundation
import Testing

@testable import JobKitDemo

/// A working tree in a temporary directory, removed with the value.
final class SourceTree: Sendable {
    let directory: String

    init(_ files: [String: String] = [:]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "extract-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        directory = url.path
        for (path, text) in files { try write(Data(text.utf8), to: path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ relative: String) -> String { directory + "/" + relative }

    func write(_ data: Data, to relative: String) throws {
        let url = URL(fileURLWithPath: path(relative))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    var checkout: Checkout {
        Checkout(source: "tree", name: "tree", directory: directory, commit: "0123", branch: nil, committedAt: nil)
    }

    func extract(_ files: [SourceFile], limits: ExtractionLimits = .init(), python: String = "python3") async throws -> Extraction {
        try await Extractor(limits: limits, python: python).extract(.fixture(files), from: checkout)
    }

    /// Extracts every file by its extension, as source.
    func extract(_ paths: String..., limits: ExtractionLimits = .init(), python: String = "python3") async throws -> Extraction {
        try await extract(paths.map { .fixture($0) }, limits: limits, python: python)
    }
}

extension SourceFile {
    static func fixture(_ path: String, _ role: FileRole = .source, language: String? = nil) -> SourceFile {
        let guess = path.hasSuffix(".swift") ? "Swift" : path.hasSuffix(".py") ? "Python" : "Other"
        return SourceFile(path: path, language: language ?? guess, lines: 7, bytes: 70, role: role, importance: 0.5, reasons: [])
    }
}

extension Observation {
    static func fixture(_ files: [SourceFile]) -> Observation {
        Observation(files: files, lines: 0, languages: [:], notes: [])
    }
}
