import Foundation

/// One-dimensional arrays, in the server's binary format: a header, then each element after its length.
extension Parameters {
    /// PostgreSQL's numbers for the types of elements; they are the same in every database.
    private enum ElementType {
        static let bool: Int32 = 16
        static let bytea: Int32 = 17
        static let int8: Int32 = 20
        static let int2: Int32 = 21
        static let int4: Int32 = 23
        static let text: Int32 = 25
        static let uuid: Int32 = 2950
    }

    mutating func add(_ values: [Int64]) {
        addArray(values, of: ElementType.int8) { $0.appendElement($1) }
    }

    mutating func add(_ values: [Int64?]) {
        addOptionals(values, of: ElementType.int8) { $0.appendElement($1) }
    }

    mutating func add(_ values: [Int32]) {
        addArray(values, of: ElementType.int4) { $0.appendElement($1) }
    }

    mutating func add(_ values: [Int16]) {
        addArray(values, of: ElementType.int2) { $0.appendElement($1) }
    }

    mutating func add(_ values: [Bool]) {
        addArray(values, of: ElementType.bool) { $0.appendElement($1 ? 1 as UInt8 : 0) }
    }

    mutating func add(_ values: [String]) {
        addArray(values, of: ElementType.text) { $0.appendElement($1) }
    }

    mutating func add(_ values: [String?]) {
        addOptionals(values, of: ElementType.text) { $0.appendElement($1) }
    }

    mutating func add(_ values: [Data]) {
        addArray(values, of: ElementType.bytea) { $0.appendElement($1) }
    }

    mutating func add(_ values: [Data?]) {
        addOptionals(values, of: ElementType.bytea) { $0.appendElement($1) }
    }

    mutating func add(uuids values: [(high: UInt64, low: UInt64)]) {
        addArray(values, of: ElementType.uuid) { parameters, value in
            parameters.append(Int32(16))
            parameters.append(value.high)
            parameters.append(value.low)
        }
    }
}

extension Parameters {
    @inline(__always)
    private mutating func addArray<Element>(_ values: [Element], of type: Int32, _ append: (inout Parameters, Element) -> Void) {
        adding { parameters in
            parameters.appendHeader(count: values.count, hasNulls: false, type: type)
            for value in values { append(&parameters, value) }
        }
    }

    @inline(__always)
    private mutating func addOptionals<Element>(_ values: [Element?], of type: Int32, _ append: (inout Parameters, Element) -> Void) {
        adding { parameters in
            parameters.appendHeader(count: values.count, hasNulls: values.contains { $0 == nil }, type: type)
            for value in values {
                if let value { append(&parameters, value) } else { parameters.append(Int32(-1)) }
            }
        }
    }

    /// An empty array has no dimension at all.
    private mutating func appendHeader(count: Int, hasNulls: Bool, type: Int32) {
        append(Int32(count == 0 ? 0 : 1))
        append(Int32(hasNulls ? 1 : 0))
        append(type)
        guard count > 0 else { return }
        append(Int32(clamping: count))
        // The index of the first element.
        append(Int32(1))
    }

    private mutating func appendElement<Value: FixedWidthInteger>(_ value: Value) {
        append(Int32(MemoryLayout<Value>.size))
        append(value)
    }

    private mutating func appendElement(_ value: String) {
        append(Int32(clamping: value.utf8.count))
        append(value)
    }

    private mutating func appendElement(_ value: Data) {
        append(Int32(clamping: value.count))
        append(value)
    }
}
