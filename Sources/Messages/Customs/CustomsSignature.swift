internal import Signatures
internal import SingleWindow

/// The raw signature of this family (reference/domain.md 5.1, DESIGN.md section 6).
///
/// **An assumption, and only here:** what is signed is the bytes of `Content` decoded from base64. The public record shows
/// the value and the certificate and does not say over which bytes the value is, nor with which digest. We sign with
/// SHA-256; a value made with RSA PKCS#1 says itself which digest it holds, and the signer's policy judges it.
enum CustomsSignature {
    /// The bytes that `Signature/data` is over.
    static func signedBytes(ofContent content: [UInt8]) -> [UInt8] { content }

    /// A signature over `content`: RSA PKCS#1 v1.5, or ECDSA in DER, with SHA-256. Throws `SignaturesError`.
    static func sign(_ content: [UInt8], with key: SigningKey) throws(SignaturesError) -> [UInt8] {
        let algorithm: SignatureAlgorithm =
            switch key.publicKey.kind {
            case .rsa: .rsaPKCS1(.sha256)
            case .ec, .other: .ecdsa(.sha256)
            }
        return try key.sign(algorithm, data: signedBytes(ofContent: content), encoding: .der)
    }

    /// Checks the signature of an envelope; the evidence is the decision about the signer, where it came to one.
    static func check(_ envelope: CustomsEnvelope, trust: any SignerTrust)
        -> (report: SignatureReport, evidence: [SignerDecision])
    {
        guard let encodedCertificate = envelope.certificate else { return (.unsigned(.certificate), []) }
        guard let encodedValue = envelope.signature else { return (.unsigned(.value), []) }
        guard let der = Base64.decode(encodedCertificate), let certificate = try? X509Certificate.cached(der: der),
            let value = Base64.decode(encodedValue)
        else { return (.malformed, []) }
        let bytes = signedBytes(ofContent: envelope.content)
        let outcome = mathematics(certificate.publicKey, value, bytes)
        guard case .valid(let algorithm) = outcome else {
            var report = outcome.failure
            report.signers = [SignerReport(certificate, algorithm: certificate.publicKey.name)]
            return (report, [])
        }
        let decision = trust.decide(certificate, intermediates: [], algorithm: algorithm)
        var report = SignatureReport(
            verdict: decision.verdict, indication: decision.indication, subIndication: decision.subIndication,
            code: decision.code, reason: decision.reason)
        let name = "\(certificate.publicKey.name)/\(algorithm.digest.rawValue)"
        report.signers = [SignerReport(certificate, algorithm: name)]
        if decision.verdict == .accept {
            let digest = (try? Digest.of(bytes, .sha256)).map { Hex.string($0) } ?? ""
            report.covered = [
                CoveredPart(
                    uri: "content", path: CustomsEnvelope.contentPath, bytes: bytes.count, sha256: digest)
            ]
        }
        return (report, [decision])
    }

    private enum Outcome {
        case valid(SignatureAlgorithm)
        case otherDigest
        case notThisKey
        case unusableKey

        var failure: SignatureReport {
            switch self {
            case .otherDigest: .hashFailure
            case .valid, .notThisKey: .cryptoFailure
            case .unusableKey: .unusableKey
            }
        }
    }

    private static func mathematics(_ key: PublicKey, _ value: [UInt8], _ bytes: [UInt8]) -> Outcome {
        switch key.kind {
        case .rsa(_, pssOnly: false):
            guard let (digestAlgorithm, signed) = key.recoveredDigest(of: value) else { return .notThisKey }
            guard let digest = try? Digest.of(bytes, digestAlgorithm) else { return .notThisKey }
            guard Digest.equal(signed, digest) else { return .otherDigest }
            let algorithm = SignatureAlgorithm.rsaPKCS1(digestAlgorithm)
            return (try? key.verify(algorithm, signature: value, digest: digest)) == true
                ? .valid(algorithm) : .notThisKey
        case .ec:
            for digest in [DigestAlgorithm.sha256, .sha384, .sha512]
            where (try? key.verify(.ecdsa(digest), signature: value, data: bytes, encoding: .der)) == true {
                return .valid(.ecdsa(digest))
            }
            return .notThisKey
        case .rsa, .other: return .unusableKey
        }
    }
}

extension SignerReport {
    init(_ certificate: X509Certificate, algorithm: String) {
        self.init(
            subject: certificate.subject, issuer: certificate.issuer, serial: certificate.serialHex,
            fingerprint: certificate.fingerprint, taxCode: certificate.taxCode, notBefore: certificate.notBefore,
            notAfter: certificate.notAfter, algorithm: algorithm, signingTime: nil)
    }
}

extension SignatureReport {
    fileprivate enum MissingPart { case certificate, value }

    fileprivate static func unsigned(_ part: MissingPart) -> SignatureReport {
        switch part {
        case .certificate:
            .failed(
                .refuse, .indeterminate, .noSigningCertificateFound, code: "signature.certificate.missing",
                reason: Text(
                    vi: "Thông điệp không có chứng thư số của người ký (fileCert).",
                    en: "The message has no signer's certificate (fileCert)."))
        case .value:
            .failed(
                .refuse, .totalFailed, .formatFailure, code: "signature.missing",
                reason: Text(vi: "Thông điệp không có chữ ký số.", en: "The message is not signed."))
        }
    }

    fileprivate static let malformed = SignatureReport.failed(
        .refuse, .totalFailed, .formatFailure, code: "signature.malformed",
        reason: Text(
            vi: "Chữ ký hoặc chứng thư số không đúng định dạng (base64, DER).",
            en: "The signature or the certificate is not in its format (base64, DER)."))

    fileprivate static let hashFailure = SignatureReport.failed(
        .refuse, .totalFailed, .hashFailure, code: "signature.hash_failure",
        reason: Text(
            vi: "Nội dung đã bị thay đổi sau khi ký: giá trị băm trong chữ ký không phải của nội dung.",
            en: "The content was changed after it was signed: the digest in the signature is not the content's."))

    fileprivate static let cryptoFailure = SignatureReport.failed(
        .refuse, .totalFailed, .signatureCryptoFailure, code: "signature.crypto_failure",
        reason: Text(
            vi: "Giá trị chữ ký không phải do khóa của chứng thư số này tạo ra cho nội dung.",
            en: "The signature value was not made by this certificate's key for the content."))

    fileprivate static let unusableKey = SignatureReport.failed(
        .refuse, .indeterminate, .cryptoConstraintsFailure, code: "signature.key.unsupported",
        reason: Text(
            vi: "Loại khóa của chứng thư số không được hỗ trợ.", en: "The certificate's kind of key is not supported."))
}
