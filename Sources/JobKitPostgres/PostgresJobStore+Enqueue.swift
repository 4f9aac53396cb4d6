import Foundation
import JobKit

extension PostgresJobStore {
    private static let copiedBytes = 4 << 20

    public func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        let drafts = request.drafts
        guard !drafts.isEmpty else { return [] }
        // A statement has one time limit for all of its bytes, and COPY one for each part of them.
        let copies = drafts.count >= copiesFrom || drafts.reduce(0) { $0 + $1.payload.count } >= Self.copiedBytes
        let results = try await perform("enqueue into") { try copies ? $0.enqueueByCopy(drafts) : $0.enqueue(drafts) }
        tell()
        return results
    }
}

extension Session {
    func enqueue(_ drafts: [JobDraft]) throws -> [EnqueueResult] {
        let command = try enqueueCommand(drafts)
        let rows = try run(command.sql, command.parameters)
        var stored = Set((0..<rows.count).map { rows.jobID($0, .id) })
        guard stored.count < drafts.count else { return drafts.map { .enqueued($0.id) } }
        var kinds = try kinds(of: drafts.map(\.id).filter { !stored.contains($0) })
        // For an id that occurs twice in the batch, the first draft is stored.
        return drafts.map { draft in
            if stored.remove(draft.id) != nil {
                kinds[draft.id] = draft.kind
                return .enqueued(draft.id)
            }
            // A job that kept this draft out and was pruned since has no kind any more.
            return .duplicate(of: draft.id, kind: kinds[draft.id] ?? draft.kind)
        }
    }

    private func kinds(of ids: [JobID]) throws -> [JobID: String] {
        guard !ids.isEmpty else { return [:] }
        var parameters = Parameters()
        parameters.add(ids)
        let rows = try run(SQL.linesByID, parameters)
        try lanes.read((0..<rows.count).map { rows.integer($0, .line) }, self)
        var kinds: [JobID: String] = [:]
        for row in 0..<rows.count { kinds[rows.jobID(row, .id)] = try lanes.lane(of: rows.integer(row, .line)).kind }
        return kinds
    }

    func enqueueCommand(_ drafts: [JobDraft]) throws -> Command {
        let lanes = try lanes.numbers(of: drafts, self)
        var parameters = try EnqueueParameters.make(drafts, lanes: lanes.each)
        parameters.add(lanes.all)
        return Command(SQL.enqueue, parameters)
    }
}

enum EnqueueParameters {
    static func make(_ drafts: [JobDraft], lanes: [Int64]) throws -> Parameters {
        var parameters = Parameters()
        parameters.add(drafts.map(\.id))
        parameters.add(lanes)
        parameters.add(drafts.map { Int16($0.priority.rawValue) })
        parameters.add(drafts.map { Int64($0.version) })
        parameters.add(drafts.map { $0.due.value })
        parameters.add(drafts.map { $0.due.isDelay })
        parameters.add(drafts.map { $0.deadline?.value })
        parameters.add(drafts.map { $0.deadline?.isDelay ?? false })
        parameters.add(drafts.map { Int64($0.maxAttempts) })
        parameters.add(drafts.map { $0.timeout?.microseconds })
        parameters.add(drafts.map { TagArray.text($0.tags) })
        parameters.add(try drafts.map { $0.headers.isEmpty ? nil : try JSONEncoder().encode($0.headers) })
        parameters.add(drafts.map(\.payload))
        return parameters
    }
}

extension JobTime {
    /// A moment, or a delay from the server's current time.
    var value: Int64 {
        switch self {
        case .now: 0
        case .after(let delay): max(.zero, delay).microseconds
        case .at(let time): time.microseconds
        }
    }

    var isDelay: Bool {
        switch self {
        case .now, .after: true
        case .at: false
        }
    }
}
