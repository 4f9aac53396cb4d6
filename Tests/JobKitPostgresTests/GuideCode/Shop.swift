import CLibPQ
import Foundation
import JobKit
import JobKitPostgres

/// A connection of the service's own, on libpq.
final class ShopConnection {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    let handle: OpaquePointer

    init(_ connection: String) throws {
        guard let handle = PQconnectdb(connection), PQstatus(handle) == CONNECTION_OK else { throw Refused(description: "no connection") }
        self.handle = handle
    }

    deinit { PQfinish(handle) }

    /// The first value of the first row; `nil` where there is none.
    @discardableResult
    func run(_ sql: String, _ parameters: [String?] = []) throws -> String? {
        let values = parameters.map { $0.map { UnsafePointer(strdup($0)) } ?? nil }
        defer { for value in values { free(UnsafeMutablePointer(mutating: value)) } }
        let result = PQexecParams(handle, sql, Int32(values.count), nil, values, nil, nil, 0)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return nil
        case PGRES_TUPLES_OK: return PQntuples(result) > 0 ? String(cString: PQgetvalue(result, 0, 0)) : nil
        default: throw Refused(description: String(cString: PQresultErrorMessage(result)))
        }
    }

    func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try run("BEGIN")
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            try run("ROLLBACK")
            throw error
        }
    }
}

struct SendReceipt: Job {
    static let kind = "send-receipt"
    static var options: JobOptions { JobOptions(queue: "mail", retry: .exponential(maxAttempts: 5)) }
    var order: Int
}

struct CapturePayment: Job {
    static let kind = "capture-payment"
    typealias Output = Int
    var order: Int
    var cents: Int
}

func placeOrder(_ item: String, cents: Int, on shop: ShopConnection, store: PostgresJobStore, queue: JobQueue) throws -> Int {
    try shop.transaction {
        let order = try shop.run("INSERT INTO purchase (item) VALUES ($1) RETURNING id", [item]).flatMap { Int($0) } ?? 0
        let draft = try queue.draft(CapturePayment(order: order, cents: cents))
        try store.enqueue([draft], in: shop.handle)
        return order
    }
}

func makeHandlers(store: PostgresJobStore, connect: @escaping @Sendable () throws -> ShopConnection) -> JobHandlers {
    var handlers = JobHandlers()
    handlers.add(CapturePayment.self) { job, context in
        try context.enqueue(SendReceipt(order: job.order))
        let shop = try connect()
        return try shop.transaction {
            let sql = "INSERT INTO payment (purchase, cents) VALUES ($1::int, $2::int) RETURNING id"
            let payment = try shop.run(sql, ["\(job.order)", "\(job.cents)"]).flatMap { Int($0) } ?? 0
            try store.complete(context, output: payment, in: shop.handle)
            return payment
        }
    }
    return handlers
}
