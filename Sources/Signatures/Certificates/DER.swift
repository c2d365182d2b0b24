import SingleWindow

/// Writes DER (ITU-T X.690, section 10).
enum DER {
    /// An element with this tag.
    static func element(_ tag: UInt8, _ contents: some Collection<UInt8>) -> [UInt8] {
        let count = contents.count
        var head = [tag]
        if count < 0x80 {
            head.append(UInt8(count))
        } else {
            var digits: [UInt8] = []
            var rest = count
            while rest > 0 {
                digits.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            }
            head.append(0x80 | UInt8(digits.count))
            head += digits
        }
        return head + contents
    }

    /// An INTEGER from an unsigned big-endian number with any leading zeros.
    static func unsignedInteger(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let digits = value.drop { $0 == 0 }
        guard let first = digits.first else { return [0x02, 0x01, 0x00] }
        return element(0x02, first >= 0x80 ? [0] + digits : Array(digits))
    }

    /// An OBJECT IDENTIFIER from its dotted form, which is one of this module's own constants.
    static func objectIdentifier(_ dotted: String) -> [UInt8] {
        let arcs = dotted.split(separator: ".").compactMap { UInt64($0) }
        guard arcs.count >= 2 else { return element(0x06, []) }
        var contents: [UInt8] = []
        for arc in [arcs[0] * 40 + arcs[1]] + arcs[2...] {
            var digits = [UInt8(arc & 0x7F)]
            var rest = arc >> 7
            while rest > 0 {
                digits.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                rest >>= 7
            }
            contents += digits
        }
        return element(0x06, contents)
    }

    /// A small INTEGER.
    static func version(_ number: UInt8) -> [UInt8] { element(0x02, [number]) }

    /// A time to the second: UTCTime to 2049, GeneralizedTime after (RFC 5652, section 11.3).
    static func time(_ time: Timestamp) -> [UInt8] {
        let utc = Timestamp(milliseconds: time.milliseconds, offset: 0)
        let digits = Array((utc.compactDate + utc.compactTime + "Z").utf8)
        return (1950...2049).contains(utc.year) ? element(0x17, digits.dropFirst(2)) : element(0x18, digits)
    }

    /// Encodings in the order of a SET OF (X.690, section 11.6).
    static func sorted(_ encodings: [[UInt8]]) -> [[UInt8]] {
        encodings.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
