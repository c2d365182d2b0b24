/// JSON as a flat list of tokens over its bytes.
///
/// Strict (RFC 8259): one value, nothing after it, no comments, no trailing commas; UTF-8. Deeper than `depthLimit` or
/// over 2 GB it is refused.
final class JSONDocument {
    struct Token {
        var kind: Kind
        /// First byte of the value; of a string the one after the quotation mark.
        var start: Int32
        /// The byte after the value; of a string its closing quotation mark.
        var end: Int32
        /// The token after this value and all it holds.
        var next: Int32
    }

    enum Kind: UInt8 {
        case object, array, string
        /// A string with escapes in it.
        case escapedString
        case number, `true`, `false`, null
    }

    static let depthLimit = 512

    let bytes: [UInt8]
    /// In the order of the bytes: an object's members as key and value in turn, an array's elements.
    private(set) var tokens: [Token] = []

    /// - Throws: `Malformed`.
    init(_ bytes: [UInt8]) throws(Malformed) {
        guard bytes.count < Int32.max else { throw Malformed() }
        self.bytes = bytes
        tokens.reserveCapacity(bytes.count / 8)
        var reader = Reader(bytes: bytes)
        try reader.readValue(into: &tokens, depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw Malformed() }
    }

    struct Malformed: Error {}

    /// The string of a token, its escapes resolved.
    func string(_ token: Token) -> String? {
        let raw = bytes[Int(token.start)..<Int(token.end)]
        switch token.kind {
        case .string: return raw.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
        case .escapedString: return Self.unescaped(raw)
        default: return nil
        }
    }

    /// Whether a member's key is `key`.
    func isKey(_ token: Token, _ key: String) -> Bool {
        if token.kind == .escapedString { return string(token) == key }
        guard Int(token.end - token.start) == key.utf8.count else { return false }
        return bytes[Int(token.start)..<Int(token.end)].elementsEqual(key.utf8)
    }

    /// The digits and signs of a number.
    func number(_ token: Token) -> ArraySlice<UInt8>? {
        token.kind == .number ? bytes[Int(token.start)..<Int(token.end)] : nil
    }

    private static func unescaped(_ raw: ArraySlice<UInt8>) -> String? {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                utf8.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): utf8.append(0x0A)
            case UInt8(ascii: "t"): utf8.append(0x09)
            case UInt8(ascii: "r"): utf8.append(0x0D)
            case UInt8(ascii: "b"): utf8.append(0x08)
            case UInt8(ascii: "f"): utf8.append(0x0C)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(&rest) else { return nil }
                utf8.append(contentsOf: String(Character(scalar)).utf8)
            case .some(let escaped): utf8.append(escaped)
            case .none: return nil
            }
        }
        return String(validating: utf8, as: UTF8.self)
    }

    /// The scalar of one `\u` escape or of a surrogate pair of them; nil for half a pair.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let high = unit(&rest) else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"), let low = unit(&rest),
            (0xDC00..<0xE000).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}

extension JSONDocument {
    /// Reads tokens from the front of the bytes.
    fileprivate struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpace() {
            while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        }

        mutating func readValue(into tokens: inout [Token], depth: Int) throws(Malformed) {
            guard depth < JSONDocument.depthLimit else { throw Malformed() }
            skipSpace()
            switch byte {
            case UInt8(ascii: "{"): try readContainer(.object, UInt8(ascii: "}"), into: &tokens, depth: depth)
            case UInt8(ascii: "["): try readContainer(.array, UInt8(ascii: "]"), into: &tokens, depth: depth)
            case UInt8(ascii: "\""): try readString(into: &tokens)
            case UInt8(ascii: "t"): try readWord("true", .true, into: &tokens)
            case UInt8(ascii: "f"): try readWord("false", .false, into: &tokens)
            case UInt8(ascii: "n"): try readWord("null", .null, into: &tokens)
            default: try readNumber(into: &tokens)
            }
        }

        private mutating func readContainer(
            _ kind: Kind, _ end: UInt8, into tokens: inout [Token], depth: Int
        ) throws(Malformed) {
            let index = tokens.count
            tokens.append(Token(kind: kind, start: Int32(position), end: 0, next: 0))
            position += 1
            skipSpace()
            if byte == end {
                position += 1
            } else {
                repeat {
                    if kind == .object {
                        skipSpace()
                        try readString(into: &tokens)
                        skipSpace()
                        guard take(UInt8(ascii: ":")) else { throw Malformed() }
                    }
                    try readValue(into: &tokens, depth: depth + 1)
                    skipSpace()
                } while take(UInt8(ascii: ","))
                guard take(end) else { throw Malformed() }
            }
            tokens[index].end = Int32(position)
            tokens[index].next = Int32(tokens.count)
        }

        private mutating func take(_ wanted: UInt8) -> Bool {
            guard byte == wanted else { return false }
            position += 1
            return true
        }

        private mutating func readString(into tokens: inout [Token]) throws(Malformed) {
            guard take(UInt8(ascii: "\"")) else { throw Malformed() }
            let start = position
            var kind = Kind.string
            while let byte, byte != UInt8(ascii: "\"") {
                guard byte >= 0x20 else { throw Malformed() }
                if byte == UInt8(ascii: "\\") {
                    kind = .escapedString
                    position += 1
                    guard let escaped = self.byte, "\"\\/bfnrtu".utf8.contains(escaped) else { throw Malformed() }
                }
                position += 1
            }
            append(kind, start, into: &tokens)
            guard take(UInt8(ascii: "\"")) else { throw Malformed() }
        }

        private mutating func readWord(
            _ word: StaticString, _ kind: Kind, into tokens: inout [Token]
        ) throws(Malformed) {
            let start = position
            position += word.utf8CodeUnitCount
            guard position <= bytes.count,
                word.withUTF8Buffer({ $0.elementsEqual(bytes[start..<position]) })
            else { throw Malformed() }
            append(kind, start, into: &tokens)
        }

        /// RFC 8259, section 6.
        private mutating func readNumber(into tokens: inout [Token]) throws(Malformed) {
            let start = position
            _ = take(UInt8(ascii: "-"))
            if !take(UInt8(ascii: "0")) { try readDigits() }
            if take(UInt8(ascii: ".")) { try readDigits() }
            if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
                if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
                try readDigits()
            }
            append(.number, start, into: &tokens)
        }

        private mutating func readDigits() throws(Malformed) {
            let start = position
            while let byte, (48...57).contains(byte) { position += 1 }
            guard position > start else { throw Malformed() }
        }

        private func append(_ kind: Kind, _ start: Int, into tokens: inout [Token]) {
            tokens.append(
                Token(kind: kind, start: Int32(start), end: Int32(position), next: Int32(tokens.count + 1)))
        }
    }
}
