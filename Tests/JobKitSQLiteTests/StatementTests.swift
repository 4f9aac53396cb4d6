import JobKit
import Testing

@testable import JobKitSQLite

@Suite struct StatementTests {
    private func connection() async throws -> Connection {
        let workspace = try Workspace()
        await (try await workspace.prepared()).close()
        return try workspace.connection()
    }

    @Test func `Values and columns are met by their names, wherever they stand`() async throws {
        let statement = try await connection().statement(
            "SELECT :finished_at AS due, :due AS deadline, :deadline AS finished_at WHERE :due > 0")
        statement.bind(.due, 1)
        statement.bind(.deadline, 2)
        statement.bind(.finishedAt, 3)
        let row = try statement.firstRow { [$0.integer(.deadline), $0.integer(.finishedAt), $0.integer(.due)] }
        #expect(row == [1, 2, 3])
    }

    @Test func `A value that the statement has no parameter for fails it, once`() async throws {
        let statement = try await connection().statement("SELECT :due AS due")
        statement.bind(.deadline, 1)
        #expect(throws: SQLiteFailure.self) { try statement.step() }
        statement.bind(.due, 5)
        #expect(try statement.firstRow { $0.integer(.due) } == 5)
    }
}
