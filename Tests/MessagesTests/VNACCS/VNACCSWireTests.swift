import Messages
import SingleWindow
import Testing

@Suite("VNACCS wire form")
struct VNACCSWireTests {
    static let reader = VNACCSReader(VNACCSFixture.smallLayouts)

    @Test("text stands at the left, numbers at the right, each line to its width")
    func form() throws {
        var message = VNACCSMessage(layout: VNACCSFixture.small)
        message["NUM"] = "12"
        message["COD"] = "AB"
        message["NAM"] = "Tôm sú"
        var row = message.newRow()
        row["HS"] = "0306"
        row["QTY"] = "1.5"
        message.rows = [row]
        let bytes = try VNACCSWriter().write(message)
        let data = String(decoding: bytes[400...], as: UTF8.self)
        #expect(data == "  12\r\nAB   \r\nTôm sú   \r\n0306\r\n   1.5\r\n")
        #expect(String(decoding: bytes[392..<398], as: UTF8.self) == "000" + "\(bytes.count)")
        #expect(try VNACCSWireTests.reader.read(bytes) == message)
        let inBytes = try VNACCSWriter(VNACCSConventions(multibyteWidth: .bytes)).write(
            {
                var short = message; short["NAM"] = "Tôm"; return short
            }())
        #expect(String(decoding: inBytes[400...], as: UTF8.self).contains("Tôm     \r\n"))
        #expect(try VNACCSWireTests.reader.read(inBytes)["NAM"] == "Tôm")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var comment: String
        var lines: [String]
        var problems: [String]
        var testDescription: String { comment }
    }

    static let blank = ["    ", "AB   ", "         "]
    static let cases: [Case] = [
        Case(comment: "as it should be", lines: blank, problems: []),
        Case(comment: "number at the left", lines: ["12  ", "AB   ", "         "], problems: []),
        Case(comment: "empty lines are blank items", lines: ["", "AB   ", ""], problems: []),
        Case(comment: "trailing items left out", lines: ["    ", "AB   "], problems: []),
        Case(comment: "trailing item of a row left out", lines: blank + ["0306"], problems: []),
        Case(comment: "blank rows at the end", lines: blank + ["0306", "     1", "    ", "      "], problems: []),
        Case(comment: "text of width characters", lines: ["    ", "AB   ", "Tôm sú củ"], problems: []),
        Case(comment: "text of width bytes", lines: ["    ", "AB   ", "Tôm sú "], problems: []),
        Case(comment: "nothing at all", lines: [], problems: ["item_missing: item 2 COD"]),
        Case(
            comment: "mandatory blank", lines: ["    ", "     ", "         "], problems: ["item_missing: item 2 COD"]),
        Case(
            comment: "mandatory blank in a row", lines: blank + ["    ", "     1"],
            problems: ["item_missing: item 4 HS (row 1)"]),
        Case(comment: "short line", lines: ["   ", "AB   ", "         "], problems: ["item_too_short: item 1 NUM"]),
        Case(comment: "short text", lines: ["    ", "AB   ", "Tôm"], problems: ["item_too_short: item 3 NAM"]),
        Case(comment: "long line", lines: ["    ", "ABCDEF", "         "], problems: ["item_too_long: item 2 COD"]),
        Case(comment: "long text", lines: ["    ", "AB   ", "Tôm sú củ quả"], problems: ["item_too_long: item 3 NAM"]),
        Case(
            comment: "letters in an integer", lines: [" 1A2", "AB   ", "         "],
            problems: ["item_not_integer: item 1 NUM"]),
        Case(
            comment: "a fraction in an integer", lines: [" 1.2", "AB   ", "         "],
            problems: ["item_not_integer: item 1 NUM"]),
        Case(
            comment: "a decimal comma", lines: blank + ["0306", "   1,5"],
            problems: ["item_not_decimal: item 5 QTY (row 1)"]),
        Case(
            comment: "two points", lines: blank + ["0306", "  1..5"],
            problems: ["item_not_decimal: item 5 QTY (row 1)"]),
        Case(
            comment: "an exponent", lines: blank + ["0306", "   1E5"],
            problems: ["item_not_decimal: item 5 QTY (row 1)"]),
        Case(comment: "negative is a number", lines: ["  -1", "AB   ", "         ", "0306", "  -1.5"], problems: []),
        Case(
            comment: "Vietnamese in A", lines: ["    ", "Tôm  ", "         "],
            problems: ["item_too_long: item 2 COD", "item_characters: item 2 COD"]),
        Case(comment: "tab in W", lines: ["    ", "AB   ", "a\tb      "], problems: ["item_characters: item 3 NAM"]),
        Case(
            comment: "C1 control in W", lines: ["    ", "AB   ", "a\u{85}b      "],
            problems: ["item_characters: item 3 NAM"]),
        Case(
            comment: "four rows of three",
            lines: blank + Array(repeating: ["0306", "     1"], count: 4).flatMap { $0 },
            problems: ["too_many_rows: nil"]),
        Case(
            comment: "blank row between", lines: blank + ["0306", "     1", "    ", "      ", "0307", "     2"],
            problems: ["row_blank: row 2"]),
        Case(
            comment: "several at once", lines: ["1A  ", "     ", "Tôm"],
            problems: ["item_not_integer: item 1 NUM", "item_missing: item 2 COD", "item_too_short: item 3 NAM"]),
    ]

    @Test("every deviation has its code, path and line", arguments: VNACCSWireTests.cases)
    func deviation(_ row: Case) {
        let reading = VNACCSWireTests.reader.inspect(VNACCSFixture.bytes(lines: row.lines))
        #expect(reading.problems.map { "\($0.code.dropFirst(7)): \($0.path ?? "nil")" } == row.problems)
        for problem in reading.problems {
            #expect(problem.code.hasPrefix("vnaccs.") && !problem.message.vi.isEmpty && !problem.message.en.isEmpty)
        }
    }

    @Test("lines are counted from the header")
    func lineNumbers() {
        let bytes = VNACCSFixture.bytes(lines: ["    ", "AB   ", "         ", "0306", "   1,5"])
        #expect(VNACCSWireTests.reader.inspect(bytes).problems.map(\.line) == [6])
    }

    @Test("wrong totals, line ends and bytes")
    func whole() {
        let reader = VNACCSWireTests.reader
        func codes(_ bytes: [UInt8]) -> [String] { reader.inspect(bytes).problems.map(\.code) }
        let lines = VNACCSWireTests.blank
        #expect(codes(VNACCSFixture.bytes(lines: lines, declared: 425)) == ["vnaccs.length_mismatch"])
        #expect(
            codes(VNACCSFixture.bytes(lines: lines) + [10]) == [
                "vnaccs.length_mismatch", "vnaccs.line_end",
            ])
        #expect(
            codes(Array(VNACCSFixture.bytes(lines: lines).dropLast(2))) == [
                "vnaccs.length_mismatch", "vnaccs.line_end",
            ])
        let feeds = Array(lines.joined(separator: "\n").utf8) + [10]
        #expect(codes(VNACCSFixture.bytes(data: feeds)) == ["vnaccs.line_end"])
        #expect(
            codes(
                VNACCSFixture.bytes(data: Array("    \r\nAB   \r\n".utf8) + [0xC3, 0x28] + Array("       \r\n".utf8)))
                == ["vnaccs.not_utf8"])
        #expect(codes([]) == ["vnaccs.header_too_short"])
        let short = VNACCSLayouts([
            VNACCSLayout(code: "TST", direction: .send, title: Text(vi: "", en: ""), items: VNACCSFixture.small.items)
        ])
        let extra = VNACCSFixture.bytes(lines: lines + ["x", "y"])
        let reading = VNACCSReader(short).inspect(extra)
        #expect(reading.problems.map(\.code) == ["vnaccs.lines_extra"])
        #expect(reading.problems.first?.line == 5)
        #expect(VNACCSReader(VNACCSFixture.layouts).inspect(extra).problems.map(\.code) == ["vnaccs.layout_unknown"])
        #expect(throws: VNACCSError.self) { try reader.read(extra) }
    }

    @Test("nothing is cut off on writing; every problem is reported")
    func writing() {
        var message = VNACCSMessage(layout: VNACCSFixture.small)
        message["NUM"] = "12345"
        message["NAM"] = "Tôm sú đông lạnh"
        message["NOPE"] = "x"
        var row = message.newRow()
        row["HS"] = "tôm"
        row["QTY"] = "1,5"
        message.rows = [row, message.newRow(), row, row]
        message.results = [.completed]
        let codes = [
            "result_invalid", "item_unknown", "item_too_long", "item_missing", "item_too_long", "too_many_rows",
            "item_characters", "item_not_decimal", "row_blank", "item_missing", "item_characters", "item_not_decimal",
            "item_characters", "item_not_decimal",
        ]
        #expect {
            _ = try VNACCSWriter().write(message)
        } throws: { error in
            (error as? VNACCSError)?.problems.map { String($0.code.dropFirst(7)) } == codes
        }
    }

    @Test("in bytes, text holds a third of its width in characters")
    func multibyteLimit() throws {
        var message = VNACCSMessage(layout: VNACCSFixture.small)
        message["COD"] = "A"
        let writer = VNACCSWriter(VNACCSConventions(multibyteWidth: .bytes))
        message["NAM"] = "ếếế"
        #expect(try VNACCSWireTests.reader.read(writer.write(message))["NAM"] == "ếếế")
        message["NAM"] = "abcd"
        #expect {
            _ = try writer.write(message)
        } throws: { error in
            (error as? VNACCSError)?.problems.map(\.code) == ["vnaccs.item_too_long"]
        }
    }
}
