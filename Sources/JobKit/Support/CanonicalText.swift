import Foundation

extension String {
    /// The same for all texts that are equal in Swift: databases compare bytes, and "é" can be written with two or with three.
    public var canonical: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }
}
