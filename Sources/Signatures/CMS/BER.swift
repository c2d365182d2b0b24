/// Turns BER (ITU-T X.690, section 8) into DER as far as CMS needs it.
///
/// Signers that stream write indefinite lengths and cut octet strings into pieces, which RFC 5652 allows; everything
/// behind this point reads DER only. The order of sets is kept: it is part of what was signed.
enum BER {
    /// The one element that `bytes` hold, in DER; nil when they hold anything else, or nest deeper than 32.
    static func der(_ bytes: [UInt8]) -> [UInt8]? {
        // What most signers send is DER as it stands; looking costs less than rebuilding.
        if bytes.withUnsafeBufferPointer({ isDER($0, from: 0, to: $0.count, depth: 0, single: true) }) { return bytes }
        var reader = Reader(bytes: bytes[...])
        guard let element = reader.element(depth: 0), reader.bytes.isEmpty else { return nil }
        return element
    }

    /// Whether a span holds elements (or exactly one) with definite lengths in their shortest form, as this type writes
    /// them.
    private static func isDER(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, depth: Int, single: Bool
    ) -> Bool {
        guard depth <= maximumDepth else { return false }
        var position = start
        repeat {
            guard end - position >= 2 else { return position == end && !single }
            let tag = bytes[position]
            let first = bytes[position + 1]
            guard tag & 0x1F != 0x1F, tag != octetString | constructed else { return false }
            position += 2
            var length = Int(first)
            if first & 0x80 != 0 {
                let count = Int(first & 0x7F)
                guard (1...4).contains(count), end - position >= count, bytes[position] != 0 else { return false }
                length = bytes[position..<(position + count)].reduce(0) { $0 << 8 | Int($1) }
                guard length >= 0x80 else { return false }
                position += count
            }
            guard end - position >= length else { return false }
            if tag & constructed != 0, length > 0,
                !isDER(bytes, from: position, to: position + length, depth: depth + 1, single: false)
            {
                return false
            }
            position += length
        } while position < end && !single
        return position == end
    }

    /// Whether `bytes` begin with one element and go on after it.
    static func hasTrailingBytes(_ bytes: [UInt8]) -> Bool {
        var reader = Reader(bytes: bytes[...])
        return reader.element(depth: 0) != nil && !reader.bytes.isEmpty
    }

    private static let maximumDepth = 32
    private static let octetString: UInt8 = 0x04
    private static let constructed: UInt8 = 0x20

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func element(depth: Int) -> [UInt8]? {
            guard depth <= BER.maximumDepth, let tag = bytes.popFirst(), tag & 0x1F != 0x1F,
                let first = bytes.popFirst()
            else { return nil }
            let isConstructed = tag & BER.constructed != 0
            if first == 0x80 {
                guard isConstructed, let parts = parts(until: .endOfContents, depth: depth) else { return nil }
                return BER.assemble(tag, parts)
            }
            guard let length = length(first), bytes.count >= length else { return nil }
            let contents = bytes.prefix(length)
            bytes = bytes.dropFirst(length)
            guard isConstructed else { return DER.element(tag, contents) }
            var inner = Reader(bytes: contents)
            return inner.parts(until: .endOfBytes, depth: depth).flatMap { BER.assemble(tag, $0) }
        }

        private enum End { case endOfContents, endOfBytes }

        private mutating func parts(until end: End, depth: Int) -> [[UInt8]]? {
            var parts: [[UInt8]] = []
            while true {
                switch end {
                case .endOfBytes where bytes.isEmpty: return parts
                case .endOfContents where bytes.starts(with: [0, 0]):
                    bytes = bytes.dropFirst(2)
                    return parts
                default:
                    guard let part = element(depth: depth + 1) else { return nil }
                    parts.append(part)
                }
            }
        }

        private mutating func length(_ first: UInt8) -> Int? {
            guard first & 0x80 != 0 else { return Int(first) }
            let count = Int(first & 0x7F)
            guard (1...8).contains(count), bytes.count >= count else { return nil }
            var length = 0
            for _ in 0..<count {
                guard let digit = bytes.popFirst(), length < 1 << 31 else { return nil }
                length = length << 8 | Int(digit)
            }
            return length
        }
    }

    /// A constructed element from its parts; the pieces of an octet string become one.
    private static func assemble(_ tag: UInt8, _ parts: [[UInt8]]) -> [UInt8]? {
        guard tag == octetString | constructed else { return DER.element(tag, parts.flatMap { $0 }) }
        var contents: [UInt8] = []
        for part in parts {
            var reader = DERReader(part)
            guard let piece = reader.contents(octetString) else { return nil }
            contents += piece
        }
        return DER.element(octetString, contents)
    }
}
