import SingleWindow

/// The raw signature of the customs family (F2): a bare RSA or ECDSA value beside the signer's certificate.
///
/// What is published shows `Body/Signature/data` with a value of 128 bytes and `fileCert` with a certificate, both in
/// base64 (reference/domain.md, 5.1). Neither the digest nor the bytes that are signed are: this type assumes the
/// decoded bytes of `Body/Content`, SHA-256, RSA PKCS#1 v1.5 or ECDSA in DER (DESIGN.md, section 6).
package struct RawSignature: Hashable, Sendable {
    /// The signature value.
    package var value: [UInt8]
    /// The signer's certificate, DER.
    package var certificate: [UInt8]

    package init(value: [UInt8], certificate: [UInt8]) {
        self.value = value
        self.certificate = certificate
    }

    /// Reads the two fields as the envelope carries them.
    ///
    /// - Throws: `signature.value.malformed`, `signature.certificate.unreadable`: not base64, or empty.
    package init(data: String, fileCert: String) throws(SignaturesError) {
        guard let value = Base64.decode(data), !value.isEmpty else {
            throw SignaturesError(
                .valueMalformed,
                Text(vi: "Signature/data không phải base64.", en: "Signature/data is not base64."))
        }
        guard let certificate = Base64.decode(fileCert), !certificate.isEmpty else {
            throw X509Certificate.unreadable("fileCert is not base64")
        }
        self.init(value: value, certificate: certificate)
    }

    /// The value as `Signature/data` carries it.
    package var data: String { Base64.string(value) }

    /// The certificate as `Signature/fileCert` carries it.
    package var fileCert: String { Base64.string(certificate) }

    /// Signs `content`, the decoded bytes of `Body/Content`.
    ///
    /// - Throws: `signature.key.algorithm_mismatch` for a key that is PSS only, `signature.library`.
    package static func sign(_ content: [UInt8], with key: SigningKey) throws(SignaturesError) -> RawSignature {
        let algorithm = algorithm(for: key.publicKey, .sha256)
        return RawSignature(value: try key.sign(algorithm, data: content), certificate: key.certificate.der)
    }

    /// Verifies the signature over `content` and judges its signer.
    package func verify(_ content: [UInt8], trust: SignatureTrust) -> VerifiedBytes {
        do throws(SignaturesError) {
            return try verified(content, trust: trust)
        } catch {
            return VerifiedBytes(
                report: .failed(
                    .refuse, .totalFailed, .formatFailure, code: error.code.rawValue, reason: error.text))
        }
    }

    private func verified(_ content: [UInt8], trust: SignatureTrust) throws(SignaturesError) -> VerifiedBytes {
        let signer = try X509Certificate.cached(der: certificate)
        let algorithm: SignatureAlgorithm
        switch try mathematics(of: signer.publicKey, over: content) {
        case .valid(let found): algorithm = found
        case .failed(var report):
            report.signers = [SignerReport(signer, algorithm: RawSignature.algorithm(for: signer.publicKey, .sha256))]
            return VerifiedBytes(report: report)
        }
        let judgement = trust.judge(signer, algorithm: algorithm)
        var result = VerifiedBytes(report: judgement.report, validation: judgement.validation)
        result.report.signers = [SignerReport(signer, algorithm: algorithm)]
        result.report.covered = [try CoveredPart(uri: "content", bytes: content)]
        if judgement.report.verdict != .refuse { result.covered = CoveredBytes(content) }
        return result
    }

    private static func algorithm(for key: PublicKey, _ digest: DigestAlgorithm) -> SignatureAlgorithm {
        if case .ec = key.kind { return .ecdsa(digest) }
        return .rsaPKCS1(digest)
    }
}
