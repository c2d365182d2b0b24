import Foundation
import Journal
import SingleWindow
import Testing

/// FoundationEssentials' coders are the other side: each must read what the other wrote.
@Suite("Stored JSON")
struct StoredJSONTests {
    /// Every way a value of ours can be put together.
    struct Everything: Codable, Hashable {
        enum Choice: Codable, Hashable {
            case nothing
            case one(String)
            case two(Int, named: [Decimal])
            indirect case inner(Choice)
        }

        enum Word: String, Codable, Hashable { case đỏ, vàng, xanh }

        var text: String
        var flag: Bool
        var integers: [Int64]
        var small: Int8
        var unsigned: UInt64
        var decimal: Decimal
        var real: Double
        var maybe: String?
        var maybeNumber: Int?
        var list: [[String?]]
        var map: [String: Decimal]
        var words: [Word: Int]
        var set: Set<Word>
        var choices: [Choice]
        var time: Timestamp?
        var code: MessageCode
        var empty: Empty

        struct Empty: Codable, Hashable {}
    }

    private func everything(_ random: inout SeededGenerator) -> Everything {
        let characters = Array("aZ09 \"\\/\u{0}\u{1F}\n\té ữ𝄞👨‍👩‍👧\u{301}{}[],:")
        func text() -> String {
            String(
                (0..<Int.random(in: 0...12, using: &random)).map { _ in characters.randomElement(using: &random) ?? "x"
                })
        }
        func decimal() -> Decimal {
            let digits = Decimal(Int64.random(in: -99_999_999_999...99_999_999_999, using: &random))
            return digits * Decimal(sign: .plus, exponent: Int.random(in: -12...10, using: &random), significand: 1)
        }
        func choice(_ depth: Int) -> Everything.Choice {
            switch Int.random(in: 0..<(depth > 4 ? 3 : 4), using: &random) {
            case 0: .nothing
            case 1: .one(text())
            case 2: .two(Int.random(in: -9...9, using: &random), named: [decimal(), decimal()])
            default: .inner(choice(depth + 1))
            }
        }
        return Everything(
            text: text(), flag: Bool.random(using: &random),
            integers: [.min, .max, 0, -1, Int64.random(in: .min ... .max, using: &random)],
            small: Int8.random(in: .min ... .max, using: &random),
            unsigned: UInt64.random(in: .min ... .max, using: &random), decimal: decimal(),
            real: Double.random(in: -1e300...1e300, using: &random), maybe: Bool.random(using: &random) ? text() : nil,
            maybeNumber: Bool.random(using: &random) ? 5 : nil, list: [[], [text(), nil], [nil]],
            map: [text() + "1": decimal(), text() + "2": decimal()], words: [.đỏ: 1, .xanh: 2], set: [.vàng],
            choices: [choice(0), choice(0), .nothing], time: Timestamp(milliseconds: 1_790_000_000_123, offset: -330),
            code: Sample.code, empty: Everything.Empty())
    }

    @Test("what one writes the other reads", arguments: 0..<200)
    func exchanged(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let value = everything(&random)
        let ours = try StoredJSON.encode(value)
        let theirs = Array(try JSONEncoder().encode(value))
        #expect(try StoredJSON.decode(ours, as: Everything.self) == value)
        #expect(try JSONDecoder().decode(Everything.self, from: Data(ours)) == value)
        #expect(try StoredJSON.decode(theirs, as: Everything.self) == value)
    }

    @Test("states and instructions keep their form")
    func states() throws {
        let dossier = Sample.dossier(1, phase: .granted)
        #expect(try StoredJSON.decode(try StoredJSON.encode(dossier), as: CaseState.self) == dossier)
        #expect(try JSONDecoder().decode(CaseState.self, from: Data(try StoredJSON.encode(dossier))) == dossier)
        let instruction = Sample.instruction(1, to: Sample.agency)
        #expect(try StoredJSON.decode(try StoredJSON.encode(instruction), as: Instruction.self) == instruction)
    }

    static let decimals = [
        "0", "-0.1", "99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001",
        "12345678901234567890.123456789012345678", "1000.50", "-9223372036854775809", "100000000000",
    ]

    @Test("money is exact to the last of 38 digits", arguments: decimals)
    func exactDecimals(text: String) throws {
        let value = try #require(Decimal(string: text))
        let stored = try StoredJSON.encode(Money(value, "VND"))
        #expect(try StoredJSON.decode(stored, as: Money.self).amount == value)
        #expect(try JSONDecoder().decode(Money.self, from: Data(stored)).amount == value)
        #expect(try StoredJSON.decode(Array("[\(text)]".utf8), as: [Decimal].self) == [value])
    }

    /// Not JSON, whatever type is asked for. The library's decoder thinks so too, but for the trailing comma.
    static let malformed: [(label: Comment, text: String)] = [
        ("nothing", ""), ("spaces only", "  "), ("two values", "[1][2]"), ("trailing text", "[1] x"),
        ("unclosed array", "[1"), ("unclosed object", "{\"a\":1"), ("unclosed string", "[\"a"),
        ("trailing comma", "[1,]"), ("leading comma", "[,1]"), ("missing colon", "{\"a\" 1}"),
        ("missing value", "{\"a\":}"), ("key without quotes", "{a:1}"), ("single quotes", "['a']"),
        ("leading zero", "[01]"), ("plus sign", "[+1]"), ("point without digits", "[1.]"), ("bare point", "[.5]"),
        ("exponent without digits", "[1e]"), ("minus alone", "[-]"), ("not a number", "[NaN]"),
        ("a word cut short", "[tru]"), ("another word", "[nulL]"), ("unknown escape", "[\"\\x\"]"),
        ("short unicode escape", "[\"\\u12\"]"), ("half a surrogate pair", "[\"\\ud800\"]"),
        ("two first halves", "[\"\\ud800\\ud800\"]"), ("a raw line end in a string", "[\"a\nb\"]"),
        ("comment", "[1 /* one */]"),
        ("too deep", String(repeating: "[", count: 600) + String(repeating: "]", count: 600)),
    ]

    /// Takes whatever value there is.
    private enum AnyValue: Decodable {
        case some

        init(from decoder: any Decoder) throws {
            if var list = try? decoder.unkeyedContainer() {
                while !list.isAtEnd { _ = try list.decode(AnyValue.self) }
            } else if let text = try? decoder.singleValueContainer().decode(String.self) {
                _ = text
            } else if let members = try? decoder.container(keyedBy: Key.self) {
                for key in members.allKeys { _ = try members.decode(AnyValue.self, forKey: key) }
            } else if (try? decoder.singleValueContainer().decode(Double.self)) == nil {
                let value = try decoder.singleValueContainer()
                if !value.decodeNil() { _ = try value.decode(Bool.self) }
            }
            self = .some
        }

        struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }

    @Test("what is not JSON is not read", arguments: malformed)
    func refused(_ row: (label: Comment, text: String)) {
        let bytes = Array(row.text.utf8)
        #expect(throws: JournalError(.corrupt, ""), row.label) { try StoredJSON.decode(bytes, as: AnyValue.self) }
        if row.text == "[1,]" { return }
        #expect(throws: (any Error).self, row.label) { try JSONDecoder().decode(AnyValue.self, from: Data(bytes)) }
    }

    @Test("bytes that are not UTF-8 are not a string")
    func notUTF8() {
        let bytes: [UInt8] = [0x5B, 0x22, 0xC3, 0x28, 0x22, 0x5D]
        #expect(throws: JournalError(.corrupt, "")) { try StoredJSON.decode(bytes, as: [String].self) }
    }

    @Test("values of another type are not read as the one asked for")
    func mismatches() {
        func expectRefused<Value: Decodable>(_ text: String, _: Value.Type) {
            #expect(throws: JournalError(.corrupt, ""), "\(text) as \(Value.self)") {
                try StoredJSON.decode(Array(text.utf8), as: Value.self)
            }
        }
        expectRefused("[300]", [UInt8].self)
        expectRefused("[-1]", [UInt].self)
        expectRefused("[9223372036854775808]", [Int64].self)
        expectRefused("[1.5]", [Int].self)
        expectRefused("[\"1\"]", [Int].self)
        expectRefused("[1]", [String].self)
        expectRefused("[null]", [String].self)
        expectRefused("[1]", [Bool].self)
        expectRefused("{}", [Int].self)
        expectRefused("[]", [String: Int].self)
        expectRefused("{\"amount\":1}", Money.self)
        expectRefused("{\"amount\":\"1\",\"currency\":\"VND\"}", Money.self)
        expectRefused("{\"refused\":{}}", CaseState.self)
    }

    @Test("a number that is not one can't be stored")
    func notANumber() {
        #expect(throws: JournalError(.internal, "")) { try StoredJSON.encode([Double.nan]) }
        #expect(throws: JournalError(.internal, "")) { try StoredJSON.encode([Decimal.nan]) }
    }
}
