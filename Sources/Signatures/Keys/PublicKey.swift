import COpenSSL
import SingleWindow

/// A public key that signatures are verified with.
///
/// Cheap to copy; keeps contexts ready for verification, so hold on to it (or to its certificate) instead of reading it
/// anew for every message. May be used by any number of threads.
package struct PublicKey: Sendable {
    /// An elliptic curve.
    package enum Curve: String, Hashable, Sendable, Codable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"

        /// Bytes of a coordinate.
        package var coordinateLength: Int {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            }
        }
    }

    /// What kind of key it is, as far as signatures are concerned.
    package enum Kind: Hashable, Sendable {
        /// RSA. `pssOnly` keys (id-RSASSA-PSS, RFC 4055) cannot verify PKCS#1 v1.5 signatures.
        case rsa(bits: Int, pssOnly: Bool)
        /// A key on a named curve.
        case ec(Curve)
        /// Anything else: DSA, EdDSA, other curves, curves written out by their parameters, RSA with exponent 1.
        case other(String)
    }

    package let kind: Kind
    let handle: KeyHandle

    /// Takes over one reference to `pointer`.
    init(owning pointer: OpaquePointer) {
        handle = KeyHandle(owning: pointer)
        kind = PublicKey.kind(of: pointer)
    }

    /// Reads a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7) in DER.
    ///
    /// - Throws: `signature.key.unreadable`, also for bytes after it.
    package init(subjectPublicKeyInfo der: [UInt8]) throws(SignaturesError) {
        OpenSSLErrors.clear()
        let read = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let key = d2i_PUBKEY(nil, &cursor, buffer.count) else { return nil }
            guard cursor == buffer.baseAddress?.advanced(by: buffer.count) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        guard let read else {
            throw SignaturesError(
                .keyUnreadable, Text(vi: "Không đọc được khóa công khai.", en: "The public key cannot be read."),
                detail: OpenSSLErrors.drain())
        }
        self.init(owning: read)
    }

    /// The key as SubjectPublicKeyInfo in DER.
    package func subjectPublicKeyInfo() throws(SignaturesError) -> [UInt8] {
        var output: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(handle.pointer, &output)
        guard count > 0, let output else { throw .library("i2d_PUBKEY") }
        defer { COpenSSL_free(output) }
        return Array(UnsafeBufferPointer(start: output, count: Int(count)))
    }

    /// A name for reports: `RSA-2048`, `ECDSA-P256`.
    package var name: String {
        switch kind {
        case .rsa(let bits, _): "RSA-\(bits)"
        case .ec(let curve): "ECDSA-" + curve.rawValue.filter { $0 != "-" }
        case .other(let name): name
        }
    }

    static let mismatchText = Text(
        vi: "Thuật toán ký không dùng được với khóa này.",
        en: "The signature algorithm cannot be used with this key.")

    private static func kind(of key: OpaquePointer) -> Kind {
        switch COpenSSL_EVP_PKEY_id(key) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS:
            // With the public exponent 1 the signature value is the padded digest itself: anyone could write it.
            guard exponentIsAtLeast3(key) else { return .other("RSA-e1") }
            return .rsa(
                bits: Int(EVP_PKEY_get_bits(key)), pssOnly: COpenSSL_EVP_PKEY_id(key) == EVP_PKEY_RSA_PSS)
        case EVP_PKEY_EC:
            // Parameters written out can imitate a named curve with another generator (CVE-2020-0601).
            var explicit: Int32 = 0
            EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit)
            let name = groupName(key)
            guard explicit == 0 else { return .other("EC-explicit") }
            switch name {
            case "prime256v1", "P-256": return .ec(.p256)
            case "secp384r1", "P-384": return .ec(.p384)
            case "secp521r1", "P-521": return .ec(.p521)
            default: return .other("EC-" + (name ?? "unknown"))
            }
        default:
            return .other(EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown")
        }
    }

    private static func groupName(_ key: OpaquePointer) -> String? {
        var name = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else {
            OpenSSLErrors.clear()
            return nil
        }
        return String(decoding: name.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func exponentIsAtLeast3(_ key: OpaquePointer) -> Bool {
        var exponent: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1, let exponent else {
            OpenSSLErrors.clear()
            return false
        }
        defer { BN_free(exponent) }
        return BN_is_odd(exponent) == 1 && BN_num_bits(exponent) >= 2
    }
}

extension PublicKey: Hashable {
    package static func == (lhs: PublicKey, rhs: PublicKey) -> Bool {
        lhs.handle === rhs.handle || EVP_PKEY_eq(lhs.handle.pointer, rhs.handle.pointer) == 1
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
