import COpenSSL

extension PublicKey {
    /// The digest that an RSA PKCS#1 v1.5 signature value holds (RFC 8017, section 9.2), and its algorithm; nil for a
    /// value that this key did not make, for another padding or digest algorithm, and for keys of other kinds.
    ///
    /// A signature is valid exactly when this digest is that of the data. That it can be looked at tells two failures
    /// apart: the data was changed after signing (another digest), or the value is no signature of this key (nil).
    package func recoveredDigest(of signature: [UInt8]) -> (algorithm: DigestAlgorithm, digest: [UInt8])? {
        guard case .rsa(let bits, pssOnly: false) = kind, signature.count == (bits + 7) / 8,
            let context = EVP_PKEY_CTX_new(handle.pointer, nil)
        else { return nil }
        defer {
            EVP_PKEY_CTX_free(context)
            OpenSSLErrors.clear()
        }
        guard EVP_PKEY_verify_recover_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        else { return nil }
        var length = signature.count
        var block = [UInt8](repeating: 0, count: length)
        guard EVP_PKEY_verify_recover(context, &block, &length, signature, signature.count) == 1 else { return nil }
        let digestInfo = block.prefix(length)
        for algorithm in DigestAlgorithm.allCases {
            let head = algorithm.digestInfoHead
            guard digestInfo.count == head.count + algorithm.length, digestInfo.starts(with: head) else { continue }
            return (algorithm, Array(digestInfo.dropFirst(head.count)))
        }
        return nil
    }
}

extension DigestAlgorithm {
    /// DER of DigestInfo up to the digest (RFC 8017, section 9.2, note 1): compared byte for byte, since a parser that
    /// skips what it does not know lets forged values through when the exponent is small (CVE-2006-4339).
    fileprivate var digestInfoHead: [UInt8] {
        switch self {
        case .sha1:
            [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14]
        case .sha256: DigestAlgorithm.sha2Head(1, 32)
        case .sha384: DigestAlgorithm.sha2Head(2, 48)
        case .sha512: DigestAlgorithm.sha2Head(3, 64)
        }
    }

    private static func sha2Head(_ arc: UInt8, _ length: UInt8) -> [UInt8] {
        [
            0x30, 17 + length, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc, 0x05, 0x00,
            0x04, length,
        ]
    }
}
