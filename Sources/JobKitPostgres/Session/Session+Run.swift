import JobKit

extension Session {
    @discardableResult
    func run(_ sql: String, _ parameters: Parameters = Parameters()) throws -> Rows {
        let command = Command(sql, parameters)
        // A pooler's connections have the database's isolation, which a statement alone does not set.
        let rows = try isPooled && !isInTransaction ? run(beginning + [command, Command(SQL.commit)]).dropLast() : run(command)[...]
        guard let last = rows.last else { throw inconsistent("a statement was not answered") }
        return last
    }

    /// The first commands of a transaction of several round trips.
    var beginning: [Command] {
        [Command(SQL.begin)] + (isPooled && !settings.inTransaction.isEmpty ? [Command(settings.inTransaction)] : [])
    }

    /// Runs one transaction, which ends with the writes that `body` leaves, and is rolled back when `body` throws.
    ///
    /// - Parameter first: commands that are sent along with the beginning; `body` gets their answers.
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
