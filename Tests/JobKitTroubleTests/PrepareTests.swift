import Foundation
import Testing

@testable import JobKitTorture

extension TroubleTests {
    @Test(arguments: 0..<4) func `Eight processes that prepare one new path at the same moment all succeed and make one schema`(round: Int)
        async throws
    {
        let directory = try TroubleDirectory()
        let gate = directory.path + "/gate"
        let processes = try (0..<8).map { try directory.start("prepare", as: "prepare-\($0)", ["gate": gate]) }
        try await eventually("all wait at the gate") { try processes.allSatisfy { try !$0.entries(.begin).isEmpty } }
        #expect(!FileManager.default.fileExists(atPath: directory.store))
        #expect(FileManager.default.createFile(atPath: gate, contents: nil))
        for process in processes {
            let end = try await process.end()
            let errors = try process.errors()
            #expect(end == .exited(0), "\(errors)")
            #expect(try process.entries(.prepared).count == 1)
        }
        let plain = try PlainDatabase(directory.store)
        #expect(try plain.damage() == [])
        #expect(try plain.integer("SELECT count(*) FROM jobkit_meta WHERE key = 'version'") == 1)
        let alone = try TroubleDirectory()
        try await alone.withQueue { _ in }
        #expect(try plain.schema() == PlainDatabase(alone.store).schema())
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.allSatisfy { !$0.contains("-new-") }, "drafts of the file are left: \(names)")
    }
}

extension PlainDatabase {
    fileprivate func schema() throws -> [String] {
        var lines: [String] = []
        try forEachRow("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name") { lines.append($0.text(0)) }
        return lines
    }
}
