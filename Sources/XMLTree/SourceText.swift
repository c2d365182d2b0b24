#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The encoding a document came in.
package enum XMLEncoding: String, Hashable, Sendable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
}

/// A document's text as UTF-8 without byte order mark, in memory of its own that ends with a zero byte.
///
/// It lives as long as the tree, so that a line and column can be found for any element.
struct SourceText: ~Copyable {
    let start: UnsafeMutablePointer<UInt8>
    let count: Int
    let encoding: XMLEncoding
    /// Whether the bytes began with a byte order mark.
    let hasByteOrderMark: Bool

    deinit { start.deallocate() }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    private init(taking start: UnsafeMutablePointer<UInt8>, count: Int, encoding: XMLEncoding, hasByteOrderMark: Bool) {
        self.start = start
        self.count = count
        self.encoding = encoding
        self.hasByteOrderMark = hasByteOrderMark
    }

    /// Decodes and checks the encoding and the XML declaration's version and encoding name.
    ///
    /// Only UTF-8 and UTF-16 with a byte order mark are read: they are what XML 1.0 requires of every processor
    /// (section 4.3.3) and leave no room for two readers to see two documents.
    static func decode(_ bytes: Span<UInt8>, limits: ParseLimits) throws(XMLError) -> SourceText {
        guard bytes.count > 0 else { throw XMLError(.empty, "no bytes") }
        guard bytes.count <= limits.bytes else {
            throw XMLError(.tooLarge, "\(bytes.count) bytes, limit \(limits.bytes)")
        }
        let text: SourceText
        let first = (bytes[0], bytes.count > 1 ? bytes[1] : 0, bytes.count > 2 ? bytes[2] : 0)
        switch first {
        case (0xFE, 0xFF, _), (0xFF, 0xFE, _):
            let isBig = first.0 == 0xFE
            let (start, count) = try transcode(utf16: bytes, isBigEndian: isBig)
            text = SourceText(
                taking: start, count: count, encoding: isBig ? .utf16BigEndian : .utf16LittleEndian,
                hasByteOrderMark: true)
        case (0x00, _, _), (UInt8(ascii: "<"), 0x00, _):
            throw XMLError(.encodingUnsupported, "UTF-16 needs a byte order mark; UTF-32 is not read")
        default:
            text = copy(bytes, skipping: first == (0xEF, 0xBB, 0xBF) ? 3 : 0)
            guard (try? UTF8Span(validating: text.bytes.span)) != nil else { throw invalidUTF8(text.bytes) }
        }
        // libxml2 guesses the encoding from the first bytes once more: zeros there would make it read another document.
        if let zero = memchr(text.start, 0, text.count) {
            let offset = UnsafePointer(zero.assumingMemoryBound(to: UInt8.self)) - UnsafePointer(text.start)
            let place = TextPosition(of: offset, in: text.bytes)
            throw XMLError(.notWellFormed, "a zero character", line: place.line, column: place.column)
        }
        guard !text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw XMLError(.notWellFormed, "two byte order marks", line: 1, column: 1)
        }
        try XMLDeclaration(text.bytes).check(against: text.encoding)
        return text
    }

    private static func copy(_ bytes: Span<UInt8>, skipping skip: Int) -> SourceText {
        let count = bytes.count - skip
        let start = UnsafeMutablePointer<UInt8>.allocate(capacity: count + 1)
        bytes.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { start.initialize(from: base + skip, count: count) }
        }
        start[count] = 0
        return SourceText(taking: start, count: count, encoding: .utf8, hasByteOrderMark: skip > 0)
    }

    /// Where the first byte sequence stands that is not UTF-8.
    private static func invalidUTF8(_ text: UnsafeBufferPointer<UInt8>) -> XMLError {
        var end = 0
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text.span)
        } catch {
            end = error.byteOffsets.lowerBound
        }
        if let name = XMLDeclaration(text).encoding, !XMLDeclaration.isUTF8(name) {
            return XMLError(.encodingUnsupported, "encoding \(name); only UTF-8 and UTF-16 are read", line: 1)
        }
        let place = TextPosition(of: end, in: text)
        return XMLError(.encodingInvalid, "not UTF-8", line: place.line, column: place.column)
    }

    private static func transcode(
        utf16 bytes: Span<UInt8>, isBigEndian: Bool
    ) throws(XMLError) -> (UnsafeMutablePointer<UInt8>, Int) {
        guard bytes.count % 2 == 0 else { throw XMLError(.encodingInvalid, "an odd number of bytes in UTF-16") }
        let out = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count / 2 * 3 + 1)
        var length = 0
        var index = 2
        func unit(_ index: Int) -> UInt32 {
            isBigEndian
                ? UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
                : UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index])
        }
        while index < bytes.count {
            var scalar = unit(index)
            index += 2
            if scalar & 0xF800 == 0xD800 {
                guard scalar < 0xDC00, index < bytes.count, unit(index) & 0xFC00 == 0xDC00 else {
                    out.deallocate()
                    throw XMLError(.encodingInvalid, "half a surrogate pair in UTF-16")
                }
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + unit(index) & 0x3FF
                index += 2
            }
            switch scalar {
            case 0..<0x80:
                out[length] = UInt8(scalar)
                length += 1
            case 0x80..<0x800:
                out[length] = UInt8(0xC0 | scalar >> 6)
                out[length + 1] = UInt8(0x80 | scalar & 0x3F)
                length += 2
            case 0x800..<0x10000:
                out[length] = UInt8(0xE0 | scalar >> 12)
                out[length + 1] = UInt8(0x80 | scalar >> 6 & 0x3F)
                out[length + 2] = UInt8(0x80 | scalar & 0x3F)
                length += 3
            default:
                out[length] = UInt8(0xF0 | scalar >> 18)
                out[length + 1] = UInt8(0x80 | scalar >> 12 & 0x3F)
                out[length + 2] = UInt8(0x80 | scalar >> 6 & 0x3F)
                out[length + 3] = UInt8(0x80 | scalar & 0x3F)
                length += 4
            }
        }
        out[length] = 0
        return (out, length)
    }
}

/// The version and encoding of an XML declaration (XML 1.0, production 23), read leniently: libxml2 checks its syntax.
struct XMLDeclaration {
    private(set) var version: String?
    private(set) var encoding: String?

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let opening = Array("<?xml".utf8)
        guard text.count > 6, text.prefix(5).elementsEqual(opening), Self.isSpace(text[5]) else { return }
        // A declaration longer than this is nothing that a real encoder writes; libxml2 still reads the rest of it.
        let end = min(text.count, 512)
        var index = 5
        while index < end, text[index] != UInt8(ascii: "?") {
            guard !Self.isSpace(text[index]) else {
                index += 1
                continue
            }
            let nameStart = index
            while index < end, text[index] != UInt8(ascii: "="), text[index] != UInt8(ascii: "?"),
                !Self.isSpace(text[index])
            { index += 1 }
            let name = String(decoding: text[nameStart..<index], as: UTF8.self)
            while index < end, text[index] == UInt8(ascii: "=") || Self.isSpace(text[index]) { index += 1 }
            guard index < end, text[index] == UInt8(ascii: "'") || text[index] == UInt8(ascii: "\"") else { return }
            let quote = text[index]
            let valueStart = index + 1
            index = valueStart
            while index < end, text[index] != quote { index += 1 }
            guard index < end else { return }
            let value = String(decoding: text[valueStart..<index], as: UTF8.self)
            index += 1
            switch name {
            case "version": version = value
            case "encoding": encoding = value
            default: break
            }
        }
    }

    func check(against actual: XMLEncoding) throws(XMLError) {
        if let version, version != "1.0" {
            throw XMLError(.versionUnsupported, "XML \(version); only 1.0 is read", line: 1)
        }
        guard let encoding else { return }
        let agrees =
            switch actual {
            case .utf8: Self.isUTF8(encoding)
            case .utf16LittleEndian: ["UTF-16", "UTF-16LE"].contains(encoding.uppercased())
            case .utf16BigEndian: ["UTF-16", "UTF-16BE"].contains(encoding.uppercased())
            }
        guard agrees else {
            throw XMLError(
                .encodingUnsupported,
                "declared \(encoding), written in \(actual.rawValue); only UTF-8 and UTF-16 are read",
                line: 1)
        }
    }

    static func isUTF8(_ name: String) -> Bool { name.uppercased() == "UTF-8" }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
