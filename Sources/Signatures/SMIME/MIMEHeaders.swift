import Glibc
import SingleWindow

/// The header block of a MIME entity (RFC 5322, section 2.2), unfolded.
struct MIMEHeaders {
    /// Names in lower case.
    private(set) var fields: [(name: String, value: String)] = []

    /// Reads the block at the start of `bytes` and gives the rest, after the empty line.
    ///
    /// Lines end with CRLF or LF. A continuation line begins with a space or a tab.
    static func read(
        _ bytes: ArraySlice<UInt8>, limits: MIMELimits
    ) throws(CMSFailure) -> (headers: MIMEHeaders, body: ArraySlice<UInt8>) {
        var headers = MIMEHeaders()
        var rest = bytes
        while true {
            guard let line = MIMELines.next(&rest) else {
                // A header block without an empty line behind it is an entity without a body.
                return (headers, rest)
            }
            guard bytes.count - rest.count <= limits.headerBytes else { throw tooMuch }
            if line.isEmpty { return (headers, rest) }
            // Header fields are ASCII; other bytes may stand in values that nobody here reads.
            let text = String(decoding: line, as: UTF8.self)
            if line.first == 0x20 || line.first == 0x09 {
                guard !headers.fields.isEmpty else { throw malformed }
                headers.fields[headers.fields.count - 1].value += " " + text.trimmingWhiteSpace()
                continue
            }
            guard let (name, value) = field(line) else { throw malformed }
            headers.fields.append((name, value))
            guard headers.fields.count <= limits.headerFields else { throw tooMuch }
        }
    }

    /// A field's name, in lower case, and its value; nil when the line is none.
    static func field(_ line: ArraySlice<UInt8>) -> (String, String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
        // Space before the colon is obsolete syntax that readers disagree about; it is no field here.
        guard line[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return (
            String(decoding: line[..<colon], as: UTF8.self).lowercased(),
            String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingWhiteSpace()
        )
    }

    /// The value of a field that may be there once; nil when it is not there.
    func single(_ name: String) throws(CMSFailure) -> String? {
        let values = fields.filter { $0.name == name }
        guard values.count <= 1 else {
            throw .format(
                "smime.headers", vi: "Trường \(name) xuất hiện nhiều lần.", en: "The field \(name) is there twice.")
        }
        return values.first?.value
    }

    private static let malformed = CMSFailure.format(
        "smime.headers", vi: "Tiêu đề MIME bị hỏng.", en: "A MIME header block is malformed.")

    private static let tooMuch = CMSFailure.format(
        "smime.too_large", vi: "Tiêu đề MIME quá lớn.", en: "A MIME header block is too large.")
}

/// Lines that end with CRLF or LF.
enum MIMELines {
    /// The next line without its end, or what is left behind the last end; nil when nothing is left.
    static func next(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let offset = rest.withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress, let found = memchr(base, 0x0A, buffer.count) else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
        guard let end = offset.map({ rest.startIndex + $0 }) else {
            defer { rest = rest[rest.endIndex...] }
            return rest
        }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line.last == 0x0D ? line.dropLast() : line
    }

    /// The bytes with CRLF for every LF that stands alone (RFC 8551, section 3.1.1).
    static func canonical(_ bytes: [UInt8]) -> [UInt8] {
        var bare = 0
        bytes.withUnsafeBufferPointer { bytes in
            for position in bytes.indices where bytes[position] == 0x0A {
                if position == 0 || bytes[position - 1] != 0x0D { bare += 1 }
            }
        }
        guard bare > 0 else { return bytes }
        var canonical: [UInt8] = []
        canonical.reserveCapacity(bytes.count + bare)
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x0A, previous != 0x0D { canonical.append(0x0D) }
            canonical.append(byte)
            previous = byte
        }
        return canonical
    }
}
