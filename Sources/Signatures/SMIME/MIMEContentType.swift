import SingleWindow

/// The value of a Content-Type field (RFC 2045, section 5.1).
package struct MIMEContentType: Hashable, Sendable {
    /// `multipart/signed`, in lower case.
    package let type: String
    /// Parameters, names in lower case, values as written and without quotes.
    package let parameters: [String: String]

    /// Reads a field's value; nil when it is malformed, or names a parameter twice or in pieces (RFC 2231): readers
    /// would choose differently between them.
    package init?(_ value: String) {
        var scanner = Scanner(value)
        scanner.skipSpace()
        guard let main = scanner.token(), scanner.take("/"), let sub = scanner.token() else { return nil }
        var parameters: [String: String] = [:]
        scanner.skipSpace()
        while scanner.take(";") {
            scanner.skipSpace()
            // A semicolon at the end is common and means nothing.
            if scanner.isAtEnd { break }
            guard let name = scanner.token()?.lowercased(), !name.contains("*") else { return nil }
            scanner.skipSpace()
            guard scanner.take("=") else { return nil }
            scanner.skipSpace()
            guard let value = scanner.quoted() ?? scanner.token(), parameters.updateValue(value, forKey: name) == nil
            else { return nil }
            scanner.skipSpace()
        }
        guard scanner.isAtEnd else { return nil }
        type = (main + "/" + sub).lowercased()
        self.parameters = parameters
    }

    private struct Scanner {
        private var rest: Substring.UTF8View

        init(_ text: String) { rest = Substring(text).utf8 }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// White space and comments, which may be nested.
        mutating func skipSpace() {
            var depth = 0
            while let byte = rest.first {
                switch byte {
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")") where depth > 0: depth -= 1
                case UInt8(ascii: "\\") where depth > 0: rest = rest.dropFirst()
                case 0x20, 0x09, 0x0D, 0x0A: break
                default: guard depth > 0 else { return }
                }
                rest = rest.dropFirst()
            }
        }

        /// RFC 2045, section 5.1: ASCII characters but space, controls and tspecials.
        mutating func token() -> String? {
            let end = rest.firstIndex { byte in
                byte <= 0x20 || byte >= 0x7F || Scanner.special.contains(byte)
            }
            let token = rest[..<(end ?? rest.endIndex)]
            guard !token.isEmpty else { return nil }
            rest = rest[token.endIndex...]
            return String(Substring(token))
        }

        private static let special = Set("()<>@,;:\\\"/[]?=".utf8)

        mutating func quoted() -> String? {
            guard rest.first == UInt8(ascii: "\"") else { return nil }
            var bytes: [UInt8] = []
            var scan = rest.dropFirst()
            while let byte = scan.popFirst() {
                switch byte {
                case UInt8(ascii: "\""):
                    rest = scan
                    return String(decoding: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = scan.popFirst() else { return nil }
                    bytes.append(escaped)
                default: bytes.append(byte)
                }
            }
            return nil
        }
    }
}
