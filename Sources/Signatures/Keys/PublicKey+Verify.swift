import COpenSSL
import SingleWindow

extension PublicKey {
    /// Whether `signature` is this key's over `data`; `encoding` says how an ECDSA value is written.
    ///
    /// Mathematics only: key sizes and algorithms are judged by ``AlgorithmPolicy``.
    ///
    /// - Throws: `signature.key.algorithm_mismatch` when the key cannot verify with `algorithm` at all,
    ///   `signature.value.malformed` for an r||s value of the wrong length.
    package func verify(
        _ algorithm: SignatureAlgorithm, signature: [UInt8], data: [UInt8], encoding: ECDSAEncoding = .der
    ) throws(SignaturesError) -> Bool {
        try verify(
            algorithm, signature: signature, digest: Digest.of(data, algorithm.digest), encoding: encoding)
    }

    /// Whether `signature` is this key's over the data with this digest, which is as long as `algorithm.digest` gives.
    ///
    /// - Throws: as ``verify(_:signature:data:encoding:)``, and `signature.digest.length`.
    package func verify(
        _ algorithm: SignatureAlgorithm, signature: [UInt8], digest: [UInt8], encoding: ECDSAEncoding = .der
    ) throws(SignaturesError) -> Bool {
        guard digest.count == algorithm.digest.length else { throw PublicKey.digestLength(digest.count, algorithm) }
        var value = signature
        switch (kind, algorithm) {
        case (.rsa(let bits, let pssOnly), .rsaPKCS1):
            guard !pssOnly else { throw SignaturesError(.algorithmMismatch, PublicKey.mismatchText, detail: name) }
            // RFC 8017, sections 8.1.2 and 8.2.2: the value is exactly as long as the modulus.
            guard signature.count == (bits + 7) / 8 else { return false }
        case (.rsa(let bits, _), .rsaPSS):
            guard signature.count == (bits + 7) / 8 else { return false }
        case (.ec(let curve), .ecdsa):
            if encoding == .rawRS { value = try ECDSAValue.der(raw: signature, length: curve.coordinateLength) }
        default:
            throw SignaturesError(.algorithmMismatch, PublicKey.mismatchText, detail: name)
        }
        return try handle.withVerifier(algorithm) { context in
            let ok = EVP_PKEY_verify(context, value, value.count, digest, digest.count) == 1
            if !ok { OpenSSLErrors.clear() }
            return ok
        }
    }

    static func digestLength(_ count: Int, _ algorithm: SignatureAlgorithm) -> SignaturesError {
        SignaturesError(
            .digestLength,
            Text(
                vi: "Độ dài giá trị băm không đúng với thuật toán \(algorithm.digest.rawValue) (\(count) byte).",
                en: "The digest's length is not that of \(algorithm.digest.rawValue) (\(count) bytes)."))
    }
}
