import CLibPQ
import JobKit

/// Several commands in one round trip.
extension Connection {
    /// The steps that were sent, in the order of their answers.
    private enum Step {
        case prepare(sql: String, Prepared)
        case execute(Rows.Columns)
    }

    /// When the failure is not the server's, the connection is in the middle of a pipeline, and the caller must close it.
    func pipeline(_ commands: [Command]) throws -> [Rows] {
        let deadline = Deadline(limit, in: settings.environment)
        try wire.expect(PQenterPipelineMode(wire.handle))
        let steps = try send(commands)
        try wire.expect(PQpipelineSync(wire.handle))
        let (rows, failure) = try receive(steps, deadline)
        try wire.expect(PQexitPipelineMode(wire.handle))
        if let failure { throw failure }
        return rows
    }

    private func send(_ commands: [Command]) throws -> [Step] {
        var steps: [Step] = []
        steps.reserveCapacity(commands.count)
        var preparing: [String: Prepared] = [:]
        for command in commands {
            guard !isPooled else {
                try sendUnnamed(command)
                steps.append(.execute(Rows.Columns()))
                continue
            }
            let known = statements[command.sql] ?? preparing[command.sql]
            let statement = known ?? Prepared(name: nextName())
            if known == nil {
                try wire.expect(PQsendPrepare(wire.handle, statement.name, settings.rendered(command.sql), 0, nil))
                preparing[command.sql] = statement
                steps.append(.prepare(sql: command.sql, statement))
            }
            try sendNamed(statement.name, command.parameters)
            steps.append(.execute(statement.columns))
        }
        return steps
    }

    /// Never a name that was used before: it need not be known whether a failed PREPARE left a statement behind.
    private func nextName() -> String {
        named += 1
        return "j\(named)"
    }

    private func sendNamed(_ name: String, _ parameters: Parameters) throws {
        try parameters.withPointers { values, lengths, formats in
            try wire.expect(PQsendQueryPrepared(wire.handle, name, Int32(clamping: parameters.count), values, lengths, formats, 1))
        }
    }

    private func sendUnnamed(_ command: Command) throws {
        let parameters = command.parameters
        try parameters.withPointers { values, lengths, formats in
            try wire.expect(
                PQsendQueryParams(
                    wire.handle, settings.rendered(command.sql), Int32(clamping: parameters.count), nil, values, lengths, formats, 1))
        }
    }

    /// The rows of each command, and the first failure: the server has skipped the commands sent after it.
    private func receive(_ steps: [Step], _ deadline: Deadline) throws -> ([Rows], PostgresFailure?) {
        var rows: [Rows] = []
        rows.reserveCapacity(steps.count)
        var failure: PostgresFailure?
        var index = 0
        while true {
            guard let result = try wire.next(deadline) else {
                // After the last one comes the pipeline's end, not another nothing.
                guard index < steps.count else { throw PostgresFailure.lost }
                index += 1
                continue
            }
            let status = PQresultStatus(result)
            switch (status, index < steps.count ? steps[index] : nil) {
            case (PGRES_COMMAND_OK, .execute(let columns)), (PGRES_TUPLES_OK, .execute(let columns)),
                (PGRES_EMPTY_QUERY, .execute(let columns)):
                rows.append(Rows(result, columns))
                continue
            case (PGRES_COMMAND_OK, .prepare(let sql, let statement)): statements[sql] = statement
            case (PGRES_PIPELINE_ABORTED, _): break
            case (PGRES_FATAL_ERROR, _):
                let found = PostgresFailure(result)
                failure = failure ?? found
                // No further result of this connection comes, or none that matters.
                if found.endsConnection {
                    PQclear(result)
                    throw failure ?? found
                }
            case (PGRES_PIPELINE_SYNC, _):
                PQclear(result)
                return (rows, failure)
            default:
                defer { PQclear(result) }
                throw Self.unexpected(result)
            }
            PQclear(result)
        }
    }
}
