import JobKit
import Logging

/// The writer's two connections to a file that is ready to be used. Lives on the writer's thread.
final class OpenDatabase {
    let session: Session
    let clockKeeper: ClockKeeper
    var checkpointer: Checkpointer
    var logMeter: LogMeter
    var hasWritten = false
    /// How often in a row a checkpoint was put off for more urgent work.
    var checkpointsPutOff = 0

    /// Creates the file where there is none, refuses an unusable one, and upgrades the schema.
    init(_ database: Database) throws {
        try DatabaseFile(database).makeReady()
        database.files.noteFile()
        let migrator = Migrator(subject: "prepare \(database.path)", migrations: database.migrations)
        if !database.options.migrates { try Self.check(database, migrator) }
        let connection = try database.connect(.readWrite)
        try Self.enterLogMode(connection, database)
        if database.options.migrates { try migrator.run(on: connection) }
        checkpointer = try Checkpointer(second: database.connect(.readWrite), pages: database.options.checkpointPages)
        database.files.noteLog()
        try database.files.check()
        logMeter = LogMeter(database.metrics, pageBytes: Int(try connection.integer("PRAGMA page_size") ?? 4_096))
        session = Session(connection: connection, clock: database.clock)
        clockKeeper = ClockKeeper(session: session, environment: database.environment)
        try clockKeeper.begin()
    }

    /// Through a connection that only reads: the file may be another program's, with a log that the last connection to leave would copy into it.
    private static func check(_ database: Database, _ migrator: Migrator) throws {
        let looking = try database.connect(.readOnly)
        defer { looking.close() }
        try migrator.check(looking)
    }

    /// The mode is changed under a lock that SQLite does not wait for, so that two processes that create the file meet here.
    private static func enterLogMode(_ connection: Connection, _ database: Database) throws {
        let wait = BusyWait(limit: database.options.busyTimeout.microseconds, random: database.environment.random)
        var round = 0
        while true {
            do {
                // To the end of the statement: its row comes before the header is written, and says "wal" even if that fails.
                var mode: String?
                try connection.statement("PRAGMA journal_mode = WAL").forEachRow { mode = $0.text(.journalMode) }
                guard mode == "wal" else {
                    throw JobStoreError(
                        .unusable, subject: "prepare \(database.path)", cause: "SQLite keeps the file in the journal mode \(mode ?? "?")",
                        remedy: "Put the file on a local file system that supports shared memory, which the write-ahead log needs.")
                }
                return
            } catch let failure as SQLiteFailure where failure.isBusy {
                guard wait.again(round: round) else { throw failure }
                round += 1
            }
        }
    }

    func close(_ logger: Logger?) {
        do {
            // A store that has only read waits for no writer.
            if hasWritten { try checkpointer.run(session.connection) }
        } catch {
            // The log stays beside the file and is read at the next opening.
            logger?.debug("could not checkpoint while closing", metadata: ["error": "\(error)"])
        }
        checkpointer.close()
        session.connection.close()
    }
}
