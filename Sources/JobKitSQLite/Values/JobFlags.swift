import JobKit

/// Values that few jobs have, while they wait (the column `flags`) and while a claim holds them (in its packed members).
///
/// Packed as one number of bits, then the value of each bit that is set and has one, from the lowest bit on. For a job without such values
/// the column is NULL, and the number 0. Bits in use:
///
/// - 0: the job is in quarantine; its value is the most jobs that its worker may hold while it runs.
///
/// The others are free. A bit that this version does not know is an error: its meaning must not be ignored.
struct JobFlags: Equatable {
    private static let quarantineBit: UInt64 = 1 << 0
    private static let known = quarantineBit

    /// See `JobRecord.quarantine`.
    var quarantine: Int?

    init(quarantine: Int? = nil) {
        self.quarantine = quarantine
    }

    /// Reads the column.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = PackedReader(bytes)
        self = try reader.isAtEnd ? JobFlags() : JobFlags(from: &reader)
    }

    init(from reader: inout PackedReader) throws {
        let bits = try reader.unsigned()
        guard bits != 0 else { return }
        guard bits & ~Self.known == 0 else { throw inconsistent("a job has flags that this version does not know") }
        if bits & Self.quarantineBit != 0 { quarantine = Int(clamping: try reader.unsigned()) }
    }

    /// For the column; `nil` where there are no values.
    var packed: [UInt8]? {
        guard self != JobFlags() else { return nil }
        var writer = PackedWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout PackedWriter) {
        guard let quarantine else { return writer.write(0 as UInt64) }
        writer.write(Self.quarantineBit)
        writer.write(UInt64(quarantine))
    }
}
