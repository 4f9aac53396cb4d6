import JobKit

@testable import JobKitPostgres

/// A session that stays in its transaction between statements.
final class OpenTransaction: Sendable {
    private let workspace: Workspace
    private let pool: Pool
    private let statements = Mailbox<String>()
    private let answers = Gate()
    private let holding: Task<Void, any Error>

    init(_ workspace: Workspace) {
        self.workspace = workspace
        let settings = workspace.settings
        pool = Pool(settings, connections: 1, name: "open", logger: nil)
        holding = Task { [pool, statements, answers] in
            try await pool.run("hold a transaction in") { session in
                while let statement = statements.take() {
                    // A body that leaves its transaction open would be rolled back at its end.
                    try session.script(statement)
                    answers.open()
                }
            }
        }
    }

    func run(_ statement: String) async throws {
        _ = statements.put(statement)
        _ = try await answers.value()
    }

    func end() async {
        statements.close()
        try? await holding.value
        await pool.end()
    }
}
