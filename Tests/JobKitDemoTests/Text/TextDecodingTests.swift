import Foundation
import Testing

@testable import JobKitDemo

@Suite("Bytes become text, or are said to be none")
struct TextDecodingTests {
    private static let words = "Überblick: – 日本 👩‍🚀\r\n- [x] eins\r\n"

    @Test(
        "UTF-8, UTF-16 and UTF-32 with their marks are read",
        arguments: [
            ([UInt8](), String.Encoding.utf8), ([0xEF, 0xBB, 0xBF], .utf8), ([0xFF, 0xFE], .utf16LittleEndian),
            ([0xFE, 0xFF], .utf16BigEndian),
            ([0xFF, 0xFE, 0, 0], .utf32LittleEndian), ([0, 0, 0xFE, 0xFF], .utf32BigEndian),
        ])
    func marked(mark: [UInt8], encoding: String.Encoding) throws {
        let bytes = mark + Array(try #require(Self.words.data(using: encoding)))
        #expect(TextDecoding.text(of: bytes) == Self.words)
    }

    @Test("UTF-16 without a mark is known by its zeros", arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
    func unmarked(encoding: String.Encoding) throws {
        let bytes = Array(try #require("flask==3.0\r\nrequests\r\n".data(using: encoding)))
        #expect(TextDecoding.text(of: bytes) == "flask==3.0\r\nrequests\r\n")
    }

    @Test("Latin-1 and Windows-1252 are read")
    func western() {
        #expect(
            TextDecoding.text(of: Array("Ein ".utf8) + [0xDC] + Array("berblick mit Gr".utf8) + [0xF6, 0xDF] + Array("en".utf8))
                == "Ein Überblick mit Größen")
        #expect(TextDecoding.text(of: [0x93, 0x61, 0x94, 0x20, 0x97, 0x20, 0x35, 0x80]) == "“a” — 5€")
        #expect(TextDecoding.text(of: [0x61, 0xFF, 0x62]) == "aÿb")
    }

    @Test("One wrong byte does not spoil the UTF-8 around it")
    func mixed() {
        #expect(TextDecoding.text(of: Array("grün und wei".utf8) + [0xDF] + Array(", 日本".utf8)) == "grün und weiß, 日本")
    }

    @Test("A text that was cut within a character keeps what is whole")
    func cut() {
        let bytes = Array("日本".utf8)
        #expect(TextDecoding.text(of: Array(bytes.dropLast()), isCut: true) == "日")
        #expect(TextDecoding.text(of: [0xFF, 0xFE, 0x61, 0, 0x3D, 0xD8, 0x69], isCut: true) == "a")
    }

    @Test("What would be guesswork is no text")
    func unreadable() throws {
        // Shift JIS, KOI8-R, GB 18030, a picture, and UTF-16 that is broken.
        let japanese: [UInt8] = [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA, 0x82, 0xCC, 0x95, 0xB6, 0x8F, 0xCD]
        let russian: [UInt8] = [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4, 0x20, 0xCD, 0xC9, 0xD2]
        let chinese: [UInt8] = [0xD6, 0xD0, 0xCE, 0xC4, 0xCE, 0xC4, 0xB5, 0xB5]
        let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]
        for bytes in [japanese, russian, chinese, picture, [0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00], [0xFF, 0xFE, 0x61]] {
            #expect(TextDecoding.text(of: bytes) == nil)
        }
    }

    @Test("No text holds a sign that stands for a lost one, whatever the bytes")
    func neverReplaced() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = TextDecoding.text(of: bytes, isCut: Bool.random(using: &random))
            #expect(text?.contains("\u{FFFD}") != true)
        }
        #expect(TextDecoding.text(of: []) == "")
    }
}
