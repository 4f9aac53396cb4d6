import Testing

@testable import JobKit

@Suite("Text made fit for a database")
struct StorableTextTests {
    static let family = "👨‍👩‍👧‍👦"

    @Test("Text within its limit stays as it is", arguments: ["", "a", "é", family, "\r\n", "cafe\u{301}"])
    func short(text: String) {
        #expect(Array(text.storable(maxBytes: 64).utf8) == Array(text.utf8))
        #expect(Array(text.storable(maxBytes: text.utf8.count).utf8) == Array(text.utf8))
    }

    @Test("A cut falls between characters, never inside one")
    func cutAtCharacter() {
        let bytes = Self.family.utf8.count
        #expect((Self.family + Self.family).storable(maxBytes: 2 * bytes - 1) == Self.family)
        #expect(("a" + Self.family).storable(maxBytes: bytes) == "a")
        #expect("abc\r\n".storable(maxBytes: 4) == "abc")
        #expect(Array("xe\u{301}".storable(maxBytes: 3).utf8) == Array("x".utf8))
        #expect("🇩🇪🇫🇷".storable(maxBytes: 12) == "🇩🇪")
    }

    @Test("A character longer than the limit is cut inside, between scalars")
    func longCharacter() {
        let tower = "e" + String(repeating: "\u{301}", count: 100)
        #expect(Array(tower.storable(maxBytes: 6).utf8) == Array("e\u{301}\u{301}".utf8))
        #expect(Self.family.storable(maxBytes: 5) == "👨")
        #expect(Self.family.storable(maxBytes: 3) == "")
    }

    @Test("NUL is replaced wherever it stands, before the text is measured")
    func nul() {
        #expect("a\0b\0".storable(maxBytes: 64) == "a\u{FFFD}b\u{FFFD}")
        #expect("\0\0".storable(maxBytes: 5) == "\u{FFFD}")
        #expect("a\0".storable(maxBytes: 2) == "a")
    }

    @Test("No text is left longer than its limit, whatever it is made of", arguments: 0...40)
    func neverLonger(limit: Int) {
        let text = "aé€🙂" + Self.family + "\0\u{FFFD}\r\ne\u{301}\u{301}" + "🇩🇪"
        for drop in 0..<text.unicodeScalars.count {
            let part = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(drop)))
            let cut = part.storable(maxBytes: limit)
            #expect(cut.utf8.count <= limit)
            #expect(!cut.utf8.contains(0))
        }
    }
}
