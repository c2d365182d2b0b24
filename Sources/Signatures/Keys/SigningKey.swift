import COpenSSL
import SingleWindow

/// What holds a private key's bits and signs with them.
protocol SigningBackend: Sendable {
    /// Signs a digest of the algorithm's length; an ECDSA value is in DER.
    func sign(_ algorithm: SignatureAlgorithm, digest: [UInt8]) throws(SignaturesError) -> [UInt8]
}

/// A private key with its certificate and the certificates above it.
///
/// The key's bits can be used, not read: there is no way to print, encode or compare them through this type.
package struct SigningKey: Sendable {
    /// The certificate whose public key belongs to this key.
    package let certificate: X509Certificate
    /// Certificates above it, the issuer first; sent along where the family's form has room for them.
    package let chain: [X509Certificate]
    private let backend: any SigningBackend

    /// Takes over one reference to `pointer`.
    ///
    /// - Throws: `signature.key.mismatch`, `signature.key.unsupported`.
    init(
        owning pointer: OpaquePointer, certificate: X509Certificate, chain: [X509Certificate]
    ) throws(SignaturesError) {
        try self.init(backend: KeyHandle(owning: pointer), certificate: certificate, chain: chain)
        guard EVP_PKEY_eq(pointer, certificate.publicKey.handle.pointer) == 1 else {
            OpenSSLErrors.clear()
            throw SigningKey.mismatch
        }
    }

    /// Takes a key whose belonging to the certificate the caller proves.
    ///
    /// - Throws: `signature.key.unsupported`.
    init(
        backend: any SigningBackend, certificate: X509Certificate, chain: [X509Certificate]
    ) throws(SignaturesError) {
        self.backend = backend
        self.certificate = certificate
        self.chain = chain
        if case .other(let name) = certificate.publicKey.kind {
            throw SignaturesError(
                .keyUnsupported,
                Text(vi: "Loại khóa \(name) không được hỗ trợ.", en: "Keys of type \(name) are not supported."))
        }
    }

    static let mismatch = SignaturesError(
        .keyMismatch,
        Text(
            vi: "Khóa bí mật không phải của chứng thư số này.",
            en: "The private key is not that of this certificate."))

    /// The public half.
    package var publicKey: PublicKey { certificate.publicKey }

    /// What this key signs with unless told otherwise: SHA-256 with RSA PKCS#1 v1.5, PSS for PSS-only keys, ECDSA.
    package var defaultAlgorithm: SignatureAlgorithm {
        switch publicKey.kind {
        case .rsa(_, pssOnly: true): .rsaPSS(.sha256, saltLength: DigestAlgorithm.sha256.length)
        case .rsa: .rsaPKCS1(.sha256)
        case .ec(.p384): .ecdsa(.sha384)
        case .ec, .other: .ecdsa(.sha256)
        }
    }

    /// Signs `data`; `encoding` says how an ECDSA value is written and is ignored for RSA.
    ///
    /// - Throws: `signature.key.algorithm_mismatch`, or `signature.library` (a token that went away).
    package func sign(
        _ algorithm: SignatureAlgorithm, data: [UInt8], encoding: ECDSAEncoding = .der
    ) throws(SignaturesError) -> [UInt8] {
        try sign(algorithm, digest: Digest.of(data, algorithm.digest), encoding: encoding)
    }

    /// Signs the data with this digest, which is as long as `algorithm.digest` gives.
    ///
    /// - Throws: as ``sign(_:data:encoding:)``, and `signature.digest.length`.
    package func sign(
        _ algorithm: SignatureAlgorithm, digest: [UInt8], encoding: ECDSAEncoding = .der
    ) throws(SignaturesError) -> [UInt8] {
        guard digest.count == algorithm.digest.length else { throw PublicKey.digestLength(digest.count, algorithm) }
        var curve: PublicKey.Curve?
        switch (publicKey.kind, algorithm) {
        case (.rsa(_, pssOnly: false), .rsaPKCS1), (.rsa, .rsaPSS): break
        case (.ec(let named), .ecdsa): curve = named
        default:
            throw SignaturesError(.algorithmMismatch, PublicKey.mismatchText, detail: publicKey.name)
        }
        let value = try backend.sign(algorithm, digest: digest)
        guard let curve, encoding == .rawRS else { return value }
        return try ECDSAValue.raw(der: value, length: curve.coordinateLength)
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SigningKey(" + certificate.subject + ")" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["certificate": certificate.subject]) }
}
