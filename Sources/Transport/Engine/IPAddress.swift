internal import Glibc

/// An IPv4 or IPv6 address as its 4 or 16 bytes.
package struct IPAddress: Hashable {
    package let bytes: [UInt8]

    /// The text form, without brackets, port or zone.
    package init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            bytes = withUnsafeBytes(of: &v4) { Array($0) }
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            bytes = withUnsafeBytes(of: &v6) { Array($0) }
        } else {
            return nil
        }
    }

    /// The bytes of a `sockaddr_in` or `sockaddr_in6`; nil for another family.
    ///
    /// libcurl gives callbacks a `sockaddr` field that is really longer than its type; the caller passes what it has.
    init?(family: Int32, address: UnsafeRawPointer) {
        switch family {
        case AF_INET:
            let start = address + (MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4)
            bytes = Array(UnsafeRawBufferPointer(start: start, count: 4))
        case AF_INET6:
            let start = address + (MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8)
            bytes = Array(UnsafeRawBufferPointer(start: start, count: 16))
        default:
            return nil
        }
    }

    /// Whether the address is one of the public Internet's: not loopback, link-local, private, shared, benchmark,
    /// documentation, multicast, reserved or unspecified, by the IANA special-purpose registries (RFC 6890, with RFC
    /// 6598 and RFC 4193). An IPv6 address that holds an IPv4 address is judged by that.
    package var isPublic: Bool {
        if bytes.count == 4 { return IPAddress.isPublic(v4: bytes[...]) }
        if let embedded { return IPAddress.isPublic(v4: embedded) }
        // Global unicast is 2000::/3 (RFC 4291), less 2001::/23 (protocol assignments) and 2001:db8::/32 (examples).
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01 {
            if bytes[2] < 0x02 { return false }
            if bytes[2] == 0x0d, bytes[3] == 0xb8 { return false }
        }
        return !(bytes[0] == 0x3f && bytes[1] == 0xff && bytes[2] < 0x10)
    }

    /// The IPv4 address inside a mapped (RFC 4291), translated (RFC 6052) or 6to4 (RFC 3056) address.
    private var embedded: ArraySlice<UInt8>? {
        let zeros = [UInt8](repeating: 0, count: 10)
        if bytes.prefix(10) == zeros[...], bytes[10] == 0xff, bytes[11] == 0xff { return bytes[12...] }
        if bytes.prefix(4) == [0, 0x64, 0xff, 0x9b], bytes[4..<12] == zeros[0..<8] { return bytes[12...] }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return bytes[2..<6] }
        return nil
    }

    private static func isPublic(v4 bytes: ArraySlice<UInt8>) -> Bool {
        let (a, b, c) = (bytes[bytes.startIndex], bytes[bytes.startIndex + 1], bytes[bytes.startIndex + 2])
        return switch (a, b, c) {
        case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
        case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
        default: true
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual text form (RFC 5952 for IPv6).
    package var description: String {
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress,
                inet_ntop(family, bytes, base, socklen_t(buffer.count)) != nil
            else { return "" }
            return String(cString: base)
        }
    }
}
