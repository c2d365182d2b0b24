import Messages
import SingleWindow
import Testing

@Suite("VNACCS header")
struct VNACCSHeaderTests {
    /// Offset and length of every field as reference/domain.md 2.2 has them.
    static let places: [(name: String, offset: Int, length: Int)] = [
        ("control", 0, 3), ("procedure code", 3, 5), ("output code", 8, 7), ("server receive time", 15, 14),
        ("user id", 29, 8), ("password", 37, 8), ("terminal id", 45, 6), ("mail address", 51, 64),
        ("subject", 115, 64), ("RTP info", 179, 30), ("server info", 209, 10), ("data info", 219, 26),
        ("divide number", 245, 3), ("end flag", 248, 1), ("data type", 249, 1), ("reserve 1", 250, 1),
        ("send guard", 251, 1), ("reserve 2", 252, 1), ("input info", 253, 10), ("index info", 263, 100),
        ("pattern", 363, 1), ("system", 364, 1), ("display code", 365, 3), ("reserve 3", 368, 24),
    ]

    @Test("every field has its place", arguments: zip(VNACCSHeaderTests.places, VNACCSHeader.fields))
    func place(_ expected: (name: String, offset: Int, length: Int), _ field: VNACCSHeader.Field) throws {
        #expect(field.name == expected.name)
        #expect(field.offset == expected.offset)
        #expect(field.length == expected.length)
        var header = VNACCSHeader()
        (header.control, header.system) = ("", "")
        field.set(&header, field.name == "server receive time" ? "20261121083015" : "7")
        let bytes = try header.bytes(length: 400)
        let written = bytes.prefix(392).enumerated().filter { $0.element != 32 }.map(\.offset)
        #expect(written.first == expected.offset)
    }

    @Test("fields follow each other without gaps up to the length")
    func contiguous() {
        var offset = 0
        for field in VNACCSHeader.fields {
            #expect(field.offset == offset)
            offset += field.length
        }
        #expect(offset == VNACCSHeader.lengthOffset)
    }

    @Test("a header comes back as it was written")
    func roundTrip() throws {
        var header = VNACCSHeader()
        for field in VNACCSHeader.fields {
            field.set(&header, String(String(repeating: "ABC12", count: 30).prefix(field.length)))
        }
        header.serverReceiveTime = "20261121083015"
        let bytes = try header.bytes(length: 123_456)
        #expect(bytes.count == 400)
        #expect(bytes[398...].elementsEqual([13, 10]))
        #expect(String(decoding: bytes[392..<398], as: UTF8.self) == "123456")
        let reading = VNACCSHeader.read(bytes)
        #expect(reading.header == header)
        #expect(reading.declaredLength == 123_456)
        #expect(reading.problems.isEmpty)
        #expect(VNACCSHeader.isPresent(in: bytes))
        #expect(!VNACCSHeader.isPresent(in: bytes.dropLast()))
        #expect(!VNACCSHeader.isPresent(in: Array(repeating: 60, count: 400)))
    }

    @Test("the receive time is Vietnamese time")
    func receivedAt() {
        var header = VNACCSHeader()
        header.receivedAt = Timestamp("2026-11-21T01:30:15Z")
        #expect(header.serverReceiveTime == "20261121083015")
        #expect(header.receivedAt?.milliseconds == Timestamp("2026-11-21T01:30:15Z")?.milliseconds)
        header.serverReceiveTime = "20261321083015"
        #expect(header.receivedAt == nil)
    }

    @Test("user, password and terminal are in no description")
    func secrets() {
        var header = VNACCSHeader()
        header.procedureCode = "IDA"
        header.userID = "USERXYZ1"
        header.password = "PASSXYZ2"
        header.terminalID = "TERM77"
        var dumped = ""
        dump(header, to: &dumped)
        let message = VNACCSMessage(layout: VNACCSFixture.small, header: header)
        for text in [
            "\(header)", String(reflecting: header), dumped, "\(message)", String(describing: header.password),
        ] {
            for secret in ["USERXYZ1", "PASSXYZ2", "TERM77"] { #expect(!text.contains(secret), "\(text)") }
        }
        dumped = ""
        dump(message, to: &dumped)
        #expect(!dumped.contains("PASSXYZ2"))
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var comment: String
        var change: @Sendable (inout [UInt8]) -> Void
        var codes: [String]
        var testDescription: String { comment }
    }

    static let bad: [Bad] = [
        Bad(comment: "empty", change: { $0 = [] }, codes: ["vnaccs.header_too_short"]),
        Bad(comment: "one byte short", change: { $0.removeLast() }, codes: ["vnaccs.header_too_short"]),
        Bad(comment: "LF instead of CRLF", change: { $0[398] = 32 }, codes: ["vnaccs.header_line_end"]),
        Bad(comment: "a letter in the length", change: { $0[395] = 65 }, codes: ["vnaccs.length_invalid"]),
        Bad(
            comment: "blank length", change: { $0.replaceSubrange(392..<398, with: repeatElement(32, count: 6)) },
            codes: ["vnaccs.length_invalid"]),
        Bad(
            comment: "a control character in the subject", change: { $0[120] = 9 }, codes: ["vnaccs.header_characters"]),
        Bad(
            comment: "UTF-8 in the subject", change: { ($0[120], $0[121]) = (0xC3, 0xA9) },
            codes: ["vnaccs.header_characters"]),
        Bad(
            comment: "a byte order mark", change: { $0.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: 0) },
            codes: ["vnaccs.header_line_end", "vnaccs.header_characters", "vnaccs.length_invalid"]),
        Bad(
            comment: "no time", change: { $0.replaceSubrange(15..<29, with: "20261399000000".utf8) },
            codes: ["vnaccs.header_time"]),
        Bad(
            comment: "no code", change: { $0.replaceSubrange(3..<8, with: "     ".utf8) },
            codes: ["vnaccs.code_missing"]),
        Bad(
            comment: "two things at once", change: { ($0[120], $0[395]) = (9, 65) },
            codes: ["vnaccs.header_characters", "vnaccs.length_invalid"]),
    ]

    @Test("what is wrong with a header is said", arguments: VNACCSHeaderTests.bad)
    func problems(_ bad: Bad) throws {
        var header = VNACCSHeader()
        header.procedureCode = "IDA"
        var bytes = try header.bytes(length: 400)
        bad.change(&bytes)
        let reading = VNACCSHeader.read(bytes)
        #expect(reading.problems.map(\.code) == bad.codes)
        for problem in reading.problems { #expect(problem.line == 1 && !problem.message.vi.isEmpty) }
    }

    @Test("nothing is cut off in a header")
    func tooLong() {
        var header = VNACCSHeader()
        header.procedureCode = "TOOLONG"
        header.dataInfo = String(repeating: "1", count: 27)
        header.subject = "Tờ khai"
        #expect {
            _ = try header.bytes(length: 1_000_000)
        } throws: { error in
            (error as? VNACCSError)?.problems.map(\.code)
                == [
                    "vnaccs.header_too_long", "vnaccs.header_characters", "vnaccs.header_too_long",
                    "vnaccs.message_too_long",
                ]
        }
    }
}
