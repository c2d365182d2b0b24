import SingleWindow

/// Where a key lies on a token (RFC 7512): `pkcs11:token=NSW;object=gateway?module-path=/usr/lib/…&pin-source=file:/…`.
package struct PKCS11URI: Hashable, Sendable {
    /// The token's label.
    package var token: String?
    /// The token's serial number.
    package var serial: String?
    /// The slot's number.
    package var slot: UInt?
    /// The label of key and certificate.
    package var object: String?
    /// The identifier (CKA_ID) of key and certificate.
    package var id: [UInt8]?
    /// The token's library.
    package var modulePath: String?
    /// The PIN itself; better kept apart from the address.
    package var pinValue: String?
    /// A file that holds the PIN.
    package var pinSource: String?

    /// Reads an address.
    ///
    /// - Throws: `signature.key.token_unavailable` when it is malformed, names an attribute twice or one that this type
    ///   does not know: an attribute left out of the search could find another key.
    package init(_ text: String) throws(SignaturesError) {
        guard text.hasPrefix("pkcs11:") else { throw PKCS11URI.malformed("it does not begin with pkcs11:") }
        let halves = text.dropFirst("pkcs11:".count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var seen: Set<String> = []
        for (half, separator) in zip(halves, [";", "&"] as [Character]) {
            for attribute in half.split(separator: separator) {
                let pair = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.count == 2, seen.insert(String(pair[0])).inserted,
                    let bytes = PKCS11URI.percentDecoded(pair[1])
                else { throw PKCS11URI.malformed(String(pair[0])) }
                try set(String(pair[0]), bytes)
            }
        }
    }

    private mutating func set(_ name: String, _ bytes: [UInt8]) throws(SignaturesError) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch name {
        case "token": token = text
        case "serial": serial = text
        case "slot-id":
            guard let number = UInt(text) else { throw PKCS11URI.malformed(name) }
            slot = number
        case "object": object = text
        case "id": id = bytes
        case "type":
            guard text == "private" || text == "cert" else { throw PKCS11URI.malformed(name) }
        case "module-path": modulePath = text
        case "pin-value": pinValue = text
        case "pin-source": pinSource = text.hasPrefix("file:") ? String(text.dropFirst("file:".count)) : text
        default: throw PKCS11URI.malformed(name)
        }
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private static func malformed(_ what: String) -> SignaturesError {
        SignaturesError(
            .tokenUnavailable,
            Text(vi: "Địa chỉ PKCS#11 không hợp lệ.", en: "The PKCS#11 address is invalid."), detail: what)
    }
}
