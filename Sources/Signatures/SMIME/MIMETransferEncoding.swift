/// Content-Transfer-Encoding (RFC 2045, section 6).
enum MIMETransferEncoding {
    /// The bytes that a body encodes; nil when the encoding is unknown or the body is not in it.
    static func decode(_ body: ArraySlice<UInt8>, _ name: String?) -> [UInt8]? {
        switch name?.lowercased() {
        case nil, "7bit", "8bit", "binary": Array(body)
        case "base64": Base64.decode(body)
        case "quoted-printable": quotedPrintable(body)
        default: nil
        }
    }

    /// RFC 2045, section 6.7.
    private static func quotedPrintable(_ body: ArraySlice<UInt8>) -> [UInt8]? {
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 48...57: byte - 48
            case 65...70: byte - 55
            case 97...102: byte - 87
            default: nil
            }
        }
        var result: [UInt8] = []
        var rest = body
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                result.append(byte)
                continue
            }
            guard let next = rest.popFirst() else { return result }
            if next == 0x0A { continue }
            if next == 0x0D {
                guard rest.popFirst() == 0x0A else { return nil }
                continue
            }
            guard let high = digit(next), let low = rest.popFirst().flatMap(digit) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }
}
