/// Base64 (RFC 4648, section 4) as XML, MIME and PEM carry it.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        for space in [0x20, 0x09, 0x0A, 0x0D] { table[space] = 0xFE }
        return table
    }()

    /// The bytes that `text` encodes; spaces, tabs and line ends between characters are skipped.
    ///
    /// Nil for any other character, missing or misplaced padding, and bits set behind the last byte (the same bytes
    /// must not have two encodings).
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        if let result = text.withContiguousStorageIfAvailable({ decode($0) }) { return result }
        return Array(text).withUnsafeBufferPointer { decode($0) }
    }

    /// The bytes that `text` encodes, as ``decode(_:)-(some Collection<UInt8>)``.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(text.utf8)
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var valid = true
        let bytes = values.withUnsafeBufferPointer { values in
            [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
                var bits: UInt32 = 0
                var (held, padding, written) = (0, 0, 0)
                var position = 0
                while position < text.count {
                    // Four characters at a time as long as nothing is between them.
                    while held == 0, padding == 0, position + 4 <= text.count {
                        let (a, b) = (values[Int(text[position])], values[Int(text[position + 1])])
                        let (c, d) = (values[Int(text[position + 2])], values[Int(text[position + 3])])
                        guard (a | b | c | d) & 0xC0 == 0 else { break }
                        output[written] = a << 2 | b >> 4
                        output[written + 1] = b << 4 | c >> 2
                        output[written + 2] = c << 6 | d
                        written += 3
                        position += 4
                    }
                    guard position < text.count else { break }
                    let character = text[position]
                    position += 1
                    let value = values[Int(character)]
                    if value == 0xFE { continue }
                    if character == UInt8(ascii: "=") {
                        padding += 1
                        continue
                    }
                    guard value != 0xFF, padding == 0 else {
                        valid = false
                        return
                    }
                    bits = bits << 6 | UInt32(value)
                    held += 1
                    if held == 4 {
                        output[written] = UInt8(truncatingIfNeeded: bits >> 16)
                        output[written + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                        output[written + 2] = UInt8(truncatingIfNeeded: bits)
                        written += 3
                        (bits, held) = (0, 0)
                    }
                }
                switch (held, padding) {
                case (0, 0): break
                case (2, 2) where bits & 0xF == 0:
                    output[written] = UInt8(truncatingIfNeeded: bits >> 4)
                    written += 1
                case (3, 1) where bits & 0x3 == 0:
                    output[written] = UInt8(truncatingIfNeeded: bits >> 10)
                    output[written + 1] = UInt8(truncatingIfNeeded: bits >> 2)
                    written += 2
                default: valid = false
                }
                count = written
            }
        }
        return valid ? bytes : nil
    }

    /// `bytes` in base64, as ASCII, on one line or with a line end after every `width` characters but the last line.
    package static func encode(
        _ bytes: some Collection<UInt8>, width: Int? = nil, lineEnd: String = "\n"
    ) -> [UInt8] {
        let text =
            bytes.withContiguousStorageIfAvailable { encode($0) } ?? Array(bytes).withUnsafeBufferPointer { encode($0) }
        guard let width, width > 0, text.count > width else { return text }
        var lines: [UInt8] = []
        lines.reserveCapacity(text.count + text.count / width * lineEnd.utf8.count)
        for start in stride(from: 0, to: text.count, by: width) {
            if start > 0 { lines += Array(lineEnd.utf8) }
            lines += text[start..<min(start + width, text.count)]
        }
        return lines
    }

    private static func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let length = (bytes.count + 2) / 3 * 4
        return alphabet.withUnsafeBufferPointer { alphabet in
            [UInt8](unsafeUninitializedCapacity: length) { text, count in
                count = length
                var (input, output) = (0, 0)
                while input < bytes.count {
                    let left = bytes.count - input
                    let bits =
                        UInt32(bytes[input]) << 16 | (left > 1 ? UInt32(bytes[input + 1]) << 8 : 0)
                        | (left > 2 ? UInt32(bytes[input + 2]) : 0)
                    text[output] = alphabet[Int(bits >> 18 & 0x3F)]
                    text[output + 1] = alphabet[Int(bits >> 12 & 0x3F)]
                    text[output + 2] = left > 1 ? alphabet[Int(bits >> 6 & 0x3F)] : UInt8(ascii: "=")
                    text[output + 3] = left > 2 ? alphabet[Int(bits & 0x3F)] : UInt8(ascii: "=")
                    input += 3
                    output += 4
                }
            }
        }
    }

    /// `bytes` in base64 on one line.
    package static func string(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }
}

/// Lower-case hexadecimal, two digits a byte.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func string(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
