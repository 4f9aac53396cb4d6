/// Makes text of a file's bytes: UTF-8, UTF-16 and UTF-32 as their marks say, and else Windows-1252, of which Latin-1 is a part.
/// What is none of these is no text, and never text with holes.
enum TextDecoding {
    /// - Parameter isCut: Whether the bytes may end in the middle of a character, because no more of the file was read.
    /// - Returns: Nil for what cannot be read as text.
    static func text(of bytes: [UInt8], isCut: Bool = false) -> String? {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return wide(bytes.dropFirst(4), isBig: false, isCut) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return wide(bytes.dropFirst(4), isBig: true, isCut) }
        if bytes.starts(with: [0xFF, 0xFE]) { return units(bytes.dropFirst(2), isBig: false, isCut) }
        if bytes.starts(with: [0xFE, 0xFF]) { return units(bytes.dropFirst(2), isBig: true, isCut) }
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let body = marked ? bytes[3...] : bytes[...]
        guard !body.contains(0) else { return unmarked(body, isCut) }
        if let text = String(validating: body, as: UTF8.self) { return text }
        return MixedText(body, isCut: isCut).text
    }

    /// UTF-16 without a mark: every other byte of what is mostly ASCII is zero.
    private static func unmarked(_ bytes: ArraySlice<UInt8>, _ isCut: Bool) -> String? {
        let sample = bytes.prefix(4_096)
        var zeros = [0, 0]
        for (index, byte) in sample.enumerated() where byte == 0 { zeros[index % 2] += 1 }
        let enough = sample.count / 2 * 3 / 4
        if zeros[1] >= max(2, enough), zeros[0] == 0 { return units(bytes, isBig: false, isCut) }
        if zeros[0] >= max(2, enough), zeros[1] == 0 { return units(bytes, isBig: true, isCut) }
        return nil
    }

    private static func units(_ bytes: ArraySlice<UInt8>, isBig: Bool, _ isCut: Bool) -> String? {
        guard bytes.count.isMultiple(of: 2) || isCut else { return nil }
        let base = bytes.startIndex
        var units = (0..<bytes.count / 2).map { index in
            let (first, second) = (UInt16(bytes[base + 2 * index]), UInt16(bytes[base + 2 * index + 1]))
            return isBig ? first << 8 | second : second << 8 | first
        }
        if isCut, let last = units.last, (0xD800...0xDBFF).contains(last) { units.removeLast() }
        guard !units.contains(0) else { return nil }
        return String(validating: units, as: UTF16.self)
    }

    private static func wide(_ bytes: ArraySlice<UInt8>, isBig: Bool, _ isCut: Bool) -> String? {
        guard bytes.count.isMultiple(of: 4) || isCut else { return nil }
        let base = bytes.startIndex
        var scalars = String.UnicodeScalarView()
        for index in 0..<bytes.count / 4 {
            let four = bytes[(base + 4 * index)..<(base + 4 * index + 4)]
            let value = (isBig ? Array(four) : four.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard value != 0, let scalar = Unicode.Scalar(value) else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}
