/// What one interpreter printed: split into lines as it arrives, and each line into a record.
struct PythonOutput {
    private(set) var records: [PythonRecord] = []
    private(set) var total = 0
    private var isBroken = false
    private var rest: [UInt8] = []

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        total += bytes.count
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            rest.append(contentsOf: bytes[start..<end])
            take()
            start = end + 1
        }
        rest.append(contentsOf: bytes[start...])
    }

    /// Records answer paths by position: after one that cannot be read, none can be attributed.
    private mutating func take() {
        defer { rest.removeAll(keepingCapacity: true) }
        guard !isBroken, let record = PythonRecord(line: rest) else {
            isBroken = true
            return
        }
        records.append(record)
    }
}
