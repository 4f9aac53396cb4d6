import JobKit

extension Session {
    @discardableResult
    func run(_ sql: String, _ parameters: Parameters = Parameters()) throws -> Rows {
        let command = Command(sql, parameters)
        // A pooler's connections have the database's isolation, of which a statement alone says nothing.
        let rows = try isPooled && !isInTransaction ? run(beginning + [command, Command(SQL.commit)]).dropLast() : run(command)[...]
        guard let last = rows.last else { throw inconsistent("a statement was not answered") }
        return last
    }

    /// What a transaction of several round trips begins with.
    var beginning: [Command] {
        [Command(SQL.begin)] + (isPooled && !settings.inTransaction.isEmpty ? [Command(settings.inTransaction)] : [])
    }

    /// In one transaction, which ends with what `body` leaves to be written, and is rolled back when something throws.
    ///
    /// - Parameter first: what is sent along with the beginning; the answers are handed to `body`.
    func transaction<Value>(
        first: [Command], _ body: (_ answers: [Rows], _ writes: inout [Command]) throws -> Value
    ) throws -> Value {
        let begin = beginning
        let answers = try run(begin + first)
        var writes: [Command] = []
        let value = try body(Array(answers.dropFirst(begin.count)), &writes)
        _ = try run(writes + [Command(SQL.commit)])
        return value
    }
}
