/// Reads DER (ITU-T X.690, section 10) element by element.
///
/// Strict: lengths in their shortest form, no indefinite length, no tag above 30. Whatever breaks a rule reads as nil.
struct DERReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    /// The tag of the next element, without reading it; nil at the end.
    var nextTag: UInt8? { isAtEnd ? nil : bytes[position] }

    /// The next element: its tag, its contents, and the whole of it with tag and length.
    mutating func element() -> (tag: UInt8, contents: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)? {
        let start = position
        guard bytes.endIndex - start >= 2, bytes[start] & 0x1F != 0x1F else { return nil }
        let first = bytes[start + 1]
        var length = Int(first)
        var header = 2
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), bytes.endIndex - start >= 2 + count, bytes[start + 2] != 0 else {
                return nil
            }
            length = bytes[(start + 2)..<(start + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
            guard length >= 0x80 else { return nil }
            header += count
        }
        guard bytes.endIndex - start - header >= length else { return nil }
        let end = start + header + length
        position = end
        return (bytes[start], bytes[(start + header)..<end], bytes[start..<end])
    }

    /// The contents of the next element if it has this tag; otherwise nothing is read.
    mutating func contents(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard nextTag == tag else { return nil }
        return element()?.contents
    }

    /// A reader of the contents of the next element if it has this tag.
    mutating func enter(_ tag: UInt8) -> DERReader? {
        contents(tag).map(DERReader.init)
    }

    /// A non-negative INTEGER without its leading zero byte, in its shortest form; empty for zero.
    mutating func unsignedInteger() -> ArraySlice<UInt8>? {
        guard let value = contents(0x02), let first = value.first, first < 0x80 else { return nil }
        guard first == 0 else { return value }
        let rest = value.dropFirst()
        guard let second = rest.first else { return rest }
        return second >= 0x80 ? rest : nil
    }

    /// An OBJECT IDENTIFIER in dotted form.
    mutating func objectIdentifier() -> String? {
        guard let value = contents(0x06), let last = value.last, last < 0x80 else { return nil }
        var arcs: [UInt64] = []
        var arc: UInt64 = 0
        var fresh = true
        for byte in value {
            guard !(fresh && byte == 0x80), arc < 1 << 56 else { return nil }
            fresh = false
            arc = arc << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 {
                if arcs.isEmpty {
                    let top = min(arc / 40, 2)
                    arcs = [top, arc - top * 40]
                } else {
                    arcs.append(arc)
                }
                arc = 0
                fresh = true
            }
        }
        return arcs.map(String.init).joined(separator: ".")
    }
}
