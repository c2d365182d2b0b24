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

    /// The signature over `content`. Throws `SignaturesError` where the key can't sign so.
    static func sign(_ content: [UInt8], with key: SigningKey) throws(SignaturesError) -> RawSignature {
        try RawSignature.sign(signedBytes(ofContent: content), with: key)
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
        let outcome: RawSignature.Mathematics
        do throws(SignaturesError) {
            outcome = try RawSignature(value: value, certificate: der).mathematics(
                of: certificate.publicKey, over: bytes)
        } catch {
            return (.notChecked(error), [])
        }
        let algorithm: SignatureAlgorithm
        switch outcome {
        case .valid(let found): algorithm = found
        case .failed(var report):
            report.signers = [SignerReport(certificate, algorithm: .rsaPKCS1(.sha256))]
            return (report, [])
        }
        let signer = SignerReport(certificate, algorithm: algorithm)
        let strength = strength(of: algorithm, certificate, trust)
        guard strength.verdict == .accept else {
            var report = strength
            report.signers = [signer]
            return (report, [])
        }
        let decision = trust.decide(certificate, intermediates: [], algorithm: algorithm)
        var report = SignatureReport(
            verdict: decision.verdict, indication: decision.indication, subIndication: decision.subIndication,
            code: decision.code, reason: decision.reason, signers: [signer])
        report.exceptions = strength.exceptions
        if decision.verdict == .accept {
            let digest = (try? Digest.of(bytes, .sha256)).map { Hex.string($0) } ?? ""
            report.covered = [
                CoveredPart(uri: "content", path: CustomsEnvelope.contentPath, bytes: bytes.count, sha256: digest)
            ]
        }
        return (report, [decision])
    }

    /// Whether digest and key are good enough for this sender: SHA-1 and short keys by his exceptions alone.
    private static func strength(
        of algorithm: SignatureAlgorithm, _ certificate: X509Certificate, _ trust: any SignerTrust
    ) -> SignatureReport {
        let (policy, time) = trust.algorithms
        return SignatureTrust(validator: nil, policy: ValidationPolicy(algorithms: policy), time: time)
            .judge(certificate, algorithm: algorithm).report
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

    /// The library could not do the mathematics: nothing is known about the signature.
    fileprivate static func notChecked(_ error: SignaturesError) -> SignatureReport {
        .failed(.cannotCheck, .indeterminate, .generic, code: error.code.rawValue, reason: error.text)
    }
}
